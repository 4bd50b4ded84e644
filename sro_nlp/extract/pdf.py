"""Read a PDF: words page by page from PDFium, then layout and paragraphs over the whole document."""

from __future__ import annotations

from pathlib import Path

from sro_nlp.document import Document, Page, UnreadPage
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.collection import without_collection
from sro_nlp.extract.emit import emit
from sro_nlp.extract.furniture import Furniture, PageRows
from sro_nlp.extract.layout import reading_order, rows_of
from sro_nlp.extract.options import Options
from sro_nlp.extract.paragraphs import build_paragraphs
from sro_nlp.extract.pdf_open import Opened, open_pdf
from sro_nlp.extract.pdf_page import PageContent, read_page
from sro_nlp.extract.pdf_tables import HeaderCarrier
from sro_nlp.extract.pieces import Line, Note
from sro_nlp.extract.shelf import Shelf
from sro_nlp.extract.wrapping import Habits

_RENEWED = 100
"""Pages after which the file is opened anew, so that memory does not grow with its length."""


def read_pdf(path: Path, options: Options) -> Document:
    """Read a PDF file.

    Raises:
        UnreadableFile: encrypted, damaged, too-large, or no-text where not one page could be read.
    """
    with without_collection():
        return _read(path, options)


def _read(path: Path, options: Options) -> Document:
    file = open_pdf(path, options.password)
    try:
        file.read_forms()
        reading = _Reading(path, list(file.notices))
        _read_pages(file, path, options, reading)
    finally:
        file.document.close()
    return reading.document()


def _read_pages(file: Opened, path: Path, options: Options, reading: _Reading) -> None:
    count = len(file.document)
    if count == 0:
        raise UnreadableFile(str(path), "damaged", "is damaged: it has no pages; ask for it again")
    if count > options.max_pages:
        reason = f"has {count:,} pages, more than the {options.max_pages:,} that are read: split it"
        raise UnreadableFile(str(path), "too-large", reason)
    for number in range(1, count + 1):
        if number % _RENEWED == 0:
            file.renew()
        reading.take(read_page(file.document, number, options))
        if reading.characters > options.max_characters:
            reason = f"holds more than {options.max_characters:,} characters: split it"
            raise UnreadableFile(str(path), "too-large", reason)


class _Reading:
    """What has been read so far. A page goes from furniture to layout to the shelf, where it waits for the last one."""

    def __init__(self, path: Path, notices: list[str]) -> None:
        self.path = path
        self.notices = notices
        self.characters = 0
        self.pages: list[Page] = []
        self.unread: list[UnreadPage] = []
        self.comments: list[str] = []
        self.furniture = Furniture()
        self.carrier = HeaderCarrier()
        self.habits = Habits()
        self.shelf = Shelf()

    def take(self, content: PageContent) -> None:
        """Add a page."""
        self.pages.append(content.page)
        self.characters += content.characters
        self.comments.extend(content.comments)
        self.furniture.removed.watermarks.update(content.watermarks)
        if content.unread:
            self.unread.append(UnreadPage(page=content.number, reason=content.unread))
        layers = [PageRows(content.number, rows_of(layer.words), layer.bottom, layer.top) for layer in content.layers]
        if content.notes and not layers:
            layers = [PageRows(content.number, [], 0.0, 0.0)]
        if content.notes:
            layers[-1].notes = [Note(words) for words in content.notes if words]
        for layer in layers:
            self._lay_out(self.furniture.add(layer))

    def _lay_out(self, done: list[PageRows]) -> None:
        for page in done:
            flow = [self.carrier.take(item) for item in (*reading_order(page.rows), *page.notes)]
            kept = [item for item in flow if item is not None]
            self.habits.add([item for item in kept if isinstance(item, Line)])
            self.shelf.put(kept)

    def document(self) -> Document:
        """Paragraphs over all pages together."""
        self._lay_out(self.furniture.rest())
        self.habits.settle(self.shelf.texts())
        paragraphs = emit(build_paragraphs(self.shelf.take_up(), self.habits), self.habits)
        if not paragraphs:
            reason = self.unread[0].reason if self.unread else "no page holds any text"
            raise UnreadableFile(str(self.path), "no-text", f"holds no text that can be read: {reason}")
        return Document(
            path=str(self.path),
            sha256="",
            format="pdf",
            paragraphs=paragraphs,
            pages=tuple(self.pages),
            unread_pages=tuple(self.unread),
            notices=tuple(self.notices + self.furniture.removed.notices()),
            comments=tuple(self.comments),
        )
