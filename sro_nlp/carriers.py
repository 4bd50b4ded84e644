"""What the paragraphs that carry a requirement come to: which of them count, the state they make, what they lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sro_nlp.catalogue import Requirement
from sro_nlp.document import Paragraph
from sro_nlp.findings import GradedTag, Status

ELEMENT_WORTH = 0.1
"""By how much of score an element makes a partial passage stronger evidence."""
JOINED_FULL = 0.25
"""Elements are joined over paragraphs only where one of these has at least this learned probability of full."""

_GRADE_ORDER = {"conflict": 0, "full": 1, "partial": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A paragraph that carries the leaf in hand, with its graded tag."""

    paragraph: Paragraph
    graded: GradedTag


def is_evidence(carrier: Carrier, leaf: Requirement) -> bool:
    """Whether a tag counts: one that is uncertain and shows less than half of the elements half closes no gap."""
    graded = carrier.graded
    return not (
        graded.tag.uncertain
        and graded.grade == "partial"
        and not graded.blanks
        and 2 * len(graded.elements) < leaf.required
    )


def status_of(leaf: Requirement, carriers: Sequence[Carrier], unread: bool) -> Status:
    """The state of a leaf: a conflict beats everything, and where pages are unread nothing is called missing."""
    grades = {carrier.graded.grade for carrier in carriers}
    if "conflict" in grades:
        return "conflict"
    if "full" in grades or _joined(leaf, carriers):
        return "present"
    if carriers:
        return "partial"
    return "unassessed" if unread else "missing"


def lacking(leaf: Requirement, carriers: Sequence[Carrier]) -> tuple[str, ...]:
    """Titles of the elements that no passage shows."""
    shown = {
        element for carrier in carriers if carrier.graded.grade != "conflict" for element in carrier.graded.elements
    }
    if len(shown) >= leaf.required:
        return ()
    return tuple(element.title for element in leaf.elements if element.id not in shown)


def strength(carrier: Carrier) -> tuple[float, float, float, int]:
    """Sort key of evidence: what makes the status first, then grade, score, and number of elements."""
    graded = carrier.graded
    order = _GRADE_ORDER[graded.grade]
    worth = graded.tag.score + (ELEMENT_WORTH * len(graded.elements) if graded.grade == "partial" else 0.0)
    return (order, -worth, -len(graded.elements), carrier.paragraph.id)


def in_doubt(status: Status, carriers: Sequence[Carrier]) -> bool:
    """Whether a person should look: the evidence is uncertain, or a contradiction was seen and not believed."""
    if status != "conflict" and any(match.element is None for one in carriers for match in one.graded.tag.matches):
        return True
    bearing = [
        one for one in carriers if one.graded.grade == ("conflict" if status == "conflict" else "full")
    ] or carriers
    return all(one.graded.tag.uncertain for one in bearing)


def _joined(leaf: Requirement, carriers: Sequence[Carrier]) -> bool:
    """Whether the paragraphs have every element together though none of them has all of them by itself."""
    shown = [set(carrier.graded.elements) for carrier in carriers]
    together = set().union(*shown)
    return (
        len(together) >= leaf.required
        and all(len(own) < leaf.required for own in shown)
        and max(carrier.graded.tag.full for carrier in carriers) >= JOINED_FULL
    )
