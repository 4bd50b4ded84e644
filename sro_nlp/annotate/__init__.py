"""Annotated copies of a document: its passages marked, with comments. One table of formats.

An annotator takes the bytes of the file, the document as read, its report, the catalogue and options. It searches for
nothing: the findings know where their words stand. It raises `OutputError` where no honest copy can be made.
"""

from __future__ import annotations

from sro_nlp.annotate.values import AnnotatedCopy, AnnotateOptions, Annotator, ReportPlace
from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document, Format
from sro_nlp.findings import GapReport


def _pdf(
    source: bytes, document: Document, report: GapReport, catalogue: Catalogue, options: AnnotateOptions
) -> AnnotatedCopy:
    from sro_nlp.annotate.pdf import annotate_pdf

    return annotate_pdf(source, document, report, catalogue, options)


def _docx(
    source: bytes, document: Document, report: GapReport, catalogue: Catalogue, options: AnnotateOptions
) -> AnnotatedCopy:
    from sro_nlp.annotate.docx import annotate_docx

    return annotate_docx(source, document, report, catalogue, options)


def html_copy(
    source: bytes, document: Document, report: GapReport, catalogue: Catalogue, options: AnnotateOptions
) -> AnnotatedCopy:
    """A document of any format as one HTML page; see `annotate_html`."""
    from sro_nlp.annotate.html import annotate_html

    return annotate_html(source, document, report, catalogue, options)


ANNOTATORS: dict[Format, Annotator] = {
    "pdf": _pdf,
    "docx": _docx,
    "text": html_copy,
    "markdown": html_copy,
    "office": html_copy,
}
"""By the format a document was read as. What can carry no marks (text, files that were converted) becomes a page."""

__all__ = ["ANNOTATORS", "AnnotateOptions", "AnnotatedCopy", "Annotator", "ReportPlace", "html_copy"]
