"""From a report to the marks on its document: which strips each passage takes, and where passages share their words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sro_nlp.annotate.quads import Strip, lines, quads
from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import Evidence, Finding, GapReport
from sro_nlp.marking import passage_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The part of a passage that stands on one page.

    `quads` cover its words and nothing else, `lines` also the gaps between them. `bands` are what it paints of the
    lines: where passages share words, each paints its own band of the line's height, so that every colour shows.
    """

    name: str
    passage: str
    """The name of the whole passage; `name` differs from it where the passage goes over pages."""
    finding: Finding
    evidence: Evidence
    others: tuple[str, ...]
    page: int
    part: int
    parts: int
    quads: tuple[Strip, ...]
    lines: tuple[Strip, ...]
    bands: tuple[Strip, ...]


@dataclass(slots=True)
class _Passage:
    name: str
    finding: Finding
    evidence: Evidence
    quads: tuple[Strip, ...]
    lines: tuple[Strip, ...]
    bands: list[Strip]


def marks_of(document: Document, report: GapReport) -> tuple[Mark, ...]:
    """The marks of all evidence in the report's order; evidence whose words have no place on a page has none."""
    paragraphs = {paragraph.id: paragraph for paragraph in document.paragraphs}
    by_paragraph: dict[int, list[_Passage]] = {}
    passages = []
    for finding in report.findings:
        for number, evidence in enumerate(finding.evidence, 1):
            paragraph = paragraphs[evidence.paragraph]
            span = (paragraph, evidence.start, evidence.end, evidence.boxes)
            own = quads(*span)
            # The cells of a table's row are marked apart, as they stand.
            whole = own if paragraph.kind == "table-row" else lines(*span)
            passage = _Passage(passage_name(finding.id, number), finding, evidence, own, whole, [])
            passages.append(passage)
            by_paragraph.setdefault(paragraph.id, []).append(passage)
    for number, sharing in by_paragraph.items():
        if len(sharing) == 1 or not paragraphs[number].words:
            for passage in sharing:
                passage.bands.extend(passage.lines)
        else:
            _share(paragraphs[number], sharing)
    return tuple(mark for passage in passages for mark in _by_page(passage, by_paragraph[passage.evidence.paragraph]))


def _share(paragraph: Paragraph, passages: Sequence[_Passage]) -> None:
    """Give each passage its bands: the text is cut wherever a passage begins or ends."""
    cuts = sorted({edge for one in passages for edge in (one.evidence.start, one.evidence.end)})
    before: tuple[list[_Passage], Strip] | None = None
    for start, end in itertools.pairwise(cuts):
        active = [one for one in passages if one.evidence.start <= start and end <= one.evidence.end]
        cells = paragraph.kind == "table-row"
        places = list((quads if cells else lines)(paragraph, start, end)) if active else []
        if places and before is not None and not cells:
            places[0] = _reaching_back(places[0], before[1], bool(set(map(id, active)) & set(map(id, before[0]))))
        for strip in places:
            for lane, passage in enumerate(active):
                passage.bands.append(_band(strip, lane, len(active)))
        before = (active, places[-1]) if places else None


def _reaching_back(strip: Strip, before: Strip, shared: bool) -> Strip:
    """A strip that also covers the space behind the one before it on its line, where one passage holds both."""
    same_line = strip.page == before.page and abs(strip.frame[1] - before.frame[1]) < 0.5 * strip.height
    if not shared or not same_line or strip.frame[0] < before.frame[2]:
        return strip
    return replace(strip, frame=(before.frame[2], *strip.frame[1:]))


def _band(strip: Strip, lane: int, lanes: int) -> Strip:
    """The lane-th of equal bands of a line, from above."""
    u0, _, u1, v1 = strip.frame
    step = strip.height / lanes
    return replace(strip, frame=(u0, v1 - (lane + 1) * step, u1, v1 - lane * step))


def _by_page(passage: _Passage, sharing: Sequence[_Passage]) -> list[Mark]:
    evidence = passage.evidence
    others = dict.fromkeys(
        one.finding.id
        for one in sharing
        if one is not passage and one.evidence.start < evidence.end and evidence.start < one.evidence.end
    )
    pages = list(dict.fromkeys(strip.page for strip in passage.lines))
    return [
        Mark(
            name=passage.name if len(pages) == 1 else f"{passage.name}-{part}",
            passage=passage.name,
            finding=passage.finding,
            evidence=evidence,
            others=tuple(others),
            page=page,
            part=part,
            parts=len(pages),
            quads=tuple(strip for strip in passage.quads if strip.page == page),
            lines=tuple(strip for strip in passage.lines if strip.page == page),
            bands=tuple(band for band in passage.bands if band.page == page),
        )
        for part, page in enumerate(pages, 1)
    ]
