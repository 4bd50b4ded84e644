"""Annotated Word copies of the examples and of a file that holds a passage in every kind of place."""

import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from lxml import etree
from made import evidence, report_of
from word_files import W, comment_marks, comments, fold, is_marked, looks, marked_words, members, part, texts

from sro_nlp import load_catalogue
from sro_nlp.annotate import ANNOTATORS, AnnotateOptions
from sro_nlp.annotating import CopyOptions, annotated_copy
from sro_nlp.errors import OutputError
from sro_nlp.extract import extract
from sro_nlp.reviewer import Reviewer

EXAMPLES = Path(__file__).parents[2] / "examples"
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def reviewer():
    return Reviewer(CATALOGUE)


@pytest.fixture(scope="module", params=["complete", "draft", "old"])
def example(request, reviewer):
    path = EXAMPLES / f"{request.param}.docx"
    document, report = reviewer.examine(path)
    copy = ANNOTATORS["docx"](path.read_bytes(), document, report, CATALOGUE, AnnotateOptions(suggest=True))
    return path, document, report, copy


def test_each_passage_is_highlighted_and_has_a_comment(example):
    path, document, report, _ = example
    copy = ANNOTATORS["docx"](path.read_bytes(), document, report, CATALOGUE, AnnotateOptions())
    marked = marked_words(part(copy.content, "word/document.xml"))
    by_paragraph = {}
    for finding in report.findings:
        for item in finding.evidence:
            by_paragraph.setdefault(item.paragraph, []).append(item)
    paragraphs = {paragraph.id: paragraph for paragraph in document.paragraphs}
    for number, items in by_paragraph.items():
        paragraph = paragraphs[number]
        start = min(item.start for item in items)
        if paragraph.kind == "table-row" or any(item.start > items[0].end for item in items):
            continue
        counted = paragraph.anchor.nodes[0].start
        expected = paragraph.text[max(start, counted) : max(item.end for item in items)]
        assert marked[paragraph.anchor.index] == fold(expected)
    said = comments(copy.content)
    assert len(said) == copy.marked == sum(len(finding.evidence) for finding in report.findings)
    assert {entry[:2] for entry in said.values()} == {("sro-nlp", "SRO")}
    first = next(finding for finding in report.findings if finding.evidence)
    lines = next(iter(said.values()))[3]
    assert lines[0] == f"{first.id} {first.title}"
    assert any(line.startswith("Status: ") for line in lines)
    assert any(line.startswith(f"Score: {first.evidence[0].score:.2f}") for line in lines)


def test_text_and_formatting_are_as_they_were(example):
    path, document, report, _ = example
    source = path.read_bytes()
    copy = ANNOTATORS["docx"](source, document, report, CATALOGUE, AnnotateOptions())
    before, after = members(source), members(copy.content)
    assert texts(part(source, "word/document.xml")) == texts(part(copy.content, "word/document.xml"))
    assert looks(part(source, "word/document.xml")) == looks(part(copy.content, "word/document.xml"))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "word/comments.xml"}
    assert docx.Document(BytesIO(copy.content)).paragraphs  # another reader opens it


def test_with_all_suggestions_accepted_nothing_is_missing(example, reviewer, tmp_path):
    _, document, report, copy = example
    target = tmp_path / "copy.docx"
    target.write_bytes(copy.content)
    accepted = reviewer.review(target)
    assert accepted.summary.missing == 0
    assert accepted.summary.present > report.summary.present or report.summary.present == len(report.findings)
    rejected = extract(target, isolate=False, tracked_changes="original")
    assert [p.text for p in rejected.paragraphs] == [p.text for p in document.paragraphs]


