"""What stands on every page and is no part of the contract: headers, footers, page and line numbers, marks. Pure."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sro_nlp.extract.pieces import Flow, Line, Piece

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|pg\.?|p\.)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*(?:\d{1,4}|[ivxl]{1,6}))?\W*", re.I
)
_STAMP = re.compile(
    r"\W*(?:draft|confidential|copy|sample|void|specimen|unofficial|do not (?:copy|sign|distribute)|proof|watermark)\W*"
    r"(?:copy|draft|only|document)?\W*",
    re.I,
)
_EDGE = 66.0
"""Points from the upper or lower edge in which a repeated line is a header or footer without more ado."""
_DEEP = 0.185
"""Part of the page's height in which a repeated line counts when white space sets it apart."""
_AHEAD = 24
"""Pages that are read before what repeats on the first of them is decided."""
_BEHIND = 24
"""Pages before these that count too."""
_Keys = list[tuple[str, int]]


@dataclass(slots=True)
class PageRows:
    """The rows of one page, top to bottom, and the upright y of the page's lower and upper edge."""

    number: int
    rows: list[Line]
    bottom: float
    top: float
    notes: Sequence[Flow] = ()
    """What is read after its rows."""


@dataclass(slots=True)
class Removed:
    """What was left out, for the notices."""

    headers: Counter[str] = field(default_factory=Counter)
    footers: Counter[str] = field(default_factory=Counter)
    page_numbers: int = 0
    line_numbers: int = 0
    watermarks: Counter[str] = field(default_factory=Counter)

    def notices(self) -> list[str]:
        """One sentence for each kind of thing left out."""
        found = []
        for name, texts in (("running header", self.headers), ("running footer", self.footers)):
            if texts:
                shown = "; ".join(f"“{_shorten(text)}”" for text, _ in texts.most_common(3))
                found.append(f"Left out as {name}: {shown} (on {max(texts.values())} pages).")
        if self.page_numbers:
            found.append(f"Left out: page numbers on {self.page_numbers} pages.")
        if self.line_numbers:
            found.append(f"Left out: line numbers in the margin of {self.line_numbers} pages.")
        if self.watermarks:
            shown = "; ".join(f"“{_shorten(text)}”" for text, _ in self.watermarks.most_common(3))
            found.append(f"Left out as watermark or stamp: {shown}.")
        return found


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


