"""The words under each highlight are the words of its evidence: all of them, and no others."""

from __future__ import annotations

import io
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from made import GRADES, evidence, made_report, passages_of, placed_words, report_of
from pdf_files import KINDS, plain
from reading_back import Letters, highlights, same_words

from sro_nlp import Reviewer, extract, load_catalogue
from sro_nlp.annotate import ANNOTATORS, AnnotatedCopy, AnnotateOptions
from sro_nlp.document import Document
from sro_nlp.errors import ModelError
from sro_nlp.findings import GapReport
from sro_nlp.report.paper import report_pages

HERE = Path(__file__).parents[2]
SHARED = HERE.parent / "shared" / "documents"
CATALOGUE = load_catalogue()
CONTRACTS = [HERE / "examples" / f"{name}.pdf" for name in ("complete", "draft", "old")]
CONTRACTS += [SHARED / "real" / "WW_Shared_Services_Agreement_2018_06_21.pdf"]
AWKWARD = (
    "docling__multi_page",
    "pdfjs__issue19207",
    "pdfminer__jo",
    "plumber__issue-463-example",
    "plumber__issue-53-example",
    "plumber__la-precinct-bulletin-2014-p1",
    "plumber__nics-background-checks-2015-11-rotated",
    "samplefiles__multicolumn",
    "tika__testPDFPackage",
)


def copy_of(source: bytes, document: Document, review: GapReport, **options: object) -> AnnotatedCopy:
    if options.get("report") != "none":
        options["report_pages"] = report_pages(review, CATALOGUE)
    return ANNOTATORS["pdf"](source, document, review, CATALOGUE, AnnotateOptions(**options))


def wrong_passages(copy: bytes, document: Document, report: GapReport) -> dict[str, tuple[str, list[str]]]:
    """The passages of which an independent reader finds other words under the highlights than they have."""
    lines: dict[str, list[str]] = {}
    with Letters(copy) as letters:
        for highlight in highlights(copy):
            lines.setdefault(highlight.name, []).extend(letters.under(highlight.page, highlight.quads))
    wanted = {name: placed_words(document, item) for name, item in passages_of(report).items()}
    assert set(lines) == {name for name, words in wanted.items() if words}
    return {
        name: (words, lines[name]) for name, words in wanted.items() if words and not same_words(lines[name], words)
    }


@pytest.fixture(scope="module")
def reviewer() -> Reviewer:
    reviewer = Reviewer(CATALOGUE)
    try:
        _ = reviewer.detector
    except ModelError as error:
        pytest.skip(f"no model: {error}")
    return reviewer


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem[:12])
def test_the_findings_of_contracts_are_highlighted_word_for_word(reviewer, path):
    if not path.exists():
        pytest.skip("this document does not lie beside the checkout")
    before = path.read_bytes()
    document, report = reviewer.examine(path)
    copy = copy_of(before, document, report)
    assert copy.marked == len(passages_of(report)) > 3
    assert wrong_passages(copy.content, document, report) == {}
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", KINDS)
def test_any_words_of_any_kind_of_page_are_highlighted_exactly(tmp_path, kind):
    path = tmp_path / "made.pdf"
    path.write_bytes(KINDS[kind]())
    document = extract(path)
    report = made_report(document, CATALOGUE)
    assert len(passages_of(report)) >= 4
    copy = copy_of(path.read_bytes(), document, report, report="none")
    assert wrong_passages(copy.content, document, report) == {}


@pytest.mark.parametrize("name", AWKWARD)
def test_words_of_awkward_files_are_highlighted_exactly(name):
    path = SHARED / "awkward" / "pdf" / f"{name}.pdf"
    if not path.exists():
        pytest.skip("this document does not lie beside the checkout")
    document = extract(path, ocr=False)
    report = made_report(document, CATALOGUE, most=120)
    copy = copy_of(path.read_bytes(), document, report, report="none")
    assert wrong_passages(copy.content, document, report) == {}


