"""What the comment on a marked passage says: the same words in every format."""

from __future__ import annotations

from collections.abc import Sequence

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import Evidence, Finding

AUTHOR = "sro-nlp"
_STATUS = {
    "present": "PRESENT: the contract says all that the law asks",
    "partial": "PARTIAL: the contract says it in part",
    "conflict": "CONFLICT: the contract says the opposite",
    "missing": "MISSING",
    "unassessed": "NOT ASSESSED",
}
_PASSAGE = {
    "full": "This passage says all of it",
    "partial": "This passage says a part of it",
    "conflict": "This passage CONFLICTS with it",
}


def comment(finding: Finding, evidence: Evidence, catalogue: Catalogue, others: Sequence[str] = ()) -> str:
    """Requirement, status, what is missing and score, a line each.

    Args:
        finding: the requirement's finding.
        evidence: the passage commented on, one of the finding's.
        catalogue: gives the law's words, titles of elements and suggested language.
        others: the ids of other requirements for which words of this passage are marked too.
    """
    leaf = catalogue.requirement(finding.id)
    titles = {element.id: element.title for element in leaf.elements}
    lines = [
        f"{finding.id} {finding.title}",
        f"{leaf.citation}: “{leaf.text}”",
        f"Status: {_STATUS[finding.status]}.",
    ]
    shows = "; ".join(titles.get(element, element) for element in evidence.elements)
    lines.append(_PASSAGE[evidence.grade] + (f"; it shows: {shows}." if shows else "."))
    if finding.missing_elements:
        lines.append("Missing: " + "; ".join(titles.get(item, item) for item in finding.missing_elements) + ".")
    elif finding.status in ("partial", "conflict"):
        lines.append(finding.explanation)
    lines.append(f"Score: {evidence.score:.2f}" + (" (uncertain, have a look)." if finding.review else "."))
    if others:
        lines.append(f"Also marked here: {', '.join(others)}.")
    return "\n".join(lines)


def suggestion_comment(finding: Finding, catalogue: Catalogue) -> str:
    """On language that is suggested for a gap: requirement, status, what is missing, what is left to the parties."""
    leaf = catalogue.requirement(finding.id)
    lines = [
        f"Suggested language for {finding.id} {finding.title}",
        f"{leaf.citation}: “{leaf.text}”",
        f"Status: {_STATUS[finding.status]}.",
        finding.explanation,
    ]
    if finding.status == "partial":
        lines.append("It may stand beside the contract's own words, or take their place.")
    if finding.status == "conflict":
        lines.append("The passage that is marked as a conflict must be struck or changed as well.")
    if "[" in leaf.suggested:
        lines.append("What stands in [brackets] is for the parties to fill in.")
    return "\n".join(lines)
