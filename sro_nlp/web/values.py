"""What the desk's store hands out."""

from __future__ import annotations

from dataclasses import dataclass

from sro_nlp.document import Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document at the desk, in whatever state (queued, reading, ready, failed)."""

    id: str
    name: str
    size: int
    added: str
    state: str
    sha256: str
    error: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A tag about which the model is in doubt; `doubt` is the distance of its score from the threshold."""

    document: str
    name: str
    paragraph: Paragraph
    requirement: str
    score: float
    start: int
    end: int
    tagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A paragraph that a search found; `snippet` holds the words found between U+0002 and U+0003."""

    document: str
    name: str
    paragraph: int
    page: int | None
    snippet: str
