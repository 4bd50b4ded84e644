"""Downloads: reports, annotated copies, packet and log, all of the decided state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePath

from sro_nlp.annotate import ANNOTATORS, AnnotatedCopy, AnnotateOptions, html_copy
from sro_nlp.catalogue import Catalogue
from sro_nlp.decision_log import decision_of, export_log
from sro_nlp.document import Document
from sro_nlp.errors import OutputError
from sro_nlp.extract.encrypted import decrypt
from sro_nlp.findings import GapReport
from sro_nlp.report import FORMATS
from sro_nlp.report.paper import board_packet, report_pages
from sro_nlp.report.workbook import write_workbook
from sro_nlp.web.keys import OLE
from sro_nlp.web.store import Store

_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to hand out."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """Its type; what is not known is not named."""
        return _TYPES.get(PurePath(self.name).suffix.lower(), "application/octet-stream")


class Export:
    """What can be downloaded of a document."""

    def __init__(self, store: Store, catalogue: Catalogue, document: str, password: str | None = None) -> None:
        self._store = store
        self._catalogue = catalogue
        self._id = document
        self._password = password
        self._entry = store.entry(document)
        self._name = self._entry.name

    @cached_property
    def _document(self) -> Document:
        return self._store.document(self._id, whole=True)

    @cached_property
    def _report(self) -> GapReport:
        return self._store.decided(self._id, self._catalogue)

    @cached_property
    def _day(self) -> date | None:
        """The day of the last decision: the same decided state gives the same file."""
        reviewed = self._report.reviewed
        return date.fromisoformat(reviewed.at[:10]) if reviewed else None

    def make(self, what: str) -> Download:
        """A download by its name in `DOWNLOADS`.

        Raises:
            KeyError: there is none of that name.
            OutputError: none can be made of this document.
        """
        return DOWNLOADS[what][1](self)

    def _named(self, ending: str, content: str | bytes) -> Download:
        data = content.encode("utf-8") if isinstance(content, str) else content
        return Download(name=f"{PurePath(self._name).stem}{ending}", content=data)

    def report(self, format_: str, ending: str) -> Download:
        """The report in one of the formats of `report.FORMATS`."""
        return self._named(ending, FORMATS[format_](self._report, self._catalogue))

    def original(self) -> Download:
        """The file as it was uploaded."""
        return Download(name=self._name, content=self._store.file(self._id).read_bytes())

    def annotated(self, *, html: bool = False, suggest: bool = False) -> Download:
        """The annotated copy."""
        document, report = self._document, self._report
        if suggest and document.format != "docx":
            raise OutputError("suggested language is set into Word files only")
        if self._entry.encrypted and self._password is None and not html:
            raise OutputError(f"{self._name}: give its password at the desk first; the copy is made from the original")
        pages = report_pages(report, self._catalogue, self._day) if document.format == "pdf" and not html else None
        options = AnnotateOptions(
            report="first", report_pages=pages, date=self._day, suggest=suggest, password=self._password
        )
        annotator = html_copy if html else ANNOTATORS[document.format]
        copy: AnnotatedCopy = annotator(self._opened(), document, report, self._catalogue, options)
        return self._named(f".annotated{copy.suffix}", copy.content)

    def _opened(self) -> bytes:
        """The original; without its encryption where it is a Word file."""
        content = self.original().content
        if not content.startswith(OLE) or self._document.format != "docx":
            return content
        return decrypt(self._name, content, self._password)

    def packet(self) -> Download:
        """The packet for the board's meeting."""
        return self._named(".packet.pdf", board_packet(self._document, self._report, self._catalogue, self._day))

    def workbook(self) -> Download:
        """Requirements, passages and decisions as XLSX."""
        decisions = [decision_of(entry) for entry in self._store.journal.entries(self._id)]
        return self._named(".review.xlsx", write_workbook(self._report, self._catalogue, decisions))

    def log(self) -> Download:
        """The log of decisions, for `sro-nlp log verify`."""
        sha256 = self._store.entry(self._id).sha256
        return self._named(".log.json", export_log(self._name, sha256, self._store.journal.entries(self._id)))


DOWNLOADS: dict[str, tuple[str, Callable[[Export], Download]]] = {
    "annotated": ("Annotated copy", lambda export: export.annotated()),
    "suggest": ("Annotated copy with suggested language (Word)", lambda export: export.annotated(suggest=True)),
    "html": ("Annotated page (HTML)", lambda export: export.annotated(html=True)),
    "packet": ("Packet for the board (PDF)", lambda export: export.packet()),
    "workbook": ("Workbook (XLSX)", lambda export: export.workbook()),
    "report.html": ("Report (HTML)", lambda export: export.report("html", ".report.html")),
    "report.md": ("Report (Markdown)", lambda export: export.report("markdown", ".report.md")),
    "report.json": ("Report (JSON)", lambda export: export.report("json", ".report.json")),
    "log": ("Log of decisions (JSON)", lambda export: export.log()),
    "original": ("The original", lambda export: export.original()),
}
"""By name in the address: what it is called, and how it is made."""
