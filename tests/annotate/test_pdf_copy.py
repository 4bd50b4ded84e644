"""An annotated copy is the same document: its text, notes, bookmarks, fields, pages; and what is added works."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from made import made_report
from pdf_files import KINDS
from pypdf import PdfReader
from reading_back import highlights

from sro_nlp import extract, load_catalogue
from sro_nlp.annotate import ANNOTATORS, AnnotatedCopy, AnnotateOptions
from sro_nlp.errors import OutputError
from sro_nlp.report.paper import report_pages

CATALOGUE = load_catalogue()


def annotated(path: Path, kind: str, **options: object) -> tuple[bytes, AnnotatedCopy]:
    source = KINDS[kind]()
    path.write_bytes(source)
    document = extract(path)
    review = made_report(document, CATALOGUE)
    settings = AnnotateOptions(**{"report_pages": report_pages(review, CATALOGUE), **options})
    return source, ANNOTATORS["pdf"](source, document, review, CATALOGUE, settings)


def texts(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as file:
        return [page.extract_text() for page in file.pages]


def titles(outline: list) -> list:
    return [titles(item) if isinstance(item, list) else item.title for item in outline]


@pytest.mark.parametrize(
    ("kind", "place"), [*((kind, "first") for kind in KINDS), ("furnished", "last"), ("two columns", "none")]
)
def test_the_text_of_every_page_stays_as_it_was(tmp_path, kind, place):
    source, copy = annotated(tmp_path / "made.pdf", kind, report=place)
    before, after = texts(source), texts(copy.content)
    added = len(after) - len(before)
    assert (added == 0) == (place == "none")
    assert (after[added:] if place == "first" else after[: len(before)]) == before
    if place != "none":
        report = "\n".join(after[:added] if place == "first" else after[-added:])
        assert all(leaf.title.split()[0] in report for leaf in CATALOGUE.requirements)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_keep_their_boxes_and_their_turn(tmp_path, kind):
    source, copy = annotated(tmp_path / "made.pdf", kind)
    before, after = PdfReader(io.BytesIO(source)).pages, PdfReader(io.BytesIO(copy.content)).pages
    added = len(after) - len(before)
    for old, new in zip(before, after[added:], strict=True):
        assert (old.mediabox, old.cropbox, old.rotation) == (new.mediabox, new.cropbox, new.rotation)
    for page in after[:added]:
        assert (page.rotation, tuple(page.cropbox)) == (0, (0, 0, 612, 792))


@pytest.mark.parametrize("place", ["first", "last"])
def test_notes_bookmarks_and_fields_stay_and_pages_keep_their_labels(tmp_path, place):
    source, copy = annotated(tmp_path / "made.pdf", "furnished", report=place)
    before, after = PdfReader(io.BytesIO(source)), PdfReader(io.BytesIO(copy.content))
    assert after.get_form_text_fields() == before.get_form_text_fields() == {"field0": "a value", "field1": "a value"}
    assert titles(after.outline)[:2] == titles(before.outline) == ["Chapter one", ["Section"]]
    added = len(after.pages) - len(before.pages)
    first = added if place == "first" else 0
    assert after.get_destination_page_number(after.outline[0]) == first
    assert after.page_labels[first : first + 2] == before.page_labels == ["A-5", "A-6"]
    kinds = [[note.get_object()["/Subtype"] for note in page["/Annots"]] for page in after.pages[first : first + 2]]
    assert kinds[0][:2] == ["/Widget", "/Text"]
    assert kinds[1][0] == "/Widget"


def test_the_pages_of_a_contract_without_labels_keep_the_numbers_that_the_report_cites(tmp_path):
    _, copy = annotated(tmp_path / "made.pdf", "plain")
    labels = PdfReader(io.BytesIO(copy.content)).page_labels
    added = labels.index("1")
    assert labels[0] == "Review i"
    assert labels[added:] == [str(number) for number in range(1, len(labels) - added + 1)]


def test_each_highlight_says_what_it_is_and_has_its_popup_and_appearance(tmp_path):
    _, copy = annotated(tmp_path / "made.pdf", "table", date=date(2025, 7, 1))
    found = highlights(copy.content)
    assert len({one.entry["/NM"] for one in found}) == len(found) > 8
    looks = {}
    for one in found:
        entry = one.entry
        assert (entry["/T"], entry["/F"], entry["/M"]) == ("sro-nlp", 4, "D:20250701000000Z")
        leaf = CATALOGUE.requirement(one.name.rsplit("-", 1)[0])
        assert entry["/Contents"].startswith(f"{leaf.id} {leaf.title}")
        assert leaf.text in entry["/Contents"]
        assert "Score: 0.90" in entry["/Contents"]
        popup = entry["/Popup"]
        assert popup["/Subtype"] == "/Popup"
        assert popup["/Parent"]["/NM"] == entry["/NM"]
        form = entry["/AP"]["/N"]
        assert form["/Resources"]["/ExtGState"]["/Multiply"]["/BM"] == "/Multiply"
        x0, y0, x1, y1 = entry["/Rect"]
        for quad in one.quads:
            assert x0 <= min(quad[::2]) <= max(quad[::2]) <= x1
            assert y0 <= min(quad[1::2]) <= max(quad[1::2]) <= y1
        looks[entry["/Subj"].rsplit(": ", 1)[1]] = (form.get_data(), tuple(entry["/C"]))
    # A conflict is outlined and waved, a part is underlined with dashes: told apart without colour.
    assert b"re S" in looks["conflict"][0]
    assert b"re S" not in looks["full"][0] + looks["partial"][0]
    assert b"] 0 d" in looks["partial"][0]
    assert looks["conflict"][1] not in {looks["full"][1], looks["partial"][1]}


def test_passages_that_share_words_each_paint_a_band_of_their_own(tmp_path):
    _, copy = annotated(tmp_path / "made.pdf", "plain", report="none")
    painted: dict[tuple[int, str], int] = {}
    for one in highlights(copy.content):
        for line in one.entry["/AP"]["/N"].get_data().decode().splitlines():
            if line.endswith("re f"):
                painted[one.page, line] = painted.get((one.page, line), 0) + 1
    assert set(painted.values()) == {1}


@pytest.mark.parametrize("place", ["first", "last"])
def test_links_of_the_report_and_bookmarks_lead_to_the_highlights(tmp_path, place):
    source, copy = annotated(tmp_path / "made.pdf", "plain", report=place)
    reader = PdfReader(io.BytesIO(copy.content))
    total = len(PdfReader(io.BytesIO(source)).pages)
    added = len(reader.pages) - total
    report = range(added) if place == "first" else range(total, total + added)
    numbers = {page.indirect_reference.idnum: index for index, page in enumerate(reader.pages)}
    targets = set()
    for index in report:
        for note in reader.pages[index].get("/Annots", []):
            link = note.get_object()
            assert link["/Subtype"] == "/Link"
            assert "/A" not in link
            targets.add(numbers[link["/Dest"].get_object()[0].idnum])
    assert targets - set(report) == {one.page for one in highlights(copy.content)}
    own = reader.outline[-2:] if isinstance(reader.outline[-1], list) else reader.outline[-1:]
    assert own[0].title == "Contract review"
    provisions = [item.title for item in own[1] if not isinstance(item, list)]
    assert [title.split(".")[0] for title in provisions] == [one.id for one in CATALOGUE.provisions]
    assert b"sro-nlp:" not in copy.content


def test_the_same_input_gives_the_same_bytes_and_a_date_shows(tmp_path):
    one, two = (annotated(tmp_path / "made.pdf", "furnished")[1].content for _ in range(2))
    dated = annotated(tmp_path / "made.pdf", "furnished", date=date(2025, 7, 1))[1].content
    assert one == two
    assert dated != one
    ids = [PdfReader(io.BytesIO(data)).trailer["/ID"] for data in (one, dated)]
    assert ids[0][0] == ids[1][0]
    assert ids[0][1] != ids[1][1]


def test_a_file_with_junk_before_its_header_gives_a_sound_copy(tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(b"junk of a mail\r\n" + KINDS["table"]())
    document = extract(path)
    review = made_report(document, CATALOGUE)
    copy = ANNOTATORS["pdf"](path.read_bytes(), document, review, CATALOGUE, AnnotateOptions(report="none"))
    assert copy.content.startswith(b"%PDF-1.")
    assert highlights(copy.content)


def test_an_annotated_copy_is_not_annotated_again(tmp_path):
    _, copy = annotated(tmp_path / "made.pdf", "plain", report="none")
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy.content)
    document = extract(path)
    with pytest.raises(OutputError, match="already"):
        ANNOTATORS["pdf"](
            copy.content, document, made_report(document, CATALOGUE), CATALOGUE, AnnotateOptions(report="none")
        )
