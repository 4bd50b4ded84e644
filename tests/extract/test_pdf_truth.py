"""Paragraphs of made contracts, whose truth is known, set in many ways: F1 over exact texts."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from pdf_maker import Maker, Style, contract, prose, schools, sentence
from scoring import f1, hits, report

from sro_nlp.extract.options import Options
from sro_nlp.extract.pdf import read_pdf

ONE_COLUMN: dict[str, dict[str, object]] = {
    "plain": {"style": Style(), "header": "School Agreement 2024"},
    "justified": {"style": Style(justified=True), "footer": "- {page} -"},
    "tight": {"style": Style(font="Helvetica", bold="Helvetica-Bold", size=10, leading=12, after=3)},
    "hyphens": {"style": Style(justified=True, hyphenate=True)},
    "indented": {"style": Style(justified=True, first_indent=36, after=0)},
    "marked": {"style": Style(leading=22.8, after=0, margin=90), "watermark": "DRAFT", "line_numbers": True},
    "fake-bold": {"style": Style(fake_bold=True)},
}
COLUMNS: dict[str, dict[str, object]] = {
    "two": {"style": Style(columns=2, justified=True, size=10, leading=12)},
    "two-ragged": {"style": Style(columns=2, size=10, leading=12, hyphenate=True)},
    "three": {"style": Style(columns=3, justified=True, size=9, leading=10.5, margin=50, gutter=18)},
}


def made(path: Path, how: dict[str, object], seed: int, table: str) -> tuple[list[str], list[str]]:
    """Truth and what was read of one made contract."""
    rng = random.Random(seed)
    maker = Maker(path, **how)  # type: ignore[arg-type]  # keywords of Maker
    contract(maker, rng, 3)
    if table:
        maker.paragraph("The officers serve the schools below:")
        widths = [share * maker.column_width for share in (0.42, 0.4, 0.18)]
        maker.table(schools(rng), widths, ruled=table == "ruled")
        maker.paragraph(prose(rng, 2))
    truth = maker.save()
    return truth, [paragraph.text for paragraph in read_pdf(path, Options()).paragraphs]


def score(tmp_path: Path, kinds: dict[str, dict[str, object]], tables: tuple[str, ...]) -> tuple[float, str]:
    """F1 over all contracts of these kinds, and what went wrong."""
    total = [0, 0, 0]
    wrong = []
    for number, (name, how) in enumerate(kinds.items()):
        for seed in range(3):
            truth, found = made(tmp_path / f"{name}{seed}.pdf", how, 100 * number + seed, tables[seed % len(tables)])
            for index, count in enumerate(hits(truth, found)):
                total[index] += count
            if f1(truth, found) < 1:
                wrong.append(f"{name} {seed}: {report(truth, found)}")
    return 2 * total[0] / (total[1] + total[2]), "\n".join(wrong)


def test_one_column_reaches_98_percent(tmp_path: Path) -> None:
    reached, wrong = score(tmp_path, ONE_COLUMN, ("", "ruled", "open"))
    assert reached >= 0.98, wrong


def test_two_and_three_columns_with_tables_reach_90_percent(tmp_path: Path) -> None:
    reached, wrong = score(tmp_path, COLUMNS, ("ruled", "open", "ruled"))
    assert reached >= 0.90, wrong


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("columns", "least"), [(1, 0.98), (2, 0.90)])
def test_pdf_made_by_libreoffice(tmp_path: Path, columns: int, least: float) -> None:
    path, truth = written(tmp_path / "contract.docx", columns)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = read_pdf(path.with_suffix(".pdf"), Options())
    found = [paragraph.text for paragraph in document.paragraphs]
    assert f1(truth, found) >= least, report(truth, found)
    assert any("running header" in notice for notice in document.notices)


def written(path: Path, columns: int) -> tuple[Path, list[str]]:
    """A Word contract with typed labels that hang, header, page numbers, a table; its paragraphs."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    rng = random.Random(5)
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(12 - columns)
    section = document.sections[0]
    section.header.paragraphs[0].text = "School Resource Officer Agreement"
    setting = section._sectPr.find(qn("w:cols"))
    setting.set(qn("w:num"), str(columns))
    footer = section.footer.paragraphs[0]
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = footer.add_run()
        field = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            field.set(qn("w:fldCharType"), kind)
        else:
            field.text = text
        run._r.append(field)
    truth: list[str] = []

    def add(text: str, label: str = "", indent: float = 0, *, bold: bool = False, centered: bool = False) -> None:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centered else WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.space_after = Pt(6)
        if label:
            indent = indent / columns
            paragraph.paragraph_format.left_indent = Pt(indent + 24)
            paragraph.paragraph_format.first_line_indent = Pt(-24)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(indent + 24))
        paragraph.add_run(f"{label}\t{text}" if label else text).bold = bold
        truth.append(f"{label} {text}" if label else text)

    add("AGREEMENT ON SCHOOL RESOURCE OFFICERS", bold=True, centered=True)
    for number in range(1, 7):
        add(f"Office and efficient affairs {'of' if number % 2 else 'off'} site {number}", f"{number}.", bold=True)
        add("The officer's first duty is to confirm, file and reflect. " + prose(rng, 3))
        for letter in "abc":
            add(sentence(rng, 5, 40), f"({letter})", 24)
            if letter == "b":
                add(sentence(rng, 5, 30), "(i)", 48)
                add(sentence(rng, 5, 30), "(ii)", 48)
    rows = [[cells[0].split()[0], cells[2]] for cells in schools(rng)]
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    truth.append("; ".join(rows[0]))
    truth.extend("; ".join(f"{name}: {cell}" for name, cell in zip(rows[0], row, strict=True)) for row in rows[1:])
    document.save(str(path))
    return path, truth
