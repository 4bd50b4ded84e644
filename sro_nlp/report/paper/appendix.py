"""The contract's whole text, its passages on the ground of their provision's colour, with the requirements beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reportlab.platypus import Paragraph as Set

from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import GapReport, Grade
from sro_nlp.marking import CONFLICT, RGB, Colour, colours_of, passage_name
from sro_nlp.report.paper.sheets import CLAUSE, CLAUSE_HEAD, anchor, safe

_INDENT = 12.0
_DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    name: str
    leaf: str
    start: int
    end: int
    grade: Grade
    colour: Colour


def appendix(document: Document, report: GapReport, catalogue: Catalogue) -> Iterator[Any]:
    """All paragraphs in order, each with its number."""
    passages = _passages(report, colours_of(catalogue))
    page = None
    for paragraph in document.paragraphs:
        style = CLAUSE_HEAD if paragraph.kind == "heading" else CLAUSE
        indent = _INDENT * min(paragraph.level, _DEEPEST)
        if indent:
            style = style.clone(f"{style.name}-{indent}", leftIndent=style.leftIndent + indent)
        turned = f'<font size="6.5" color="#565c66">p. {paragraph.page}</font> ' if paragraph.page != page else ""
        page = paragraph.page
        words = turned + _marked(paragraph, passages.get(paragraph.id, []))
        yield Set(words, style, bulletText=str(paragraph.id))


def _passages(report: GapReport, colours: Mapping[str, Colour]) -> dict[int, list[_Passage]]:
    found: dict[int, list[_Passage]] = {}
    for finding in report.findings:
        for number, evidence in enumerate(finding.evidence, 1):
            passage = _Passage(
                name=passage_name(finding.id, number),
                leaf=finding.id,
                start=evidence.start,
                end=evidence.end,
                grade=evidence.grade,
                colour=CONFLICT if evidence.grade == "conflict" else colours[finding.id],
            )
            found.setdefault(evidence.paragraph, []).append(passage)
    return found


def _marked(paragraph: Paragraph, passages: list[_Passage]) -> str:
    """The text as markup; cut wherever a passage begins or ends."""
    text = paragraph.text
    cuts = sorted({0, len(text), *(edge for one in passages for edge in (one.start, one.end))})
    out = []
    for start, end in pairwise(cuts):
        active = [one for one in passages if one.start <= start and end <= one.end]
        out += [anchor(one.name) for one in active if one.start == start]
        out.append(_piece(text[start:end], active))
        closed = [one for one in active if one.end == end]
        if closed:
            names = ", ".join(f"{one.leaf} {_GRADES[one.grade]}".strip() for one in closed)
            out.append(f' <font size="6.5" color="#565c66">[{safe(names)}]</font>')
    return "".join(out)


_GRADES: dict[Grade, str] = {"full": "", "partial": "in part", "conflict": "CONFLICT"}


def _piece(text: str, active: list[_Passage]) -> str:
    if not active:
        return _spaced(text)
    worst = next((one for one in active if one.grade == "conflict"), active[0])
    words = f'<font backColor="{_hex(worst.colour.light)}">{_spaced(text)}</font>'
    return f"<u>{words}</u>" if worst.grade != "full" else words


def _spaced(text: str) -> str:
    """A text as markup, with the blanks at its ends kept."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text.strip() and text[-1:].isspace() else ""
    return head + safe(text) + tail


def _hex(colour: RGB) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
