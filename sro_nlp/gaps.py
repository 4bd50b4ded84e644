"""Graded paragraphs of a document against a catalogue: a finding for every leaf, with its proof, as a gap report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sro_nlp.carriers import Carrier, in_doubt, is_evidence, lacking, status_of, strength
from sro_nlp.catalogue import Catalogue, Provision, Requirement
from sro_nlp.document import Document, span_boxes
from sro_nlp.findings import (
    REVIEW_SCHEMA,
    WORST_FIRST,
    DocumentSummary,
    Evidence,
    Facts,
    Finding,
    GapReport,
    GradedTag,
    MissRate,
    ModelReference,
    ProfileReference,
    ProvisionFinding,
    Summary,
    TaggedParagraph,
    UnreadPageNote,
)
from sro_nlp.gap_words import explanation_of
from sro_nlp.nearest import NEAREST, Nearest

MOST_EVIDENCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedParagraph:
    """A tagged paragraph and its tags as graded, in the same order."""

    tagged: TaggedParagraph
    tags: tuple[GradedTag, ...]


def build_report(
    document: Document,
    graded: Sequence[GradedParagraph],
    catalogue: Catalogue,
    facts: Facts,
    model: ModelReference,
    miss_rates: Mapping[str, MissRate],
    most_evidence: int = MOST_EVIDENCE,
    brief: bool = False,
) -> GapReport:
    """The gap report of a document.

    Args:
        document: the document as read.
        graded: its paragraphs, tagged and graded.
        catalogue: the requirements.
        facts: what rules found out about the document.
        model: the model that tagged.
        miss_rates: by leaf how often the model misses it on text it never saw; may lack leaves.
        most_evidence: how many passages of a leaf to list at most, the strongest first.
        brief: only the best passage of each leaf, without its boxes, or the nearest one, without the reason why it
            fell short: what a ledger keeps, in a fraction of the time. Nothing else differs.
    """
    judged = _Judged(document, graded, catalogue, miss_rates, 1 if brief else most_evidence, brief)
    provisions = tuple(_provision(provision, judged) for provision in catalogue.provisions)
    statuses = [finding.status for provision in provisions for finding in provision.requirements]
    return GapReport(
        schema=REVIEW_SCHEMA,
        document=_summary(document, facts),
        requirements=ProfileReference(profile=catalogue.profile, edition=catalogue.edition),
        model=model,
        provisions=provisions,
        summary=Summary(**{status: statuses.count(status) for status in WORST_FIRST}),
    )


def _summary(document: Document, facts: Facts) -> DocumentSummary:
    return DocumentSummary(
        path=document.path.encode("utf-8", "replace").decode("utf-8"),  # a file name may hold bytes that are no text
        sha256=document.sha256,
        format=document.format,
        pages=len(document.pages) or None,
        paragraphs=len(document.paragraphs),
        kind=facts.kind,
        kind_reason=facts.kind_reason,
        parties=facts.parties,
        dates=facts.dates,
        blanks=facts.blanks,
        unread_pages=tuple(UnreadPageNote(page=page.page, reason=page.reason) for page in document.unread_pages),
        notices=document.notices,
    )


class _Judged:
    """A document in hand, its paragraphs sorted by the leaves that they carry."""

    def __init__(
        self,
        document: Document,
        graded: Sequence[GradedParagraph],
        catalogue: Catalogue,
        miss_rates: Mapping[str, MissRate],
        most_evidence: int,
        brief: bool,
    ) -> None:
        self.document = document
        self.miss_rates = miss_rates
        self.most_evidence = most_evidence
        self.brief = brief
        self.nearest = Nearest([one.tagged for one in graded], catalogue)
        self.nearly = {tag.requirement for one in graded for tag in one.tagged.near}
        """Leaves that a paragraph nearly carries."""
        self.tagged: dict[str, list[Carrier]] = {}
        for one in graded:
            for tag in one.tags:
                carrier = Carrier(paragraph=one.tagged.paragraph, graded=tag)
                self.tagged.setdefault(tag.tag.requirement, []).append(carrier)


def _provision(provision: Provision, judged: _Judged) -> ProvisionFinding:
    findings = tuple(_finding(leaf, judged) for leaf in provision.requirements)
    statuses = {finding.status for finding in findings}
    return ProvisionFinding(
        id=provision.id,
        slug=provision.slug,
        title=provision.title,
        status=next(status for status in WORST_FIRST if status in statuses),
        requirements=findings,
    )


def _finding(leaf: Requirement, judged: _Judged) -> Finding:
    tagged, document = judged.tagged.get(leaf.id, []), judged.document
    carriers = sorted((carrier for carrier in tagged if is_evidence(carrier, leaf)), key=strength)
    status = status_of(leaf, carriers, bool(document.unread_pages))
    gap = status in ("missing", "unassessed")
    near = judged.nearest.passages(leaf, 1 if judged.brief else NEAREST, not judged.brief) if gap else ()
    scores = [carrier.graded.tag.score for carrier in carriers] or [near[0].score if near else 0.0]
    if status == "missing":
        review = leaf.id in judged.nearly or bool(tagged)
    else:
        review = (
            status == "unassessed"
            or (status == "partial" and bool(document.unread_pages))
            or in_doubt(status, carriers)
        )
    return Finding(
        id=leaf.id,
        slug=leaf.slug,
        title=leaf.title,
        citation=leaf.citation,
        status=status,
        score=max(scores),
        missing_elements=() if status == "present" else lacking(leaf, carriers),
        evidence=tuple(_evidence(carrier, not judged.brief) for carrier in carriers[: judged.most_evidence]),
        nearest=near,
        explanation=explanation_of(leaf, status, carriers, near, document),
        review=review,
        miss_rate=judged.miss_rates.get(leaf.id),
    )


def _evidence(carrier: Carrier, places: bool) -> Evidence:
    paragraph, tag = carrier.paragraph, carrier.graded.tag
    wanted = carrier.graded.grade == "conflict"
    words = [
        paragraph.text[match.start : match.end]
        for match in tag.matches
        if (match.element is None) == wanted and match.end > match.start
    ]
    return Evidence(
        paragraph=paragraph.id,
        page=paragraph.page,
        boxes=(span_boxes(paragraph, tag.start, tag.end) or tuple(paragraph.boxes)) if places else (),
        text=paragraph.text[tag.start : tag.end],
        score=tag.score,
        grade=carrier.graded.grade,
        elements=carrier.graded.elements,
        matched=tuple(dict.fromkeys(words)),
        start=tag.start,
        end=tag.end,
        label=paragraph.label,
        headings=paragraph.headings,
    )
