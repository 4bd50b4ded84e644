"""What the desk's store hands out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sro_nlp.document import Paragraph

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """To and from the JSON in which values are kept."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


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
    error_kind: str
    seconds: float

    @property
    def sentence(self) -> str:
        """Why it could not be read; a reason of the readers goes on from the name of the file."""
        said = self.error if self.error_kind == "error" else f"it {self.error}"
        return f"{said.rstrip('.')}."

    @property
    def encrypted(self) -> bool:
        """Whether a password opens it: the one that it was read with, or one that is still to be given."""
        # Encryption by certificate, which no password opens, says nothing of passwords.
        return self.error_kind == "encrypted" and (self.state != "failed" or "password" in self.error)


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
