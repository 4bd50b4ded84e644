"""One page of a PDF: its words, tables, form fields and notes; by OCR where it has no text layer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from sro_nlp.document import Box, Page
from sro_nlp.extract.furniture import is_stamp
from sro_nlp.extract.ocr import ocr_page
from sro_nlp.extract.options import Options
from sro_nlp.extract.orientation import PageText, turn_box
from sro_nlp.extract.pdf_fields import add_fields, annotation_pieces
from sro_nlp.extract.pdf_forms import Marks, read_marks
from sro_nlp.extract.pdf_paths import Drawing, mark_lines, mark_struck, read_drawing
from sro_nlp.extract.pdf_tables import take_tables
from sro_nlp.extract.pdf_words import read_words
from sro_nlp.extract.pieces import Piece, UserBox
from sro_nlp.extract.readable import has_letters, is_garbage

_LETTER: UserBox = (0.0, 0.0, 612.0, 792.0)
_FEW = 60
"""Characters on a page below which a picture over most of it makes it a scan."""


@dataclass(slots=True)
class Layer:
    """Words of a page that run the same way, and the upright y of the page's edges."""

    words: list[Piece]
    bottom: float
    top: float


@dataclass(slots=True)
class PageContent:
    """What one page gave. `unread` says why its text could not be read, or is empty."""

    number: int
    box: UserBox = _LETTER
    rotation: int = 0
    ocr: bool = False
    layers: list[Layer] = field(default_factory=list)
    notes: list[list[Piece]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    characters: int = 0
    watermarks: list[str] = field(default_factory=list)
    unread: str = ""

    @property
    def page(self) -> Page:
        """The page as the Document has it."""
        x0, y0, x1, y1 = self.box
        box = Box(page=self.number, x0=x0, y0=y0, x1=x1, y1=y1)
        return Page(number=self.number, box=box, rotation=self.rotation, ocr=self.ocr)


def read_page(document: Any, number: int, options: Options) -> PageContent:
    """Read page `number` (from 1) of an open pypdfium2 document; a damaged page comes back as unread."""
    import pypdfium2

    content = PageContent(number)
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        content.unread = "it is damaged and could not be opened"
        return content
    try:
        _read(page, document, content, options)
    finally:
        page.close()
    return content


def _read(page: Any, document: Any, content: PageContent, options: Options) -> None:
    content.box = visible_box(page.raw)
    content.rotation = (pdfium.FPDFPage_GetRotation(page.raw) % 4) * 90
    text = _read_text(page, content, options)
    if content.unread:
        return
    drawing = read_drawing(page.raw)
    marks = read_marks(page.raw, document.formenv.raw if document.formenv else None)
    content.comments = marks.comments
    scan = _is_scan(text, drawing, content.box)
    if scan and _read_scan(page, content, options, text):
        text = PageText([])
    _lay_out(content, text, drawing, marks)


def _read_text(page: Any, content: PageContent, options: Options) -> PageText:
    textpage = pdfium.FPDFText_LoadPage(page.raw)
    if not textpage:
        content.unread = "its text is damaged"
        return PageText([])
    try:
        count = pdfium.FPDFText_CountChars(textpage)
        if count > options.max_page_characters:
            content.unread = (
                f"it holds {count:,} characters, more than the {options.max_page_characters:,} that are read"
            )
            return PageText([])
        return read_words(textpage, max(count, 0), content.number)
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def _is_scan(text: PageText, drawing: Drawing, box: UserBox) -> bool:
    """Whether the page shows writing that its text layer does not hold, or holds as garbage."""
    if is_garbage(text):
        return True
    if text.characters >= _FEW:
        return False
    if text.characters == 0 and (drawing.pictures or drawing.paths > 150):
        return True
    area = (box[2] - box[0]) * (box[3] - box[1])
    return any((p[2] - p[0]) * (p[3] - p[1]) > 0.5 * area for p in drawing.pictures)


def _read_scan(page: Any, content: PageContent, options: Options, text: PageText) -> bool:
    """Put the page's words by OCR into `content`; False where the text layer is all there is."""
    garbage = is_garbage(text)
    why = "its text layer cannot be decoded to letters" if garbage else "it is a scan without a text layer"
    found = ocr_page(page, content.number, content.box, content.rotation) if options.ocr else None
    if found is None or not found.words or (len(found.words) < len(text.words) and not garbage):
        if garbage or not text.words:
            content.unread = why + (found.reason if found is not None else " and OCR is switched off")
        return garbage and not has_letters(text)
    content.ocr = True
    content.characters = sum(len(word.text) for word in found.words)
    content.layers.append(Layer(found.words, found.bottom, found.top))
    return True


def _lay_out(content: PageContent, text: PageText, drawing: Drawing, marks: Marks) -> None:
    """Sort the text layer into what is shown, with marks on words, fields and tables in their place."""
    box = content.box
    content.characters += text.characters
    if text.slanted:
        content.watermarks.append(" ".join(text.slanted))
    groups = [(text.angle, text.words), *text.turned.items(), (text.angle, text.copies)]
    for index, (angle, words) in enumerate(groups):
        # Of a page that could not be decoded nothing is thrown away: its places are as doubtful as its letters.
        shown = _without_stamps([word for word in words if content.unread or _inside(word, box)], content)
        if index == 0:
            shown = add_fields(shown, marks.fields, content.number, angle)
        if not shown:
            continue
        mark_lines(shown, drawing.lines, angle)
        mark_struck(shown, marks.struck)
        upright = turn_box(box, angle)
        content.layers.append(Layer(take_tables(shown, drawing.edges(), angle), upright[1], upright[3]))
    content.notes = [annotation_pieces(note, rect, content.number) for note, rect in marks.texts]


def visible_box(handle: Any) -> UserBox:
    """What a page shows: its crop box within its media box, inherited ones too, in user space."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(handle, rect):
        return _LETTER
    x0, x1 = sorted((rect.left, rect.right))
    y0, y1 = sorted((rect.bottom, rect.top))
    return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else _LETTER


def _inside(word: Piece, box: UserBox) -> bool:
    """Whether the middle of a word stands in the part of the page that is shown."""
    x0, y0, x1, y1 = word.box
    return box[0] <= (x0 + x1) / 2 <= box[2] and box[1] <= (y0 + y1) / 2 <= box[3]


def _without_stamps(words: list[Piece], content: PageContent) -> list[Piece]:
    """Leave out DRAFT and the like in letters much larger than the text."""
    if not words or max([word.size for word in words]) < 30:
        return words
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
