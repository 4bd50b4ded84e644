"""Facts by rule: what kind of document it is, its parties, dates and blanks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sro_nlp import blanks, facts
from sro_nlp.blanks import find_blanks
from sro_nlp.document import Document, Paragraph
from sro_nlp.facts import find_facts
from sro_nlp.findings import Facts
from sro_nlp.hinted import fold


def facts_of(*texts: str) -> Facts:
    paragraphs = tuple(Paragraph(id=i, text=text, page=1 + i // 5) for i, text in enumerate(texts))
    return find_facts(Document(path="a.txt", sha256="0" * 64, format="text", paragraphs=paragraphs))


SRO = (
    "INTERLOCAL AGREEMENT between the City of Elm Fork, a municipal corporation (“City”), and the Elm Fork School "
    "District, with offices at 1 Main Street (“District”).",
    "This Agreement takes effect on August 1, 2023 and ends on June 30, 2025.",
    "1. The City shall assign one School Resource Officer (SRO) to Elm Fork High School.",
    "2. The District pays ________ a year.",
    "By: ____________ Mayor",
)


def test_an_sro_contract() -> None:
    facts = facts_of(*SRO)
    assert facts.kind == "sro-contract"
    assert [party.value for party in facts.parties] == ["City of Elm Fork", "Elm Fork School District"]
    effective, term = facts.dates["effective"], facts.dates["term"]
    assert effective is not None
    assert (effective.value, effective.paragraph) == ("August 1, 2023", 1)
    assert term is not None
    assert "June 30, 2025" in term.value
    assert [(blank.value, blank.paragraph) for blank in facts.blanks] == [("________", 3)]


@pytest.mark.parametrize(
    "texts",
    [
        (
            "SCHOOL BUS TRANSPORTATION AGREEMENT between Acme Bus Company and the Elm Fork School District.",
            "The Contractor furnishes buses and drivers for students of each school.",
            "Each bus shall be inspected. A police officer may inspect a bus.",
        ),
        (
            "AGREEMENT FOR SCHOOL CROSSING GUARDS between the City of Elm Fork and the Elm Fork School District.",
            "The Police Department shall hire crossing guards for four schools.",
            "A crossing guard reports to the sergeant; a police officer fills in for a crossing guard at a school.",
        ),
        (
            "INTERLOCAL AGREEMENT FOR DISPATCH SERVICES between the County and the City Police Department.",
            "The County shall dispatch police and fire calls. Dispatchers answer 911 calls from schools as well.",
        ),
        (
            "EMPLOYMENT AGREEMENT between the Board of Education and Jane Roe, Superintendent.",
            "Under this employment agreement the Employee shall be paid each month. Students come first.",
        ),
        (
            "SOFTWARE LICENSE AGREEMENT between Visitor Inc. and the Elm Fork School District.",
            "The software signs visitors in at each school. The License covers police whom the school names.",
        ),
        ("Lunch menu for May.",),
        (),
    ],
    ids=["bus", "crossing", "dispatch", "employment", "software", "menu", "empty"],
)
def test_other_agreements_are_no_sro_contracts_that_lack_everything(texts: tuple[str, ...]) -> None:
    facts = facts_of(*texts)
    assert facts.kind == "other"
    assert facts.kind_reason.endswith(".")


def test_an_sro_contract_that_lacks_everything_is_still_one() -> None:
    facts = facts_of(
        "AGREEMENT between Town of Birch and Birch Academy Charter School.",
        "The Town lends the Academy a police officer to be posted at the school.",
        "The Academy pays for the officer at the school each month. Buses of the Academy are not affected.",
    )
    assert facts.kind == "sro-contract"


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "THIS CONTRACT is made this 3rd day of May, 2010, by and between THE SCHOOL BOARD OF PALM COUNTY, FLORIDA "
            "(hereinafter “the BOARD”) and THE SHERIFF OF PALM COUNTY, FLORIDA (hereinafter “the SHERIFF”).",
            ["SCHOOL BOARD OF PALM COUNTY", "SHERIFF OF PALM COUNTY"],
        ),
        (
            "MEMORANDUM. Parties: City of Cedar, Cedar Police Department.",
            ["City of Cedar", "Cedar Police Department"],
        ),
        ("Good relations between students and police matter.", []),
    ],
)
def test_parties(text: str, parties: list[str]) -> None:
    assert [party.value for party in facts_of(text).parties] == parties


@pytest.mark.parametrize(
    ("text", "effective", "term"),
    [
        (
            "The term is from July 1, 2020 through June 30, 2021.",
            "July 1, 2020",
            "from July 1, 2020 through June 30, 2021",
        ),
        ("Entered into this 21st day of July, 1998.", "21st day of July, 1998", None),
        ("The term of this Agreement shall be two (2) years.", None, "two (2) years"),
        ("For the 2017-18 school year only.", None, "2017-18 school year"),
        ("It is effective upon execution by both parties.", "upon execution by both parties", None),
        ("No dates here.", None, None),
    ],
)
def test_dates(text: str, effective: str | None, term: str | None) -> None:
    dates = facts_of(text).dates
    assert [fact and fact.value for fact in (dates["effective"], dates["term"])] == [effective, term]


def test_a_hint_never_hides_what_a_pattern_matches() -> None:
    """Every pattern is tried on every text of the training data, with and without looking for its hints first."""
    rows = (Path(__file__).parents[1] / "training_data" / "contracts-east.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(row)["text"] for row in rows[::7]]
    made = "From 7/1/2019 TO 6/30/2020 a CROSSING GUARD; 911 Calls; Facilities use; on the last signature; T.B.D. [x]"
    rules = (*facts._EFFECTIVE, *facts._TERM)
    patterns = [facts._SRO, facts._POSTED, *(pattern for _, pattern in facts._OTHER_KINDS), *(r.pattern for r in rules)]
    for text in (*texts, made, made.upper()):
        one = fold(text)
        for pattern in patterns:
            assert bool(pattern.pattern.search(text)) == bool(pattern.search(one)), (pattern.pattern.pattern, text)
        for rule in rules:
            assert not rule.dated or not rule.pattern.search(one) or facts._DATE_LIKE.search(text)
        assert find_blanks(text) == [m.span() for m in blanks._BLANK.finditer(text) if not blanks._NO_BLANK.match(m[0])]
