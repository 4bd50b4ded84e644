"""Small drawings: the sign of a status, a swatch of a mark, a box to tick. Told apart without colour, in every font."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from reportlab.platypus import Flowable

from sro_nlp.findings import Status
from sro_nlp.marking import CONFLICT, RGB
from sro_nlp.report.paper.sheets import INK, ink, printable

STATUS_INK: dict[Status, RGB] = {
    "present": (0.08, 0.35, 0.17),
    "partial": (0.42, 0.27, 0.00),
    "conflict": CONFLICT.dark,
    "missing": (0.56, 0.09, 0.09),
    "unassessed": (0.24, 0.27, 0.35),
}


class StatusSign(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A drawn sign and the word of a status: told apart without colour, and in every font."""

    def __init__(self, status: Status, size: float = 8.2, bold: bool = True) -> None:
        super().__init__()
        self.status = status
        self.size = size
        self.font = "Helvetica-Bold" if bold else "Helvetica"

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its width and height in points."""
        return 64.0, self.size + 2.6

    def draw(self) -> None:
        """Draw the sign and the word."""
        canvas = self.canv
        colour = ink(STATUS_INK[self.status])
        canvas.setFillColor(colour)
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(1.1)
        canvas.setLineCap(1)
        _SIGNS[self.status](canvas, self.size * 0.5, self.size * 0.5, self.size * 0.42)
        canvas.setFont(self.font, self.size)
        canvas.drawString(
            self.size + 3, self.size * 0.2, self.status if self.status != "unassessed" else "not assessed"
        )


def _polygon(canvas: Any, points: Sequence[tuple[float, float]], fill: int = 0) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, stroke=1, fill=fill)


def _tick(canvas: Any, x: float, y: float, r: float) -> None:
    canvas.lines([(x - r, y, x - r * 0.25, y - r * 0.8), (x - r * 0.25, y - r * 0.8, x + r, y + r * 0.9)])


def _half(canvas: Any, x: float, y: float, r: float) -> None:
    canvas.circle(x, y, r, stroke=1, fill=0)
    canvas.wedge(x - r, y - r, x + r, y + r, 90, 180, stroke=0, fill=1)


def _cross(canvas: Any, x: float, y: float, r: float) -> None:
    r *= 0.85
    canvas.lines([(x - r, y - r, x + r, y + r), (x - r, y + r, x + r, y - r)])


def _warning(canvas: Any, x: float, y: float, r: float) -> None:
    r *= 1.15
    _polygon(canvas, [(x - r, y - r * 0.8), (x + r, y - r * 0.8), (x, y + r)])
    canvas.line(x, y + r * 0.3, x, y - r * 0.2)
    canvas.circle(x, y - r * 0.52, 0.25, stroke=1, fill=1)


def _open_circle(canvas: Any, x: float, y: float, r: float) -> None:
    canvas.setDash(1.2, 1.6)
    canvas.circle(x, y, r, stroke=1, fill=0)
    canvas.setDash()


_SIGNS = {
    "present": _tick,
    "partial": _half,
    "missing": _cross,
    "conflict": _warning,
    "unassessed": _open_circle,
}


class Swatch(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A small piece of text marked as passages of a grade are marked."""

    def __init__(self, light: RGB, dark: RGB, text: str, grade: str = "full") -> None:
        super().__init__()
        self.light, self.dark, self.text, self.grade = light, dark, printable(text), grade
        self.room = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The whole width, and the height of a line."""
        self.room = width - 12
        return width, 13.0

    def draw(self) -> None:
        """Draw ground, words, and the line of a partial or conflicting passage."""
        canvas = self.canv
        text = self.text
        while len(text) > 8 and canvas.stringWidth(text, "Helvetica", 8.2) > self.room:
            text = text[:-2].rstrip(" ,") + "…"
        length = canvas.stringWidth(text, "Helvetica", 8.2)
        canvas.setFillColor(ink(self.light))
        canvas.setStrokeColor(ink(self.dark))
        canvas.rect(0, 1, length + 6, 11, stroke=0, fill=1)
        canvas.setLineWidth(0.8)
        if self.grade == "partial":
            canvas.setDash(3, 2)
            canvas.line(0, 1, length + 6, 1)
            canvas.setDash()
        if self.grade == "conflict":
            canvas.rect(0, 1, length + 6, 11, stroke=1, fill=0)
            steps = int((length + 6) / 2)
            points = [(2 * step, 2.2 if step % 2 else 0.4) for step in range(steps + 1)]
            canvas.lines([(*a, *b) for a, b in pairwise(points)])
        canvas.setFillColor(INK)
        canvas.setFont("Helvetica", 8.2)
        canvas.drawString(3, 3.6, text)


class CheckBox(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A box to tick by hand."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its width and height in points."""
        return 12.0, 22.0

    def draw(self) -> None:
        """Draw the box."""
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.9)
        self.canv.rect(0, 0, 11, 11, stroke=1, fill=0)
