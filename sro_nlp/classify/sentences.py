"""Sentences of contract prose: not ended by "No. 12", "Sec. 3", "a.m.", "J. Smith", nor by the label of a clause."""

from __future__ import annotations

import re

_END = re.compile(r"(?:[.!?][”’\"')\]]*|;(?=\s+(?:and\s+|or\s+)?\(\w{1,4}\)))\s+(?=[“‘\"'(\[]*[A-Z0-9§•(])")
_LAST_WORD = re.compile(r"[\w.§]+$")
_ABBREVIATIONS = frozenset(
    "no nos sec secs art arts para st mr mrs ms dr prof rev sgt lt capt det cpl ofc dep supt asst dist co inc corp dept"
    " ann stat stats v vs cf eg ie etc al fla cal mass wis minn mich ind ill tex ariz wash conn ct gen rep rev jan feb"
    " mar apr jun jul aug sept oct nov dec u.s u.s.c c.f.r p.l n.j.s.a n.j.a.c r.c r.s k.s.a o.r.s g.l m.g.l p.s ph"
    " ext ch subch subd subsec tit pt ed educ code.ann".split()
)
_LABEL = re.compile(r"(?:\(?[A-Za-z0-9]{1,4}\)?|[\d.]+|[IVXLC]+|article|section|art|sec)", re.IGNORECASE)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of the sentences of a paragraph, in order, without surrounding white space.

    An item that follows a semicolon, "; (b) ...", counts as a sentence of its own.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if text[match.start()] == "." and _goes_on(text, start, match.start()):
            continue
        spans.append((start, start + len(text[start : match.end()].rstrip())))
        start = match.end()
    rest = text[start:].rstrip()
    if rest:
        spans.append((start, start + len(rest)))
    return spans


def _goes_on(text: str, start: int, dot: int) -> bool:
    """Whether the full stop at `dot` belongs to a label, an abbreviation or an initial."""
    last = _LAST_WORD.search(text[start:dot])
    if last is None:
        return False
    word = last.group()
    opens = not text[start : start + last.start()].strip(" (")
    return word.lower() in _ABBREVIATIONS or len(word) == 1 or (opens and _LABEL.fullmatch(word) is not None)
