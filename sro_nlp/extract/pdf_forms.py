"""Form fields and annotations of a PDF page: what a person typed, ticked or noted on it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from sro_nlp.extract.pieces import UserBox

_MAX_ANNOTATIONS = 5000
_HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_MARKUPS = (
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_STRIKEOUT,
    pdfium.FPDF_ANNOT_CARET,
)
CHECKED, UNCHECKED = "☒", "☐"
BLANK = "____"
"""How an empty text field reads."""


@dataclass(slots=True, frozen=True)
class FieldValue:
    """A form field on a page: `value` is what it shows, ☒ or ☐ for boxes to tick, "" for an empty field."""

    name: str
    value: str
    box: UserBox
    box_to_tick: bool


@dataclass(slots=True)
class Marks:
    """What stands on a page besides its content."""

    fields: list[FieldValue] = field(default_factory=list)
    texts: list[tuple[str, UserBox]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    struck: list[UserBox] = field(default_factory=list)


def read_marks(page: Any, form: Any | None) -> Marks:
    """Form fields (when `form`, a raw form environment, is given), free texts, comments and strike-outs of a page."""
    marks = Marks()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            _read(annotation, form, marks)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return marks


def _read(annotation: Any, form: Any | None, marks: Marks) -> None:
    if pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        if form is not None:
            _read_widget(annotation, form, marks)
    elif kind == pdfium.FPDF_ANNOT_FREETEXT:
        text = _fold(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"))
        if text:
            marks.texts.append((text, _rectangle(annotation)))
    elif kind in _MARKUPS:
        text = _fold(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents"))
        author = _fold(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"T"))
        if text:
            marks.comments.append(f"{author}: {text}" if author else text)
        if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
            marks.struck.extend(_quads(annotation))


def _read_widget(annotation: Any, form: Any, marks: Marks) -> None:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    box = _rectangle(annotation)
    name = _fold(_string(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation)) or _plain_name(
        _fold(_string(pdfium.FPDFAnnot_GetFormFieldName, form, annotation))
    )
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        checked = bool(pdfium.FPDFAnnot_IsChecked(form, annotation))
        marks.fields.append(FieldValue(name, CHECKED if checked else UNCHECKED, box, True))
    elif kind in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        value = _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
        if not value and kind == pdfium.FPDF_FORMFIELD_LISTBOX:
            value = "; ".join(_chosen(form, annotation))
        marks.fields.append(FieldValue(name, value.strip(), box, False))


def _chosen(form: Any, annotation: Any) -> list[str]:
    labels = []
    for index in range(min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), 1000)):
        if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, index):
            labels.append(_fold(_string(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, index)))
    return labels


def _plain_name(name: str) -> str:
    """The last part of a field's full name ("form1[0].Page1[0].Hours[0]" is Hours)."""
    return name.rsplit(".", 1)[-1].split("[", 1)[0]


def _string(get: Any, *arguments: Any) -> str:
    """Call a PDFium function that fills a UTF-16 buffer."""
    length = get(*arguments, None, 0)
    if not 2 < length < 2_000_000:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    get(*arguments, buffer, length)
    return bytes(buffer)[:length].decode("utf-16-le", "replace").split("\0", 1)[0]


def _fold(text: str) -> str:
    return " ".join(text.split())


def _rectangle(annotation: Any) -> UserBox:
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return (0.0, 0.0, 0.0, 0.0)
    x0, x1 = sorted((rect.left, rect.right))
    y0, y1 = sorted((rect.bottom, rect.top))
    return (x0, y0, x1, y1)


def _quads(annotation: Any) -> list[UserBox]:
    quad = pdfium.FS_QUADPOINTSF()
    boxes = []
    for index in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), 500)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
    return boxes
