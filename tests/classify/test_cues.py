"""Cues in text: forms of words, gaps, negation, exceptions, and sentences of contract prose."""

from __future__ import annotations

from functools import cache

import pytest

from sro_nlp.catalogue import Catalogue, load_catalogue
from sro_nlp.classify.cues import CueMatcher
from sro_nlp.classify.sentences import sentence_spans


@cache
def shipped() -> CueMatcher:
    return CueMatcher(load_catalogue())


def matcher_of(*cues: str, conflicts: tuple[str, ...] = ()) -> CueMatcher:
    """A matcher of a profile with one requirement, "1", that has one element."""
    leaf = {
        "id": "1",
        "slug": "one",
        "title": "One",
        "text": "one",
        "citation": "1",
        "policy_item": "1",
        "suggested": "one",
        "conflicts": conflicts,
        "elements": [{"id": "it", "title": "it", "cues": cues}],
    }
    provision = {"id": "1", "slug": "one", "title": "One", "text": "one", "citation": "1", "requirements": [leaf]}
    return CueMatcher(
        Catalogue.model_validate(
            {
                "profile": "p",
                "edition": "1",
                "title": "t",
                "jurisdiction": "j",
                "source": "s",
                "words": {"officer": ["officer", "sro"]},
                "provisions": [provision],
            }
        )
    )


def found(matcher: CueMatcher, text: str) -> list[str]:
    return [text[match.start : match.end] for match in matcher.match(text, "1")]


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("inform", "He informed us and is informing them.", ["informed", "informing"]),
        ("<officer> ..2 teach", "SROs will gladly teach.", ["SROs will gladly teach"]),
        ("<officer> ..2 teach", "The officer will, on the whole, teach.", []),
        ("problem-solving", "Problem solving and problem-solving.", ["Problem solving", "problem-solving"]),
        ("=High =School", "At Elm High School, a high school.", ["High School"]),
        ("hour? training", "Training, one hour training.", ["Training", "hour training"]),
        ("teach", "We do not learn. They taught.", ["taught"]),
        ("shall ..9 teach", "He shall go. She may teach.", []),
        ("safe & school", "Schools ought to be safe.", ["Schools", "safe"]),
        ("safe ~ only", "Safe, if only on paper.", []),
        ("{no} teach", "No one. Do not teach!", ["not teach"]),
        ("{no} ..4 teach", "Not later than May they teach.", []),
        ("{no} ..4 teach", "Section No. 5: officers teach.", []),
        ("{no} ..4 teach", "He shall not only teach.", []),
        ("{number} hour", "Forty hours, 12 hours.", ["Forty hours", "12 hours"]),
        ("{time} ..3 {time}", "From 7:30 until 3:00 daily.", ["7:30 until 3:00"]),
        ("assign ..2 {blank}", "Assigned to ________ School.", ["Assigned to _"]),
    ],
)
def test_cue_in_text(cue: str, text: str, expected: list[str]) -> None:
    assert found(matcher_of(cue), text)[: len(expected) or None] == expected


def test_a_conflict_is_a_match_without_element() -> None:
    matches = matcher_of("teach", conflicts=("{no} ..3 teach",)).match("The officer shall not teach.", "1")
    assert [match.element for match in matches] == [None, "it"]


def test_batches_and_flags_agree_with_single_matches() -> None:
    texts = [
        "The deputy is a role model.",
        "Invoices are paid in thirty days.",
        "Students may be searched with a warrant.",
    ]
    batch = list(shipped().match_many((text, ["1.2", "4.1"]) for text in texts))
    assert [one["1.2"] for one in batch] == [shipped().match(text, "1.2") for text in texts]
    flags = shipped().flags(texts)
    assert flags.shape == (3, len(shipped().flag_names))
    column = shipped().flag_names.index("1.2:role-model")
    assert flags[:, column].tolist() == [1.0, 0.0, 0.0]
    assert flags[2, shipped().flag_names.index("4.1:rule")] == 1.0


def test_odd_texts_do_no_harm() -> None:
    for text in ("", " ", "…", "_" * 5000, "a " * 3000, "\u202bמורה\u202c", "7.\n\n8."):
        assert isinstance(shipped().match(text, "4.1"), tuple)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The SRO reports. The principal decides.", ["The SRO reports.", "The principal decides."]),
        ("5. Duties. The SRO patrols.", ["5. Duties.", "The SRO patrols."]),
        (
            "(a) The SRO, Sgt. J. Smith of District No. 4, reports.",
            ["(a) The SRO, Sgt. J. Smith of District No. 4, reports."],
        ),
        ("From 7 a.m. to 3 p.m. The SRO stays.", ["From 7 a.m. to 3 p.m.", "The SRO stays."]),
        (
            "He shall: (a) patrol; (b) teach; and (c) advise.",
            ["He shall: (a) patrol;", "(b) teach; and", "(c) advise."],
        ),
        ("Under 20 U.S.C. 1232g it is private. Ask first.", ["Under 20 U.S.C. 1232g it is private.", "Ask first."]),
    ],
)
def test_sentences_of_contract_prose(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == expected
