"""file -> Document: every format read to the same shape, each file in a worker process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from sro_nlp.document import Document
from sro_nlp.extract.isolate import Extraction
from sro_nlp.extract.limits import TIMEOUT
from sro_nlp.extract.options import Options
from sro_nlp.extract.reading import check_file, read_here

__all__ = ["Extraction", "Options", "extract", "start_extract"]

TrackedChanges = Literal["accepted", "original"]


def extract(
    path: str | Path,
    *,
    password: str | None = None,
    tracked_changes: TrackedChanges = "accepted",
    ocr: bool = True,
    isolate: bool = True,
    timeout: float = TIMEOUT,
) -> Document:
    """Read a PDF, DOCX, text or Markdown file, known by its content, to a Document.

    Args:
        path: the file.
        password: opens an encrypted PDF or DOCX.
        tracked_changes: read a DOCX as if its tracked changes were accepted, or as it was before them.
        ocr: read pages without text by OCR, where it is installed.
        isolate: read in a process of its own with limits on memory and time. False reads here, without limits: for
            callers that are such a process themselves.
        timeout: seconds of computing after which an isolated read is given up (five times as many on the wall); pages
            read by OCR add to it.

    Raises:
        UnreadableFile: the file could not be read; `kind` says why and the message what to do.
    """
    if not isolate:
        options = Options(password=password, tracked_changes=tracked_changes, ocr=ocr)
        return read_here(path, options)
    with start_extract(path, password=password, tracked_changes=tracked_changes, ocr=ocr, timeout=timeout) as running:
        return running.result()


def start_extract(
    path: str | Path,
    *,
    password: str | None = None,
    tracked_changes: TrackedChanges = "accepted",
    ocr: bool = True,
    timeout: float = TIMEOUT,
) -> Extraction:
    """Begin to read a file in a worker process and return at once; `.result()` is what `extract` returns.

    Raises:
        UnreadableFile: at once, when there is no such file.
    """
    name = os.fspath(path)
    check_file(name)
    return Extraction(name, Options(password=password, tracked_changes=tracked_changes, ocr=ocr), timeout)
