"""Annotated copies and board packets: where reading, review, paper and annotation are joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sro_nlp.annotate import ANNOTATORS, AnnotatedCopy, AnnotateOptions, ReportPlace
from sro_nlp.errors import OutputError
from sro_nlp.report.paper import board_packet, report_pages
from sro_nlp.reviewer import ReadingOptions, Reviewer


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOptions:
    """What an annotated copy holds; see `sro-nlp annotate`."""

    report: ReportPlace = "first"
    date: date | None = None


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
    annotator = ANNOTATORS.get(document.format)
    if annotator is None:
        known = ", ".join(ANNOTATORS)
        raise OutputError(f"{path}: no annotated copy can be made of this format ({document.format}), only of: {known}")
    pages = report_pages(report, reviewer.catalogue, options.date) if options.report != "none" else None
    settings = AnnotateOptions(report=options.report, report_pages=pages, date=options.date, password=reading.password)
    return annotator(path.read_bytes(), document, report, reviewer.catalogue, settings)


def packet(reviewer: Reviewer, path: Path, day: date | None = None, reading: ReadingOptions | None = None) -> bytes:
    """Review a file and make the packet for the board's meeting, as a PDF.

    Raises:
        UnreadableFile: the file could not be read.
    """
    document, report = reviewer.examine(path, reading)
    return board_packet(document, report, reviewer.catalogue, day)
