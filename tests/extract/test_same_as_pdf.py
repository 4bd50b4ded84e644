"""The same contract as DOCX and as the PDF that LibreOffice makes of it gives the same paragraphs."""

import shutil
import subprocess

import docx
import pytest
from docx.oxml import parse_xml
from docx_packages import NAMESPACES, level, make_package, numbered, numbering, p, part, relationships, run

from sro_nlp.extract import extract

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

LONG = (
    "This agreement is entered into between the City of Lincoln and the Lincoln School District, each of which wishes "
    "that a police officer serve in the schools of the District in the manner that is set out below and in no other."
)
DUTY = "maintain safe schools and be a positive role model to the students of every school of the District at any time;"


def convert(path, suffix, converter):
    """What LibreOffice makes of a file, beside it."""
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", f"{suffix}:{converter}", "--outdir", str(path.parent)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{suffix}")


def as_pdf(path):
    return convert(path, "pdf", "writer_pdf_Export")


def indented(number: int, text: str, fmt: str) -> str:
    """A list level that stands further in than the one above."""
    made = level(number, text, fmt)
    place = f'<w:pPr><w:ind w:left="{720 * (number + 1)}" w:hanging="540"/></w:pPr>'
    return made.replace("</w:lvl>", f"{place}</w:lvl>")


def contract(path):
    document = docx.Document()
    levels = (("%1.", "decimal"), ("(%2)", "lowerLetter"), ("%3.", "lowerRoman"))
    lists = "".join(indented(number, *one) for number, one in enumerate(levels))
    element = document.part.numbering_part.element
    made = parse_xml(numbering({77: lists}, {77: (77, "")}).partition("?>")[2].encode())
    element.insert(0, made[0])
    element.append(made[0])

    def item(text, depth):
        paragraph = document.add_paragraph()._p
        paragraph.getparent().replace(
            paragraph, parse_xml(numbered(text, 77, depth).replace("<w:p>", f"<w:p {NAMESPACES}>", 1))
        )

    document.add_heading("School Resource Officer Agreement", 1)
    document.add_paragraph(LONG)
    document.add_heading("Duties", 2)
    item("The officer shall:", 0)
    item(DUTY, 1)
    item("teach a class about the law when the District asks;", 1)
    item("for at least two hours a week;", 2)
    item("in each semester.", 2)
    item("meet with the principal.", 1)
    item(LONG, 0)
    document.add_heading("Assignment", 2)
    document.add_paragraph("The officer is assigned as follows:")
    table = document.add_table(rows=0, cols=3)
    table.style = "Table Grid"
    for row in [
        ("School", "Hours", "Contact"),
        ("Lincoln High School", "7:30 a.m. to 3:30 p.m.", "Principal"),
        ("Roosevelt Middle School", "8:00 a.m. to 3:00 p.m.", "Vice principal"),
    ]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Both parties care for:")
    document.add_paragraph("cooperation with parents", style="List Bullet")
    document.add_paragraph(DUTY, style="List Bullet")
    document.add_paragraph("By: ______________________")
    document.add_paragraph("Date: ____________________")
    document.save(path)
    return path


def test_lists_tables_and_headings(tmp_path):
    path = contract(tmp_path / "a.docx")
    word, pdf = extract(path), extract(as_pdf(path))
    assert [(one.text, one.label, one.kind) for one in pdf.paragraphs] == [
        (one.text, one.label, one.kind) for one in word.paragraphs
    ]
    # How deep a heading is only the DOCX says; under which one a paragraph stands, and in which item, both must.
    assert [(one.headings[-1:], one.lead_ins) for one in pdf.paragraphs if one.kind != "heading"] == [
        (one.headings[-1:], one.lead_ins) for one in word.paragraphs if one.kind != "heading"
    ]


def test_numbering_over_two_levels_and_hidden_text(tmp_path):
    lists = {0: level(0, "Article %1.", "upperRoman") + level(1, "%1.%2")}
    body = (
        numbered("The officer", 1)
        + numbered(LONG, 1, 1)
        + f'<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>{run("The officer trains ")}'
        + f"{run('never ', '<w:vanish/>')}{run('each year.')}</w:p>"
        + numbered("The principal", 1)
        + numbered(LONG, 1, 1)
        + p(LONG)
    )
    path = make_package(
        tmp_path / "a.docx",
        {
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relationships(("n", "numbering", "numbering.xml")),
            "word/numbering.xml": numbering(lists, {1: (0, "")}),
        },
    )
    word, pdf = extract(path), extract(as_pdf(path))
    assert [one.text for one in pdf.paragraphs] == [one.text for one in word.paragraphs]


OTHERS = [("odt", "writer8"), ("rtf", "Rich Text Format"), ("doc", "MS Word 97")]


@pytest.mark.parametrize(("suffix", "converter"), OTHERS)
def test_other_office_files_read_as_their_docx_does(tmp_path, suffix, converter):
    path = contract(tmp_path / "a.docx")
    convert(path, suffix, converter)
    document = extract(tmp_path / f"a.{suffix}")
    assert document.format == "office"
    assert document.path == str(tmp_path / f"a.{suffix}")
    assert [one.text for one in document.paragraphs] == [one.text for one in extract(path).paragraphs]
    assert all(one.anchor is None for one in document.paragraphs)


def test_a_protected_old_word_file_asks_for_its_password(tmp_path):
    from sro_nlp.errors import UnreadableFile

    data = bytearray(convert(contract(tmp_path / "a.docx"), "doc", "MS Word 97").read_bytes())
    block = next(at for at in range(512, len(data), 512) if data[at : at + 2] == b"\xec\xa5")
    data[block + 11] |= 1
    (tmp_path / "b.doc").write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        extract(tmp_path / "b.doc")
    assert caught.value.kind == "encrypted"


def test_without_libreoffice_a_sentence_says_how(tmp_path, monkeypatch):
    from sro_nlp.errors import UnreadableFile

    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 The officer shall patrol.}")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableFile, match="install LibreOffice") as caught:
        extract(tmp_path / "a.rtf", isolate=False)
    assert caught.value.kind == "wrong-type"
