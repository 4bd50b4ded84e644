"""From the words of a page to its lines in reading order: rows, columns, tables without rules. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sro_nlp.extract.labels import find_label
from sro_nlp.extract.outline import is_signature
from sro_nlp.extract.pieces import Flow, Line, Piece, TableRow
from sro_nlp.extract.rows import has_header
from sro_nlp.extract.scripts import visual_order

_MAX_DEPTH = 6


@dataclass(slots=True)
class Gutter:
    """White space at `x` between two columns in rows[start:end]."""

    x: float
    start: int
    end: int
    weight: int


def rows_of(words: Sequence[Piece]) -> list[Line]:
    """Cluster words by baseline into rows over the whole width, top to bottom, each from left to right."""
    rows: list[list[Piece]] = []
    base, size = 0.0, 0.0
    for word in sorted(words, key=lambda word: (-word.base, word.x0)):
        if rows and base - word.base <= 0.4 * max(size, word.size):
            rows[-1].append(word)
            if word.size > size or len(rows[-1]) == 2:
                base, size = (word.base, word.size) if word.size > size else (base, size)
        else:
            rows.append([word])
            base, size = word.base, word.size
    return [Line(visual_order(row)) for row in rows]


def reading_order(rows: list[Line], depth: int = 0, column: int = 0) -> list[Flow]:
    """The lines of `rows` in reading order: columns one after the other, table rows in their place."""
    gutter = _best_gutter(rows) if depth < _MAX_DEPTH and len(rows) > 1 else None
    if gutter is None:
        return _plain(rows, column)
    before, band, after = rows[: gutter.start], rows[gutter.start : gutter.end], rows[gutter.end :]
    flow: list[Flow] = reading_order(before, depth + 1, column) if before else []
    table = _table_rows(band) if _is_tabular(band, gutter.x) else None
    if table is not None:
        flow.extend(table)
    else:
        left = [word for row in band for word in row.words if _middle(word) < gutter.x]
        right = [word for row in band for word in row.words if _middle(word) >= gutter.x]
        flow.extend(reading_order(rows_of(left), depth + 1, 2 * column + 1))
        flow.extend(reading_order(rows_of(right), depth + 1, 2 * column + 2))
    if after:
        flow.extend(reading_order(after, depth + 1, column))
    return flow


def _plain(rows: list[Line], column: int) -> list[Flow]:
    flow: list[Flow] = []
    left = min((row.x0 for row in rows), default=0.0)
    right = max((row.x1 for row in rows), default=0.0)
    for row in rows:
        words = [word for word in row.words if word.row is None]
        flow.extend(word.row for word in row.words if word.row is not None)
        if words:
            line = row if len(words) == len(row.words) else Line(words)
            line.left, line.right, line.column = left, right, column
            flow.append(line)
    return flow


def _middle(word: Piece) -> float:
    return (word.x0 + word.x1) / 2


def _gaps(row: Line) -> list[tuple[float, float]]:
    """The white spaces inside a row that are wider than any space between words."""
    least = max(8.0, 0.85 * row.size)
    gaps: list[tuple[float, float]] = []
    reach = row.words[0].x1 if row.words else 0.0
    for word in sorted(row.words, key=lambda word: word.x0):
        if word.x0 - reach >= least:
            gaps.append((reach, word.x0))
        reach = max(reach, word.x1)
    return gaps


def _best_gutter(rows: list[Line]) -> Gutter | None:
    gaps = [_gaps(row) for row in rows]
    edges = [(start, 1) for own in gaps for start, _ in own] + [(end, -1) for own in gaps for _, end in own]
    if len(edges) < 4:
        edges += _margin_edges(rows)
    if not edges:
        return None
    best: Gutter | None = None
    for x in _candidates(edges):
        for start, end in _runs(rows, x):
            found = _judge(rows, x, start, end)
            if found is not None and (best is None or found.weight > best.weight):
                best = found
    return best


def _margin_edges(rows: list[Line]) -> list[tuple[float, int]]:
    """Columns whose baselines never meet leave no gap inside a row: look between the rows' own ends and beginnings."""
    ends, starts = sorted(row.x1 for row in rows), sorted(row.x0 for row in rows)
    if len(rows) < 6:
        return []
    middle = (starts[0] + ends[-1]) / 2
    left = [end for end in ends if end < middle + 40]
    right = [start for start in starts if start > middle - 40]
    if len(left) < 3 or len(right) < 3 or right[0] - left[-1] < 8:
        return []
    return [(left[-1], 1), (left[-1], 1), (right[0], -1), (right[0], -1)]


def _candidates(edges: list[tuple[float, int]]) -> list[float]:
    """Places that most gaps have in common: the middle of each stretch of greatest overlap, the best six."""
    depth = 0
    stretches: list[tuple[int, float]] = []
    ordered = sorted(edges)
    for (x, step), (after, next_step) in pairwise(ordered):
        depth += step
        if step == 1 and next_step == -1 and depth >= 2:
            stretches.append((depth, (x + after) / 2))
    stretches.sort(reverse=True)
    return [x for _, x in stretches[:8]]


