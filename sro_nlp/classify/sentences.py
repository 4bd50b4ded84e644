"""Sentences of contract prose: not ended by "No. 12", "Sec. 3", "a.m.", "J. Smith", nor by the label of a clause."""

from __future__ import annotations

import re

_END = re.compile(
    r"[.!?][”’\"')\]]*\s+(?=[“‘\"'(\[]*[A-Z0-9§•(])"
    r"|;\s+(?:and\s+|or\s+)?(?=\(\w{1,4}\))"
)
_LAST_WORD = re.compile(r"[\w.§]+$")
_ABBREVIATIONS = re.compile(
    r"al|ann|apr|ariz|art|arts|asst|aug|c\.f\.r|cal|capt|cf|ch|co|code\.ann|conn|corp|cpl|ct|dec|dep|dept|det"
    r"|dist|dr|ed|educ|eg|etc|ext|feb|fla|g\.l|gen|ie|ill|inc|ind|jan|jul|jun|k\.s\.a|lt|m\.g\.l|mar|mass|mich"
    r"|minn|mr|mrs|ms|n\.j\.a\.c|n\.j\.s\.a|no|nos|nov|o\.r\.s|oct|ofc|p\.l|p\.s|para|ph|prof|pt|r\.c|r\.s|rep"
    r"|rev|sec|secs|sept|sgt|st|stat|stats|subch|subd|subsec|supt|tex|tit|u\.s|u\.s\.c|v|vs|wash|wis",
    re.IGNORECASE,
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
    return (
        _ABBREVIATIONS.fullmatch(word) is not None or len(word) == 1 or (opens and _LABEL.fullmatch(word) is not None)
    )
