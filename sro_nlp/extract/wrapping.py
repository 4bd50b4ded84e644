"""How a document sets its lines: usual leading, margins, indents, words; asked when lines are joined. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from sro_nlp.extract.pieces import Flow, Line

HYPHENS = ("-", "\u2010", "\u2011")
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)*")
_COMPOUND = re.compile(
    r"(?:self|non|cross|co|pre|post|anti|well|ex|multi|full|part|long|short|semi|quasi|inter|half|off|on|all|low|high)$"
)


class Habits:
    """What is usual in a document: measured once over all its lines."""

    def __init__(self, flow: Sequence[Flow]) -> None:
        lines = [line for line in flow if isinstance(line, Line)]
        self.body_size, self.body_bold = _body_style(lines)
        self._leading = _leadings(lines)
        # Counted only where a hyphen at a line end will ask for it.
        self.words = _vocabulary(lines) if any(line.text.endswith(HYPHENS) for line in lines) else Counter[str]()
        self._margins(lines)

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

    def _margins(self, lines: list[Line]) -> None:
        """Widen the column of single-column pages to that of the whole document: a short page shows less of it."""
        rights = sorted(line.x1 for line in lines if line.column == 0)
        lefts = sorted(line.x0 for line in lines if line.column == 0)
        if not rights:
            return
        right, left = rights[int(0.97 * (len(rights) - 1))], lefts[int(0.03 * (len(lefts) - 1))]
        for line in lines:
            if line.column != 0:
                continue
            if 0 < right - line.right < 0.6 * (right - left):
                line.right = right
            if 0 < line.left - left < 0.3 * (right - left):
                line.left = left


def _body_style(lines: list[Line]) -> tuple[float, bool]:
    sizes: Counter[float] = Counter()
    bold = 0
    total = 0
    for line in lines:
        weight = len(line.text)
        sizes[round(line.size * 2) / 2] += weight
        total += weight
        bold += weight if line.bold else 0
    return (sizes.most_common(1)[0][0] if sizes else 10.0), bold > 0.6 * total


def _leadings(lines: list[Line]) -> dict[int, float]:
    """Per size the most frequent distance of baselines of lines that follow each other in a column."""
    steps: dict[int, Counter[float]] = defaultdict(Counter)
    for upper, lower in pairwise(lines):
        if upper.page != lower.page or upper.column != lower.column or round(upper.size) != round(lower.size):
            continue
        step = upper.base - lower.base
        if 0.85 * upper.size <= step <= 2.35 * upper.size:
            # A full line is followed by its own continuation more often than not: it says more about leading.
            weight = 3 if upper.x1 > upper.right - 0.12 * (upper.right - upper.left) else 1
            steps[round(upper.size)][round(step * 2) / 2] += weight
    return {size: _mode(counter) for size, counter in steps.items()}


def _mode(counter: Counter[float]) -> float:
    """The most frequent step; of two about equally frequent the smaller, which is the one inside paragraphs."""
    top = max(counter.values())
    return min(step for step, count in counter.items() if count >= 0.6 * top)


def _vocabulary(lines: list[Line]) -> Counter[str]:
    words: Counter[str] = Counter()
    for line in lines:
        tokens = line.text.lower().split()
        if tokens and tokens[-1].endswith("-"):
            tokens.pop()
        for token in tokens:
            for match in _WORD.finditer(token):
                words[match.group()] += 1
                if "-" in match.group():
                    words.update(match.group().split("-"))
    return words
