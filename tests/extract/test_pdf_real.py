"""The real agreement, its tables' oracle and the awkward PDFs, where ../shared is beside the checkout."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest
from pdf_maker import Maker, Style, schools

from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.options import Options
from sro_nlp.extract.pdf import read_pdf

SHARED = Path(__file__).parents[3] / "shared" / "documents"
REAL = SHARED / "real" / "WW_Shared_Services_Agreement_2018_06_21.pdf"
MANIFEST = SHARED / "awkward" / "MANIFEST.tsv"


@pytest.mark.skipif(not REAL.exists(), reason="../shared is not beside the checkout")
def test_the_real_agreement() -> None:
    document = read_pdf(REAL, Options())
    found = [paragraph.text for paragraph in document.paragraphs]
    assert len(found) == 142
    assert not any(text.strip("- ").isdigit() for text in found)
    labels = [paragraph.label for paragraph in document.paragraphs if paragraph.label]
    sections = [p for p in document.paragraphs if p.kind == "heading" and p.label]
    assert [p.label for p in sections] == [
        *("I.", "II.", "III.", "IV.", "V.", "VI.", "VII.", "VIII.", "IX.", "X.", "XI.", "XII.")
    ]
    assert len(labels) == 109
    cause = next(p for p in document.paragraphs if p.text.startswith("a. Cause."))
    assert cause.text.endswith("the Committee’s inability to resolve such deficiency.")
    assert {box.page for box in cause.boxes} == {6, 7}
    assert cause.headings == ("XI. TERMINATION",)
    assert cause.lead_ins[0].startswith("A. Either Party may terminate")
    item = next(p for p in document.paragraphs if p.text.startswith("b. The Maurice Hawk"))
    assert item.lead_ins[0].startswith("E. The Township shall assign law enforcement personnel")
    for paragraph in document.paragraphs:
        assert [paragraph.text[w.start : w.end] for w in paragraph.words] == paragraph.text.split()


def awkward() -> list[dict[str, str]]:
    if not MANIFEST.exists():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as manifest:
        rows = csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if row["file"].startswith("pdf/") and not row["expected"].startswith("no_text")]


@pytest.mark.skipif(not MANIFEST.exists(), reason="../shared is not beside the checkout")
@pytest.mark.parametrize("row", awkward(), ids=lambda row: row["file"])
def test_awkward(row: dict[str, str]) -> None:
    path = MANIFEST.parent / row["file"]
    password = json.loads(row["password"]) if row["password"] else None
    try:
        document = read_pdf(path, Options(password=password, ocr=False))
    except UnreadableFile:
        assert "clear_error" in row["expected"]
        return
    read = sum(len("".join(paragraph.text.split())) for paragraph in document.paragraphs)
    assert read >= int(row["min_chars"] or 0)
    for paragraph in document.paragraphs:
        ends = [0, *(word.end for word in paragraph.words)]
        assert all(end <= word.start < word.end for end, word in zip(ends, paragraph.words, strict=False))
        assert all(box.x0 < box.x1 and box.y0 < box.y1 for box in paragraph.boxes)


def test_tables_are_those_of_pdfplumber(tmp_path: Path) -> None:
    import pdfplumber

    rng = random.Random(4)
    maker = Maker(tmp_path / "tables.pdf", Style())
    for count in (2, 3, 4, 5):
        maker.paragraph("The officers serve the schools below, at the hours that stand beside them:")
        maker.table(schools(rng, count), [170.0, 160.0, 80.0])
    maker.save()
    found = [p.text for p in read_pdf(tmp_path / "tables.pdf", Options()).paragraphs if p.kind == "table-row"]
    expected = []
    with pdfplumber.open(tmp_path / "tables.pdf") as document:
        for page in document.pages:
            for table in page.extract_tables():
                header, *rows = [[" ".join((cell or "").split()) for cell in row] for row in table]
                expected.append("; ".join(header))
                expected += ["; ".join(f"{h}: {c}" for h, c in zip(header, row, strict=True)) for row in rows]
    assert found == expected
