"""What people decided about a review, and the review as it stands by that: GapReport x decisions -> GapReport."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sro_nlp.catalogue import Catalogue, Requirement
from sro_nlp.document import Paragraph, span_boxes
from sro_nlp.findings import (
    WORST_FIRST,
    Decided,
    Evidence,
    Finding,
    GapReport,
    Grade,
    NearMiss,
    ProvisionFinding,
    ReviewNote,
    Status,
    Summary,
    Waiver,
)

DecisionKind = Literal["accept", "reject", "regrade", "mark", "waive", "withdraw"]
KINDS: tuple[DecisionKind, ...] = ("accept", "reject", "regrade", "mark", "waive", "withdraw")
_DONE: dict[DecisionKind, Decided] = {"accept": "accepted", "regrade": "regraded", "mark": "marked"}
_GRADE_ORDER = {"conflict": 0, "full": 1, "partial": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision, numbered from 1 in the log of its document.

    accept, reject, regrade and mark are about `requirement` in `paragraph` (mark: its words `start` to `end`); waive is
    about a gap and needs a `reason`; withdraw takes back the decision numbered `withdraws`. `text` are the words it was
    about, as they stood.
    """

    number: int
    at: str
    """UTC, ISO 8601."""
    by: str
    kind: DecisionKind
    requirement: str
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    grade: Grade | None = None
    reason: str = ""
    text: str = ""
    withdraws: int | None = None


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that stand: not withdrawn, and the last one about each passage or gap."""
    every = tuple(decisions)
    withdrawn = {decision.withdraws for decision in every}
    last: dict[tuple[str, int | None, bool], Decision] = {}
    for decision in every:
        if decision.kind != "withdraw" and decision.number not in withdrawn:
            key = (decision.requirement, decision.paragraph, decision.kind == "waive")
            last.pop(key, None)
            last[key] = decision
    return tuple(sorted(last.values(), key=lambda decision: decision.number))


def decided_report(
    report: GapReport,
    decisions: Sequence[Decision],
    catalogue: Catalogue,
    paragraphs: Mapping[int, Paragraph],
    log: str = "",
) -> GapReport:
    """The report as it stands by the decisions; the report itself where nothing was decided.

    Args:
        report: the program's own report.
        decisions: all entries of the document's log, in order.
        catalogue: the requirements.
        paragraphs: the document's paragraphs by number.
        log: the hash of the log's last entry.
    """
    valid = standing(decisions)
    if not valid:
        return report
    provisions = tuple(_provision(provision, valid, report, catalogue, paragraphs) for provision in report.provisions)
    counts = Counter(finding.status for provision in provisions for finding in provision.requirements)
    note = _note(valid, decisions, log)
    notices = (*report.document.notices, _sentence(note))
    return replace(
        report,
        document=replace(report.document, notices=notices),
        provisions=provisions,
        summary=Summary(**{status: counts[status] for status in WORST_FIRST}),
        reviewed=note,
    )


def _note(valid: Sequence[Decision], decisions: Sequence[Decision], log: str) -> ReviewNote:
    kinds = Counter(decision.kind for decision in valid)
    return ReviewNote(
        by=tuple(dict.fromkeys(decision.by for decision in valid)),
        at=max(decision.at for decision in decisions),
        accepted=kinds["accept"],
        rejected=kinds["reject"],
        regraded=kinds["regrade"],
        marked=kinds["mark"],
        waived=kinds["waive"],
        entries=len(decisions),
        log=log,
    )


def _sentence(note: ReviewNote) -> str:
    """The sentence by which every report says that it was reviewed."""
    counts = {
        "accepted": note.accepted,
        "rejected": note.rejected,
        "re-graded": note.regraded,
        "marked by hand": note.marked,
        "waived": note.waived,
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    log = f" Log of {note.entries} entries, SHA-256 {note.log[:16]}…" if note.log else ""
    return f"Reviewed by {', '.join(note.by)}, last on {note.at[:10]}: {said}.{log}"


def _provision(
    provision: ProvisionFinding,
    decisions: Sequence[Decision],
    report: GapReport,
    catalogue: Catalogue,
    paragraphs: Mapping[int, Paragraph],
) -> ProvisionFinding:
    findings = []
    for finding in provision.requirements:
        own = [decision for decision in decisions if decision.requirement == finding.id]
        leaf = catalogue.requirement(finding.id)
        findings.append(
            _finding(finding, leaf, own, paragraphs, bool(report.document.unread_pages)) if own else finding
        )
    statuses = {finding.status for finding in findings}
    status = next(status for status in WORST_FIRST if status in statuses)
    return replace(provision, requirements=tuple(findings), status=status)


def _finding(
    finding: Finding, leaf: Requirement, own: Sequence[Decision], paragraphs: Mapping[int, Paragraph], unread: bool
) -> Finding:
    waived = next((decision for decision in own if decision.kind == "waive"), None)
    about = {decision.paragraph: decision for decision in own if decision.kind != "waive"}
    if about:
        finding = _with_passages(finding, leaf, about, paragraphs, unread)
    if waived is None or finding.status == "present":
        return finding
    waiver = Waiver(by=waived.by, at=waived.at, reason=waived.reason)
    said = f"Waived by {waiver.by} on {waiver.at[:10]}: {waiver.reason.rstrip('.')}."
    return replace(finding, waiver=waiver, review=False, explanation=f"{said} {finding.explanation}")


def _with_passages(
    finding: Finding,
    leaf: Requirement,
    about: Mapping[int | None, Decision],
    paragraphs: Mapping[int, Paragraph],
    unread: bool,
) -> Finding:
    evidence = _evidence(finding, leaf, about, paragraphs)
    status = _status(finding, leaf, evidence, unread)
    rejected = tuple(
        NearMiss(
            paragraph=item.paragraph,
            page=item.page,
            text=item.text,
            score=item.score,
            why=f"Rejected by {about[item.paragraph].by}" + _because(about[item.paragraph].reason),
        )
        for item in finding.evidence
        if item.paragraph in about and about[item.paragraph].kind == "reject"
    )
    gap = status in ("missing", "unassessed")
    lacking = () if status == "present" else _lacking(leaf, evidence)
    scores = [item.score for item in evidence] or [item.score for item in finding.nearest[:1]] or [0.0]
    changed = replace(
        finding,
        status=status,
        score=max(scores),
        missing_elements=lacking,
        evidence=evidence,
        nearest=(*rejected, *finding.nearest) if gap else (),
        review=not gap and evidence[0].decided is None and finding.review,
    )
    return replace(changed, explanation=_explanation(finding, changed, about))


def _evidence(
    finding: Finding,
    leaf: Requirement,
    about: Mapping[int | None, Decision],
    paragraphs: Mapping[int, Paragraph],
) -> tuple[Evidence, ...]:
    """The passages that stand: without the rejected, with the marked; what decides the status first."""
    every = tuple(element.id for element in leaf.elements)
    kept = []
    for item in finding.evidence:
        decision = about.get(item.paragraph)
        if decision is None:
            kept.append(item)
        elif decision.kind != "reject":
            grade = decision.grade or item.grade
            elements = every if grade == "full" and grade != item.grade else item.elements
            kept.append(replace(item, grade=grade, elements=elements, decided=_DONE[decision.kind]))
    known = {item.paragraph for item in finding.evidence}
    for number, decision in about.items():
        if number is not None and number not in known and number in paragraphs and decision.kind in ("mark", "regrade"):
            kept.append(_marked(paragraphs[number], decision, every))
    return tuple(
        sorted(kept, key=lambda e: (_GRADE_ORDER[e.grade], e.decided is None, -e.score, -len(e.elements), e.paragraph))
    )


def _marked(paragraph: Paragraph, decision: Decision, every: tuple[str, ...]) -> Evidence:
    size = len(paragraph.text)
    start = min(max(decision.start or 0, 0), size)
    end = size if decision.end is None else min(max(decision.end, start), size)
    if start == end:
        start, end = 0, size
    grade = decision.grade or "full"
    return Evidence(
        paragraph=paragraph.id,
        page=paragraph.page,
        boxes=span_boxes(paragraph, start, end) or tuple(paragraph.boxes),
        text=paragraph.text[start:end],
        score=1.0,
        grade=grade,
        elements=every if grade == "full" else (),
        matched=(),
        start=start,
        end=end,
        label=paragraph.label,
        headings=paragraph.headings,
        decided="marked",
    )


def _status(finding: Finding, leaf: Requirement, evidence: Sequence[Evidence], unread: bool) -> Status:
    """As the program judges it: a conflict beats everything, and nothing unread is ever called missing."""
    grades = {item.grade for item in evidence}
    if "conflict" in grades:
        return "conflict"
    if "full" in grades:
        return "present"
    if evidence:
        # The program had joined partial passages to a whole: that stands while their elements do.
        joined = finding.status == "present" and not any(item.grade == "full" for item in finding.evidence)
        return "present" if joined and len(_shown(evidence)) >= leaf.required else "partial"
    return "unassessed" if unread else "missing"


def _shown(evidence: Sequence[Evidence]) -> set[str]:
    return {element for item in evidence if item.grade != "conflict" for element in item.elements}


def _lacking(leaf: Requirement, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    shown = _shown(evidence)
    if len(shown) >= leaf.required:
        return ()
    return tuple(element.title for element in leaf.elements if element.id not in shown)


def _because(reason: str) -> str:
    return f": {reason.rstrip('.')}." if reason else "."


def _explanation(before: Finding, after: Finding, about: Mapping[int | None, Decision]) -> str:
    """One sentence on the finding as decided."""
    people = ", ".join(dict.fromkeys(decision.by for decision in about.values()))
    on = max(decision.at for decision in about.values())[:10]
    only_accepted = all(decision.kind == "accept" for decision in about.values())
    if only_accepted and before.status == after.status:
        return f"{before.explanation} Confirmed by {people} on {on}."
    if not after.evidence:
        return f"Rejected by {people} on {on}: no passage provides for this."
    first = after.evidence[0]
    place = f"in paragraph {first.paragraph}" + (f" on page {first.page}" if first.page is not None else "")
    said = {
        "present": f"the contract provides for this, {place}",
        "conflict": f"the contract says the opposite of what the law asks, {place}",
    }.get(after.status, f"the contract speaks of this, {place}, but not in full")
    return f"Decided by {people} on {on}: {said}."