class Furniture:
    """Takes headers, footers, page numbers and line numbers out of pages as they are read, with a view of those around.

    What repeats is judged over up to 48 pages, so that memory does not grow with the document, and an exhibit with a
    header of its own is known as such in a long file.
    """

    def __init__(self) -> None:
        self.removed = Removed()
        self._waiting: list[tuple[PageRows, _Keys]] = []
        self._behind: deque[tuple[int, _Keys]] = deque(maxlen=_BEHIND)

    def add(self, page: PageRows) -> list[PageRows]:
        """Take the next page; returns the pages that are done, in order."""
        _remove_line_numbers(page, self.removed)
        self._waiting.append((page, _keys(page)))
        return self._release(_AHEAD // 2) if len(self._waiting) == _AHEAD else []

    def rest(self) -> list[PageRows]:
        """The pages still held, after the last one was added."""
        return self._release(len(self._waiting))

    def _release(self, count: int) -> list[PageRows]:
        ahead = [(page.number, keys) for page, keys in self._waiting]
        repeated = _repeated([*self._behind, *ahead])
        if len(ahead) == _AHEAD:  # where a part with a header of its own begins
            repeated |= _repeated(ahead)
        done = self._waiting[:count]
        del self._waiting[:count]
        for page, keys in done:
            # First what stands in the margins, then what white space sets apart from what is left.
            for deep in (False, True):
                for from_top in (True, False):
                    _strip(page, repeated, self.removed, from_top=from_top, deep=deep)
            self._behind.append((page.number, keys))
        return [page for page, _ in done]


def _key(line: Line, page: PageRows) -> tuple[str, int]:
    """What makes two lines the same: their words, numbers apart, and their height above the nearer edge."""
    edge = min(page.top - line.base, line.base - page.bottom)
    return _DIGITS.sub("#", line.text.casefold()), round(edge / 6)


def _edges(page: PageRows, *, from_top: bool) -> list[Line]:
    rows = page.rows if from_top else page.rows[::-1]
    limit = max(_EDGE, _DEEP * (page.top - page.bottom))
    return [row for row in rows[:6] if _distance(page, row, from_top=from_top) <= limit]


def _distance(page: PageRows, row: Line, *, from_top: bool) -> float:
    return page.top - row.base if from_top else row.base - page.bottom


def _keys(page: PageRows) -> _Keys:
    return [_key(row, page) for from_top in (True, False) for row in _edges(page, from_top=from_top)]


def _repeated(pages: Sequence[tuple[int, _Keys]]) -> set[tuple[str, int]]:
    """Lines that stand near an edge at the same height on at least 30% of the pages (and on two)."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, keys in pages:
        for text, height in keys:
            for near in (height - 1, height, height + 1):
                seen[text, near].add(number)
    least = max(2, math.ceil(0.3 * len(pages)))
    return {key for key, where in seen.items() if len(where) >= least}


def _strip(page: PageRows, repeated: set[tuple[str, int]], removed: Removed, *, from_top: bool, deep: bool) -> None:
    """Drop furniture from one end of a page, from the edge inward up to the first line that is none."""
    while page.rows:
        edges = _edges(page, from_top=from_top)
        if not edges:
            return
        row = edges[0]
        if not _is_furniture(page, row, repeated, from_top=from_top, deep=deep):
            return
        page.rows.remove(row)
        if _PAGE_NUMBER.fullmatch(row.text):
            removed.page_numbers += 1
        else:
            (removed.headers if from_top else removed.footers)[_DIGITS.sub("#", row.text)] += 1


def _is_furniture(page: PageRows, row: Line, repeated: set[tuple[str, int]], *, from_top: bool, deep: bool) -> bool:
    if any(word.row is not None for word in row.words):
        return False
    near = _distance(page, row, from_top=from_top) <= _EDGE
    if not near and not (deep and _apart(page, row, from_top=from_top)):
        return False
    if _PAGE_NUMBER.fullmatch(row.text) and len(row.words) <= 5:
        return not re.fullmatch(r"\(?[ivxl\d]+[.)]", row.text, re.I)
    return _key(row, page) in repeated


def _apart(page: PageRows, row: Line, *, from_top: bool) -> bool:
    """Whether white space wider than between lines sets the outermost rows down to `row` apart from the rest."""
    index = page.rows.index(row)
    inner = page.rows[index + 1] if from_top and index + 1 < len(page.rows) else None
    if not from_top:
        inner = page.rows[index - 1] if index else None
    return inner is not None and abs(row.base - inner.base) > 1.6 * max(row.size, inner.size)


def _remove_line_numbers(page: PageRows, removed: Removed) -> None:
    """Numbers in a column of their own left of all text, counting up by one: a pleading's line numbers."""
    firsts = [row.words[0] for row in page.rows if row.words[0].text.isdigit()]
    if len(firsts) < 8:
        return
    x = statistics.median(word.x1 for word in firsts)
    column = [word for word in firsts if abs(word.x1 - x) < 4]
    values = [int(word.text) for word in column]
    steps = sum(after - before in (1, 5) for before, after in pairwise(values))
    rest = [word.x0 for row in page.rows for word in row.words if not any(word is number for number in column)]
    if (
        len(column) < 8
        or steps < 0.8 * (len(column) - 1)
        or (rest and sum(left < x for left in rest) > len(rest) // 50)
    ):
        return
    numbers = {id(word) for word in column}
    rows = []
    for row in page.rows:
        words = [word for word in row.words if id(word) not in numbers]
        if words:
            rows.append(Line(words) if len(words) < len(row.words) else row)
    page.rows[:] = rows
    removed.line_numbers += 1


def is_stamp(words: list[Piece], body_size: float) -> bool:
    """Whether words of one size much larger than the text say no more than DRAFT, CONFIDENTIAL and the like."""
    return min(word.size for word in words) >= max(2.2 * body_size, 30) and bool(
        _STAMP.fullmatch(" ".join(word.text for word in words))
    )
