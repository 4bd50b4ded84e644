"""From the words of a passage to the quadrilaterals of its marks, whichever way the text runs. Pure geometry.

Text may run in one of four directions in user space; on a page with /Rotate that is what makes it look upright. All
merging is done in a frame turned so that the text runs left to right, u along the line and v up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from math import inf
from typing import Literal

from sro_nlp.document import Box, Paragraph

Angle = Literal[0, 90, 180, 270]
Frame = tuple[float, float, float, float]
"""A rectangle (u0, v0, u1, v1) in the turned frame."""
_GAP = 4.0
"""Words further apart than this many line heights are marked by themselves."""
_WIDE = 1.5
"""A gap of more than this many usual spaces may hold something that is not of the passage."""
_ENOUGH = 5
"""Words from which on a line tells its own usual space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The marked words of one line on one page, in the frame of their direction (degrees counter-clockwise)."""

    page: int
    angle: Angle
    frame: Frame

    @property
    def height(self) -> float:
        """The height of the line in points."""
        return self.frame[3] - self.frame[1]

    def quad(self) -> tuple[float, ...]:
        """Eight numbers in user space: the corners top left, top right, bottom left, bottom right of the text."""
        u0, v0, u1, v1 = self.frame
        corners = ((u0, v1), (u1, v1), (u0, v0), (u1, v0))
        return tuple(value for u, v in corners for value in to_user(u, v, self.angle))

    def box(self) -> Box:
        """The strip's rectangle in user space."""
        u0, v0, u1, v1 = self.frame
        x0, y0 = to_user(u0, v0, self.angle)
        x1, y1 = to_user(u1, v1, self.angle)
        return Box(page=self.page, x0=min(x0, x1), y0=min(y0, y1), x1=max(x0, x1), y1=max(y0, y1))


def to_user(u: float, v: float, angle: Angle) -> tuple[float, float]:
    """A point of the turned frame in user space."""
    if angle == 90:
        return -v, u
    if angle == 180:
        return -u, -v
    if angle == 270:
        return v, -u
    return u, v


def to_frame(box: Box, angle: Angle) -> Frame:
    """A rectangle of user space in the turned frame."""
    if angle == 90:
        return box.y0, -box.x1, box.y1, -box.x0
    if angle == 180:
        return -box.x1, -box.y1, -box.x0, -box.y0
    if angle == 270:
        return -box.y1, box.x0, -box.y0, box.x1
    return box.x0, box.y0, box.x1, box.y1


def direction(paragraph: Paragraph) -> Angle:
    """The direction in which most neighbouring words of a paragraph follow each other.

    Text from right to left is upright: only lines that also follow each other upward stand on their heads.
    """
    boxes = [box for word in paragraph.words for box in word.boxes]
    along: dict[Angle, int] = {0: 0, 90: 0, 180: 0, 270: 0}
    for before, box in pairwise(boxes):
        if before.page != box.page:
            continue
        if _overlap(before.y0, before.y1, box.y0, box.y1) > 0.5:
            along[0 if box.x0 > before.x0 else 180] += 1
        elif _overlap(before.x0, before.x1, box.x0, box.x1) > 0.5:
            along[90 if box.y0 > before.y0 else 270] += 1
    best = max(along, key=lambda angle: along[angle])
    if along[best] == 0:
        return 0
    if best in (90, 270) and along[best] <= along[0] + along[180]:
        return 0
    return 0 if best == 180 and not _upside_down(boxes) else best


def _upside_down(boxes: Sequence[Box]) -> bool:
    steps = [b.y0 - a.y0 for a, b in pairwise(boxes) if a.page == b.page]
    lines = [step for step, box in zip(steps, boxes, strict=False) if abs(step) > 0.5 * (box.y1 - box.y0)]
    return sum(step > 0 for step in lines) > len(lines) / 2


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """How much of the shorter of two intervals lies in the other, 0 to 1."""
    shorter = min(a1 - a0, b1 - b0)
    return max(0.0, min(a1, b1) - max(a0, b0)) / shorter if shorter > 0 else 0.0


