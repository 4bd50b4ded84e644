"""Ruled tables: pdfplumber's table engine over PDFium's lines, filled with PDFium's words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sro_nlp.extract.layout import rows_of
from sro_nlp.extract.open_tables import heads
from sro_nlp.extract.orientation import turn_box
from sro_nlp.extract.pieces import Flow, Line, Piece, TableRow, UserBox

_FIGURE = re.compile(r"[$€£(]*\s*\d[\d.,:%/–-]*\s*\)?(?:\s*(?:a\.?m\.?|p\.?m\.?|%))?", re.I)
_MAX_EDGES = 3000
_MAX_POINTS = 2500
_MIN_LENGTH = 3.0
_TOLERANCE = 3.0
_MAX_WORDS_A_CELL = 150
"""Cells that hold more words on average are a page layout, not a table."""


def take_tables(words: list[Piece], edges: Sequence[UserBox], angle: int) -> list[Piece]:
    """Put the words inside ruled tables into rows.

    Returns the words outside tables and, for each row, a placeholder with `row` set, at the row's place.
    """
    tables = _find(edges, angle)
    for rows in tables:
        words = _fill(words, rows)
    return words


def _find(edges: Sequence[UserBox], angle: int) -> list[list[list[UserBox | None]]]:
    """The tables drawn by `edges`: per table its rows, per row the cells (upright boxes; None: merged away)."""
    objects = [edge for box in edges if (edge := _edge(turn_box(box, angle))) is not None]
    upright = sum(edge["orientation"] == "v" for edge in objects)
    if upright < 2 or len(objects) - upright < 2 or len(objects) > _MAX_EDGES:
        return []
    from pdfplumber import table as engine

    merged = engine.merge_edges(objects, *[_TOLERANCE] * 4)
    merged = [edge for edge in merged if _length(edge) >= _MIN_LENGTH]
    points = engine.edges_to_intersections(merged, _TOLERANCE, _TOLERANCE)
    if not 6 <= len(points) <= _MAX_POINTS:
        return []
    found = []
    for cells in engine.cells_to_tables(engine.intersections_to_cells(points)):
        rows = _rows(cells)
        if max(sum(cell is not None for cell in row) for row in rows) >= 2:
            found.append(rows)
    return found


def _edge(box: UserBox) -> dict[str, Any] | None:
    """A line as the engine takes it: y downward."""
    x0, y0, x1, y1 = box
    level = x1 - x0 >= y1 - y0
    if level:
        y0 = y1 = (y0 + y1) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    if max(x1 - x0, y1 - y0) < 1.0:
        return None
    return {
        "x0": x0, "x1": x1, "top": -y1, "bottom": -y0, "doctop": -y1, "width": x1 - x0, "height": y1 - y0,
        "orientation": "h" if level else "v", "object_type": "line",
    }  # fmt: skip


def _length(edge: dict[str, Any]) -> float:
    return float(edge["x1"] - edge["x0"] if edge["orientation"] == "h" else edge["bottom"] - edge["top"])


def _rows(cells: Sequence[UserBox]) -> list[list[UserBox | None]]:
    """Cells (x0, top, x1, bottom; y downward) as rows over all columns, upright."""
    columns = sorted({cell[0] for cell in cells})
    rows: dict[float, dict[float, UserBox]] = defaultdict(dict)
    for x0, top, x1, bottom in cells:
        rows[top][x0] = (x0, -bottom, x1, -top)
    return [[rows[top].get(x) for x in columns] for top in sorted(rows)]


def _fill(words: list[Piece], rows: list[list[UserBox | None]]) -> list[Piece]:
    """Move words into the cells of one table; leave them where it is a mere frame around running text."""
    boxes = [cell for row in rows for cell in row if cell is not None]
    outer = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    inside = [word for word in words if word.row is None and _holds(outer, word)]
    grid = [[[word for word in inside if cell is not None and _holds(cell, word)] for cell in row] for row in rows]
    filled = [cell for row in grid for cell in row if cell]
    taken = {id(word) for cell in filled for word in cell}
    if len(filled) < 2 or len(taken) > _MAX_WORDS_A_CELL * len(filled) or not _several_columns(grid):
        return words
    kept_rows = [(cells, row) for cells, row in zip(grid, rows, strict=True) if any(cells)]
    kept_rows = [(part, row) for cells, row in kept_rows for part in _without_rules(cells)]
    cells_only = [cells for cells, _ in kept_rows]
    header = cells_only[0] if heads(cells_only) else None
    out = [word for word in words if id(word) not in taken]
    for index, (cells, row) in enumerate(kept_rows):
        own = [cell for cell in row if cell is not None]
        if len(cells_only) > len(rows):
            own = [_around([word for cell in cells for word in cell])]
        page = next(word.page for cell in cells for word in cell)
        columns = tuple(round(edge) for edge in sorted({cell[0] for cell in boxes}))
        table_row = TableRow(
            cells, None if index == 0 else header, page, max(c[3] for c in own), index == 0 and bool(header), columns
        )
        out.append(_placeholder(table_row, own))
    return out


def _without_rules(cells: list[list[Piece]]) -> list[list[list[Piece]]]:
    """A ruled row that holds several rows of its own, set line by line over all its columns, as these rows.

    They count as rows when all columns have the same lines and these are three or more, or hold figures.
    """
    lines = [rows_of(cell) for cell in cells]
    filled = [own for own in lines if own]
    count = len(filled[0])
    if count < 2 or len(filled) < 2 or any(len(own) != count for own in filled):
        return [cells]
    level = all(abs(own[k].base - filled[0][k].base) < 3 for own in filled for k in range(count))
    figures = any(all(_FIGURE.fullmatch(line.text) for line in own) for own in filled)
    if not level or not (figures or (count >= 3 and len(filled) >= 3)):
        return [cells]
    return [[own[k].words if own else [] for own in lines] for k in range(count)]


def _several_columns(grid: list[list[list[Piece]]]) -> bool:
    return any(sum(bool(cell) for cell in row) >= 2 for row in grid)


def _around(words: list[Piece]) -> UserBox:
    return (
        min(word.x0 for word in words),
        min(word.y0 for word in words),
        max(word.x1 for word in words),
        max(word.y1 for word in words),
    )


def _holds(box: UserBox, word: Piece) -> bool:
    return box[0] <= (word.x0 + word.x1) / 2 < box[2] and box[1] <= (word.y0 + word.y1) / 2 < box[3]


def _placeholder(row: TableRow, cells: list[UserBox]) -> Piece:
    x0, y0 = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
    x1, y1 = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
    box = (x0, y0, x1, y1)
    return Piece("", row.page, x0, y0, x1, y1, (y0 + y1) / 2, 8.0, False, box, row=row)


class HeaderCarrier:
    """Rows of one table over several pages: its header names the columns on each, and is read once."""

    def __init__(self) -> None:
        self._before: TableRow | None = None
        self._kept: TableRow | None = None
        self._header: list[list[Piece]] | None = None
        self._columns: tuple[int, ...] = ()

    def take(self, item: Flow) -> Flow | None:
        """The next item of a document, a row with the header it belongs under; None for a header that is repeated."""
        row = item if isinstance(item, TableRow) else None
        if row is None and self._before is not None and isinstance(item, Line):
            row = _as_row(item, self._before)
        if row is None:
            self._before = self._kept = self._header = None
            self._columns = ()
            return item
        self._before = row
        return row if self._carry(row) else None

    def _carry(self, row: TableRow) -> bool:
        """Give a row the header above it; False where it is this header once more."""
        header = self._header
        same = self._kept is not None and row.page != self._kept.page and _alike(row.columns, self._columns)
        if row.is_header or row.header is not None:
            if row.is_header and same and header is not None and _texts(row.cells) == _texts(header):
                return False
            self._header = row.cells if row.is_header else row.header
        elif header is not None and _alike(row.columns, self._columns):
            row.header = header
        else:
            self._header = None
        self._columns = row.columns
        self._kept = row
        return True


def _as_row(line: Line, before: TableRow) -> TableRow | None:
    """A line at the top of a page as one more row of the unruled table that the page before ended in, if it is one."""
    cells: list[list[Piece]] = [[] for _ in range(len(before.columns) + 1)]
    if before.page == line.page or not before.unruled:
        return None
    for word in line.words:
        if any(word.x0 < cut < word.x1 for cut in before.columns):
            return None
        cells[sum(word.x0 > cut for cut in before.columns)].append(word)
    if not all(cells) or any(b[0].x0 - a[-1].x1 < 7.0 for a, b in pairwise(cells)):
        return None
    return TableRow(cells, before.header, line.page, line.y1, False, before.columns, True)


def _alike(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    return len(one) == len(two) and all(abs(a - b) <= 4 for a, b in zip(one, two, strict=True))


def _texts(cells: list[list[Piece]]) -> list[str]:
    return [" ".join(word.text for word in cell) for cell in cells]
