"""The packet for the board: what it holds, that its summary stays on a page, and that hostile text does no harm."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pdfplumber
import pytest

from sro_nlp.catalogue import load_catalogue
from sro_nlp.document import Document, Paragraph
from sro_nlp.report.paper import board_packet, report_pages
from sro_nlp.report.paper.sheets import printable


@pytest.fixture
def document(report) -> Document:
    evidence = {item.paragraph: item.text for finding in report.findings for item in finding.evidence}
    texts = [evidence.get(number, f"{number}. Clause {number} of the agreement.") for number in range(1, 60)]
    paragraphs = tuple(Paragraph(id=number, text=text, page=1) for number, text in enumerate(texts, 1))
    return Document(path=report.document.path, sha256=report.document.sha256, format="pdf", paragraphs=paragraphs)


def pages(data: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(data)) as file:
        return [page.extract_text() for page in file.pages]


def test_it_holds_what_a_board_member_needs(document, report, catalogue):
    real = load_catalogue()
    packet = pages(board_packet(document, report, replace_steps(catalogue, real.board_steps), date(2025, 7, 1)))
    cover, summary = packet[:2]
    for words in ("Wasatch Ridge School District", report.document.sha256, "edition 2023", "July 1, 2025"):
        assert words in cover
    assert summary.startswith("Summary")
    assert "holds 1 of the 6 in full" in summary.replace("\n", " ")
    whole = "\n".join(packet).replace("\n", " ")
    for finding in report.findings:
        assert finding.title.split(" and ")[0] in whole
    assert "An administrator of [SCHOOL] shall be present at <every> search." in whole
    assert "The officer is evaluated by the Department alone." in whole
    for step in real.board_steps:
        assert step.title in whole
        assert step.citation.split(";")[0] in whole
    assert "Clause 59 of the agreement." in whole


def replace_steps(catalogue, steps):
    return catalogue.model_copy(update={"board_steps": steps})


def test_the_policys_steps_are_data_of_the_profile():
    titles = " / ".join(step.title.casefold() for step in load_catalogue().board_steps)
    for words in ("public meeting", "public comment", "modify"):
        assert words in titles


def test_the_summary_is_one_page_however_much_is_wrong(document, report, catalogue):
    long = tuple(
        replace(finding, status="missing", title=finding.title + " and all that belongs to it" * 4)
        for finding in report.provisions[0].requirements
    )
    provisions = tuple(replace(report.provisions[0], requirements=long * 12) for _ in range(1))
    packet = pages(board_packet(document, replace(report, provisions=provisions), catalogue))
    assert packet[1].startswith("Summary")
    assert packet[2].startswith("What the law requires")


def test_the_same_input_gives_the_same_bytes(document, report, catalogue):
    assert board_packet(document, report, catalogue) == board_packet(document, report, catalogue)
    assert report_pages(report, catalogue) == report_pages(report, catalogue)


def test_markup_and_strange_letters_of_the_contract_are_shown_as_they_stand(document, report, catalogue):
    hostile = 'Pay <b>now</b> & <a href="http://evil.example">here</a>; ☐ yes − 中文 ﬁne \u202egnp ' + "x" * 3000
    changed = replace(document, paragraphs=(Paragraph(id=1, text=hostile), *document.paragraphs))
    data = board_packet(changed, report, catalogue)
    whole = "".join(pages(data))
    assert '<b>now</b> & <a href="http://evil.example">here</a>; [ ] yes - [?][?] fine gnp' in whole.replace("\n", " ")
    assert b"evil.example)" not in data


def test_letters_that_the_standard_fonts_lack_are_spelled():
    assert printable("“naïve” § – ﬁ ☒ 中") == "“naïve” § – fi [x] [?]"
