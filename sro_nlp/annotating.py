"""Annotated copies and board packets: where reading, review, paper and annotation are joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sro_nlp.annotate import ANNOTATORS, AnnotatedCopy, AnnotateOptions, ReportPlace, html_copy
from sro_nlp.errors import OutputError
from sro_nlp.extract.encrypted import decrypt
from sro_nlp.report.paper import board_packet, report_pages
from sro_nlp.reviewer import ReadingOptions, Reviewer

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what an encrypted Office file begins with, instead of a zip


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOptions:
    """What an annotated copy holds; see `sro-nlp annotate`."""

    report: ReportPlace = "first"
    date: date | None = None
    suggest: bool = False
    html: bool = False


def annotated_copy(
    reviewer: Reviewer, path: Path, options: CopyOptions, reading: ReadingOptions | None = None
) -> AnnotatedCopy:
    """Review a file and annotate a copy of it.

    Raises:
        UnreadableFile: the file could not be read.
        OutputError: no copy of this format, or none of this file, can be annotated.
    """
    reading = reading or ReadingOptions()
    document, report = reviewer.examine(path, reading)
    annotator = html_copy if options.html else ANNOTATORS[document.format]
    if options.suggest and (options.html or document.format != "docx"):
        raise OutputError(f"{path}: suggested language is set into Word files only; leave out --suggest")
    source, notices = path.read_bytes(), tuple[str, ...]()
    if document.format == "docx" and annotator is not html_copy:
        source, notices = _opened(path, source, reading)
    pages = None
    if document.format == "pdf" and not options.html and options.report != "none":
        pages = report_pages(report, reviewer.catalogue, options.date)
    settings = AnnotateOptions(
        report=options.report,
        report_pages=pages,
        date=options.date,
        password=reading.password,
        suggest=options.suggest,
    )
    copy = annotator(source, document, report, reviewer.catalogue, settings)
    return replace(copy, notices=(*notices, *copy.notices))


def _opened(path: Path, source: bytes, reading: ReadingOptions) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of a Word file without its encryption, and what to say of it."""
    if not source.startswith(_OLE):
        return source, ()
    opened = decrypt(str(path), source, reading.password)
    return opened, ("The original is encrypted; the annotated copy is not: anybody who has it can read it.",)


def packet(reviewer: Reviewer, path: Path, day: date | None = None, reading: ReadingOptions | None = None) -> bytes:
    """Review a file and make the packet for the board's meeting, as a PDF.

    Raises:
        UnreadableFile: the file could not be read.
    """
    document, report = reviewer.examine(path, reading)
    return board_packet(document, report, reviewer.catalogue, day)
