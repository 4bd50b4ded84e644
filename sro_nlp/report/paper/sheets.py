"""What all paper reports share: styles, safe text, the signs of statuses, page footers and how a file is built."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from html import escape
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from sro_nlp.marking import RGB
from sro_nlp.report.words import clean

MARGIN = 54.0
WIDTH = LETTER[0] - 2 * MARGIN
INK = Color(0.11, 0.12, 0.13)
SOFT = Color(0.34, 0.36, 0.40)
LINE = Color(0.80, 0.82, 0.85)
PANEL = Color(0.955, 0.96, 0.97)
LINK = "#0b4f9e"
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
