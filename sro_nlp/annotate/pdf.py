"""An annotated copy of a PDF: highlights over the words of the evidence, comments, bookmarks and the report's pages.

An unsigned file is written anew; a signed one is continued behind its last byte, so that its signature goes on to hold.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

from pypdf import PageObject, PdfWriter
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, ByteStringObject, IndirectObject, NameObject

from sro_nlp.annotate.comments import AUTHOR
from sro_nlp.annotate.marks import Mark, marks_of
from sro_nlp.annotate.pdf_marks import add_mark
from sro_nlp.annotate.pdf_outline import add_outline
from sro_nlp.annotate.pdf_pages import Bound, bind_report, number_pages
from sro_nlp.annotate.pdf_source import SourcePdf, damaged, is_damage, mend, open_source, quiet
from sro_nlp.annotate.pdf_views import PassageView, view_of
from sro_nlp.annotate.values import AnnotatedCopy, AnnotateOptions
from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document
from sro_nlp.errors import OutputError
from sro_nlp.findings import GapReport
from sro_nlp.marking import colours_of

_OLDEST_WITH_BLENDING = "%PDF-1.4"


def annotate_pdf(
    source: bytes, document: Document, report: GapReport, catalogue: Catalogue, options: AnnotateOptions
) -> AnnotatedCopy:
    """An annotated copy of a PDF.

    Args:
        source: the bytes of the file from which `document` was read.
        document: the document.
        report: its review.
        catalogue: the requirements it was reviewed against.
        options: where the report goes, the date, the password.

    Raises:
        OutputError: the author or a certificate forbids comments, or the file is annotated already or too damaged.
    """
    with quiet():
        try:
            return _annotate(source, document, report, catalogue, options)
        except Exception as error:
            if not is_damage(error):
                raise
            mended = mend(source)
            if mended is None:
                raise damaged(document.path) from error
        try:
            copy = _annotate(mended, document, report, catalogue, options)
        except Exception as error:
            if not is_damage(error):
                raise
            raise damaged(document.path) from error
    notice = "The file is damaged; the copy was made from a mended one: compare it with the original."
    return replace(copy, notices=(notice, *copy.notices))


def _annotate(
    source: bytes, document: Document, report: GapReport, catalogue: Catalogue, options: AnnotateOptions
) -> AnnotatedCopy:
    opened = open_source(source, document.path, options.password)
    if opened.pages_fixed:
        options = replace(options, report="none")
    if len(opened.reader.pages) != len(document.pages):
        raise PdfReadError(f"{len(opened.reader.pages)} pages instead of {len(document.pages)}")
    writer = _writer(opened)
    pages = list(writer.pages)
    _refuse_second_time(pages, document.path)
    marks = marks_of(document, report)
    views = _add_marks(writer, pages, marks, document, catalogue, options)
    bound = Bound()
    if options.report != "none" and options.report_pages is not None:
        bound = bind_report(writer, options.report_pages, views, first=options.report == "first")
        number_pages(writer, len(bound.pages), len(pages), first=options.report == "first")
    if not opened.pages_fixed:
        add_outline(writer, report, views, bound)
    _identify(writer, document, report, options)
    content = io.BytesIO()
    writer.write(content)
    return AnnotatedCopy(
        content=content.getvalue(),
        suffix=".pdf",
        marked=len({(mark.finding.id, id(mark.evidence)) for mark in marks}),
        report=options.report_pages if opened.pages_fixed else None,
        notices=tuple(_notices(opened, report, marks, with_report=options.report_pages is not None)),
    )


def _writer(opened: SourcePdf) -> PdfWriter:
    if opened.signed:
        return PdfWriter(opened.reader, incremental=True)
    writer = PdfWriter(clone_from=opened.reader, keep_initial_header=True)
    # Also where junk stood before the header, which pypdf takes for it.
    if not writer.pdf_header.startswith("%PDF-") or writer.pdf_header < _OLDEST_WITH_BLENDING:
        writer.pdf_header = _OLDEST_WITH_BLENDING
    return writer


def _add_marks(
    writer: PdfWriter,
    pages: list[PageObject],
    marks: tuple[Mark, ...],
    document: Document,
    catalogue: Catalogue,
    options: AnnotateOptions,
) -> dict[str, PassageView]:
    """Add all marks; for each passage, by its name, the place to which links lead."""
    colours = colours_of(catalogue)
    views: dict[str, PassageView] = {}
    for mark in marks:
        page, place = pages[mark.page - 1], document.pages[mark.page - 1]
        add_mark(writer, page, place.box, mark, colours[mark.finding.id], catalogue, options.date)
        if mark.part == 1:
            views[mark.passage] = view_of(_reference(page), mark.lines, place)
    return views


def _reference(page: PageObject) -> IndirectObject:
    if page.indirect_reference is None:
        raise PdfReadError("a page without a number")
    return page.indirect_reference


def _refuse_second_time(pages: list[PageObject], name: str) -> None:
    """Refuse a copy that was annotated before: its marks would lie on each other, its report count as contract."""
    for page in pages:
        annotations = page.get("/Annots")
        annotations = annotations.get_object() if annotations is not None else None
        for item in annotations if isinstance(annotations, ArrayObject) else ():
            entry = item.get_object()
            if isinstance(entry, dict) and str(entry.get("/NM", "")).startswith(f"{AUTHOR}-"):
                raise OutputError(f"{name}: is an annotated copy already; annotate the original")


def _identify(writer: PdfWriter, document: Document, report: GapReport, options: AnnotateOptions) -> None:
    """Give the file an identifier made from what went into it, so that the same input gives the same bytes."""
    parts = repr((document.sha256, report, replace(options, password=None))).encode("utf-8")
    own = ByteStringObject(hashlib.sha256(parts).digest()[:16])
    old = writer._ID
    first = old[0] if old else ByteStringObject(bytes.fromhex(document.sha256)[:16])
    writer._ID = ArrayObject([first, own])
    if "/PageMode" not in writer.root_object and "/Outlines" in writer.root_object:
        writer.root_object[NameObject("/PageMode")] = NameObject("/UseOutlines")


def _notices(opened: SourcePdf, report: GapReport, marks: tuple[Mark, ...], *, with_report: bool) -> list[str]:
    notices = []
    if opened.encrypted:
        notices.append("The original is encrypted; the annotated copy is not: anybody who has it can read it.")
    if opened.signed:
        notices.append(
            "The original is signed. The comments were added behind its last byte, so that the signed bytes are "
            "untouched; a viewer will say that comments were added after signing."
        )
    if opened.pages_fixed and with_report:
        why = "would break the signature" if opened.signed else "are not permitted by the author"
        notices.append(f"New pages and bookmarks {why}, so the report is a file of its own.")
    total = sum(len(finding.evidence) for finding in report.findings)
    missed = total - len({id(mark.evidence) for mark in marks})
    if missed:
        notices.append(f"{missed} of {total} passages have no place on a page and are not marked.")
    return notices
