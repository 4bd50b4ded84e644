"""One page of a PDF: open it, take its words, leave out what is not shown, close it."""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from sro_nlp.document import Box, Page
from sro_nlp.extract.furniture import is_stamp
from sro_nlp.extract.options import Options
from sro_nlp.extract.pdf_words import PageText, read_words, turn_box
from sro_nlp.extract.pieces import Piece, UserBox

_LETTER: UserBox = (0.0, 0.0, 612.0, 792.0)


@dataclass(slots=True)
class Layer:
    """Words of a page that run the same way, and the upright y of the page's edges."""

    words: list[Piece]
    bottom: float
    top: float


@dataclass(slots=True)
class PageContent:
    """What one page gave. `unread` says why its text could not be read, or is empty."""

    page: Page
    layers: list[Layer] = field(default_factory=list)
    characters: int = 0
    watermarks: list[str] = field(default_factory=list)
    unread: str = ""


def read_page(document: Any, number: int, options: Options) -> PageContent:
    """Read page `number` (from 1) of an open pypdfium2 document; never raises for a page that is damaged."""
    handle = pdfium.FPDF_LoadPage(document.raw, number - 1)
    if not handle:
        return _broken(number, "the page is damaged and could not be opened")
    try:
        box = visible_box(handle)
        page = Page(number=number, box=_as_box(number, box), rotation=pdfium.FPDFPage_GetRotation(handle) * 90)
        textpage = pdfium.FPDFText_LoadPage(handle)
        if not textpage:
            return PageContent(page=page, unread="the text of the page is damaged")
        try:
            count = pdfium.FPDFText_CountChars(textpage)
            if count > options.max_page_characters:
                return PageContent(page=page, unread=f"the page holds {count:,} characters, which no contract does")
            text = read_words(textpage, max(count, 0), number)
        finally:
            pdfium.FPDFText_ClosePage(textpage)
        return _content(page, box, text)
    finally:
        pdfium.FPDF_ClosePage(handle)


def _content(page: Page, box: UserBox, text: PageText) -> PageContent:
    content = PageContent(page=page, characters=text.characters)
    if text.slanted:
        content.watermarks.append(" ".join(text.slanted))
    for angle, words in ((text.angle, text.words), *text.turned.items()):
        shown = [word for word in words if _inside(word, box)]
        shown = _without_stamps(shown, content)
        if shown:
            upright = turn_box(box, angle)
            content.layers.append(Layer(shown, upright[1], upright[3]))
    return content


def _broken(number: int, reason: str) -> PageContent:
    return PageContent(page=Page(number=number, box=_as_box(number, _LETTER)), unread=reason)


def _as_box(number: int, box: UserBox) -> Box:
    return Box(page=number, x0=box[0], y0=box[1], x1=box[2], y1=box[3])


def visible_box(handle: Any) -> UserBox:
    """The crop box of a page within its media box, in user space."""
    media = _page_box(pdfium.FPDFPage_GetMediaBox, handle) or _LETTER
    crop = _page_box(pdfium.FPDFPage_GetCropBox, handle)
    if crop is None:
        return media
    inner = (max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3]))
    return inner if inner[0] < inner[2] and inner[1] < inner[3] else media


def _page_box(get: Any, handle: Any) -> UserBox | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not get(handle, *edges):
        return None
    x0, y0, x1, y1 = (edge.value for edge in edges)
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None


def _inside(word: Piece, box: UserBox) -> bool:
    """Whether the middle of a word stands in the part of the page that is shown."""
    x0, y0, x1, y1 = word.box
    return box[0] <= (x0 + x1) / 2 <= box[2] and box[1] <= (y0 + y1) / 2 <= box[3]


def _without_stamps(words: list[Piece], content: PageContent) -> list[Piece]:
    """Leave out DRAFT and the like in letters much larger than the text."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size)] += len(word.text)
    if len(sizes) < 2:
        return words
    body = sizes.most_common(1)[0][0]
    large = [word for word in words if word.size >= max(2.2 * body, 30)]
    if not large or not is_stamp(large, body):
        return words
    content.watermarks.append(" ".join(word.text for word in large))
    return [word for word in words if word.size < max(2.2 * body, 30)]
