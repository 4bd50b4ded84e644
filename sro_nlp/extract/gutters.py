"""Where white space parts the rows of a page into columns. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sro_nlp.extract.labels import find_label
from sro_nlp.extract.outline import is_signature
from sro_nlp.extract.pieces import Line, Piece, joined

_BIN = 2.0
"""Points to which the search for gutters is done."""


@dataclass(slots=True)
class Gutter:
    """White space at `x` between two columns in rows[start:end]."""

    x: float
    start: int
    end: int
    weight: int


def best_gutter(rows: list[Line]) -> Gutter | None:
    """The white space that parts the most rows into two columns, or None."""
    best: Gutter | None = None
    segments = [_segments(row) for row in rows]
    for x in _candidates(segments):
        for start, end in _runs(segments, x):
            found = _judge(rows, x, start, end) if end - start > 1 else None
            if found is not None and (best is None or found.weight > best.weight):
                best = found
    return best


def _segments(row: Line) -> list[tuple[float, float]]:
    """Stretches of a row without a white space wider than any between words."""
    words = row.words
    if len(words) > 1 and any(words[index].x0 < words[index - 1].x0 for index in range(1, len(words))):
        words = sorted(words, key=lambda word: word.x0)
    least = max(8.0, 0.85 * row.size)
    found: list[tuple[float, float]] = []
    start, reach = words[0].x0, words[0].x1
    for word in words:
        if word.x0 - reach >= least:
            found.append((start, reach))
            start = word.x0
        if word.x1 > reach:
            reach = word.x1
    found.append((start, reach))
    return found


def _candidates(segments: list[list[tuple[float, float]]]) -> list[float]:
    """Places where a gutter may be: where the most rows have a gap, and where the fewest words stand in all rows."""
    left, right = min(row[0][0] for row in segments), max(row[-1][1] for row in segments)
    bins = int((right - left) / _BIN) + 1
    if not 20 <= bins <= 20_000:
        return []
    covered, gapped = [0] * (bins + 1), [0] * (bins + 1)
    for row in segments:
        for start, end in row:
            _count(covered, start - left, end - left)
        for (_, end), (start, _) in pairwise(row):
            _count(gapped, end - left, start - left)
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


def _runs(segments: list[list[tuple[float, float]]], x: float) -> list[tuple[int, int]]:
    """Stretches of rows in which nothing stands on `x`."""
    runs: list[tuple[int, int]] = []
    start = 0
    for index, row in enumerate(segments):
        for x0, x1 in row:
            if x0 - 1 < x < x1 + 1:
                if index > start:
                    runs.append((start, index))
                start = index + 1
                break
    if len(segments) > start:
        runs.append((start, len(segments)))
    return runs


def _judge(rows: list[Line], x: float, start: int, end: int) -> Gutter | None:
    """Whether rows[start:end] are two columns parted at `x`; ends with text on one side only are cut off at a gap."""
    start, end = _trim(rows, x, start, end)
    lefts, rights = sides(rows[start:end], x)
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
    return (above or below) and runs_on(rows[start:end], x)


def sides(rows: list[Line], x: float) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """The words left of `x` and right of it, row by row, without empty ones."""
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


def _orphan(words: list[Piece]) -> bool:
    """Whether the left side of a row ends in a label that stands apart: it begins the text on the right."""
    last = words[-1]
    apart = len(words) == 1 or last.x0 - words[-2].x1 >= 7.0
    return apart and find_label(last.text) == last.text


def runs_on(band: list[Line], x: float) -> bool:
    """Whether many lines on either side begin inside a sentence, as lines of prose do and cells do not."""
    both = [row for row in band if row.words[0].x0 < x < row.words[-1].x1]
    starts = [next(word for word in row.words if word.x0 >= x).text[0] for row in both]
    starts += [row.text[:1] for row in both]
    return bool(both) and sum(start.islower() for start in starts) >= 0.25 * len(starts)
