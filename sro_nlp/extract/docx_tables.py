"""Tables of a DOCX: a table of data row by row, a table that only lays out the page cell by cell. Pure over blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sro_nlp.document import Anchor, ParagraphKind, TextNode
from sro_nlp.extract.labels import find_label
from sro_nlp.extract.rows import compose_row, has_header


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A paragraph or table row as read, before the outline: `text` begins with `label`."""

    text: str
    anchor: Anchor | None = None
    label: str = ""
    indent: float | None = None
    level: int | None = None
    is_heading: bool = False
    kind: ParagraphKind | None = None
    struck: tuple[tuple[int, int], ...] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: the grid column it begins in and the blocks in it."""

    column: int
    blocks: list[TextBlock]

    @property
    def text(self) -> str:
        """Its blocks as one folded line."""
        return " ".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row and whether the file declares it a header."""

    cells: list[Cell]
    is_header: bool = False


def read_table(rows: list[Row], *, first_row_apart: bool) -> Iterator[TextBlock]:
    """The blocks of a table in reading order.

    Args:
        rows: its rows.
        first_row_apart: whether the table's style sets the first row apart.
    """
    rows = [row for row in rows if any(cell.blocks for cell in row.cells)]
    if is_layout(rows):
        for row in rows:
            side_by_side = sum(bool(cell.blocks) for cell in row.cells) > 1
            for cell in row.cells:
                # Bold words beside others are a column's or a form's; only a style makes them a heading.
                yield from (_unless_heading_by_look(block) for block in cell.blocks) if side_by_side else cell.blocks
        return
    while rows and len(rows) > 1 and sum(bool(cell.blocks) for cell in rows[0].cells) == 1:  # a title over the columns
        yield from (block for cell in rows[0].cells for block in cell.blocks)
        rows = rows[1:]
    width = 1 + max((cell.column for row in rows for cell in row.cells), default=0)
    grid = [_spread(row, width) for row in rows]
    texts = [[cell.text if cell is not None else "" for cell in row] for row in grid]
    header = texts[0] if rows and has_header(texts, bold=_stands_out(rows, first_row_apart)) else None
    for number, (cells, own) in enumerate(zip(grid, texts, strict=True)):
        yield _row_block(cells, *compose_row(own, header if number else None))


def is_layout(rows: list[Row]) -> bool:
    """Whether a table only lays out the page: one column, nested tables, or cells that hold several paragraphs."""
    filled = [cell for row in rows for cell in row.cells if cell.blocks]
    if all(sum(bool(cell.blocks) for cell in row.cells) <= 1 for row in rows):
        return True
    if any(block.kind == "table-row" for cell in filled for block in cell.blocks):
        return True
    several = [cell for cell in filled if _several(cell)]
    return bool(several) and (len(rows) == 1 or len(several) * 4 >= len(filled))


def _unless_heading_by_look(block: TextBlock) -> TextBlock:
    return replace(block, is_heading=False) if block.is_heading and block.level is None else block


def _several(cell: Cell) -> bool:
    """More than one paragraph, not only a few words over several lines."""
    if len(cell.blocks) < 2:
        return False
    return any(block.label or block.is_heading for block in cell.blocks) or len(cell.text) > 80 or len(cell.blocks) > 3


def _spread(row: Row, width: int) -> list[Cell | None]:
    found: list[Cell | None] = [None] * width
    for cell in row.cells:
        found[cell.column] = cell
    return found


def _stands_out(rows: list[Row], first_row_apart: bool) -> bool:
    """Whether the first row is marked out: declared a header, styled apart, or the only bold one."""
    if rows[0].is_header or first_row_apart:
        return True
    first = [block for cell in rows[0].cells for block in cell.blocks]
    rest = [block for row in rows[1:] for cell in row.cells for block in cell.blocks]
    return all(block.strong for block in first) and not all(block.strong for block in rest)


def _row_block(cells: list[Cell | None], text: str, starts: tuple[int | None, ...]) -> TextBlock:
    """One row as one block, the text elements of its cells moved to where their text stands in the row."""
    nodes: list[TextNode] = []
    paragraphs: list[int] = []
    struck: list[tuple[int, int]] = []
    part = ""
    for cell, start in zip(cells, starts, strict=True):
        at = start or 0
        for block in cell.blocks if cell is not None else ():
            if block.anchor is not None:
                part = block.anchor.part
                own = block.anchor.paragraphs or (block.anchor.index,) * len(block.anchor.nodes)
                paragraphs.extend(own)
                nodes.extend(
                    TextNode(start=n.start + at, end=n.end + at, node=n.node, offset=n.offset)
                    for n in block.anchor.nodes
                )
            struck.extend((first + at, end + at) for first, end in block.struck)
            at += len(block.text) + 1
    label = find_label(text)
    several = len(set(paragraphs)) > 1
    anchors = [block.anchor for cell in cells if cell is not None for block in cell.blocks if block.anchor is not None]
    anchor = (
        Anchor(
            part=part,
            index=anchors[0].index,
            nodes=tuple(nodes),
            paragraphs=tuple(paragraphs) if several else (),
        )
        if anchors
        else None
    )
    return TextBlock(
        text=text, anchor=anchor, label=label if label != text else "", kind="table-row", struck=tuple(struck)
    )
