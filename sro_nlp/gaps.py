"""Graded paragraphs of a document against a catalogue: a finding for every leaf, with its proof, as a gap report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sro_nlp.catalogue import Catalogue, Provision, Requirement
from sro_nlp.document import Document, Paragraph, span_boxes
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
    NearMiss,
    ProfileReference,
    ProvisionFinding,
    Status,
    Summary,
    TaggedParagraph,
    UnreadPageNote,
)
from sro_nlp.nearest import nearest_passages

MOST_EVIDENCE = 5
ELEMENT_WORTH = 0.1
"""By how much of score an element makes a partial passage stronger evidence."""
JOINED_FULL = 0.25
"""Elements are joined over paragraphs only where one of these has at least this learned probability of full."""

_GRADE_ORDER = {"conflict": 0, "full": 1, "partial": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedParagraph:
    """A tagged paragraph and its tags as graded, in the same order."""

    tagged: TaggedParagraph
    tags: tuple[GradedTag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carrier:
    """A paragraph that carries the leaf in hand, with its graded tag."""

    paragraph: Paragraph
    graded: GradedTag


def build_report(
    document: Document,
    graded: Sequence[GradedParagraph],
    catalogue: Catalogue,
    facts: Facts,
    model: ModelReference,
    miss_rates: Mapping[str, MissRate],
    most_evidence: int = MOST_EVIDENCE,
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
    """
    provisions = tuple(
        _provision(provision, document, graded, catalogue, miss_rates, most_evidence)
        for provision in catalogue.provisions
    )
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


def _provision(
    provision: Provision,
    document: Document,
    graded: Sequence[GradedParagraph],
    catalogue: Catalogue,
    miss_rates: Mapping[str, MissRate],
    most_evidence: int,
) -> ProvisionFinding:
    findings = tuple(
        _finding(leaf, document, graded, catalogue, miss_rates.get(leaf.id), most_evidence)
        for leaf in provision.requirements
    )
    statuses = {finding.status for finding in findings}
    return ProvisionFinding(
        id=provision.id,
        slug=provision.slug,
        title=provision.title,
        status=next(status for status in WORST_FIRST if status in statuses),
        requirements=findings,
    )


def _finding(
    leaf: Requirement,
    document: Document,
    graded: Sequence[GradedParagraph],
    catalogue: Catalogue,
    miss_rate: MissRate | None,
    most_evidence: int,
) -> Finding:
    tagged = [
        _Carrier(paragraph=one.tagged.paragraph, graded=tag)
        for one in graded
        for tag in one.tags
        if tag.tag.requirement == leaf.id
    ]
    carriers = [carrier for carrier in tagged if _is_evidence(carrier, leaf)]
    status = _status(leaf, carriers, document)
    carriers.sort(key=_strength)
    gap = status in ("missing", "unassessed")
    near = nearest_passages(leaf, [one.tagged for one in graded], catalogue) if gap else ()
    lacking = () if status == "present" else _lacking(leaf, carriers)
    scores = [carrier.graded.tag.score for carrier in carriers] or [near[0].score if near else 0.0]
    return Finding(
        id=leaf.id,
        slug=leaf.slug,
        title=leaf.title,
        citation=leaf.citation,
        status=status,
        score=max(scores),
        missing_elements=lacking,
        evidence=tuple(_evidence(carrier) for carrier in carriers[:most_evidence]),
        nearest=near,
        explanation=_explain(leaf, status, carriers, near, document),
        review=_needs_review(leaf, status, carriers, graded)
        or (status == "partial" and bool(document.unread_pages))
        or (status == "missing" and bool(tagged)),
        miss_rate=miss_rate,
    )


def _status(leaf: Requirement, carriers: Sequence[_Carrier], document: Document) -> Status:
    """The state of a leaf: a conflict beats everything, and nothing unread is ever called missing."""
    grades = {carrier.graded.grade for carrier in carriers}
    if "conflict" in grades:
        return "conflict"
    if "full" in grades or _joined(leaf, carriers):
        return "present"
    if carriers:
        return "partial"
    return "unassessed" if document.unread_pages else "missing"


def _is_evidence(carrier: _Carrier, leaf: Requirement) -> bool:
    """Whether a tag counts: one that is uncertain and shows less than half of the elements half closes no gap."""
    graded = carrier.graded
    return not (
        graded.tag.uncertain
        and graded.grade == "partial"
        and not graded.blanks
        and 2 * len(graded.elements) < leaf.required
    )


def _joined(leaf: Requirement, carriers: Sequence[_Carrier]) -> bool:
    """Whether the paragraphs have every element together though none of them has all of them by itself."""
    shown = [set(carrier.graded.elements) for carrier in carriers]
    together = set().union(*shown)
    return (
        len(together) >= leaf.required
        and all(len(own) < leaf.required for own in shown)
        and max(carrier.graded.tag.full for carrier in carriers) >= JOINED_FULL
    )


