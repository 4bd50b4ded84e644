"""What a comparison of two versions of a contract hands on. Values only; JSON names are the field names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sro_nlp.findings import DocumentSummary, Status

LeafChangeKind = Literal["gained", "lost", "weakened", "strengthened", "unchanged", "unknown"]
"""`unknown`: one of the versions could not be read whole, so that nothing can be said."""
ParagraphChangeKind = Literal["same", "reworded", "added", "removed"]
PieceKind = Literal["same", "deleted", "inserted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of one of the versions."""

    paragraph: int
    page: int | None
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words that stands in both versions, only in the old one, or only in the new one."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafChange:
    """What a leaf requirement was and is."""

    id: str
    title: str
    citation: str
    kind: LeafChangeKind
    old_status: Status
    new_status: Status
    old: Passage | None
    """The passage that decided the old status; None where there is none."""
    new: Passage | None
    reworded: bool
    """Whether the words of that passage differ (a new number alone is no difference)."""
    newly_missing: tuple[str, ...]
    """Elements that the old version showed and the new one does not."""
    newly_found: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphChange:
    """What became of a paragraph: `old` is None for an added one, `new` for a removed one.

    `moved` says that it stands in another order than its neighbours, `renumbered` that its label changed. `pieces` give
    the words of both versions without their labels. `requirements` are the leaves for which it is evidence in either.
    """

    kind: ParagraphChangeKind
    moved: bool
    renumbered: bool
    old: Passage | None
    new: Passage | None
    pieces: tuple[Piece, ...]
    requirements: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything about it changed."""
        return self.kind != "same" or self.moved or self.renumbered


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of a contract: every leaf in the catalogue's order, every paragraph in the new version's order."""

    schema: str
    old: DocumentSummary
    new: DocumentSummary
    leaves: tuple[LeafChange, ...]
    paragraphs: tuple[ParagraphChange, ...]

    def leaves_of(self, *kinds: LeafChangeKind) -> tuple[LeafChange, ...]:
        """The leaves whose change is one of these."""
        return tuple(leaf for leaf in self.leaves if leaf.kind in kinds)


COMPARISON_SCHEMA = "sro-nlp/comparison/1"
