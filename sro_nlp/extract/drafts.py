"""A paragraph in the making. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from sro_nlp.document import ParagraphKind
from sro_nlp.extract.pieces import Line, Piece, TableRow


@dataclass(slots=True)
class Draft:
    """A paragraph in the making: its lines, and what their setting says of it."""

    lines: list[Line] = field(default_factory=list)
    label: str = ""
    row: TableRow | None = None
    kind: ParagraphKind | None = None
    is_heading: bool = False
    centered: bool = False
    indent: float | None = None

    @property
    def words(self) -> list[Piece]:
        """Its words in order."""
        return [word for line in self.lines for word in line.words]

    @property
    def text(self) -> str:
        """Its words joined, not yet mended at line ends."""
        return " ".join(line.text for line in self.lines)
