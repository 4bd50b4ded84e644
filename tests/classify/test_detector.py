"""What a paragraph is tagged with depends on that paragraph alone, remembered or not."""

from __future__ import annotations

import math

import pytest

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.detector import Detector
from sro_nlp.classify.explain import movement
from sro_nlp.classify.model import load_model
from sro_nlp.document import Paragraph

TEXTS = (
    "The officer shall not be involved in school discipline.",
    "The SRO shall notify the principal before questioning a student, and a parent where the law allows it.",
    "This Agreement is governed by the laws of the State of Utah.",
    "The parties share the goal of safe schools; each states what it contributes.",
)


def paragraphs(*numbers: int) -> list[Paragraph]:
    return [Paragraph(id=place, text=TEXTS[number]) for place, number in enumerate(numbers, 1)]


@pytest.fixture(scope="module")
def plain() -> Detector:
    return Detector(load_catalogue(), load_model(threads=1))


def test_a_paragraph_scores_the_same_alone_and_among_others(plain):
    together = plain.tag(paragraphs(0, 1, 2, 3))
    alone = [plain.tag(paragraphs(number))[0] for number in range(4)]
    assert [tagged.scores for tagged in together] == [tagged.scores for tagged in alone]


def test_what_is_remembered_equals_what_is_found_anew(plain):
    remembering = Detector(plain.catalogue, plain.model, remember=3)
    for order in ((0, 1, 1, 2), (1, 3), (3, 2, 0, 1)):
        assert remembering.tag(paragraphs(*order)) == plain.tag(paragraphs(*order))


def test_a_remembered_heading_is_no_paragraph(plain):
    remembering = Detector(plain.catalogue, plain.model, remember=9)
    (body,) = remembering.tag(paragraphs(0))
    (heading,) = remembering.tag([Paragraph(id=7, text=TEXTS[0], kind="heading")])
    assert body.tags
    assert not heading.tags
    assert heading.paragraph.id == 7


@pytest.mark.parametrize("text", ["(a) provide a class on the law to pupils of each school;", "(a) patrol;", TEXTS[1]])
def test_an_explanation_explains_the_score_of_the_review(plain, text):
    leaf = plain.catalogue.ids[4]
    paragraph = Paragraph(id=1, text=text, kind="item", headings=("Duties",), lead_ins=("The SRO shall:",))
    (tagged,) = plain.tag([paragraph])
    moved = movement(plain, paragraph, leaf)
    assert moved.score == pytest.approx(tagged.scores[leaf], abs=1e-5)
    assert 1 / (1 + math.exp(-sum(moved.views.values()))) == pytest.approx(moved.score, abs=1e-4)


def test_no_paragraphs_are_no_tags(plain):
    assert plain.tag([]) == []


def test_a_clause_does_not_drown_in_a_long_paragraph():
    clause = (
        "Before an officer questions a student at school, the principal shall call the student's parent, and no "
        "questioning shall begin until the parent has arrived or has agreed."
    )
    boilerplate = (
        "The City shall keep workers' compensation and general liability insurance in force for the term. Payment is "
        "due within thirty days of each invoice, and interest runs on what is late. This Agreement is governed by the "
        "laws of the State and may be amended in writing only. Neither party may assign it. Notices go by certified "
        "mail to the addresses below and count as given three days after mailing. Should a provision be held void, "
        "the rest stands. The parties are independent contractors, and nothing here makes one the agent of the other."
    )
    catalogue = load_catalogue()
    detector = Detector(catalogue, load_model())
    leaf = catalogue.requirement("questioning").id
    for text in (clause, f"{boilerplate} {clause}", f"{clause} {boilerplate}"):
        (tagged,) = detector.tag([Paragraph(id=1, text=text)])
        assert leaf in [tag.requirement for tag in tagged.tags], text[:60]
