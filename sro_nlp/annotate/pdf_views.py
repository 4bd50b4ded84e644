"""Where a link or bookmark leads: a page of the copy, scrolled to the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf.generic import ArrayObject, FloatObject, IndirectObject, NameObject, NullObject

from sro_nlp.annotate.quads import Strip
from sro_nlp.document import Page

_ABOVE = 60.0
"""Points of the page shown above the words, so that they are read in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """A point on a page of the copy, user space; the viewer puts it at the top left of its window.

    `number` is the page's number in the original, from 1.
    """

    page: IndirectObject
    left: float
    top: float
    number: int | None = None

    def destination(self) -> ArrayObject:
        """The view as an explicit destination that leaves the zoom as it is."""
        return ArrayObject(
            [
                self.page,
                NameObject("/XYZ"),
                FloatObject(round(self.left, 2)),
                FloatObject(round(self.top, 2)),
                NullObject(),
            ]
        )


def view_of(page: IndirectObject, strips: Sequence[Strip], place: Page) -> PassageView:
    """The view of the first line of a passage, at the left edge of the page as it is shown."""
    box, visible = strips[0].box(), place.box
    left, top = {
        0: (visible.x0, min(box.y1 + _ABOVE, visible.y1)),
        90: (max(box.x0 - _ABOVE, visible.x0), visible.y0),
        180: (visible.x1, max(box.y0 - _ABOVE, visible.y0)),
        270: (min(box.x1 + _ABOVE, visible.x1), visible.y1),
    }[place.rotation % 360]
    return PassageView(page=page, left=left, top=top, number=place.number)
