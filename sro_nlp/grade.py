"""A tagged paragraph's grade: the elements of the requirement that it shows, what is blank, what contradicts the law.

Conservative by design: to call a gap closed when it is open is the costly error, so `full` needs the cues of every
element and the learned probability, and everything in doubt is `partial`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sro_nlp.blanks import find_blanks
from sro_nlp.catalogue import Element, Requirement
from sro_nlp.findings import GradedTag, Match, Tag

NEAR_BLANK = 45
"""A blank within so many characters of the words that show an element stands in that element's place."""

_CLAUSE_END = re.compile(r"[.;]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """From which probabilities on a grade is given; set on training groups held out in turn (`benchmarks/`).

    `full`: least learned probability of full, where every element is there. `conflict_alone`: least probability of
    conflict without a cue of contradiction; `conflict_with_cue`: with one.
    """

    full: float = 0.3
    conflict_alone: float = 0.7
    conflict_with_cue: float = 0.1


ELEMENTS_ALONE = GradeRule(full=0.0, conflict_alone=2.0, conflict_with_cue=0.0)
"""The rule where nothing was learned: cues decide."""


def grade(tag: Tag, requirement: Requirement, text: str, rule: GradeRule | None = None) -> GradedTag:
    """Grade a tag of a paragraph.

    Args:
        tag: the tag, with the matches of the requirement's cues in the paragraph.
        requirement: the requirement of that tag.
        text: the paragraph.
        rule: thresholds; the measured ones where not given.
    """
    rule = rule or GradeRule()
    contradictions = [match for match in tag.matches if match.element is None]
    if tag.conflict >= (rule.conflict_with_cue if contradictions else rule.conflict_alone):
        return GradedTag(
            tag=tag, grade="conflict", elements=_shown(tag, requirement), reason=_contradiction(text, contradictions)
        )
    blank = _blank_elements(tag, requirement, text)
    shown = tuple(element for element in _shown(tag, requirement) if element not in blank)
    complete = len(shown) >= requirement.required and not blank
    full = complete and tag.full >= rule.full
    return GradedTag(
        tag=tag,
        grade="full" if full else "partial",
        elements=shown,
        blanks=blank,
        reason=_reason(requirement, shown, blank, full),
    )


def _shown(tag: Tag, requirement: Requirement) -> tuple[str, ...]:
    found = {match.element for match in tag.matches}
    return tuple(element.id for element in requirement.elements if element.id in found)


def _blank_elements(tag: Tag, requirement: Requirement, text: str) -> tuple[str, ...]:
    """The elements in whose place an unfilled blank stands."""
    blanks = find_blanks(text)
    if not blanks:
        return ()
    return tuple(element.id for element in requirement.elements if _is_blank(element, tag, text, blanks))


def _is_blank(element: Element, tag: Tag, text: str, blanks: Sequence[tuple[int, int]]) -> bool:
    """Whether blanks leave an element open, which only one whose value is filled in can be.

    It is where a blank stands beside each of its words, or where it has no words and a blank stands in the passage.
    """
    if not element.filled:
        return False
    matches = [match for match in tag.matches if match.element == element.id and match.end > match.start]
    if not matches:
        return any(tag.start <= start < tag.end for start, _ in blanks)
    return all(any(_beside(match, blank, text) for blank in blanks) for match in matches)


def _beside(match: Match, blank: tuple[int, int], text: str) -> bool:
    """Whether a blank stands within or near the words of a match, in the same clause."""
    start, end = blank
    between = text[end : match.start] if end <= match.start else text[match.end : start]
    return len(between) <= NEAR_BLANK and not _CLAUSE_END.search(between)


def _contradiction(text: str, contradictions: Sequence[Match]) -> str:
    if not contradictions:
        return "Read as a whole, it says the opposite of what the law asks."
    first = contradictions[0]
    return f"It says the opposite of what the law asks: “{text[first.start : first.end]}”."


def _reason(requirement: Requirement, shown: Sequence[str], blank: Sequence[str], full: bool) -> str:
    if full:
        return "It shows every element that the law asks."
    titles = {element.id: element.title for element in requirement.elements}
    if blank:
        return f"An unfilled blank stands where this should be said: {join([titles[e] for e in blank])}."
    lacking = [titles[element.id] for element in requirement.elements if element.id not in shown]
    if lacking and len(shown) < requirement.required:
        return f"It does not say: {join(lacking)}."
    return "Words for every element are there, but read as a whole it falls short of a definite commitment."


def join(parts: Sequence[str]) -> str:
    """Words as a list in prose: "a", "a and b", "a; b; and c"."""
    if len(parts) < 3:
        return " and ".join(parts)
    return "; ".join(parts[:-1]) + f"; and {parts[-1]}"
