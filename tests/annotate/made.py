"""Reports made by hand: findings on any paragraphs of a document, so that marks are tried where no contract stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle

from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document, Paragraph, span_boxes
from sro_nlp.findings import (
    REVIEW_SCHEMA,
    DocumentSummary,
    Evidence,
    Finding,
    GapReport,
    Grade,
    ModelReference,
    ProfileReference,
    ProvisionFinding,
    Status,
    Summary,
)

GRADES: tuple[Grade, ...] = ("full", "partial", "conflict")
STATUS: dict[Grade, Status] = {"full": "present", "partial": "partial", "conflict": "conflict"}


def spans(paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """The whole paragraph, and where it has many words its first, middle and last parts too."""
    words = paragraph.words
    yield 0, len(paragraph.text)
    if len(words) >= 9:
        third = len(words) // 3
        yield words[0].start, words[third].end
        yield words[third + 1].start, words[2 * third].end
        yield words[third].start, words[-1].end


def _on_page(paragraph: Paragraph) -> bool:
    """Whether its words are among those of the page itself, where an independent reader finds them."""
    return bool(paragraph.words) and paragraph.kind not in ("form-field", "annotation")


def evidence(paragraph: Paragraph, start: int, end: int, grade: Grade) -> Evidence:
    return Evidence(
        paragraph=paragraph.id,
        page=paragraph.page,
        boxes=span_boxes(paragraph, start, end),
        text=paragraph.text[start:end],
        score=0.9,
        grade=grade,
        elements=(),
        matched=(),
        start=start,
        end=end,
    )


def made_report(document: Document, catalogue: Catalogue, most: int = 400) -> GapReport:
    """Every paragraph that has words is evidence of some requirement; the first two leaves stay missing."""
    passages = [(one, *span) for one in document.paragraphs if _on_page(one) for span in spans(one)][:most]
    by_leaf: dict[str, list[Evidence]] = {}
    for (paragraph, start, end), leaf, grade in zip(passages, cycle(catalogue.ids[2:]), cycle(GRADES), strict=False):
        by_leaf.setdefault(leaf, []).append(evidence(paragraph, start, end, grade))
    return report_of(document, catalogue, by_leaf)


def report_of(document: Document, catalogue: Catalogue, by_leaf: dict[str, list[Evidence]]) -> GapReport:
    """The report of evidence by leaf; leaves without any are missing."""
    provisions = tuple(
        ProvisionFinding(
            id=provision.id,
            slug=provision.slug,
            title=provision.title,
            status="partial",
            requirements=tuple(
                Finding(
                    id=leaf.id,
                    slug=leaf.slug,
                    title=leaf.title,
                    citation=leaf.citation,
                    status=_status(by_leaf.get(leaf.id, ())),
                    score=0.9,
                    missing_elements=() if by_leaf.get(leaf.id) else (leaf.elements[0].title,),
                    evidence=tuple(by_leaf.get(leaf.id, ())),
                    nearest=(),
                    explanation="Made by hand.",
                )
                for leaf in provision.requirements
            ),
        )
        for provision in catalogue.provisions
    )
    statuses = [finding.status for provision in provisions for finding in provision.requirements]
    return GapReport(
        schema=REVIEW_SCHEMA,
        document=DocumentSummary(
            path=document.path,
            sha256=document.sha256,
            format=document.format,
            pages=len(document.pages) or None,
            paragraphs=len(document.paragraphs),
            kind="sro-contract",
            kind_reason="",
            parties=(),
            dates={},
            blanks=(),
            unread_pages=(),
            notices=(),
        ),
        requirements=ProfileReference(profile=catalogue.profile, edition=catalogue.edition),
        model=ModelReference(name="none", sha256="0" * 64),
        provisions=provisions,
        summary=replace(Summary(), **{status: statuses.count(status) for status in set(statuses)}),
    )


def _status(passages: Sequence[Evidence]) -> Status:
    return STATUS[passages[0].grade] if passages else "missing"


def passages_of(report: GapReport) -> dict[str, Evidence]:
    """All evidence by the name of its passage."""
    return {
        f"{finding.id}-{number}": item for finding in report.findings for number, item in enumerate(finding.evidence, 1)
    }


def placed_words(document: Document, item: Evidence) -> str:
    """The words of evidence that stand on a page: all of its text but what joins the cells of a table's row."""
    paragraph = next(one for one in document.paragraphs if one.id == item.paragraph)
    words = [word for word in paragraph.words if word.start < item.end and word.end > item.start]
    return " ".join(paragraph.text[word.start : word.end] for word in words)
