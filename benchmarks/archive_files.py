"""Made contracts, and how they are written as PDF, DOCX, text, as scans and broken; for `archive.py`."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import docx
from reportlab import rl_config
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0  # page streams are compressed and no more, as those of most files are
_SIZE = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The text of a made contract: what changes from year to year, and its clauses, not yet numbered."""

    place: str
    year: int
    officer: str
    dollars: int
    clauses: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its title, with parties and years."""
        district = f"the {self.place} School District and the City of {self.place}"
        return f"School Resource Officer Agreement between {district}, {self.year}-{self.year + 1}"

    @property
    def paragraphs(self) -> list[str]:
        """The numbered clauses; the term is the first, officer and payment are the last."""
        own = (
            f"The term of this Agreement is from July 1, {self.year} through June 30, {self.year + 1}.",
            *self.clauses,
            f"The City assigns Officer {self.officer} to the schools of {self.place}.",
            f"The District shall pay the City ${self.dollars:,} for the {self.year}-{self.year + 1} school year.",
        )
        return [f"{number}. {text}" for number, text in enumerate(own, 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to write."""

    path: Path
    contract: Contract
    broken: bool = False
    scan: bool = False
    seed: str = ""


def write(file: File) -> None:
    """Write a file of an archive."""
    rng, path, contract = random.Random(file.seed), file.path, file.contract
    if file.scan:
        _write_scan(path, contract)
    elif path.suffix == ".txt":
        path.write_text("\n\n".join((contract.title, *contract.paragraphs)), encoding="utf-8")
    elif path.suffix == ".docx":
        _write_docx(path, contract)
    else:
        _write_pdf(path, contract)
    if file.broken:
        _break(path, rng)


@lru_cache(maxsize=50_000)
def _width(word: str, font: str) -> float:
    width: float = stringWidth(word, font, _SIZE)
    return width


def _folded(text: str, font: str, width: float) -> Iterator[str]:
    """The lines of a paragraph."""
    line: list[str] = []
    used = 0.0
    for word in text.split():
        needed = _width(word, font) + _width(" ", font)
        if line and used + needed > width:
            yield " ".join(line)
            line, used = [], 0.0
        line.append(word)
        used += needed
    yield " ".join(line)


def _write_pdf(path: Path, contract: Contract) -> None:
    width, height = LETTER
    canvas = Canvas(str(path), pagesize=LETTER, invariant=1)
    y, page = height - 72, 1

    def turn() -> float:
        nonlocal page
        canvas.setFont("Times-Roman", 9)
        canvas.drawCentredString(width / 2, 36, f"Page {page}")
        canvas.showPage()
        page += 1
        return float(height) - 72

    for number, text in enumerate((contract.title, *contract.paragraphs)):
        font = "Times-Bold" if number == 0 else "Times-Roman"
        for line in _folded(text, font, width - 144):
            if y < 72:
                y = turn()
            canvas.setFont(font, _SIZE)
            canvas.drawString(72, y, line)
            y -= 13.2
        y -= 6
    turn()
    canvas.save()


def _write_docx(path: Path, contract: Contract) -> None:
    document = docx.Document()
    document.add_heading(contract.title, 0)
    for text in contract.paragraphs:
        document.add_paragraph(text)
    document.save(str(path))


def _write_scan(path: Path, contract: Contract) -> None:
    """The first two pages as pictures."""
    import pypdfium2

    _write_pdf(path, contract)
    source = pypdfium2.PdfDocument(path)
    pictures = [source[n].render(scale=200 / 72, grayscale=True).to_pil().convert("L") for n in range(len(source))[:2]]
    long_ago = time.gmtime(0)
    pictures[0].save(
        path,
        "PDF",
        **{"save_all": True, "append_images": pictures[1:], "resolution": 200, "quality": 70},
        **{"creationDate": long_ago, "modDate": long_ago},
    )


def _break(path: Path, rng: random.Random) -> None:
    data = path.read_bytes()
    way = rng.choice(("cut", "empty", "picture", "encrypted"))
    if way == "cut":
        path.write_bytes(data[: len(data) // 3])
    elif way == "empty":
        path.write_bytes(b"")
    elif way == "picture":
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + rng.randbytes(2000))
    else:
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(clone_from=PdfReader(path))
        writer.encrypt(str(rng.random()), algorithm="RC4-128")
        writer.write(path)
