"""Tables without rules: rows whose cells stand below each other, parted by white space. Pure."""

from __future__ import annotations

import statistics

from sro_nlp.extract.gutters import runs_on, sides
from sro_nlp.extract.outline import is_signature
from sro_nlp.extract.pieces import Line, Piece, TableRow, joined
from sro_nlp.extract.rows import has_header


def table_in(band: list[Line], x: float) -> tuple[int, int, list[TableRow]] | None:
    """Where two columns are cells row by row, not prose column by column or two signature blocks: that table.

    Returns the rows of the band that it takes, as start and end, and the table's own rows.
    """
    lefts, rights = sides(band, x)
    together = sum(row.words[0].x0 < x < row.words[-1].x1 for row in band)
    if together < 3 or together < 0.6 * len(band) or any(word.row is not None for row in band for word in row.words):
        return None
    signs = sum(is_signature(joined(side)) or "___" in joined(side) for side in (*lefts, *rights))
    if signs >= 2 or runs_on(band, x) or (_is_prose(lefts) and _is_prose(rights)):
        return None
    # A caption above or a source below the table may run over its columns.
    spans = [(start, end) for start in range(3) for end in range(len(band), len(band) - 2, -1) if end - start >= 3]
    start, end = max(spans, key=lambda span: (len(_cuts(band[span[0] : span[1]])), span[1] - span[0]))
    rows = _table_rows(band[start:end])
    return (start, end, rows) if rows else None


def _is_prose(side: list[list[Piece]]) -> bool:
    """Whether the lines of a column run on: words without wide gaps, most of them up to the column's edge."""
    edge = max(words[-1].x1 for words in side)
    width = edge - min(words[0].x0 for words in side)
    full = sum(edge - words[-1].x1 < 0.18 * width for words in side)
    return full >= 0.5 * len(side) and len(side) >= 4 and statistics.median(_ink(words) for words in side) > 0.6 * width


def _ink(words: list[Piece]) -> float:
    return sum(word.x1 - word.x0 for word in words)


def _table_rows(band: list[Line]) -> list[TableRow] | None:
    """The rows of a table without rules, cut at the white spaces that all its rows share; None when there is none."""
    cuts = _cuts(band)
    if not cuts:
        return None
    grid: list[list[list[Piece]]] = []
    for row in band:
        cells: list[list[Piece]] = [[] for _ in range(len(cuts) + 1)]
        for word in row.words:
            cells[sum(_middle(word) > cut for cut in cuts)].append(word)
        if grid and not cells[0] and any(cells):
            for own, extra in zip(grid[-1], cells, strict=True):  # a cell that goes on in a second line
                own.extend(extra)
        else:
            grid.append(cells)
    filled = [len(cell) for cells in grid for cell in cells if cell]
    if len(grid) < 2 or statistics.median(filled) > 6:
        return None
    header = grid[0] if heads(grid) else None
    columns = tuple(round(cut) for cut in cuts)
    return [
        TableRow(
            cells,
            None if index == 0 else header,
            cells_page(cells),
            cells_top(cells),
            index == 0 and header is not None,
            columns,
            True,
        )
        for index, cells in enumerate(grid)
    ]


def _middle(word: Piece) -> float:
    return (word.x0 + word.x1) / 2


def _cuts(band: list[Line]) -> list[float]:
    """The x of every white space that runs through all rows of the band."""
    spans = sorted((word.x0, word.x1) for row in band for word in row.words)
    cuts: list[float] = []
    reach = spans[0][1]
    for x0, x1 in spans:
        if x0 - reach >= 7.0:
            cuts.append((x0 + reach) / 2)
        reach = max(reach, x1)
    return cuts


def cells_page(cells: list[list[Piece]]) -> int:
    """The page of a table row."""
    return next(word.page for cell in cells for word in cell)


def cells_top(cells: list[list[Piece]]) -> float:
    """The upper edge of a table row's words, upright."""
    return max(word.y1 for cell in cells for word in cell)


def heads(grid: list[list[list[Piece]]]) -> bool:
    """Whether the first row of a table (cells of words) names its columns, by its words and its weight."""
    texts = [[joined(cell) for cell in cells] for cells in grid]
    bold = all(word.bold for cell in grid[0] for word in cell)
    return has_header(texts, bold=bold and not all(word.bold for cells in grid[1:] for cell in cells for word in cell))
