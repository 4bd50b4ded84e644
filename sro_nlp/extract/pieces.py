"""The words and lines that the PDF reader and OCR hand to the layout: plain values, no PDF library."""

from __future__ import annotations

from dataclasses import dataclass, field

UserBox = tuple[float, float, float, float]


@dataclass(slots=True)
class Piece:
    """A word on a page.

    `x0`..`y1` and `base` are upright: turned so that the text runs left to right, y upward (points). `box` is the same
    place in raw user space (x0, y0, x1, y1).
    """

    text: str
    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    bold: bool
    box: UserBox
    struck: bool = False
    confidence: float | None = None
    glued: bool = False
    """Whether the word goes on in the next one (a hyphen at a line end that may not belong to the word)."""
    tight: bool = False
    """Whether no space parts it from the word before (a raised mark, a raised ending as in 1st)."""
    underlined: bool = False
    field: str = ""
    """The name of the form field whose value it is."""
    row: TableRow | None = None
    """The table row for which it holds the place in the layout."""


@dataclass(slots=True)
class Line:
    """A line of one column: its words from left to right, and the edges of the column it stands in."""

    words: list[Piece]
    left: float = 0.0
    right: float = 0.0
    column: int = 0
    note: bool = False
    edge: float = 0.0
    """The x that its text could have reached: the column's edge, or that of an inset block."""
    text: str = field(init=False)
    page: int = field(init=False)
    x0: float = field(init=False)
    x1: float = field(init=False)
    y0: float = field(init=False)
    y1: float = field(init=False)
    base: float = field(init=False)
    size: float = field(init=False)
    bold: bool = field(init=False)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Measure the line again after its words have changed."""
        words = self.words
        self.text = joined(words)
        self.page = words[0].page
        self.x0 = min([word.x0 for word in words])
        self.x1 = max([word.x1 for word in words])
        self.y0 = min([word.y0 for word in words])
        self.y1 = max([word.y1 for word in words])
        main = words[0] if len(words) == 1 else max(words, key=_weight)
        self.base, self.size = main.base, main.size
        self.bold = words[0].bold or words[-1].bold
        if self.bold:
            self.bold = all(word.bold or not any(map(str.isalpha, word.text)) for word in words)

    @property
    def first_width(self) -> float:
        """The width of its first word: what would have had to fit on the line before."""
        return self.words[0].x1 - self.words[0].x0


def joined(words: list[Piece]) -> str:
    """The text of words that follow each other on a line."""
    if True not in [word.tight for word in words]:
        return " ".join([word.text for word in words])
    return "".join(word.text if word.tight or not index else " " + word.text for index, word in enumerate(words))


def _weight(word: Piece) -> float:
    return len(word.text) * word.size


@dataclass(slots=True)
class TableRow:
    """A row of a table: the words of each cell, and those of the header cells above them (None: no header)."""

    cells: list[list[Piece]]
    header: list[list[Piece]] | None
    page: int
    y: float
    is_header: bool = False
    columns: tuple[int, ...] = ()
    """The left edges of the table's columns (unruled: the cuts between them), in whole points."""
    unruled: bool = False


@dataclass(slots=True)
class Note:
    """A free-text annotation, read after the text of its page."""

    words: list[Piece]


Flow = Line | TableRow | Note
