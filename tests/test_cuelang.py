"""The language of cues: what parses to what, and what each mistake is told."""

from __future__ import annotations

import pytest

from sro_nlp.cuelang import CueError, Slot, parse_cue

LISTS = {"officer": ("officer", "deputy")}


def test_slots_gaps_and_conditions() -> None:
    cue = parse_cue("<officer>|guard ..3 teach class? & shall ~ {no}", LISTS)
    assert cue.parts[0] == (
        Slot(words=("officer", "deputy", "guard")),
        Slot(gap=3),
        Slot(words=("teach",)),
        Slot(words=("class",), optional=True),
    )
    assert cue.parts[1] == (Slot(words=("shall",)),)
    assert cue.unless == ((Slot(kind="no"),),)


def test_exact_forms_and_optional_hyphens() -> None:
    assert parse_cue("=High|=Middle =School", {}).parts[0][0] == Slot(words=("High", "Middle"), exact=True)
    words = [(slot.words, slot.optional) for slot in parse_cue("problem-solving", {}).parts[0]]
    assert words == [(("problem",), False), (("-",), True), (("solving",), False)]


@pytest.mark.parametrize(
    ("cue", "reason"),
    [
        ("<sheriff> shall", "no word list '<sheriff>'; known: officer"),
        ("... teach", "a gap cannot stand first or last"),
        ("teach ..99 class", "1 to 30 words wide"),
        ("teach & ", "nothing stands before or after"),
        ("=High|school", "mixes exact forms"),
        ("well-being|health", "hyphenated word cannot stand among alternatives"),
        ("{place} school", "is no class; known: {blank}"),
        ("teach (class)", "is not a word"),
        ("class?", "at least one slot"),
    ],
)
def test_a_wrong_cue_says_what_is_wrong(cue: str, reason: str) -> None:
    with pytest.raises(CueError) as caught:
        parse_cue(cue, LISTS)
    assert reason in str(caught.value)
