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
    indent: float | None = None
    first_indent: float = 0.0
    """By how much the first of its lines stands in, in points."""
    single: bool = False
    """Whether it is one line, of which `indent` cannot tell whether it is a first line's."""

    @property
    def words(self) -> list[Piece]:
        """Its words in order."""
        return [word for line in self.lines for word in line.words]

    @property
    def text(self) -> str:
        """Its words joined, not yet mended at line ends."""
        return " ".join(line.text for line in self.lines)
