"""Why a paragraph scored as it did for one leaf. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from sro_nlp.findings import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """A part of the text and by how much it raises (or, negative, lowers) the probability: score - score without it."""

    text: str
    start: int
    end: int
    influence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What moved a score.

    `views` are the parts of the logit, in the order of the sum: each view of the model, its bias and the leaf's offset.
    `words` and `sentences` are by occlusion: the text is scored again without them. `sentence_scores` are the scores
    of the sentences read alone.
    """

    requirement: str
    title: str
    paragraph: int
    text: str
    model_text: str
    score: float
    threshold: float
    low: float
    high: float
    grade: str | None
    reason: str
    views: dict[str, float]
    words: tuple[Influence, ...]
    sentences: tuple[Influence, ...]
    sentence_scores: tuple[float, ...]
    matches: tuple[Match, ...]
    elements_found: tuple[str, ...]
    elements_missing: tuple[str, ...]
