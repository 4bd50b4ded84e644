"""From PDF user space to the page as it is shown: crop box cut off, rotation applied, origin at the upper left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sro_nlp.document import Box, Page, Paragraph, span_boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle on a page as shown: points, x to the right, y downward."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a paragraph on a page: its text, where that begins in the paragraph, and its place as shown."""

    paragraph: int
    start: int
    text: str
    rect: Rect


def size(page: Page) -> tuple[float, float]:
    """Width and height of a page as shown, in points."""
    width, height = page.box.x1 - page.box.x0, page.box.y1 - page.box.y0
    return (height, width) if page.rotation % 180 else (width, height)


def shown(box: Box, page: Page) -> Rect:
    """Where a box in user space stands on the page as shown."""
    # All from the visible box's lower left corner; y still upward.
    left, right = box.x0 - page.box.x0, box.x1 - page.box.x0
    low, high = box.y0 - page.box.y0, box.y1 - page.box.y0
    wide, tall = page.box.x1 - page.box.x0, page.box.y1 - page.box.y0
    x, y = {
        0: (left, tall - high),
        90: (low, left),
        180: (wide - right, low),
        270: (tall - high, wide - right),
    }[page.rotation % 360]
    width, height = right - left, high - low
    if page.rotation % 180:
        width, height = height, width
    return Rect(x=round(x, 2), y=round(y, 2), width=round(width, 2), height=round(height, 2))


def lines(paragraph: Paragraph, page: Page) -> Iterator[Line]:
    """The lines of a paragraph that stand on a page, with their words."""
    words = [word for word in paragraph.words if word.boxes]
    first = 0
    while first < len(words):
        last = first
        # Grow the line while the words up to `last` still merge to one box.
        while last + 1 < len(words) and _one_line(paragraph, words[first].start, words[last + 1].end):
            last += 1
        start, end = words[first].start, words[last].end
        for box in span_boxes(paragraph, start, end)[:1]:
            if box.page == page.number:
                yield Line(
                    paragraph=paragraph.id, start=start, text=paragraph.text[start:end], rect=shown(box, page)
                )  # fmt: skip
        first = last + 1


def _one_line(paragraph: Paragraph, start: int, end: int) -> bool:
    return len(span_boxes(paragraph, start, end)) == 1


def rects(boxes: Sequence[Box], pages: dict[int, Page]) -> dict[int, list[Rect]]:
    """Boxes as shown, by page; boxes on pages that the document does not have are left out."""
    found: dict[int, list[Rect]] = {}
    for box in boxes:
        if box.page in pages:
            found.setdefault(box.page, []).append(shown(box, pages[box.page]))
    return found