def _runs(rows: list[Line], x: float) -> list[tuple[int, int]]:
    """Stretches of rows in which no word stands on `x`."""
    runs: list[tuple[int, int]] = []
    start = 0
    for index, row in enumerate(rows):
        if any(word.x0 - 1 < x < word.x1 + 1 for word in row.words):
            if index > start:
                runs.append((start, index))
            start = index + 1
    if len(rows) > start:
        runs.append((start, len(rows)))
    return runs


def _judge(rows: list[Line], x: float, start: int, end: int) -> Gutter | None:
    """Whether rows[start:end] are two columns parted at `x`; ends with text on one side only are cut off at a gap."""
    start, end = _trim(rows, x, start, end)
    lefts, rights = _sides(rows[start:end], x)
    signed = any(is_signature(_text(side)) for side in (*lefts, *rights))
    count = min(len(lefts), len(rights))
    if count < (2 if signed else 3):
        return None
    whole = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    least = max(50.0, 0.12 * whole)
    for side in (lefts, rights):
        if max(words[-1].x1 for words in side) - min(words[0].x0 for words in side) < least:
            return None
        if sum(_is_label(words) for words in side) * 2 >= len(side):
            return None
    gap = min(words[0].x0 for words in rights) - max(max(word.x1 for word in words) for words in lefts)
    if gap < 7.0 or (count < 6 and gap < 12.0 and not signed):
        return None
    return Gutter(x, start, end, count)


def _sides(rows: list[Line], x: float) -> tuple[list[list[Piece]], list[list[Piece]]]:
    lefts = [side for row in rows if (side := [word for word in row.words if word.x1 <= x])]
    rights = [side for row in rows if (side := [word for word in row.words if word.x0 >= x])]
    return lefts, rights


def _trim(rows: list[Line], x: float, start: int, end: int) -> tuple[int, int]:
    def both(row: Line) -> bool:
        return row.words[0].x0 < x < row.words[-1].x1

    def far(upper: Line, lower: Line) -> bool:
        return upper.base - lower.base > 1.7 * max(upper.size, lower.size)

    first = next((index for index in range(start, end) if both(rows[index])), None)
    last = next((index for index in range(end - 1, start - 1, -1) if both(rows[index])), None)
    if first is None or last is None:
        return start, end
    for index in range(first - 1, start - 1, -1):
        if far(rows[index], rows[index + 1]):
            start = index + 1
            break
    for index in range(last + 1, end):
        if far(rows[index - 1], rows[index]):
            end = index
            break
    return start, end


def _text(words: list[Piece]) -> str:
    return " ".join(word.text for word in words)


def _is_label(words: list[Piece]) -> bool:
    """Whether a side of a row holds a list label (or a lone number) and no more."""
    text = _text(words)
    return len(words) <= 2 and (find_label(text) == text or text.rstrip(".)").isdigit())


def _is_tabular(band: list[Line], x: float) -> bool:
    """Whether two columns are cells row by row rather than prose column by column or two signature blocks."""
    lefts, rights = _sides(band, x)
    together = sum(row.words[0].x0 < x < row.words[-1].x1 for row in band)
    if together < 3 or together < 0.6 * len(band) or any(word.row is not None for row in band for word in row.words):
        return False
    signs = sum(is_signature(_text(side)) or "___" in _text(side) for side in (*lefts, *rights))
    if signs >= 2:
        return False
    return not (_is_prose(lefts) and _is_prose(rights)) and _short_cells(lefts) and _short_cells(rights)


def _is_prose(side: list[list[Piece]]) -> bool:
    edge = max(words[-1].x1 for words in side)
    width = edge - min(words[0].x0 for words in side)
    return sum(edge - words[-1].x1 < 0.18 * width for words in side) >= 0.5 * len(side) and len(side) >= 4


def _short_cells(side: list[list[Piece]]) -> bool:
    return statistics.median(len(words) for words in side) <= 6


def _table_rows(band: list[Line]) -> list[TableRow] | None:
    """The rows of a table without rules, cut at the white spaces that all its rows share; None when they share none."""
    cuts = _cuts(band)
    if not cuts:
        return None
    grid: list[list[list[Piece]]] = []
    for row in band:
        cells: list[list[Piece]] = [[] for _ in range(len(cuts) + 1)]
        for word in row.words:
            cells[sum(_middle(word) > cut for cut in cuts)].append(word)
        above = grid[-1] if grid else None
        if above is not None and not cells[0] and any(cells):
            for own, extra in zip(above, cells, strict=True):  # a cell that goes on in a second line
                own.extend(extra)
        else:
            grid.append(cells)
    header = grid[0] if heads(grid) else None
    return [
        TableRow(
            cells, None if index == 0 else header, cells_page(cells), cells_top(cells), index == 0 and bool(header)
        )
        for index, cells in enumerate(grid)
    ]


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
    texts = [[_text(cell) for cell in cells] for cells in grid]
    bold = all(word.bold for cell in grid[0] for word in cell)
    return has_header(texts, bold=bold and not all(word.bold for cells in grid[1:] for cell in cells for word in cell))