def test_suggestions_stand_behind_their_provision_in_its_numbering(example):
    _, document, report, copy = example
    root = part(copy.content, "word/document.xml")
    new = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}rPr/{W}ins") is not None]
    order = {element: number for number, element in enumerate(root.iter(f"{W}p"))}
    text_of = {p: "".join(t.text for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")}
    body = {p.id: p for p in document.paragraphs}
    for provision in report.provisions:
        last = max((e.paragraph for f in provision.requirements for e in f.evidence), default=None)
        for finding in provision.requirements:
            if finding.status not in ("missing", "partial", "conflict"):
                continue
            suggested = CATALOGUE.requirement(finding.id).suggested
            (found,) = [p for p in new if text_of[p] == suggested]
            if last is not None:
                counted = body[last].anchor.nodes[0].start
                anchor = next(p for p in text_of if body[last].text[counted:] == fold(text_of[p]))
                assert order[found] > order[anchor]
            style = found.find(f"{W}pPr/{W}pStyle")
            assert style is not None
            assert style.get(f"{W}val") in ("Clause", "ClauseItem", "Normal")
    assert all({run.getparent().tag for run in p.iter(f"{W}r")} == {f"{W}ins"} for p in new)
    assert {p.find(f"{W}pPr/{W}rPr/{W}ins").get(f"{W}author") for p in new} <= {"sro-nlp"}
    assert comment_marks(root)


def test_the_date_is_the_one_given():
    path = EXAMPLES / "draft.docx"
    document = extract(path, isolate=False)
    report = report_of(document, CATALOGUE, {"1.2": [evidence(document.paragraphs[5], 3, 30, "partial")]})
    options = AnnotateOptions(suggest=True, date=date(2025, 7, 1))
    copy = ANNOTATORS["docx"](path.read_bytes(), document, report, CATALOGUE, options)
    assert {said[2] for said in comments(copy.content).values()} == {"2025-07-01T00:00:00Z"}
    inserted = part(copy.content, "word/document.xml").iter(f"{W}ins")
    assert {element.get(f"{W}date") for element in inserted} == {"2025-07-01T00:00:00Z"}


def test_a_conflict_is_framed_and_wins_over_what_shares_its_words():
    path = EXAMPLES / "draft.docx"
    document = extract(path, isolate=False)
    paragraph = document.paragraphs[5]
    by_leaf = {"1.2": [evidence(paragraph, 3, 30, "full")], "8": [evidence(paragraph, 20, 50, "conflict")]}
    copy = ANNOTATORS["docx"](
        path.read_bytes(), document, report_of(document, CATALOGUE, by_leaf), CATALOGUE, AnnotateOptions()
    )
    runs = [run for run in part(copy.content, "word/document.xml").iter(f"{W}r") if is_marked(run)]
    framed = [run for run in runs if run.find(f"{W}rPr/{W}bdr") is not None]
    said = ["".join(t.text for t in run.iter(f"{W}t")) for run in framed]
    assert "".join(said) == paragraph.text[20:50]
    assert all("Also marked here" in entry[3][-1] for entry in comments(copy.content).values())


def test_a_copy_is_not_annotated_again(example, tmp_path, reviewer):
    target = tmp_path / "copy.docx"
    target.write_bytes(example[3].content)
    with pytest.raises(OutputError, match="annotated copy already"):
        annotated_copy(reviewer, target, CopyOptions())


def test_suggestions_are_for_word_files_only(tmp_path, reviewer):
    with pytest.raises(OutputError, match="Word files only"):
        annotated_copy(reviewer, EXAMPLES / "draft.pdf", CopyOptions(suggest=True))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_converts_the_copy_without_losing_a_word(tmp_path):
    path = places_file(tmp_path)
    document = extract(path, isolate=False)
    copy = every_place(path, document)
    target = tmp_path / "copy.docx"
    target.write_bytes(copy.content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "txt:Text",
         "--outdir", str(tmp_path / "out"), str(path), str(target)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    before, after = ((tmp_path / "out" / name).read_text(encoding="utf-8-sig") for name in ("places.txt", "copy.txt"))
    assert before.strip()
    assert before == after


def places_file(folder):
    """A file with a passage in a nested table, hyperlink, content controls, text box and tracked insertion."""
    made = docx.Document()
    made.add_paragraph("The heading of it all")
    body = made.element.body
    for xml in PLACES:
        body.insert(len(body) - 1, etree.fromstring(f'<w:root xmlns:w="{W[1:-1]}" {SPACES}>{xml}</w:root>')[0])
    made.add_paragraph("The last paragraph stands here.")
    path = folder / "places.docx"
    made.save(path)
    return path


SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
CELL = '<w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>'
TABLE = "<w:tblPr/><w:tblGrid><w:gridCol w:w='4000'/></w:tblGrid>"
PLACES = [
    f"<w:tbl>{TABLE}<w:tr><w:tc>{CELL}<w:tbl>{TABLE}<w:tr><w:tc>{CELL}<w:p><w:r><w:t>Words of a nested table stand "
    "here.</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
    '<w:p><w:r><w:t xml:space="preserve">Before it a </w:t></w:r><w:hyperlink w:anchor="x"><w:r><w:rPr><w:b/><w:u '
    'w:val="single"/></w:rPr><w:t>link in words of law</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> and '
    "behind it.</w:t></w:r></w:p>",
    "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>A control around whole paragraphs holds this.</w:t></w:r></w:p>"
    "</w:sdtContent></w:sdt>",
    '<w:p><w:r><w:t xml:space="preserve">Within a line </w:t></w:r><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>a control '
    "with a choice</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t xml:space='preserve"
    "'> is set.</w:t></w:r></w:p>",
    '<w:p><w:r><w:t>An anchor of a box.</w:t></w:r><w:r><w:pict><v:shape style="width:200pt;height:60pt"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>In a text box stand these words.</w:t></w:r></w:p></w:txbxContent></v:textbox>"
    "</v:shape></w:pict></w:r></w:p>",
    '<w:p><w:ins w:id="90" w:author="Counsel" w:date="2024-01-01T00:00:00Z"><w:r><w:t>Another author set in these '
    'words.</w:t></w:r></w:ins><w:del w:id="91" w:author="Counsel" w:date="2024-01-01T00:00:00Z"><w:r><w:delText> And '
    "struck these.</w:delText></w:r></w:del></w:p>",
]


def every_place(path, document):
    passages = document.paragraphs[1:-1]
    by_leaf = {
        leaf: [evidence(p, 3, len(p.text) - 2, "full")] for leaf, p in zip(CATALOGUE.ids, passages, strict=False)
    }
    report = report_of(document, CATALOGUE, by_leaf)
    return ANNOTATORS["docx"](path.read_bytes(), document, report, CATALOGUE, AnnotateOptions())


def test_every_kind_of_place_is_marked_and_comments_stand_where_they_may(tmp_path):
    path = places_file(tmp_path)
    document = extract(path, isolate=False)
    copy = every_place(path, document)
    root = part(copy.content, "word/document.xml")
    marked = marked_words(root)
    passages = document.paragraphs[1:-1]
    assert copy.marked == len(passages) == 7
    for paragraph in passages:
        assert marked[paragraph.anchor.index] == paragraph.text[3:-2].strip()
    marks = comment_marks(root)
    assert list(marks.values()) == [["commentRangeStart", "commentRangeEnd", "commentReference"]] * 7
    for mark in root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"):
        within = {etree.QName(ancestor).localname for ancestor in mark.iterancestors()}
        assert "txbxContent" not in within
        assert "sdt" not in within
    bold = next(run for run in root.iter(f"{W}r") if run.find(f"{W}rPr/{W}u") is not None)
    assert [etree.QName(child).localname for child in bold.find(f"{W}rPr")] == ["b", "u", "shd"]
    assert len(list(root.iter(f"{W}del"))) == 1