def lines(paragraph: Paragraph, start: int, end: int, boxes: Iterable[Box] = ()) -> tuple[Strip, ...]:
    """A strip for each line of the words of `paragraph.text[start:end]`; of `boxes` where these words have none.

    Where a font's boxes are so high that neighbouring lines overlap, each strip ends halfway.
    """
    angle = direction(paragraph)
    rows = _rows(paragraph, angle) or [_Row(page=box.page, words=[(start, end, to_frame(box, angle))]) for box in boxes]
    _part(rows)
    found = []
    for row in rows:
        chosen = [frame for first, last, frame in row.words if first < end and last > start]
        if chosen:
            found.append(Strip(page=row.page, angle=angle, frame=row.clip(reduce(_join, chosen))))
    return tuple(found)


def quads(paragraph: Paragraph, start: int, end: int, boxes: Iterable[Box] = ()) -> tuple[Strip, ...]:
    """As `lines`, but a line is cut where a gap is wider than its spaces are.

    What stands in such a gap (the number of a footnote, a rule between cells) is none of the passage's words. Gaps that
    OCR measured say nothing of the kind.
    """
    angle = direction(paragraph)
    rows = _rows(paragraph, angle) if paragraph.confidence is None else []
    if not rows:
        return lines(paragraph, start, end, boxes)
    _part(rows)
    usual = _usual(rows)
    found: list[Strip] = []
    for row in rows:
        widest = _WIDE * (_usual([row]) if len(row.words) > _ENOUGH else usual)
        run: list[Frame] = []
        for first, last, frame in row.words:
            if first >= end or last <= start:
                continue
            if run and frame[0] - run[-1][2] > widest:
                found.append(Strip(page=row.page, angle=angle, frame=row.clip(reduce(_join, run))))
                run = []
            run.append(frame)
        if run:
            found.append(Strip(page=row.page, angle=angle, frame=row.clip(reduce(_join, run))))
    return tuple(found)


@dataclass(slots=True)
class _Row:
    """The words of a line with their spans in the text, and how far up and down the line may be marked."""

    page: int
    words: list[tuple[int, int, Frame]]
    low: float = -inf
    high: float = inf

    def frame(self) -> Frame:
        return self.clip(reduce(_join, (frame for _, _, frame in self.words)))

    def clip(self, frame: Frame) -> Frame:
        return frame[0], max(frame[1], self.low), frame[2], min(frame[3], self.high)


def _rows(paragraph: Paragraph, angle: Angle) -> list[_Row]:
    rows: list[_Row] = []
    for word in paragraph.words:
        for box in word.boxes:
            frame = to_frame(box, angle)
            if rows and rows[-1].page == box.page and _goes_on(rows[-1].frame(), frame):
                rows[-1].words.append((word.start, word.end, frame))
            else:
                rows.append(_Row(page=box.page, words=[(word.start, word.end, frame)]))
    return rows


def _part(rows: Sequence[_Row]) -> None:
    """Let neighbouring lines end halfway between them where they overlap."""
    for upper, lower in pairwise(rows):
        above, below = upper.frame(), lower.frame()
        beside = above[2] <= below[0] or below[2] <= above[0]
        if upper.page == lower.page and not beside and below[1] < above[1] < below[3] < above[3]:
            upper.low = lower.high = (above[1] + below[3]) / 2


def _usual(rows: Sequence[_Row]) -> float:
    """The usual space between words in points; a third of the line's height where there is none to measure."""
    gaps = sorted(b[2][0] - a[2][2] for row in rows for a, b in pairwise(row.words) if b[2][0] > a[2][2])
    if gaps:
        return gaps[len(gaps) // 2]
    first = rows[0].frame()
    return (first[3] - first[1]) / 3


def _goes_on(line: Frame, word: Frame) -> bool:
    """Whether a word stands on a line, before or behind its words and not far from them."""
    height = min(line[3] - line[1], word[3] - word[1])
    gap = max(word[0] - line[2], line[0] - word[2])
    return _overlap(line[1], line[3], word[1], word[3]) > 0.5 and gap < _GAP * height


def _join(a: Frame, b: Frame) -> Frame:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
