"""From the words of a page to its lines in reading order: rows, columns, tables without rules. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from sro_nlp.extract.gutters import best_gutter
from sro_nlp.extract.open_tables import table_in
from sro_nlp.extract.pieces import Flow, Line, Piece
from sro_nlp.extract.scripts import visual_order

_MAX_DEPTH = 6


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
    gutter = best_gutter(rows) if depth < _MAX_DEPTH and len(rows) > 1 else None
    if gutter is None:
        return _plain(rows, column)
    before, band, after = rows[: gutter.start], rows[gutter.start : gutter.end], rows[gutter.end :]
    flow: list[Flow] = reading_order(before, depth + 1, column) if before else []
    table = table_in(band, gutter.x)
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
