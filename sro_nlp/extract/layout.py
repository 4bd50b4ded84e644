"""From the words of a page to its lines in reading order: rows, columns, tables without rules. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from sro_nlp.extract.labels import find_label
from sro_nlp.extract.outline import is_signature
from sro_nlp.extract.pieces import Flow, Line, Piece, TableRow, joined
from sro_nlp.extract.rows import has_header
from sro_nlp.extract.scripts import visual_order

_MAX_DEPTH = 6
_BIN = 2.0
"""Points to which the search for gutters is done."""


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
    table = _table_in(band, gutter.x)
    if table is not None:
        start, end, cells = table
        flow.extend(_plain(band[:start], column))
        flow.extend(cells)
        flow.extend(_plain(band[end:], column))
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
    for word in sorted(row.words, key=_begin):
        if word.x0 - reach >= least:
            gaps.append((reach, word.x0))
        if word.x1 > reach:
            reach = word.x1
    return gaps


def _begin(word: Piece) -> float:
    return word.x0


def _best_gutter(rows: list[Line]) -> Gutter | None:
    best: Gutter | None = None
    for x in _candidates(rows):
        for start, end in _runs(rows, x):
            found = _judge(rows, x, start, end) if end - start > 1 else None
            if found is not None and (best is None or found.weight > best.weight):
                best = found
    return best


def _candidates(rows: list[Line]) -> list[float]:
    """Places where a gutter may be: where the most rows have a gap, and where the fewest words stand in all rows."""
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    bins = int((right - left) / _BIN) + 1
    if not 20 <= bins <= 20_000:
        return []
    covered, gapped = [0] * (bins + 1), [0] * (bins + 1)
    for row in rows:
        for word in row.words:
            _count(covered, word.x0 - left, word.x1 - left)
        for start, end in _gaps(row):
            _count(gapped, start - left, end - left)
    inside = range(int(0.1 * bins), int(0.9 * bins))
    words, gaps = list(accumulate(covered)), list(accumulate(gapped))
    most = max(words)
    valleys = [index for index in _middles(words, inside, lowest=True) if words[index] < 0.7 * most]
    peaks = [index for index in _middles(gaps, inside, lowest=False) if gaps[index] > 1] if any(gaps) else []
    return [left + (index + 0.5) * _BIN for index in (*valleys[:4], *peaks[:6])]


def _count(steps: list[int], start: float, end: float) -> None:
    """Add one to the bins from start to end, as steps to be summed up."""
    first = int(start / _BIN)
    steps[first] += 1
    steps[min(len(steps) - 1, max(first + 1, int(end / _BIN)))] -= 1


def _middles(counts: list[int], inside: range, *, lowest: bool) -> list[int]:
    """The middles of stretches that are locally lowest (or highest), the most pronounced and widest first."""
    found: list[tuple[int, int, int]] = []
    index = inside.start
    sign = 1 if lowest else -1
    while index < inside.stop:
        end = index
        while end + 1 < inside.stop and counts[end + 1] == counts[index]:
            end += 1
        before = counts[index - 1] if index > inside.start else counts[index]
        after = counts[end + 1] if end + 1 < inside.stop else counts[index]
        if sign * before >= sign * counts[index] <= sign * after and (before, after) != (counts[index],) * 2:
            found.append((sign * counts[index], index - end, (index + end) // 2))
        index = end + 1
    return [middle for _, _, middle in sorted(found)]


def _runs(rows: list[Line], x: float) -> list[tuple[int, int]]:
    """Stretches of rows in which no word stands on `x`."""
    runs: list[tuple[int, int]] = []
    start = 0
    for index, row in enumerate(rows):
        if row.x0 - 1 < x < row.x1 + 1 and True in [word.x0 - 1 < x < word.x1 + 1 for word in row.words]:
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
    signed = any(is_signature(joined(side)) for side in (*lefts, *rights))
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
    orphans = sum(_orphan(words) for words in lefts)
    if orphans >= max(2, 0.08 * len(lefts)):
        return None
    gap = min(words[0].x0 for words in rights) - max(max(word.x1 for word in words) for words in lefts)
    if gap < 7.0 or (count < 6 and gap < 12.0 and not signed):
        return None
    if not signed and not _aligned(rights) and (gap < 24.0 or _justified(rights)):
        return None
    if not signed and count < 12 and _within_text(rows, x, start, end):
        return None
    return Gutter(x, start, end, count - 3 * orphans)


def _aligned(side: list[list[Piece]]) -> bool:
    """Whether the lines of a column begin at one x or two; behind chance gaps of justified text they begin anywhere."""
    starts = Counter(round(words[0].x0 / 3) for words in side)
    return sum(count for _, count in starts.most_common(2)) >= 0.5 * len(side)


def _justified(side: list[list[Piece]]) -> bool:
    """Whether the lines of a side end at one x in words: the right part of justified lines, no column of figures."""
    ends = Counter(round(words[-1].x1 / 2) for words in side)
    figures = sum(any(map(str.isdigit, words[-1].text)) for words in side)
    return sum(count for _, count in ends.most_common(2)) >= 0.6 * len(side) and figures < 0.5 * len(side)


def _within_text(rows: list[Line], x: float, start: int, end: int) -> bool:
    """Whether lines that run over `x` adjoin prose that happens to leave it white: chance, not a gutter."""
    above = start > 0 and rows[start - 1].base - rows[start].base < 1.6 * rows[start].size
    below = end < len(rows) and rows[end - 1].base - rows[end].base < 1.6 * rows[end].size
    return (above or below) and _runs_on(rows[start:end], x)


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


def _is_label(words: list[Piece]) -> bool:
    """Whether a side of a row holds a list label (or a lone number) and no more."""
    text = joined(words)
    return len(words) <= 2 and (find_label(text) == text or text.rstrip(".)").isdigit())


def _table_in(band: list[Line], x: float) -> tuple[int, int, list[TableRow]] | None:
    """Where two columns are cells row by row, not prose column by column or two signature blocks: that table.

    Returns the rows of the band that it takes, as start and end, and the table's own rows.
    """
    lefts, rights = _sides(band, x)
    together = sum(row.words[0].x0 < x < row.words[-1].x1 for row in band)
    if together < 3 or together < 0.6 * len(band) or any(word.row is not None for row in band for word in row.words):
        return None
    signs = sum(is_signature(joined(side)) or "___" in joined(side) for side in (*lefts, *rights))
    if signs >= 2 or _runs_on(band, x) or (_is_prose(lefts) and _is_prose(rights)):
        return None
    # A caption above or a source below the table may run over its columns.
    spans = [(start, end) for start in range(3) for end in range(len(band), len(band) - 2, -1) if end - start >= 3]
    start, end = max(spans, key=lambda span: (len(_cuts(band[span[0] : span[1]])), span[1] - span[0]))
    rows = _table_rows(band[start:end])
    return (start, end, rows) if rows else None


def _orphan(words: list[Piece]) -> bool:
    """Whether the left side of a row ends in a label that stands apart: it begins the text on the right."""
    last = words[-1]
    apart = len(words) == 1 or last.x0 - words[-2].x1 >= 7.0
    return apart and find_label(last.text) == last.text


def _runs_on(band: list[Line], x: float) -> bool:
    """Whether many lines on either side begin inside a sentence, as lines of prose do and cells do not."""
    both = [row for row in band if row.words[0].x0 < x < row.words[-1].x1]
    starts = [next(word for word in row.words if word.x0 >= x).text[0] for row in both]
    starts += [row.text[:1] for row in both]
    return bool(both) and sum(start.islower() for start in starts) >= 0.25 * len(starts)


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