def _lacking(leaf: Requirement, carriers: Sequence[_Carrier]) -> tuple[str, ...]:
    """Titles of the elements that no passage shows."""
    shown = {
        element for carrier in carriers if carrier.graded.grade != "conflict" for element in carrier.graded.elements
    }
    if len(shown) >= leaf.required:
        return ()
    return tuple(element.title for element in leaf.elements if element.id not in shown)


def _strength(carrier: _Carrier) -> tuple[float, float, float, int]:
    """Sort key of evidence: what makes the status first, then grade, score, and number of elements."""
    graded = carrier.graded
    order = _GRADE_ORDER[graded.grade]
    strength = graded.tag.score + (ELEMENT_WORTH * len(graded.elements) if graded.grade == "partial" else 0.0)
    return (order, -strength, -len(graded.elements), carrier.paragraph.id)


def _evidence(carrier: _Carrier) -> Evidence:
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
        boxes=span_boxes(paragraph, tag.start, tag.end) or paragraph.boxes,
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


def _needs_review(
    leaf: Requirement, status: Status, carriers: Sequence[_Carrier], graded: Sequence[GradedParagraph]
) -> bool:
    """Whether a person should look: the evidence is uncertain, or a contradiction was seen and not believed."""
    if status == "unassessed":
        return True
    if status == "missing":
        return any(tag.requirement == leaf.id for one in graded for tag in one.tagged.near)
    if status != "conflict" and any(match.element is None for one in carriers for match in one.graded.tag.matches):
        return True
    bearing = [
        one for one in carriers if one.graded.grade == ("conflict" if status == "conflict" else "full")
    ] or carriers
    return all(one.graded.tag.uncertain for one in bearing)


def _explain(
    leaf: Requirement,
    status: Status,
    carriers: Sequence[_Carrier],
    near: Sequence[NearMiss],
    document: Document,
) -> str:
    """One sentence on the finding, as a lawyer would write it in the margin."""
    if status == "conflict":
        return (
            f"The contract says the opposite of what the law asks, {_place(carriers[0].paragraph)}; it must be changed."
        )
    if status == "present":
        return _explain_present(leaf, carriers)
    if status == "partial":
        unread = f"; it may stand on {_unread(document)}, which could not be read" if document.unread_pages else ""
        return f"{_explain_partial(leaf, carriers)}{unread}."
    if status == "unassessed":
        return (
            f"Nothing was found, but {_unread(document)} could not be read, so it cannot be said that this is missing."
        )
    read = _count(len(document.paragraphs), "paragraph")
    read += f" on {_count(len(document.pages), 'page')}" if document.pages else ""
    closest = f"; the nearest passage, {_place_of(near[0].page, near[0].paragraph)}, falls short" if near else ""
    return f"Nothing in the {read} provides for this{closest}."


def _explain_present(leaf: Requirement, carriers: Sequence[_Carrier]) -> str:
    if carriers[0].graded.grade == "full":
        return f"The contract provides for this, with every element that the law asks, {_place(carriers[0].paragraph)}."
    bearing: list[_Carrier] = []
    shown: set[str] = set()
    for carrier in carriers:
        if not shown.issuperset(carrier.graded.elements):
            bearing.append(carrier)
            shown.update(carrier.graded.elements)
    places = " and ".join(_place(carrier.paragraph) for carrier in bearing)
    return f"No passage says all of it, but together these provide every element: {places}."


def _explain_partial(leaf: Requirement, carriers: Sequence[_Carrier]) -> str:
    """What is lacking, without the full stop: first what a blank leaves open and no other passage says."""
    shown = {element for carrier in carriers for element in carrier.graded.elements}
    place, lacking = _place(carriers[0].paragraph), _lacking(leaf, carriers)
    for carrier in carriers:
        titles = [one.title for one in leaf.elements if one.id in carrier.graded.blanks and one.id not in shown]
        if titles:
            rest = [title for title in lacking if title not in titles]
            also = f"; nor does it say: {'; '.join(rest)}" if rest else ""
            said = f"where the contract should say: {'; '.join(titles)}"
            return f"A blank is still to be filled in, {_place(carrier.paragraph)}, {said}{also}"
    if lacking:
        return f"The contract speaks of this, {place}, but does not say: {'; '.join(lacking)}"
    return f"The contract speaks of this, {place}, but not as a definite commitment to all that the law asks"


def _unread(document: Document) -> str:
    """The unread pages, neighbours joined: "page 3", "pages 2-4, 7"."""
    runs: list[list[int]] = []
    for page in sorted({page.page for page in document.unread_pages}):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    words = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return ("page " if words.isdigit() else "pages ") + words


def _count(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("" if count == 1 else "s")


def _place(paragraph: Paragraph) -> str:
    return _place_of(paragraph.page, paragraph.id)


def _place_of(page: int | None, paragraph: int) -> str:
    return f"in paragraph {paragraph}" + (f" on page {page}" if page is not None else "")
