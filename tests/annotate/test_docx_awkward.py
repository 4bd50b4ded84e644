"""Marks on the awkward Word files that lie beside the checkout: exactly the words, and nothing else changed."""

import zipfile
from pathlib import Path

import pytest
from passages import spread
from word_files import W, comment_marks, comments, fold, looks, marked_words, members, part, texts

from sro_nlp import load_catalogue
from sro_nlp.annotate import ANNOTATORS, AnnotateOptions
from sro_nlp.extract import extract

FOLDER = Path(__file__).parents[3] / "shared" / "documents" / "awkward"
FILES = [
    file
    for folder in ("docx", "docm", "dotx")
    for file in sorted((FOLDER / folder).glob("*"))
    if zipfile.is_zipfile(file) and "fuzz" not in file.name
]
CATALOGUE = load_catalogue()

pytestmark = pytest.mark.skipif(not FILES, reason="the awkward documents do not lie beside the checkout")


@pytest.fixture(scope="module", params=FILES, ids=lambda file: file.name)
def read(request):
    return request.param, extract(request.param, isolate=False)


def copy_of(file, document, report, **options):
    return ANNOTATORS["docx"](file.read_bytes(), document, report, CATALOGUE, AnnotateOptions(**options))


def has_formula(file, anchor):
    """Whether a formula stands in the paragraph: its letters are no words, and are not marked."""
    paragraph = list(part(file.read_bytes(), anchor.part).iter(f"{W}p"))[anchor.index]
    return any("officeDocument/2006/math" in str(element.tag) for element in paragraph.iter())


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "inner"])
def test_the_marked_words_are_the_evidence(read, whole):
    file, document = read
    passages, report = spread(document, CATALOGUE, whole=whole)
    copy = copy_of(file, document, report)
    assert copy.marked == len(passages)
    marked = {name: marked_words(part(copy.content, name)) for name in {p.anchor.part for p, _ in passages}}
    for paragraph, evidence in passages:
        anchor, start, end = paragraph.anchor, evidence.start, evidence.end
        numbers = dict.fromkeys(anchor.paragraphs or [anchor.index])
        said = " ".join(marked[anchor.part][number] for number in numbers if number in marked[anchor.part])
        expected = paragraph.text[start:end]
        if paragraph.kind == "table-row":  # a row's text repeats the words of the header, which stand elsewhere
            nodes = [n for n in anchor.nodes if n.end > start and n.start < end]
            expected = " ".join(paragraph.text[max(n.start, start) : min(n.end, end)] for n in nodes)
            said, expected = said.replace(" ", ""), expected.replace(" ", "")
        if paragraph.kind == "footnote":  # its number is counted by Word
            expected = expected[max(0, anchor.nodes[0].start - start) :]
        if not has_formula(file, anchor):
            assert fold(said) == fold(expected)


def test_nothing_else_changes(read):
    file, document = read
    source = file.read_bytes()
    copy = copy_of(file, document, spread(document, CATALOGUE, whole=False)[1])
    before, after = members(source), members(copy.content)
    parts = {p.anchor.part for p in document.paragraphs if p.anchor is not None}
    own = {n for n in after if n == "[Content_Types].xml" or n.endswith(("document.xml.rels", "comments.xml"))}
    main = next(name for name in parts | {"word/document.xml"} if name.endswith("document.xml"))
    assert {name for name in before if before[name] != after[name]} <= own | parts | {main}
    for name in parts:
        assert texts(part(copy.content, name)) == texts(part(source, name))
        assert looks(part(copy.content, name)) == looks(part(source, name))
        for tag in ("ins", "del", "moveFrom", "moveTo"):
            old, new = (list(part(data, name).iter(W + tag)) for data in (source, copy.content))
            assert [dict(element.attrib) for element in old] == [dict(element.attrib) for element in new]
    kept = comments(source)
    assert {number: said for number, said in comments(copy.content).items() if number in kept} == kept


def test_marks_stand_where_the_schema_wants_them(read):
    file, document = read
    _, report = spread(document, CATALOGUE)
    copy = copy_of(file, document, report, suggest=True)
    (main,) = {name for name in members(copy.content) if name.endswith("/document.xml") and "glossary" not in name}
    root = part(copy.content, main)
    ours = {number for number, said in comments(copy.content).items() if said[0] == "sro-nlp"}
    order = comment_marks(root)
    for number in ours:
        assert order[number] == ["commentRangeStart", "commentRangeEnd", "commentReference"]
    numbers = [item.get(f"{W}id") for name in ("ins", "del") for item in root.iter(W + name)]
    ours_of = [item.get(f"{W}id") for item in root.iter(f"{W}ins") if item.get(f"{W}author") == "sro-nlp"]
    assert len(set(ours_of)) == len(ours_of)
    assert all(numbers.count(number) == 1 for number in ours_of)
    for reference in root.iter(f"{W}commentReference"):
        if reference.get(f"{W}id") in ours:
            assert not list(reference.iterancestors(f"{W}txbxContent"))
            assert reference.getparent().tag == f"{W}r"
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if name in members(copy.content):
            assert not list(part(copy.content, name).iter(f"{W}commentReference", f"{W}commentRangeStart"))


def test_what_is_suggested_goes_when_it_is_rejected_and_is_read_when_accepted(read, tmp_path):
    file, document = read
    copy = copy_of(file, document, spread(document, CATALOGUE, most=5)[1], suggest=True)
    target = tmp_path / f"copy{copy.suffix}"
    target.write_bytes(copy.content)
    rejected = [p.text for p in extract(target, isolate=False, tracked_changes="original").paragraphs]
    assert rejected == [p.text for p in extract(file, isolate=False, tracked_changes="original").paragraphs]
    if not any(p.anchor is not None and p.kind != "footnote" for p in document.paragraphs):
        assert "No language could be set in" in copy.notices[-1]
        return
    accepted = " ".join(p.text for p in extract(target, isolate=False).paragraphs)
    for leaf in CATALOGUE.requirements[5:]:
        assert leaf.suggested in accepted


def test_the_same_input_gives_the_same_bytes(read):
    file, document = read
    _, report = spread(document, CATALOGUE)
    assert copy_of(file, document, report, suggest=True) == copy_of(file, document, report, suggest=True)
