"""A small typesetter over ReportLab whose paragraphs are known: it sets text line by line and remembers what it set."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WORDS = """
the officer school district police department agreement services principal student safety campus training shall
provide report assign notify coordinate maintain comply review records policy law enforcement administrator board
county sheriff annually immediately in writing within accordance applicable state federal confidential information
disclosure behavior incident discipline referral threat assessment emergency response equipment uniform vehicle
hours schedule salary benefits reimbursement invoice payment term termination notice
""".split()  # noqa: SIM905 - easier to read and change as running text
TRAPS = ("(30) days", "(5) business days", "Section 4", "2018. The", "(b) of this", "10 hours", "A. Smith", "1.5 miles")


def sentence(rng: random.Random, low: int = 8, high: int = 26) -> str:
    """A sentence of contract words, with now and then a trap: words that look like a label when they begin a line."""
    words = [rng.choice(WORDS) for _ in range(rng.randint(low, high))]
    if len(words) > 10 and rng.random() < 0.5:
        words.insert(rng.randint(4, len(words) - 2), rng.choice(TRAPS))
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


def prose(rng: random.Random, sentences: int) -> str:
    return " ".join(sentence(rng) for _ in range(sentences))


@dataclass
class Style:
    """How text is set; lengths in points."""

    font: str = "Times-Roman"
    bold: str = "Times-Bold"
    size: float = 11.0
    leading: float = 13.2
    after: float = 6.0
    justified: bool = False
    margin: float = 72.0
    columns: int = 1
    gutter: float = 20.0
    hyphenate: bool = False
    first_indent: float = 0.0
    fake_bold: bool = False


@dataclass
class Maker:
    """Sets paragraphs on pages; `truth` holds their texts in reading order, `furniture` what is no part of them."""

    path: Path
    style: Style = field(default_factory=Style)
    header: str = ""
    footer: str = "Page {page}"
    watermark: str = ""
    line_numbers: bool = False
    rotate: int = 0
    truth: list[str] = field(default_factory=list)
    pages: int = 0

    def __post_init__(self) -> None:
        self.canvas = Canvas(str(self.path), pagesize=letter, invariant=1)
        self.width, self.height = letter
        self.column = 0
        self.top = self.height - self.style.margin
        self.band_top = self.top
        self._open_page()

    # -- pages and columns

    def _open_page(self) -> None:
        self.pages += 1
        canvas = self.canvas
        if self.rotate:
            canvas.setPageRotation(self.rotate)
        canvas.setFont(self.style.font, 9)
        if self.header:
            canvas.drawString(72, self.height - 40, self.header)
        if self.footer:
            canvas.drawCentredString(self.width / 2, 36, self.footer.format(page=self.pages))
        if self.watermark:
            canvas.saveState()
            canvas.translate(self.width / 2, self.height / 2)
            canvas.rotate(50)
            canvas.setFillGray(0.85)
            canvas.setFont("Helvetica-Bold", 90)
            canvas.drawCentredString(0, 0, self.watermark)
            canvas.restoreState()
        if self.line_numbers:
            canvas.setFont(self.style.font, 10)
            for number in range(1, 29):
                y = self.height - 76 - (number - 1) * 22.8
                canvas.drawRightString(self.style.margin - 12, y, str(number))
        self.y = self.top = self.height - self.style.margin
        self.column = 0

    def close_page(self) -> None:
        self.canvas.showPage()
        self._open_page()

    def _next(self) -> None:
        if self.column + 1 < self.style.columns:
            self.column += 1
            self.y = self.top
        else:
            self.close_page()

    @property
    def column_width(self) -> float:
        style = self.style
        return (self.width - 2 * style.margin - (style.columns - 1) * style.gutter) / style.columns

    @property
    def left(self) -> float:
        return self.style.margin + self.column * (self.column_width + self.style.gutter)

    def need(self, height: float) -> None:
        if self.y - height < self.style.margin:
            self._next()

    # -- paragraphs

    def paragraph(
        self,
        text: str,
        *,
        label: str = "",
        indent: float = 0.0,
        hang: float = 0.0,
        bold: bool = False,
        centered: bool = False,
        size: float = 0.0,
        keep: bool = False,
        after: float | None = None,
    ) -> None:
        """Set one paragraph; with `label` it hangs by `hang` from `indent`."""
        style = self.style
        size = size or style.size
        font = style.bold if bold else style.font
        leading = style.leading * size / style.size
        full = self.column_width - indent
        lines = self._wrap(text, font, size, full - hang, (style.first_indent if not label and not bold else 0.0))
        if keep:
            self.need(leading * (len(lines) + 2))
        for number, line in enumerate(lines):
            self.need(leading)
            x = self.left + indent + hang
            self.canvas.setFont(font, size)
            if number == 0 and label:
                self._draw(self.left + indent, label, font, size)
                if not hang:
                    x += stringWidth(label + " ", font, size)
            if number == 0 and not label and not bold and not centered:
                x += style.first_indent
            if centered:
                x = self.left + (self.column_width - stringWidth(line, font, size)) / 2
            last = number == len(lines) - 1
            loose = last or not style.justified or centered
            self._draw(x, line, font, size, None if loose else self.left + self.column_width)
            self.y -= leading
        self.y -= style.after if after is None else after
        self.truth.append(f"{label} {text}" if label else text)

    def _draw(self, x: float, line: str, font: str, size: float, right: float | None = None) -> None:
        canvas = self.canvas
        y = self.y - size
        if right is not None and " " in line:
            extra = (right - x - stringWidth(line, font, size)) / line.count(" ")
            canvas._code.append(f"{max(0.0, extra):.3f} Tw")
            canvas.drawString(x, y, line)
            canvas._code.append("0 Tw")
        else:
            canvas.drawString(x, y, line)
        if self.style.fake_bold:
            canvas.drawString(x + 0.3, y, line)

    def _wrap(self, text: str, font: str, size: float, width: float, first: float) -> list[str]:
        lines: list[str] = []
        line = ""
        words = text.split(" ")
        index = 0
        while index < len(words):
            word = words[index]
            room = width - (first if not lines else 0.0)
            trial = f"{line} {word}" if line else word
            if stringWidth(trial, font, size) <= room:
                line = trial
                index += 1
                continue
            if self.style.hyphenate and len(word) > 7 and word.isalpha():
                cut = len(word) // 2
                if stringWidth(f"{line} {word[:cut]}-", font, size) <= room:
                    lines.append(f"{line} {word[:cut]}-")
                    words[index] = word[cut:]
                    line = ""
                    continue
            if not line:
                line = word
                index += 1
            lines.append(line)
            line = ""
        if line:
            lines.append(line)
        return lines

    def heading(self, text: str, label: str = "", **how: object) -> None:
        self.paragraph(text, label=label, bold=True, keep=True, **how)  # type: ignore[arg-type]  # keywords of paragraph

    def table(self, rows: list[list[str]], widths: list[float], *, header: bool = True, ruled: bool = True) -> None:
        """Set a table; rows read as "Column: cell; Column: cell" below a header."""
        style = self.style
        size, leading = style.size - 1, style.leading - 1
        for number, cells in enumerate(rows):
            pairs = zip(cells, widths, strict=True)
            wrapped = [self._wrap(cell, style.font, size, width - 8, 0.0) for cell, width in pairs]
            height = max(len(lines) for lines in wrapped) * leading + 6
            self.need(height)
            x = self.left
            for lines, width in zip(wrapped, widths, strict=True):
                self.canvas.setFont(style.bold if header and number == 0 else style.font, size)
                for k, line in enumerate(lines):
                    self.canvas.drawString(x + 4, self.y - size - 2 - k * leading, line)
                if ruled:
                    self.canvas.rect(x, self.y - height, width, height)
                x += width
            self.y -= height
            if header and number:
                named = zip(rows[0], cells, strict=True)
                self.truth.append("; ".join(f"{name}: {cell}" for name, cell in named if cell))
            else:
                self.truth.append("; ".join(cell for cell in cells if cell))
        self.y -= style.after + 4

    def save(self) -> list[str]:
        self.canvas.showPage()
        self.canvas.save()
        return self.truth


def contract(maker: Maker, rng: random.Random, sections: int = 6) -> list[str]:
    """A contract: title, recitals, numbered sections with nested items, a table, signatures."""
    maker.heading("SCHOOL RESOURCE OFFICER AGREEMENT", centered=True, size=maker.style.size + 3)
    maker.paragraph("This Agreement is made between the Board and the County. " + prose(rng, 2))
    maker.paragraph("WHEREAS, " + prose(rng, 2))
    hang = 22.0
    for section in range(1, sections + 1):
        maker.heading(f"{rng.choice(WORDS)} and {rng.choice(WORDS)}".upper(), label=f"{section}.", hang=hang)
        maker.paragraph(prose(rng, rng.randint(1, 4)))
        for clause in range(1, rng.randint(2, 4)):
            maker.paragraph(prose(rng, rng.randint(1, 3)), label=f"{section}.{clause}", hang=30.0)
            if rng.random() < 0.6:
                maker.paragraph("The officer shall do the following while on duty:", indent=30.0)
                for item in range(rng.randint(2, 5)):
                    maker.paragraph(sentence(rng, 3, 30), label=f"({'abcdefgh'[item]})", indent=30.0, hang=hang)
                    if rng.random() < 0.3:
                        for sub in range(2):
                            maker.paragraph(
                                sentence(rng, 3, 20), label=("(i)", "(ii)")[sub], indent=30.0 + hang, hang=hang
                            )
            if rng.random() < 0.3:
                for _ in range(3):
                    maker.paragraph(sentence(rng, 3, 22), label="•", indent=30.0, hang=12.0)
    return maker.truth


def schools(rng: random.Random, count: int = 5) -> list[list[str]]:
    """Rows of a table of schools."""
    names = ["Lincoln High School", "Oak Elementary", "Maple Middle School", "Washington Academy", "Cedar Ridge School"]
    rows = [["School", "Hours", "Officers"]]
    for name in names[:count]:
        rows.append([name, f"{rng.randint(7, 9)}:00 a.m. to {rng.randint(2, 4)}:30 p.m.", str(rng.randint(1, 3))])
    return rows
