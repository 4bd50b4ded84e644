"""What an annotator takes and hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document
from sro_nlp.findings import GapReport

ReportPlace = Literal["first", "last", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotateOptions:
    """How a copy is annotated.

    `report` says where the report's pages go, `report_pages` are these pages as a PDF whose links to passages are
    written as in `sro_nlp.marking`. `date` is put on every comment; without it a copy says no time (in a Word file,
    where a change must say one, 1970). `suggest` sets suggested language for every gap into a Word file.
    """

    report: ReportPlace = "first"
    report_pages: bytes | None = None
    date: date | None = None
    password: str | None = None
    suggest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedCopy:
    """The copy, its suffix (as `.pdf`), and sentences on what the person who asked for it should know.

    `report` holds the report's pages where these could not be put into the copy; they go to a file of their own.
    """

    content: bytes
    suffix: str
    marked: int
    """How many passages are marked."""
    report: bytes | None = None
    notices: tuple[str, ...] = ()


Annotator = Callable[[bytes, Document, GapReport, Catalogue, AnnotateOptions], AnnotatedCopy]
