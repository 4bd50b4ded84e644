"""An example contract as PDF, by ReportLab."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from labels import LEVELS, RECITAL, SCHEMES, Counter
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate, Paragraph, Spacer, Table

if TYPE_CHECKING:
    from make import Block, Contract

FONTS = {
    "serif": ("Times-Roman", "Times-Bold", 11.5, 15),
    "sans": ("Helvetica", "Helvetica-Bold", 11, 15.5),
    "typewriter": ("Courier", "Courier-Bold", 11, 16),
}
MARGIN = 72


class _NumberedCanvas(Canvas):
    """Writes header and footer when the number of pages is known."""

    contract: Contract

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self._furniture(number, len(self._pages))
            Canvas.showPage(self)
        Canvas.save(self)

    def _furniture(self, number: int, total: int) -> None:
        width, height = LETTER
        settings = self.contract.settings
        self.setFont(FONTS[settings["font"]][0], 8.5)
        self.drawString(MARGIN, height - 42, settings["header"])
        self.drawString(MARGIN, 40, settings["footer"])
        self.drawRightString(width - MARGIN, 40, f"Page {number} of {total}")
        self.setLineWidth(0.4)
        self.line(MARGIN, height - 47, width - MARGIN, height - 47)
        self.line(MARGIN, 51, width - MARGIN, 51)


class _Styles:
    """Paragraph styles of a contract."""

    def __init__(self, contract: Contract) -> None:
        self.regular, self.bold, size, leading = FONTS[contract.settings["font"]]
        align = TA_JUSTIFY if contract.settings["font"] == "serif" else 0
        base = ParagraphStyle(
            "body", fontName=self.regular, fontSize=size, leading=leading, spaceAfter=7, alignment=align
        )
        self.body = base
        self.title = ParagraphStyle(
            "title", base, fontName=self.bold, fontSize=size + 3, leading=leading + 4, alignment=TA_CENTER, spaceAfter=4
        )
        self.subtitle = ParagraphStyle("subtitle", base, alignment=TA_CENTER, spaceAfter=16)
        self.plain_heading = ParagraphStyle(
            "plain", self.title, fontSize=size, spaceBefore=8, spaceAfter=7, keepWithNext=1
        )
        self.cell = ParagraphStyle("cell", base, fontSize=size - 1.5, leading=leading - 2.5, spaceAfter=0, alignment=0)
        self.cell_head = ParagraphStyle("cell-head", self.cell, fontName=self.bold)
        self.signature = ParagraphStyle("signature", base, spaceAfter=9, alignment=0)
        self.numbered = {}
        for kind, level in LEVELS.items():
            scheme = SCHEMES[contract.settings["numbering"]][level]
            self.numbered[kind] = self._hanging(kind, base, scheme.left, scheme.hanging)
        self.numbered["heading"].fontName = self.numbered["heading"].bulletFontName = self.bold
        self.numbered["heading"].spaceBefore, self.numbered["heading"].keepWithNext = 9, 1
        self.numbered["heading"].alignment = 0
        self.numbered["recital"] = self._hanging("recital", base, RECITAL.left, RECITAL.hanging)

    def _hanging(self, name: str, base: ParagraphStyle, left: float, hanging: float) -> ParagraphStyle:
        return ParagraphStyle(
            name,
            base,
            leftIndent=left,
            bulletIndent=left - hanging,
            bulletFontName=self.regular,
            bulletFontSize=base.fontSize,
        )


def write_pdf(contract: Contract, path: Path) -> None:
    """Write a contract as PDF."""
    styles = _Styles(contract)
    settings = contract.settings
    counter = Counter(SCHEMES[settings["numbering"]])
    story: list[Any] = [
        Paragraph(escape(settings["title"]).upper(), styles.title),
        Paragraph(escape(settings["subtitle"]), styles.subtitle),
    ]
    signatures = []
    for block in contract.blocks:
        if block.kind == "signature":
            signatures += _signature(block, styles)
        else:
            story.append(_flowable(block, counter.label(block.kind), styles))
    # The sentence before the signatures stays with them.
    story.append(KeepTogether([story.pop(), *signatures]))
    frame = Frame(MARGIN, MARGIN, LETTER[0] - 2 * MARGIN, LETTER[1] - 2 * MARGIN, 0, 0, 0, 0)
    document = BaseDocTemplate(
        str(path),
        pagesize=LETTER,
        title=settings["title"],
        author=settings["footer"],
        subject=contract.name,
        invariant=1,
    )
    document.addPageTemplates([PageTemplate(frames=[frame])])
    document.build(story, canvasmaker=type("Canvas", (_NumberedCanvas,), {"contract": contract}))


def _flowable(block: Block, label: str, styles: _Styles) -> Any:
    if block.kind == "table":
        return _table(block, styles)
    text = escape(block.text)
    if block.kind == "plain-heading":
        return Paragraph(text.upper(), styles.plain_heading)
    if block.title:
        text = f'<font name="{styles.bold}">{escape(block.title)}</font> {text}'
    if label:
        return Paragraph(text, styles.numbered[block.kind], bulletText=label)
    return Paragraph(text, styles.body)


def _table(block: Block, styles: _Styles) -> Any:
    rows = [
        [Paragraph(escape(cell), styles.cell if number else styles.cell_head) for cell in row]
        for number, row in enumerate(block.rows)
    ]
    width = LETTER[0] - 2 * MARGIN - 28
    grid = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.92, 0.92, 0.92)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    table = Table(rows, colWidths=[width / len(rows[0])] * len(rows[0]), style=grid, repeatRows=1, hAlign="RIGHT")
    return KeepTogether([table, Spacer(1, 9)])


def _signature(block: Block, styles: _Styles) -> list[Any]:
    party, title, date = block.rows[0]
    lines = ["By: ______________________________", f"Title: {title}", f"Date: {date}"]
    heading = Paragraph(f'<font name="{styles.bold}">{escape(party)}</font>', styles.signature)
    return [Spacer(1, 10), heading, *(Paragraph(escape(line), styles.signature) for line in lines)]
