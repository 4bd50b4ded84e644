"""The drawn lines and pictures of a PDF page, as far as they say something of its text."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from sro_nlp.extract.orientation import turn_box
from sro_nlp.extract.pieces import Piece, UserBox

_MAX_OBJECTS = 40_000
_MAX_DEPTH = 6
_MAX_SEGMENTS = 400
_THIN = 3.0
"""Points below which a rectangle is a line."""

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """Straight lines (as thin boxes), outlines of boxes and places of pictures, in user space; how many paths."""

    lines: list[UserBox] = field(default_factory=list)
    boxes: list[UserBox] = field(default_factory=list)
    pictures: list[UserBox] = field(default_factory=list)
    paths: int = 0
    objects: int = 0

    def edges(self) -> list[UserBox]:
        """All straight lines, the four sides of boxes among them."""
        sides = list(self.lines)
        for x0, y0, x1, y1 in self.boxes:
            sides += ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
        return sides


def read_drawing(page: Any) -> Drawing:
    """Walk the objects of an open PDFium page, into form XObjects too, within bounds."""
    drawing = Drawing()
    _walk(drawing, page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _IDENTITY, 0)
    return drawing


def _walk(drawing: Drawing, holder: Any, count: Any, get: Any, matrix: Matrix, depth: int) -> None:
    for index in range(max(0, count(holder))):
        drawing.objects += 1
        if drawing.objects > _MAX_OBJECTS:
            return
        item = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            drawing.paths += 1
            _add_path(drawing, item, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            drawing.pictures.append(_bounds(item, matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _times(_matrix_of(item), matrix)
            _walk(drawing, item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)


def _matrix_of(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    k, m, n, o, p, q = outer
    return (a * k + b * n, a * m + b * o, c * k + d * n, c * m + d * o, e * k + f * n + p, e * m + f * o + q)


def _place(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: Any, matrix: Matrix) -> UserBox:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *edges):
        return (0.0, 0.0, 0.0, 0.0)
    x0, y0, x1, y1 = (edge.value for edge in edges)
    if matrix is _IDENTITY:
        return (x0, y0, x1, y1)
    corners = [_place(x, y, matrix) for x in (x0, x1) for y in (y0, y1)]
    return (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )


def _add_path(drawing: Drawing, item: Any, matrix: Matrix) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if pdfium.FPDFPath_GetDrawMode(item, fill, stroke) and not fill.value and not stroke.value:
        return
    box = _bounds(item, matrix)
    width, height = box[2] - box[0], box[3] - box[1]
    if width <= 0 and height <= 0:
        return
    if min(width, height) <= _THIN:
        drawing.lines.append(box)
        return
    segments = pdfium.FPDFPath_CountSegments(item)
    if segments > _MAX_SEGMENTS:
        return
    lines = _straight(item, segments, matrix)
    if lines is None:
        return
    if len(lines) == 4 and {round(v) for line in lines for v in (line[0], line[2])} <= {round(box[0]), round(box[2])}:
        drawing.boxes.append(box)
    else:
        drawing.lines.extend(lines)


def _straight(item: Any, segments: int, matrix: Matrix) -> list[UserBox] | None:
    """The horizontal and vertical strokes of a path; None where it has curves, so that it is a picture."""
    own = _times(_matrix_of(item), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[UserBox] = []
    start = last = (0.0, 0.0)
    for index in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _place(x.value, y.value, own)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return None
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            _add_stroke(lines, last, point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            _add_stroke(lines, point, start)
        last = point
    return lines


def _add_stroke(lines: list[UserBox], a: tuple[float, float], b: tuple[float, float]) -> None:
    dx, dy = abs(a[0] - b[0]), abs(a[1] - b[1])
    if min(dx, dy) <= 1.0 < max(dx, dy):
        lines.append((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))


def mark_lines(words: list[Piece], lines: list[UserBox], angle: int) -> None:
    """Mark words as struck or underlined by the thin level lines drawn through or below them."""
    level: dict[int, list[UserBox]] = defaultdict(list)
    for line in lines:
        x0, y0, x1, y1 = turn_box(line, angle)
        if y1 - y0 <= _THIN and x1 - x0 >= 3:
            level[int((y0 + y1) / 2 // 20)].append((x0, (y0 + y1) / 2, x1, y1 - y0))
    if not level:
        return
    for word in words:
        low = word.base - 0.35 * word.size
        for band in range(int(low // 20), int((word.base + 0.6 * word.size) // 20) + 1):
            for x0, y, x1, _ in level.get(band, ()):
                covered = min(x1, word.x1) - max(x0, word.x0)
                if covered < 0.6 * (word.x1 - word.x0):
                    continue
                height = (y - word.base) / word.size
                if 0.13 <= height <= 0.5:
                    word.struck = True
                elif -0.32 <= height < 0.06:
                    word.underlined = True


def mark_struck(words: list[Piece], quads: list[UserBox]) -> None:
    """Mark the words below strike-out annotations (user-space boxes)."""
    for x0, y0, x1, y1 in quads:
        for word in words:
            a, b, c, d = word.box
            if x0 - 1 <= (a + c) / 2 <= x1 + 1 and y0 - 1 <= (b + d) / 2 <= y1 + 1:
                word.struck = True
