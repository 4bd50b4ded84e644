"""What the pages show, worked out from reports and paragraphs: overlays, running text, lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise

from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document, Page, Paragraph
from sro_nlp.findings import Evidence, Finding, GapReport
from sro_nlp.web.geometry import lines, rects


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of a paragraph's characters that is evidence of the same leaves, or of none."""

    start: int
    text: str
    leaves: tuple[str, ...]
    grade: str
    """The worst grade among them; empty where there are none."""


def page_shapes(sizes: Iterable[tuple[float, float]]) -> list[tuple[float, float, int]]:
    """Width and height (points, as shown) of pages, and how many in a row have them: most contracts give one run."""
    rounded = ((round(width, 2), round(height, 2)) for width, height in sizes)
    return [(*shape, len(list(run))) for shape, run in groupby(rounded)]


def overlays(document: Document, report: GapReport, number: int) -> list[dict[str, object]]:
    """Every passage of every finding that stands on a page, with its rectangles, as JSON."""
    pages = {page.number: page for page in document.pages if page.number == number}
    return [
        {
            "leaf": finding.id,
            "paragraph": evidence.paragraph,
            "grade": evidence.grade,
            "decided": evidence.decided,
            "label": f"{finding.id} {finding.title}, {evidence.grade}: {evidence.text[:160]}",
            "rects": [asdict(rect) for rect in rects(evidence.boxes, pages)[number]],
        }
        for finding, evidence in _passages(report)
        if pages and any(box.page == number for box in evidence.boxes)
    ]


def _passages(report: GapReport) -> Iterator[tuple[Finding, Evidence]]:
    for finding in report.findings:
        for evidence in finding.evidence:
            yield finding, evidence


def page_text(paragraphs: Sequence[Paragraph], page: Page) -> list[dict[str, object]]:
    """The lines of a page as JSON: paragraph, start, text and place."""
    return [
        {"paragraph": line.paragraph, "start": line.start, "text": line.text, **asdict(line.rect)}
        for paragraph in paragraphs
        for line in lines(paragraph, page)
    ]


_WORST = ("conflict", "partial", "full")


def segments(paragraph: Paragraph, report: GapReport) -> list[Segment]:
    """A paragraph cut where evidence begins or ends."""
    spans = [(e.start, e.end, f.id, e.grade) for f, e in _passages(report) if e.paragraph == paragraph.id]
    cuts = sorted({0, len(paragraph.text), *(edge for start, end, _, _ in spans for edge in (start, end))})
    found = []
    for start, end in pairwise(cuts):
        over = [span for span in spans if span[0] <= start and span[1] >= end]
        grades = {grade for _, _, _, grade in over}
        found.append(
            Segment(
                start=start,
                text=paragraph.text[start:end],
                leaves=tuple(dict.fromkeys(leaf for _, _, leaf, _ in over)),
                grade=next((grade for grade in _WORST if grade in grades), ""),
            )
        )
    return found


def flowing(paragraphs: Sequence[Paragraph], report: GapReport) -> list[tuple[Paragraph, list[Segment]]]:
    """A document without pages: its paragraphs in order, each in segments."""
    carrying = {evidence.paragraph for _, evidence in _passages(report)}
    return [
        (p, segments(p, report) if p.id in carrying else [Segment(start=0, text=p.text, leaves=(), grade="")])
        for p in paragraphs
    ]


def leaf_titles(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Ids and titles of all leaves, for lists to choose from."""
    return [(leaf.id, leaf.title) for leaf in catalogue.requirements]
