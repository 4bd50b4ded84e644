"""Read a PDF: words page by page from PDFium, then layout and paragraphs over the whole document."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sro_nlp.document import Document, Page, UnreadPage
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.emit import emit
from sro_nlp.extract.furniture import PageRows, Removed, remove_furniture
from sro_nlp.extract.layout import reading_order, rows_of
from sro_nlp.extract.options import Options
from sro_nlp.extract.paragraphs import build_paragraphs
from sro_nlp.extract.pdf_open import open_pdf
from sro_nlp.extract.pdf_page import PageContent, read_page
from sro_nlp.extract.pdf_tables import as_row, carry_headers
from sro_nlp.extract.pieces import Flow, Line, Note, TableRow
from sro_nlp.extract.wrapping import Habits


@dataclass(slots=True)
class _State:
    """What has been read so far."""

    rows: list[PageRows] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    unread: list[UnreadPage] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    removed: Removed = field(default_factory=Removed)
    comments: list[str] = field(default_factory=list)
    notes: dict[int, list[Flow]] = field(default_factory=dict)
    characters: int = 0


def read_pdf(path: Path, options: Options) -> Document:
    """Read a PDF file.

    Raises:
        UnreadableFile: encrypted, damaged, too-large, or no-text where not one page could be read.
    """
    with _without_collection():
        return _read(path, options)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Hold the garbage collector while a million small values are made, none in a cycle: a seventh of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read(path: Path, options: Options) -> Document:
    document, notices = open_pdf(path, options.password)
    try:
        if document.get_formtype() == 1:  # an AcroForm; XFA keeps its values elsewhere and is not run
            document.init_forms()
        state = _State(notices=list(notices))
        _read_pages(document, path, options, state)
    finally:
        document.close()
    return _assemble(path, state)


def _read_pages(document: Any, path: Path, options: Options, state: _State) -> None:
    count = len(document)
    if count == 0:
        raise UnreadableFile(str(path), "damaged", "is damaged: it has no pages; ask for it again")
    if count > options.max_pages:
        reason = f"has {count:,} pages, more than the {options.max_pages:,} that are read: split it"
        raise UnreadableFile(str(path), "too-large", reason)
    for number in range(1, count + 1):
        _take(read_page(document, number, options), state)
        if state.characters > options.max_characters:
            reason = f"holds more than {options.max_characters:,} characters: split it"
            raise UnreadableFile(str(path), "too-large", reason)


def _take(content: PageContent, state: _State) -> None:
    """Add a page to what has been read."""
    state.pages.append(content.page)
    state.characters += content.characters
    state.comments.extend(content.comments)
    if content.notes:
        state.notes[content.number] = [Note(words) for words in content.notes if words]
    state.removed.watermarks.update(content.watermarks)
    if content.unread:
        state.unread.append(UnreadPage(page=content.number, reason=content.unread))
    if not content.layers and content.notes:
        state.rows.append(PageRows(content.number, [], 0.0, 0.0))
    for layer in content.layers:
        state.rows.append(PageRows(content.number, rows_of(layer.words), layer.bottom, layer.top))


def _assemble(path: Path, state: _State) -> Document:
    """Layout, furniture and paragraphs over all pages together."""
    remove_furniture(state.rows, state.removed)
    flow: list[Flow] = []
    for index, page in enumerate(state.rows):
        flow.extend(reading_order(page.rows))
        page.rows = []
        if index + 1 == len(state.rows) or state.rows[index + 1].number != page.number:
            flow.extend(state.notes.pop(page.number, ()))
    flow = _carry_headers(flow)
    habits = Habits(flow)
    drafts = build_paragraphs(flow, habits)
    flow.clear()
    paragraphs = emit(drafts, habits)
    if not paragraphs:
        reason = state.unread[0].reason if state.unread else "no page holds any text"
        raise UnreadableFile(str(path), "no-text", f"holds no text that can be read: {reason}")
    return Document(
        path=str(path),
        sha256="",
        format="pdf",
        paragraphs=paragraphs,
        pages=tuple(state.pages),
        unread_pages=tuple(state.unread),
        notices=tuple(state.notices + state.removed.notices()),
        comments=tuple(state.comments),
    )


def _carry_headers(flow: list[Flow]) -> list[Flow]:
    """Give the rows of a table that goes on over a page the header it began with."""
    out: list[Flow] = []
    run: list[TableRow] = []
    for item in flow:
        if isinstance(item, TableRow):
            run.append(item)
            continue
        row = as_row(item, run[-1]) if run and isinstance(item, Line) else None
        if row is not None:
            run.append(row)
            continue
        out.extend(carry_headers(run))
        run = []
        out.append(item)
    out.extend(carry_headers(run))
    return out
