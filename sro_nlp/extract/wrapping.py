"""How a document sets its lines: usual leading, margins, indents, words; asked when lines are joined. Pure."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sro_nlp.extract.pieces import Line

HYPHENS = ("-", "\u2010", "\u2011")
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")
_COMPOUND = re.compile(
    r"(?:self|non|cross|co|pre|post|anti|well|ex|multi|full|part|long|short|semi|quasi|inter|half|off|on|all|low|high)$"
)


class Habits:
    """What is usual in a document: measured once over all its lines."""

    def __init__(self) -> None:
        self.body_size, self.body_bold = 10.0, False
        self.words = Counter[str]()
        self.hyphens = False
        self._sizes: Counter[float] = Counter()
        self._weight = self._bold_weight = 0
        self._steps: dict[int, Counter[float]] = defaultdict(Counter)
        self._leading: dict[int, float] = {}
        self._lefts, self._rights = array("f"), array("f")
        self._left = self._right = 0.0

    def add(self, lines: Sequence[Line]) -> None:
        """Take the lines of the next page."""
        for line in lines:
            weight = len(line.text)
            self._sizes[round(line.size * 2) / 2] += weight
            self._weight += weight
            self._bold_weight += weight if line.bold else 0
            self.hyphens = self.hyphens or line.text.endswith(HYPHENS)
            if line.column == 0:
                self._lefts.append(line.x0)
                self._rights.append(line.x1)
        _count_steps(lines, self._steps)

    def settle(self, texts: Iterable[str]) -> None:
        """Measure, after the last page was added.

        Args:
            texts: the lines of all pages; asked for only where a word is broken at a line end.
        """
        if self._sizes:
            self.body_size = self._sizes.most_common(1)[0][0]
        self.body_bold = self._bold_weight > 0.6 * self._weight
        self._leading = {size: _mode(counter) for size, counter in self._steps.items()}
        if self.hyphens:
            self.words = _vocabulary(texts)
        lefts, rights = sorted(self._lefts), sorted(self._rights)
        self._lefts, self._rights = array("f"), array("f")
        self._left = lefts[int(0.03 * (len(lefts) - 1))] if lefts else 0.0
        self._right = rights[int(0.97 * (len(rights) - 1))] if rights else 0.0

    def widen(self, lines: Iterable[Line]) -> None:
        """Widen the column of single-column pages to that of the whole document: a short page shows less of it."""
        left, right = self._left, self._right
        for line in lines:
            if line.column != 0:
                continue
            if 0 < right - line.right < 0.6 * (right - left):
                line.right = right
            if 0 < line.left - left < 0.3 * (right - left):
                line.left = left

    def leading(self, size: float) -> float:
        """The usual distance of baselines in points for text of `size`."""
        return self._leading.get(round(size), 1.2 * size)

    def join_hyphen(self, before: str, after: str) -> str:
        """The word broken as `before` + `after` at a line end: hyphened or not, as the document has it."""
        stem, rest = before[:-1], after
        head = re.search(r"[^\W\d_]+$", stem)
        tail = re.match(r"[^\W\d_]+", rest)
        if head is None or tail is None or tail.group()[0].isupper():
            return before + after
        first, second = head.group().lower(), tail.group().lower()
        solid, hyphened = first + second, f"{first}-{second}"
        if self.words[solid] or self.words[hyphened]:
            return before + after if self.words[hyphened] > self.words[solid] else stem + rest
        if _COMPOUND.match(first) or (self.words[first] and self.words[second] and len(first) > 2 and len(second) > 2):
            return before + after
        return stem + rest


def _count_steps(lines: Sequence[Line], steps: dict[int, Counter[float]]) -> None:
    """Count, per size, the distances of baselines of lines that follow each other in a column."""
    for upper, lower in pairwise(lines):
        if upper.column != lower.column or round(upper.size) != round(lower.size):
            continue
        step = upper.base - lower.base
        if 0.85 * upper.size <= step <= 2.35 * upper.size:
            # A full line is followed by its own continuation more often than not: it says more about leading.
            weight = 3 if upper.x1 > upper.right - 0.12 * (upper.right - upper.left) else 1
            steps[round(upper.size)][round(step * 2) / 2] += weight


def _mode(counter: Counter[float]) -> float:
    """The most frequent step; of two about equally frequent the smaller, which is the one inside paragraphs."""
    top = max(counter.values())
    return min(step for step, count in counter.items() if count >= 0.6 * top)


def _vocabulary(lines: Iterable[str]) -> Counter[str]:
    words: Counter[str] = Counter()
    for line in lines:
        tokens = line.lower().split()
        if tokens and tokens[-1].endswith("-"):
            tokens.pop()
        for token in tokens:
            for match in _WORD.finditer(token):
                words[match.group()] += 1
                if "-" in match.group():
                    words.update(match.group().split("-"))
    return words
