"""Small PDFs of every kind that an annotated copy has to come through."""

from __future__ import annotations

import io
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DictionaryObject, NameObject, NumberObject, RectangleObject
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Table

CLAUSES = (
    "The School Resource Officer shall maintain a safe, healthy and productive learning environment at each campus.",
    "The Agency shall inform the principal of every arrest made on school grounds before the end of the same day, and "
    "the principal shall tell the Officer of any threat against a student or a member of the staff without delay.",
    "The Officer and the principal shall complete the training described in state law before the school year begins.",
    "At least once a year the Agency shall ask the District for its opinion of the Officer, and shall weigh what it "
    "hears; the Agency and the District shall meet to speak of each applicant before one is chosen for a school.",
)


def _build(columns: int = 1, leading: float = 15, repeat: int = 3, table: bool = False) -> bytes:
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=LETTER, invariant=1)
    width = (LETTER[0] - 144 - 24 * (columns - 1)) / columns
    frames = [Frame(72 + number * (width + 24), 72, width, LETTER[1] - 144) for number in range(columns)]
    document.addPageTemplates([PageTemplate(frames=frames)])
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=leading, spaceAfter=8, alignment=4)
    story = [Paragraph(f"{n}. {text}", style) for n, text in enumerate(CLAUSES * repeat, 1)]
    if table:
        rows = [["School", "Hours", "Officer"], ["Lincoln High", "7:30 to 3:00", "Deputy Ames"]]
        rows += [["Cedar Ridge", "8:00 to 2:30", "Deputy Barr"], ["Oak Elementary", "8:15 to 3:15", "none assigned"]]
        story.insert(3, Table(rows, colWidths=[150, 120, 120], style=[("GRID", (0, 0), (-1, -1), 0.5, black)]))
    document.build(story)
    return out.getvalue()


def _pages(data: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def plain() -> bytes:
    return _build(repeat=5)


def long() -> bytes:
    """One paragraph that goes on over three pages."""
    out = io.BytesIO()
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15)
    SimpleDocTemplate(out, pagesize=LETTER, invariant=1).build([Paragraph(" ".join(CLAUSES * 20), style)])
    return out.getvalue()


def two_columns() -> bytes:
    return _build(columns=2, repeat=8)


def tight() -> bytes:
    """Lines so near to each other that the boxes of their font overlap."""
    return _build(leading=9.5)


def with_table() -> bytes:
    return _build(table=True)


def turned(angle: int) -> Callable[[], bytes]:
    """The page is drawn sideways and /Rotate makes it upright again."""

    def make() -> bytes:
        out = io.BytesIO()
        width, height = LETTER
        canvas = Canvas(out, pagesize=(height, width) if angle in (90, 270) else LETTER, invariant=1)
        canvas.setPageRotation(angle)
        if angle == 90:
            canvas.translate(height, 0)
        elif angle == 180:
            canvas.translate(width, height)
        elif angle == 270:
            canvas.translate(0, width)
        canvas.rotate(angle)
        top = height - 90.0
        for text in CLAUSES:
            style = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15)
            paragraph = Paragraph(text, style)
            _, tall = paragraph.wrap(width - 144, 600)
            paragraph.drawOn(canvas, 72, top - tall)
            top -= tall + 12
        canvas.showPage()
        canvas.save()
        return out.getvalue()

    return make


def cropped() -> bytes:
    """An offset media box, a crop box, and /Rotate that the pages take over from the page tree."""

    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            page.mediabox = RectangleObject((-30, -40, 640, 830))
            page.cropbox = RectangleObject((20, 30, 600, 780))

    return _pages(plain(), change)


def turned_by_the_tree() -> bytes:
    """/Rotate and /MediaBox stand in the page tree only, as some scanners write them."""

    def change(writer: PdfWriter) -> None:
        for page in writer.pages:
            for key in ("/Rotate", "/MediaBox", "/CropBox"):
                page.pop(key, None)
            parent = page["/Parent"].get_object()
            parent[NameObject("/Rotate")] = NumberObject(90)
            parent[NameObject("/MediaBox")] = RectangleObject((0, 0, *LETTER))

    return _pages(plain(), change)


def furnished() -> bytes:
    """With a note, bookmarks, form fields, page labels and one array of annotations that two pages share."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    for number in range(2):
        canvas.setFont("Times-Roman", 11)
        for line, text in enumerate(CLAUSES[2 * number : 2 * number + 2]):
            words = text.split()
            canvas.drawString(72, 700 - 60 * line, " ".join(words[:12]))
            canvas.drawString(72, 686 - 60 * line, " ".join(words[12:]))
        canvas.acroForm.textfield(name=f"field{number}", value="a value", x=72, y=200, width=200, height=20)
        canvas.showPage()
    canvas.save()

    def change(writer: PdfWriter) -> None:
        chapter = writer.add_outline_item(title="Chapter one", page_number=0)
        writer.add_outline_item(title="Section", page_number=1, parent=chapter)
        writer.set_page_label(0, 1, style="/D", prefix="A-", start=5)
        writer.add_annotation(0, Text(rect=(500, 700, 520, 720), text="Look here"))
        writer.root_object[NameObject("/Marked")] = DictionaryObject()

    return _pages(out.getvalue(), change)


KINDS: dict[str, Callable[[], bytes]] = {
    "plain": plain,
    "long": long,
    "two columns": two_columns,
    "tight lines": tight,
    "table": with_table,
    "rotated 90": turned(90),
    "rotated 180": turned(180),
    "rotated 270": turned(270),
    "cropped": cropped,
    "turned by the tree": turned_by_the_tree,
    "furnished": furnished,
}
