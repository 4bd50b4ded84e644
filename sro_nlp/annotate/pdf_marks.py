"""Marks as PDF annotations: a Highlight with its own appearance, and the Popup that holds its comment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from sro_nlp.annotate.comments import AUTHOR, comment
from sro_nlp.annotate.marks import Mark
from sro_nlp.annotate.quads import Strip, to_user
from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Box
from sro_nlp.marking import CONFLICT, Colour

_PRINT = 4
_MARGIN = 2.0
"""Points by which the rectangle of an annotation is larger than its words: room for outline and wave."""
_POPUP = (210.0, 130.0)


def add_mark(
    writer: PdfWriter,
    page: DictionaryObject,
    visible: Box,
    mark: Mark,
    colour: Colour,
    catalogue: Catalogue,
    day: date | None,
) -> IndirectObject:
    """Add a mark to a page of the copy; returns the annotation.

    Args:
        writer: holds the copy.
        page: the page's dictionary.
        visible: the visible box of the page in user space; the popup opens at its right edge.
        mark: what to mark.
        colour: of the provision; a conflict has its own.
        catalogue: for the words of the comment.
        day: the date that the comment says; none where not given.
    """
    shown = CONFLICT if mark.evidence.grade == "conflict" else colour
    rect = _around(mark.lines)
    text = comment(mark.finding, mark.evidence, catalogue, mark.others)
    if mark.parts > 1:
        text += f"\nPart {mark.part} of {mark.parts}: the passage goes over a page."
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Highlight"),
            NameObject("/Rect"): _numbers(rect),
            NameObject("/QuadPoints"): _numbers(value for strip in mark.quads for value in strip.quad()),
            NameObject("/C"): _numbers(shown.light),
            NameObject("/CA"): NumberObject(1),
            NameObject("/F"): NumberObject(_PRINT),
            NameObject("/T"): TextStringObject(AUTHOR),
            NameObject("/Subj"): TextStringObject(f"{mark.finding.id} {mark.finding.title}: {mark.evidence.grade}"),
            NameObject("/Contents"): TextStringObject(text),
            NameObject("/NM"): TextStringObject(f"{AUTHOR}-{mark.name}"),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): _appearance(writer, mark, shown, rect)}),
        }
    )
    if day is not None:
        stamp = TextStringObject(f"D:{day:%Y%m%d}000000Z")
        annotation[NameObject("/M")] = annotation[NameObject("/CreationDate")] = stamp
    if page.indirect_reference is not None:
        annotation[NameObject("/P")] = page.indirect_reference
    reference = writer._add_object(annotation)
    popup = writer._add_object(_popup(reference, rect, visible))
    annotation[NameObject("/Popup")] = popup
    _append(page, (reference, popup))
    return reference


def _append(page: DictionaryObject, references: Sequence[IndirectObject]) -> None:
    """Put annotations behind those that the page has, in an array of its own: two pages may share the old one."""
    old = page.get("/Annots")
    old = old.get_object() if old is not None else None
    kept = list(old) if isinstance(old, ArrayObject) else []
    page[NameObject("/Annots")] = ArrayObject([*kept, *references])


def _popup(parent: IndirectObject, rect: Sequence[float], visible: Box) -> DictionaryObject:
    width, height = _POPUP
    top = min(max(rect[3], visible.y0 + height), visible.y1)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Popup"),
            NameObject("/Rect"): _numbers((visible.x1, top - height, visible.x1 + width, top)),
            NameObject("/Parent"): parent,
            NameObject("/F"): NumberObject(_PRINT),
        }
    )


def _appearance(writer: PdfWriter, mark: Mark, colour: Colour, rect: Sequence[float]) -> IndirectObject:
    """A form that multiplies the colour into the page, so that the words stay as black as they were."""
    lines = ["/Multiply gs", f"{_triple(colour.light)} rg", f"{_triple(colour.dark)} RG"]
    lines += [_path(band) + " f" for band in mark.bands]
    grade = mark.evidence.grade
    if grade == "partial":
        lines += ["0.8 w [3 2] 0 d", *(_under(strip) for strip in mark.lines)]
    if grade == "conflict":
        lines += ["0.7 w", *(_path(strip) + " S" for strip in mark.lines)]
        lines += ["1 w 1 j", *(_wave(strip) for strip in mark.lines)]
    state = DictionaryObject(
        {NameObject("/Type"): NameObject("/ExtGState"), NameObject("/BM"): NameObject("/Multiply")}
    )
    form = DecodedStreamObject()
    form.set_data("\n".join(lines).encode("ascii"))
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): _numbers(rect),
            NameObject("/Resources"): DictionaryObject(
                {NameObject("/ExtGState"): DictionaryObject({NameObject("/Multiply"): state})}
            ),
        }
    )
    return writer._add_object(form)


def _path(strip: Strip) -> str:
    box = strip.box()
    return f"{_n(box.x0)} {_n(box.y0)} {_n(box.x1 - box.x0)} {_n(box.y1 - box.y0)} re"


def _under(strip: Strip) -> str:
    """A line under the words."""
    u0, v0, u1, _ = strip.frame
    return f"{_point(u0, v0, strip)} m {_point(u1, v0, strip)} l S"


def _wave(strip: Strip) -> str:
    """A wave under the words: what marks a conflict where colours cannot be told apart."""
    u0, v0, u1, _ = strip.frame
    step, depth = 2.0, 1.2
    steps = max(2, round((u1 - u0) / step))
    points = [
        _point(u0 + (u1 - u0) * index / steps, v0 + (depth if index % 2 else -depth / 2), strip)
        for index in range(steps + 1)
    ]
    return f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:]) + " S"


def _around(strips: Sequence[Strip]) -> tuple[float, float, float, float]:
    boxes = [strip.box() for strip in strips]
    return (
        min(box.x0 for box in boxes) - _MARGIN,
        min(box.y0 for box in boxes) - _MARGIN,
        max(box.x1 for box in boxes) + _MARGIN,
        max(box.y1 for box in boxes) + _MARGIN,
    )


def _point(u: float, v: float, strip: Strip) -> str:
    x, y = to_user(u, v, strip.angle)
    return f"{_n(x)} {_n(y)}"


def _triple(colour: Sequence[float]) -> str:
    return " ".join(_n(part) for part in colour)


def _n(value: float) -> str:
    """A number as PDF writes it, without exponent or needless digits."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _numbers(values: Iterable[float]) -> ArrayObject:
    return ArrayObject(FloatObject(_n(value)) for value in values)
