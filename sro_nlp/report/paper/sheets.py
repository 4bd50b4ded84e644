"""What all paper reports share: styles, safe text, the signs of statuses, page footers and how a file is built."""

from __future__ import annotations

import io
import itertools
import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from sro_nlp.findings import Status
from sro_nlp.marking import CONFLICT, RGB
from sro_nlp.report.words import clean

MARGIN = 54.0
WIDTH = LETTER[0] - 2 * MARGIN
INK = Color(0.11, 0.12, 0.13)
SOFT = Color(0.34, 0.36, 0.40)
LINE = Color(0.80, 0.82, 0.85)
PANEL = Color(0.955, 0.96, 0.97)
LINK = "#0b4f9e"
STATUS_INK: dict[Status, RGB] = {
    "present": (0.08, 0.35, 0.17),
    "partial": (0.42, 0.27, 0.00),
    "conflict": CONFLICT.dark,
    "missing": (0.56, 0.09, 0.09),
    "unassessed": (0.24, 0.27, 0.35),
}
_REPLACED = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2212": "-",
    "\u00ad": "",
    "\u2610": "[ ]",
    "\u2611": "[x]",
    "\u2612": "[x]",
    "\u2265": ">=",
    "\u2264": "<=",
    "\u200c": "",
    "\u200d": "",
}


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    values = {"fontName": "Helvetica", "textColor": INK, "alignment": TA_LEFT, **more}
    return ParagraphStyle(name, fontSize=size, leading=leading, **values)


BODY = _style("body", 9.5, 13, spaceAfter=4)
SMALL = _style("small", 8.2, 10.8)
SMALL_SOFT = _style("small-soft", 8.2, 10.8, textColor=SOFT)
NOTE = _style("note", 8.2, 11, textColor=SOFT, spaceAfter=6)
KICKER = _style("kicker", 8.5, 11, textColor=SOFT, spaceAfter=2)
TITLE = _style("title", 19, 23, fontName="Helvetica-Bold", spaceAfter=8)
HEAD = _style("head", 13, 17, fontName="Helvetica-Bold", spaceBefore=14, spaceAfter=6, keepWithNext=1)
HEAD_OF_TABLE = _style("head-of-table", 13, 17, fontName="Helvetica-Bold", spaceBefore=14, spaceAfter=6)
"""Not kept with what follows: ReportLab would move a whole long table to the next page."""
SUBHEAD = _style("subhead", 10.5, 14, fontName="Helvetica-Bold", spaceBefore=9, spaceAfter=2, keepWithNext=1)
LEAD = _style("lead", 8.5, 11, fontName="Helvetica-Bold", textColor=SOFT, spaceBefore=3, spaceAfter=1, keepWithNext=1)
QUOTE = _style("quote", 9.2, 12.4, fontName="Times-Roman", leftIndent=10, spaceAfter=3)
BULLET = _style("bullet", 9.2, 12.2, leftIndent=12, bulletIndent=2, spaceAfter=1)
COVER = _style("cover", 26, 31, fontName="Helvetica-Bold", spaceAfter=14)
CONTENTS = _style("contents", 10.5, 17)
CLAUSE = _style("clause", 9.5, 13.2, fontName="Times-Roman", leftIndent=26, spaceAfter=5)
CLAUSE.bulletFontName, CLAUSE.bulletFontSize, CLAUSE.bulletColor = "Helvetica", 6.5, SOFT
CLAUSE_HEAD = CLAUSE.clone("clause-head", fontName="Times-Bold", spaceBefore=6, keepWithNext=1)
SUGGESTED = _style(
    "suggested",
    9.6,
    13,
    fontName="Times-Roman",
    leftIndent=8,
    rightIndent=8,
    borderPadding=(5, 7, 6, 7),
    borderColor=SOFT,
    borderWidth=0.6,
    spaceBefore=7,
    spaceAfter=10,
)


def printable(text: str) -> str:
    """A text on one line in characters that the standard fonts have; what they lack is spelled or shown as [?]."""
    return "".join(_printable(char) for char in clean(text))


def _printable(char: str) -> str:
    if char in _REPLACED:
        return _REPLACED[char]
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode("ascii")
        return plain or "[?]"
    return char


def safe(text: str) -> str:
    """A text as ReportLab's markup shows it literally."""
    return escape(printable(text), quote=True)


def para(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph(safe(text), style)


def link(target: str, shown: str) -> str:
    """Markup of a link to a URI or, with a leading #, to a place in the report."""
    return f'<a href="{escape(target, quote=True)}" color="{LINK}">{safe(shown)}</a>'


def anchor(name: str) -> str:
    """Markup that names a place."""
    return f'<a name="{escape(name, quote=True)}"/>'


def ink(colour: RGB) -> Color:
    """A colour of marks as ReportLab takes it."""
    return Color(*colour)


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
            canvas.lines([(*a, *b) for a, b in itertools.pairwise(points)])
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


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """Writes the footers when the number of pages is known."""

    footer = ""
    numbered = True

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page until all are made."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages with their footers."""
        for number, page in enumerate(self._kept, 1):
            self.__dict__.update(page)
            self.setFillColor(SOFT)
            self.setFont("Helvetica", 7.5)
            self.drawString(MARGIN, 32, self.footer)
            if self.numbered:
                self.drawRightString(LETTER[0] - MARGIN, 32, f"{number} of {len(self._kept)}")
            Canvas.showPage(self)
        Canvas.save(self)


def build(story: Sequence[Any], *, title: str, footer: str) -> bytes:
    """Set a story on pages.

    Args:
        story: ReportLab's flowables.
        title: of the file.
        footer: a line at the foot of every page, beside "n of m".
    """
    out = io.BytesIO()
    canvas = type("Footed", (_NumberedCanvas,), {"footer": printable(footer)})
    document = SimpleDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=MARGIN - 6,
        rightMargin=MARGIN - 6,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=printable(title),
        author="sro-nlp",
        creator="sro-nlp",
        invariant=1,
    )
    document.build(list(story), canvasmaker=canvas)
    return out.getvalue()
