"""A synthetic archive of contracts, the same for the same seed.

    python benchmarks/archive.py FOLDER [--files 500] [--seed 1]

Seven in ten files are PDF, a quarter DOCX, the rest text; 1 to 40 pages, most of them short. Of a hundred files some
two are scans, three are broken, five are copies of others and five are other years' versions of others. Clauses come
from `training_data/`; six in ten paragraphs name the district and so are met once, the others are boilerplate.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import docx
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[1]
OWN = 0.6
"""Part of the paragraphs that name their district."""
_LINES = 46
_FIRST = "Alder Birch Cedar Dogwood Elm Fir Hazel Juniper Larch Maple Oak Pine Rowan Spruce Tamarack Willow".split()  # noqa: SIM905 - easier to read
_SECOND = "Bend Creek Falls Grove Hollow Junction Lake Mesa Park Point Ridge River Springs Valley View".split()  # noqa: SIM905 - as above


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The text of a made contract."""

    title: str
    paragraphs: tuple[str, ...]


def make(folder: Path, files: int, seed: int = 1) -> Counter[str]:
    """Fill a folder; returns how many files of each kind were made."""
    rng = random.Random(seed)
    clauses, made, kinds = _clauses(), [], Counter()
    versions: list[Contract] = []
    for number in range(files):
        home = folder / f"{number // 200:03d}"
        home.mkdir(parents=True, exist_ok=True)
        kind = _kind(rng, bool(made))
        kinds[kind] += 1
        if kind == "copy":
            source = rng.choice(made)
            shutil.copyfile(source, home / f"{number:05d} copy{source.suffix}")
            continue
        contract = _again(rng.choice(versions), rng) if kind == "version" else _contract(rng, clauses)
        if kind not in ("version", "scan", "broken"):
            versions = [*versions[-200:], contract]
        path = home / f"{number:05d}"
        made.append(_write(path, contract, kind, rng))
        made = made[-500:]
    return kinds


def _kind(rng: random.Random, some: bool) -> str:
    at = rng.random()
    for kind, share in (("scan", 0.02), ("broken", 0.03), ("copy", 0.05), ("version", 0.05), ("docx", 0.22)):
        at -= share
        if at < 0:
            return kind if some or kind in ("docx", "broken", "scan") else "pdf"
    return "text" if at < 0.04 else "pdf"


def _clauses() -> list[str]:
    rows = []
    for name in ("contracts-west.jsonl", "contracts-east.jsonl", "excerpts-mixed.jsonl", "excerpts-more.jsonl"):
        with (ROOT / "training_data" / name).open(encoding="utf-8") as file:
            rows += [json.loads(line)["text"] for line in file]
    return [text for text in rows if 40 < len(text) < 1500]


def _contract(rng: random.Random, clauses: list[str]) -> Contract:
    place = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"
    pages = min(40, max(1, round(rng.lognormvariate(1.5, 0.8))))
    paragraphs, lines = [], 0
    number = 0
    while lines < pages * _LINES:
        text = rng.choice(clauses)
        if rng.random() < OWN:
            named = re.sub(r"\b(the|The) (District|Board|City|County)\b", rf"\1 {place} \2", text, count=1)
            text = named if named != text else f"{text} This applies in {place}."
        number += 1
        paragraphs.append(f"{number}. {re.sub(r'^[(]?[0-9A-Za-z.]{1,5}[.)] ', '', text)}")
        lines += len(text) // 90 + 2
    title = f"School Resource Officer Agreement between the {place} School District and the City of {place}, 2019-2020"
    return Contract(title=title, paragraphs=tuple(paragraphs))


def _again(contract: Contract, rng: random.Random) -> Contract:
    """The contract of another year: its dates, and now and then a clause, differ."""
    year = rng.randint(2008, 2024)
    paragraphs = [text for text in contract.paragraphs if rng.random() > 0.01]
    return Contract(title=contract.title.replace("2019-2020", f"{year}-{year + 1}"), paragraphs=tuple(paragraphs))


def _write(path: Path, contract: Contract, kind: str, rng: random.Random) -> Path:
    suffix = {"docx": ".docx", "text": ".txt", "version": rng.choice((".pdf", ".docx"))}.get(kind, ".pdf")
    target = path.with_suffix(suffix)
    if kind == "text":
        target.write_text("\n\n".join((contract.title, *contract.paragraphs)), encoding="utf-8")
    elif suffix == ".docx":
        _write_docx(target, contract)
    elif kind == "scan":
        _write_scan(target, contract)
    else:
        _write_pdf(target, contract)
    if kind == "broken":
        _break(target, rng)
    return target


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
        return height - 72

    for number, text in enumerate((contract.title, *contract.paragraphs)):
        font = "Times-Bold" if number == 0 else "Times-Roman"
        for line in simpleSplit(text, font, 11, width - 144):
            if y < 72:
                y = turn()
            canvas.setFont(font, 11)
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
    pictures[0].save(path, "PDF", resolution=200, save_all=True, append_images=pictures[1:], quality=70)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    kinds = make(arguments.folder, arguments.files, arguments.seed)
    print(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))


if __name__ == "__main__":
    main()
