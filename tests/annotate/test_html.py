"""The HTML copy: the words of each passage under its marks, links that lead somewhere, nothing that runs or fetches."""

import re
from pathlib import Path

import pytest
from lxml import html
from made import evidence, report_of
from typer.testing import CliRunner

from sro_nlp import load_catalogue
from sro_nlp.annotate import ANNOTATORS, AnnotateOptions, html_copy
from sro_nlp.cli.app import app
from sro_nlp.document import Document, Paragraph
from sro_nlp.extract import extract

EXAMPLES = Path(__file__).parents[2] / "examples"
CATALOGUE = load_catalogue()


def page_of(document, by_leaf):
    copy = html_copy(b"", document, report_of(document, CATALOGUE, by_leaf), CATALOGUE, AnnotateOptions())
    return copy, html.fromstring(copy.content.decode())


def words_under(page, name):
    marks = [mark for mark in page.iter("mark") if name in mark.get("data-passages").split()]
    return "".join(mark.text_content() for mark in marks)


def document_of(*texts, **more):
    paragraphs = tuple(Paragraph(id=n, text=text, **more) for n, text in enumerate(texts, 1))
    return Document(path="c.txt", sha256="0" * 64, format="text", paragraphs=paragraphs)


@pytest.mark.parametrize("name", ["draft.docx", "old.pdf", "source/draft.txt"])
def test_the_marked_words_are_the_evidence_and_the_text_is_whole(name):
    path = EXAMPLES / name
    document = extract(path, isolate=False)
    by_leaf = {}
    for number, paragraph in enumerate(document.paragraphs):
        leaf = CATALOGUE.ids[number % 20]
        grade = ("full", "partial", "conflict")[number % 3]
        by_leaf.setdefault(leaf, []).append(evidence(paragraph, 0, len(paragraph.text), grade))
        if len(paragraph.text) > 30:
            by_leaf.setdefault(CATALOGUE.ids[20], []).append(evidence(paragraph, 5, 25, "full"))
    copy, page = page_of(document, by_leaf)
    assert copy.marked == sum(map(len, by_leaf.values()))
    for leaf, items in by_leaf.items():
        for number, item in enumerate(items, 1):
            assert words_under(page, f"{leaf}-{number}") == item.text
    for link in page.xpath("//a[contains(@class, 'ref')]|//span[@class='number']"):
        link.drop_tree()
    for paragraph in document.paragraphs:
        assert page.get_element_by_id(f"p-{paragraph.id}").text_content() == paragraph.text


def test_text_and_table_lead_to_each_other():
    document = document_of("Officers are trained.", "Nothing of note.", "Officers are trained again.")
    _, page = page_of(document, {"5.2": [evidence(p, 0, len(p.text), "partial") for p in document.paragraphs[::2]]})
    targets = {element.get("id") for element in page.iter() if element.get("id")}
    links = [link.get("href") for link in page.iter("a")]
    assert all(link.startswith("#") and link[1:] in targets for link in links)
    assert {"#r-5.2", "#e-5.2-1", "#e-5.2-2", "#g-5.2"} <= set(links)
    assert len(page.xpath("//tr[@class='leaf']")) == len(CATALOGUE.ids)


def test_it_shows_what_closes_each_gap():
    document = document_of("Nothing of note.")
    copy, page = page_of(document, {})
    said = page.text_content()
    assert all(leaf.suggested in said for leaf in CATALOGUE.requirements)
    assert copy.marked == 0


def test_nothing_runs_and_nothing_is_fetched():
    hostile = 'Text <script>alert("x")</script> <img src=http://evil.example/x> "quoted" \x1b[31m and \u202e turned'
    document = document_of(hostile)
    copy, page = page_of(document, {"1.2": [evidence(document.paragraphs[0], 0, len(hostile), "full")]})
    text = copy.content.decode()
    assert not list(page.iter("script", "img", "link", "iframe", "object"))
    assert "default-src 'none'" in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert not re.search(r"url\(|@import|https?://(?!evil)", text)


def test_struck_text_is_struck_and_a_conflict_does_not_hang_on_colour():
    document = document_of("Fees are $90 $120 a year.", struck=((9, 12),))
    _, page = page_of(document, {"8": [evidence(document.paragraphs[0], 0, 25, "conflict")]})
    (struck,) = page.iter("s")
    assert struck.text_content() == "$90"
    assert all("conflicting" in mark.get("class") for mark in page.iter("mark"))
    assert "⚠" in page.xpath("//a[contains(@class, 'ref')]")[0].text_content()


def test_the_same_input_gives_the_same_bytes():
    document = document_of("Officers are trained.")
    by_leaf = {"5.2": [evidence(document.paragraphs[0], 0, 8, "full")]}
    assert page_of(document, by_leaf)[0] == page_of(document, by_leaf)[0]


def test_text_and_converted_files_become_pages():
    assert {ANNOTATORS[name] for name in ("text", "markdown", "office")} == {html_copy}


def test_the_command_writes_a_page_beside_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "contract.txt"
    source.write_text("1. The SRO shall be a positive role model to students.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["annotate", "contract.txt"])
    assert result.exit_code == 0, result.output
    assert sorted(file.name for file in tmp_path.iterdir()) == ["contract.annotated.html", "contract.txt"]
    refused = CliRunner().invoke(app, ["annotate", "contract.txt", "-o", "contract.txt"])
    assert refused.exit_code != 0
    assert source.read_text(encoding="utf-8").startswith("1. The SRO")


def test_the_command_writes_a_word_copy_with_suggestions(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["annotate", str(EXAMPLES / "draft.docx"), "--suggest", "--date", "2025-07-01"])
    assert result.exit_code == 0, result.output
    assert [file.name for file in tmp_path.iterdir()] == ["draft.annotated.docx"]
