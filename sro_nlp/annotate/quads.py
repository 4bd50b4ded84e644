"""From the words of a passage to the quadrilaterals of its marks, whichever way the text runs. Pure geometry.

Text may run in one of four directions in user space; on a page with /Rotate that is what makes it look upright. All
merging is done in a frame turned so that the text runs left to right, u along the line and v up.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sro_nlp.document import Box, Paragraph

Angle = Literal[0, 90, 180, 270]
Frame = tuple[float, float, float, float]
"""A rectangle (u0, v0, u1, v1) in the turned frame."""
_GAP = 4.0
"""Words further apart than this many line heights are marked by themselves."""


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
    for before, box in itertools.pairwise(boxes):
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
    steps = [b.y0 - a.y0 for a, b in itertools.pairwise(boxes) if a.page == b.page]
    lines = [step for step, box in zip(steps, boxes, strict=False) if abs(step) > 0.5 * (box.y1 - box.y0)]
    return sum(step > 0 for step in lines) > len(lines) / 2


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """How much of the shorter of two intervals lies in the other, 0 to 1."""
    shorter = min(a1 - a0, b1 - b0)
    return max(0.0, min(a1, b1) - max(a0, b0)) / shorter if shorter > 0 else 0.0


def strips(paragraph: Paragraph, start: int, end: int, boxes: Iterable[Box] = ()) -> tuple[Strip, ...]:
    """A strip for each line of the words of `paragraph.text[start:end]`; of `boxes` where these words have none."""
    angle = direction(paragraph)
    own = [box for word in paragraph.words if word.start < end and word.end > start for box in word.boxes]
    lines: list[tuple[int, Frame]] = []
    for box in own or boxes:
        frame = to_frame(box, angle)
        if lines and lines[-1][0] == box.page and _goes_on(lines[-1][1], frame):
            lines[-1] = (box.page, _join(lines[-1][1], frame))
        else:
            lines.append((box.page, frame))
    return tuple(Strip(page=page, angle=angle, frame=frame) for page, frame in lines)


def _goes_on(line: Frame, word: Frame) -> bool:
    """Whether a word stands on a line, before or behind its words and not far from them."""
    height = min(line[3] - line[1], word[3] - word[1])
    gap = max(word[0] - line[2], line[0] - word[2])
    return _overlap(line[1], line[3], word[1], word[3]) > 0.5 and gap < _GAP * height


def _join(a: Frame, b: Frame) -> Frame:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