def test_a_passage_over_two_pages_has_a_highlight_on_each(tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(KINDS["long"]())
    document = extract(path)
    (over,) = document.paragraphs
    end = next(word.end for word in over.words if word.boxes[0].page == 3)
    item = evidence(over, over.words[40].start, end, "partial")
    report = report_of(document, CATALOGUE, {CATALOGUE.ids[0]: [item]})
    copy = copy_of(path.read_bytes(), document, report, report="none")
    found = highlights(copy.content)
    assert [one.page for one in found] == [0, 1, 2]
    assert [one.entry["/Contents"].splitlines()[-1][:11] for one in found] == [f"Part {n} of 3" for n in (1, 2, 3)]
    assert wrong_passages(copy.content, document, report) == {}


def test_the_number_of_a_footnote_is_not_under_the_highlight(tmp_path):
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    path = tmp_path / "made.pdf"
    text = "The Agency shall tell the Board<super>1</super> of each arrest, and the Board shall tell the parents of it."
    SimpleDocTemplate(str(path), invariant=1).build([Paragraph(text), Paragraph("<super>1</super> Of the District.")])
    document = extract(path)
    report = made_report(document, CATALOGUE)
    copy = copy_of(path.read_bytes(), document, report, report="none")
    assert wrong_passages(copy.content, document, report) == {}


def test_a_line_has_one_quadrilateral_and_the_next_line_begins_below_it(tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(KINDS["tight lines"]())
    document = extract(path)
    longest = max(document.paragraphs, key=lambda one: len(one.boxes))
    item = evidence(longest, longest.words[1].start, len(longest.text), "full")
    report = report_of(document, CATALOGUE, {CATALOGUE.ids[0]: [item]})
    found = highlights(copy_of(path.read_bytes(), document, report, report="none").content)
    quads = [quad for one in found for quad in one.quads]
    assert len(quads) == len(longest.boxes)
    for upper, lower in pairwise(quads):
        assert lower[1] <= upper[5] + 0.01
    for quad in quads:
        x_left, y_top, x_right, y_same, x_below, y_below, x_last, y_last = quad
        assert (x_left, y_top, x_right, y_below) == (x_below, y_same, x_last, y_last)
        assert x_left < x_right
        assert y_below < y_top


@pytest.mark.parametrize(("kind", "step"), [("rotated 90", (0, 1)), ("rotated 180", (-1, 0)), ("rotated 270", (0, -1))])
def test_quadrilaterals_run_as_the_text_runs(tmp_path, kind, step):
    path = tmp_path / "made.pdf"
    path.write_bytes(KINDS[kind]())
    document = extract(path)
    copy = copy_of(path.read_bytes(), document, made_report(document, CATALOGUE), report="none")
    for highlight in highlights(copy.content):
        for quad in highlight.quads:
            along, down = (quad[2] - quad[0], quad[3] - quad[1]), (quad[4] - quad[0], quad[5] - quad[1])
            assert along[0] * step[0] + along[1] * step[1] > 0
            assert down[0] * step[1] - down[1] * step[0] > 0


def test_scanned_pages_are_highlighted_where_the_words_are(tmp_path):
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed")
    import pypdfium2
    from reportlab.lib.pagesizes import LETTER
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    digital = KINDS["table"]()
    with pypdfium2.PdfDocument(digital) as document:
        picture = document[0].render(scale=200 / 72).to_pil()
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=LETTER, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, *LETTER)
    canvas.save()
    scanned = extract(path)
    assert scanned.pages[0].ocr
    prose = [one for one in scanned.paragraphs if len(one.words) > 12]
    items = [evidence(one, one.words[2].start, one.words[-3].end, GRADES[n % 3]) for n, one in enumerate(prose)]
    report = report_of(scanned, CATALOGUE, dict(zip(CATALOGUE.ids, [[item] for item in items], strict=False)))
    copy = copy_of(path.read_bytes(), scanned, report, report="none")
    wanted = passages_of(report)
    with Letters(digital) as letters:
        for highlight in highlights(copy.content):
            assert same_words(list(letters.under(0, highlight.quads)), wanted[highlight.name].text)
    assert len(highlights(copy.content)) == len(items) >= 3


def test_evidence_without_a_place_is_told_and_not_marked(tmp_path):
    from dataclasses import replace

    path = tmp_path / "made.pdf"
    path.write_bytes(plain())
    read = extract(path)
    document = replace(read, paragraphs=tuple(replace(one, words=(), boxes=()) for one in read.paragraphs))
    item = replace(evidence(read.paragraphs[0], 0, 9, "full"), boxes=())
    copy = copy_of(path.read_bytes(), document, report_of(document, CATALOGUE, {CATALOGUE.ids[0]: [item]}))
    assert copy.marked == 0
    assert any("1 of 1 passages" in notice for notice in copy.notices)
    assert io.BytesIO(copy.content).read(5) == b"%PDF-"
