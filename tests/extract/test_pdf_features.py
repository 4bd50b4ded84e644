"""What a user would notice of one PDF feature at a time; each file is made here."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from sro_nlp.document import Document, Paragraph, span_boxes
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.options import Options
from sro_nlp.extract.pdf import read_pdf


def read(path: Path, **options: object) -> Document:
    return read_pdf(path, Options(**options))  # type: ignore[arg-type]  # keywords of Options


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def lines(path: Path, rows: list[tuple[float, float, str]], font: str = "Times-Roman", size: float = 11) -> Path:
    """A one-page PDF with each (x, y, text) drawn."""
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    canvas.setFont(font, size)
    for x, y, text in rows:
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    return path


def only(document: Document, start: str) -> Paragraph:
    [found] = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith(start)]
    return found


def test_a_wrapped_line_that_begins_like_a_label_is_no_list_item(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "wrap.pdf",
        [
            (72, 700, "1. Either party may end this Agreement upon written notice to the other of at least thirty"),
            (72, 686, "(30) days. The parties shall then settle what is owed under Section 4 of the Agreement, or"),
            (72, 672, "Section 5. The officer stays bound by the policies of the district to the end of the year"),
            (72, 658, "2024. Nothing else survives."),
            (72, 638, "2. Notices go to the superintendent."),
        ],
    )
    document = read(path)
    assert [paragraph.label for paragraph in document.paragraphs] == ["1.", "2."]
    assert "thirty (30) days. The parties" in document.paragraphs[0].text


def test_nested_items_have_level_and_lead_ins(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "nested.pdf",
        [
            (72, 700, "DUTIES OF THE OFFICER"),
            (72, 676, "The officer shall do the following:"),
            (90, 656, "(a) Walk the halls;"),
            (90, 642, "(b) Meet each week with:"),
            (112, 628, "(i) the principal; and"),
            (112, 614, "(ii) the counselor."),
            (90, 600, "(c) Keep records."),
        ],
    )
    document = read(path)
    found = {paragraph.label: paragraph for paragraph in document.paragraphs}
    assert [found[label].level for label in ("(a)", "(b)", "(i)", "(ii)", "(c)")] == [1, 1, 2, 2, 1]
    assert found["(ii)"].lead_ins == ("The officer shall do the following:", "(b) Meet each week with:")
    assert found["(c)"].headings == ("DUTIES OF THE OFFICER",)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [(("dis-", "close"), "disclose"), (("cross-", "border"), "cross-border"), (("53G-", "8-703"), "53G-8-703")],
)
def test_hyphens_at_line_ends(tmp_path: Path, broken: tuple[str, str], mended: str) -> None:
    first = "The parties agree that the officer and the school staff shall under the law and this Agreement "
    path = lines(
        tmp_path / "hyphen.pdf",
        [(72, 700, first + broken[0]), (72, 686, broken[1] + " what they must."), (72, 650, "A cross-border matter.")],
    )
    paragraph = read(path).paragraphs[0]
    assert paragraph.text == f"{first}{mended} what they must."
    [word] = [word for word in paragraph.words if paragraph.text[word.start : word.end] == mended]
    assert len(word.boxes) == 2
    assert len(span_boxes(paragraph, word.start, word.end)) == 2


def test_words_and_boxes_fit_the_text(tmp_path: Path) -> None:
    path = lines(tmp_path / "boxes.pdf", [(72, 700, "(a) Walk the halls of the"), (72, 686, "school each day.")])
    [paragraph] = read(path).paragraphs
    assert paragraph.text == "(a) Walk the halls of the school each day."
    assert [paragraph.text[word.start : word.end] for word in paragraph.words] == paragraph.text.split()
    assert len(paragraph.boxes) == 2
    upper, lower = paragraph.boxes
    assert upper.x0 == pytest.approx(72, abs=1)
    assert lower.y1 < 700 < upper.y1 < 712


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_in_user_space_on_turned_pages(tmp_path: Path, rotation: int) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    canvas.setPageRotation(rotation)
    canvas.drawString(100, 400, "The officer walks the halls.")
    canvas.drawString(100, 386, "The officer talks to students.")
    canvas.showPage()
    canvas.save()
    document = read(path)
    assert document.pages[0].rotation == rotation
    assert document.paragraphs[0].text.startswith("The officer walks the halls. The officer talks")
    assert document.paragraphs[0].boxes[0].x0 == pytest.approx(100, abs=1)
    assert 396 < document.paragraphs[0].boxes[0].y0 < 400


def test_text_drawn_sideways_reads_in_order(tmp_path: Path) -> None:
    path = tmp_path / "sideways.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    canvas.translate(300, 100)
    canvas.rotate(90)
    canvas.drawString(0, 40, "1. The officer walks the halls.")
    canvas.drawString(0, 20, "2. The officer talks to students.")
    canvas.showPage()
    canvas.save()
    document = read(path)
    assert texts(document) == ["1. The officer walks the halls.", "2. The officer talks to students."]
    box = document.paragraphs[0].boxes[0]
    assert box.y1 - box.y0 > box.x1 - box.x0


def test_text_outside_the_crop_box_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "crop.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1, cropBox=(50, 300, 562, 742))
    canvas.drawString(72, 700, "The officer walks the halls.")
    canvas.drawString(72, 200, "This was cut off.")
    canvas.showPage()
    canvas.save()
    document = read(path)
    assert texts(document) == ["The officer walks the halls."]
    assert document.pages[0].box.y0 == 300


def test_side_by_side_signature_blocks_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows: list[tuple[float, float, str]] = [(72, 700, "IN WITNESS WHEREOF, the parties have signed this Agreement.")]
    for x, name in ((72, "Jane Smith, Superintendent"), (330, "John Brown, Sheriff")):
        rows += [(x, 660, "By: ______________________"), (x, 640, name), (x, 620, "Date: ____________________")]
    document = read(lines(tmp_path / "signatures.pdf", rows))
    assert texts(document)[1:] == [
        "By: ______________________",
        "Jane Smith, Superintendent",
        "Date: ____________________",
        "By: ______________________",
        "John Brown, Sheriff",
        "Date: ____________________",
    ]
    assert {paragraph.kind for paragraph in document.paragraphs[1:]} == {"signature"}


def test_blanks_in_running_text_are_kept(tmp_path: Path) -> None:
    text = "The officer shall serve ____ hours each week at ________ School."
    [paragraph] = read(lines(tmp_path / "blank.pdf", [(72, 700, text)])).paragraphs
    assert paragraph.text == text
    assert paragraph.kind == "body"


def test_struck_text_is_known(tmp_path: Path) -> None:
    path = tmp_path / "struck.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(72, 700, "The fee is $90,000 $120,000 a year.")
    start = 72 + canvas.stringWidth("The fee is ", "Times-Roman", 12)
    canvas.line(start, 703.5, start + canvas.stringWidth("$90,000", "Times-Roman", 12), 703.5)
    canvas.showPage()
    canvas.save()
    [paragraph] = read(path).paragraphs
    assert [paragraph.text[a:b] for a, b in paragraph.struck] == ["$90,000"]


def test_an_underlined_line_is_a_heading_and_not_struck(tmp_path: Path) -> None:
    path = tmp_path / "underlined.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(72, 700, "Training of Officers")
    canvas.line(72, 698.2, 72 + canvas.stringWidth("Training of Officers", "Times-Roman", 12), 698.2)
    canvas.drawString(72, 676, "Each officer shall be trained before the school year begins.")
    canvas.showPage()
    canvas.save()
    heading, body = read(path).paragraphs
    assert (heading.kind, heading.struck) == ("heading", ())
    assert body.headings == ("Training of Officers",)


def test_form_values_stand_where_they_show(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    form = canvas.acroForm
    canvas.drawString(72, 700, "Name of the officer:")
    form.textfield(name="officer", x=190, y=695, width=150, height=18, value="Dana Lee", borderWidth=0)
    canvas.drawString(72, 670, "Hours each week:")
    form.textfield(name="hours", x=190, y=665, width=60, height=18, value="", borderWidth=0)
    canvas.drawString(100, 640, "The officer is armed.")
    form.checkbox(name="armed", x=72, y=636, size=16, checked=True)
    canvas.drawString(100, 610, "The officer drives students.")
    form.checkbox(name="drives", x=72, y=606, size=16, checked=False)
    form.textfield(name="remarks", tooltip="Remarks", x=72, y=560, width=300, height=18, value="None so far.")
    canvas.showPage()
    canvas.save()
    document = read(path)
    assert texts(document) == [
        "Name of the officer: Dana Lee",
        "Hours each week: ____",
        "☒ The officer is armed.",
        "☐ The officer drives students.",
        "Remarks: None so far.",
    ]
    assert document.paragraphs[-1].kind == "form-field"
    assert document.paragraphs[-1].boxes[0].x0 == pytest.approx(72, abs=1)


def test_notes_of_reviewers(tmp_path: Path) -> None:
    import pypdf
    from pypdf.annotations import FreeText, Highlight
    from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

    path = lines(tmp_path / "plain.pdf", [(72, 700, "The officer shall wear a uniform."), (72, 660, "The end.")])
    writer = pypdf.PdfWriter(clone_from=path)
    writer.add_annotation(0, FreeText(text="Body camera required", rect=(300, 500, 450, 520)))
    quad = ArrayObject([FloatObject(value) for value in (72, 710, 300, 710, 72, 697, 300, 697)])
    highlight = Highlight(rect=(72, 697, 300, 710), quad_points=quad)
    highlight[NameObject("/Contents")] = TextStringObject("Which uniform?")
    writer.add_annotation(0, highlight)
    noted = tmp_path / "noted.pdf"
    writer.write(noted)
    document = read(noted)
    assert only(document, "Body camera").kind == "annotation"
    assert document.comments == ("Which uniform?",)


def test_footnotes_do_not_interrupt_the_text(tmp_path: Path) -> None:
    path = tmp_path / "notes.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    canvas.setFont("Times-Roman", 11)
    for row in range(30):
        canvas.drawString(72, 720 - 18 * row, f"Clause number {row} of this long agreement binds both of the parties.")
    canvas.drawString(72, 174, "The officer shall keep to the rules of the district")
    width = canvas.stringWidth("The officer shall keep to the rules of the district", "Times-Roman", 11)
    canvas.setFont("Times-Roman", 6.5)
    canvas.drawString(72 + width, 178, "1")
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(72 + width + 7, 174, "and of the county, as they were set out and as")
    canvas.setFont("Times-Roman", 8.5)
    canvas.drawString(72, 100, "1 Policy 4.2 of the district.")
    canvas.showPage()
    canvas.setFont("Times-Roman", 11)
    canvas.drawString(72, 720, "they are changed from time to time.")
    canvas.showPage()
    canvas.save()
    document = read(path)
    joined = only(document, "The officer shall keep")
    assert joined.text == (
        "The officer shall keep to the rules of the district and of the county, as they were set out and as "
        "they are changed from time to time."
    )
    assert {box.page for box in joined.boxes} == {1, 2}
    assert only(document, "1 Policy").kind == "footnote"


def test_headers_footers_and_watermarks_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "furniture.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    for page in range(1, 5):
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(72, 752, "Agreement No. 17")
        canvas.drawCentredString(306, 36, f"Page {page} of 4")
        canvas.saveState()
        canvas.translate(300, 400)
        canvas.rotate(45)
        canvas.setFont("Helvetica-Bold", 80)
        canvas.setFillGray(0.9)
        canvas.drawCentredString(0, 0, "DRAFT")
        canvas.restoreState()
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 700, f"Clause {page} says what is agreed.")
        canvas.showPage()
    canvas.save()
    document = read(path)
    assert texts(document) == [f"Clause {page} says what is agreed." for page in range(1, 5)]
    said = " ".join(document.notices)
    assert "Agreement No. #" in said
    assert "page numbers on 4 pages" in said
    assert "DRAFT" in said


def test_fake_bold_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "bold.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    for shift in (0, 0.3, 0.6):
        canvas.drawString(72 + shift, 700, "The officer walks the halls.")
    canvas.showPage()
    canvas.save()
    assert texts(read(path)) == ["The officer walks the halls."]


def test_a_table_names_its_columns_in_each_row(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    rows = [("School", "Hours"), ("Lincoln High School", "8 to 4"), ("Oak Elementary", "9 to 3")]
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            canvas.rect(72 + 200 * column, 680 - 20 * number, 200, 20)
            canvas.drawString(76 + 200 * column, 686 - 20 * number, cell)
    canvas.showPage()
    canvas.save()
    document = read(path)
    assert texts(document) == [
        "School; Hours",
        "School: Lincoln High School; Hours: 8 to 4",
        "School: Oak Elementary; Hours: 9 to 3",
    ]
    row = document.paragraphs[1]
    assert row.kind == "table-row"
    assert [row.text[word.start : word.end] for word in row.words] == ["Lincoln", "High", "School", "8", "to", "4"]
    assert row.words[3].boxes[0].x0 == pytest.approx(276, abs=1)


def test_passwords(tmp_path: Path) -> None:
    import pypdf

    plain = lines(tmp_path / "plain.pdf", [(72, 700, "The officer walks the halls.")])
    writer = pypdf.PdfWriter(clone_from=plain)
    writer.encrypt("geheim", algorithm="AES-256")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    assert texts(read(locked, password="geheim")) == ["The officer walks the halls."]
    for password, words in ((None, "--password"), ("wrong", "does not open")):
        with pytest.raises(UnreadableFile, match=words) as caught:
            read(locked, password=password)
        assert caught.value.kind == "encrypted"


def test_damaged_files_say_so(tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 4)
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.kind == "damaged"


def test_junk_before_the_header_is_no_obstacle(tmp_path: Path) -> None:
    plain = lines(tmp_path / "plain.pdf", [(72, 700, "The officer walks the halls.")])
    junk = tmp_path / "junk.pdf"
    junk.write_bytes(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n" * 60 + plain.read_bytes())
    assert texts(read(junk)) == ["The officer walks the halls."]


def test_limits_on_pages_and_characters(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    for number in range(4):
        canvas.drawString(72, 700, "words " * (200 if number == 1 else 3))
        canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableFile) as caught:
        read(path, max_pages=3)
    assert caught.value.kind == "too-large"
    document = read(path, max_page_characters=500)
    assert [page.page for page in document.unread_pages] == [2]


def test_pages_that_are_blank_are_not_unread(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    canvas.drawString(72, 700, "The officer walks the halls.")
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    document = read(path)
    assert len(document.pages) == 2
    assert document.unread_pages == ()
