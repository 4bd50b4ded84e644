"""Profiles: the shipped one says what the law says, and a wrong file is told where and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sro_nlp.catalogue import STATUTES, load_catalogue, profiles
from sro_nlp.errors import CatalogueError

POLICY = Path(__file__).parents[2] / "shared" / "POLICY.md"
SHIPPED = STATUTES / "utah-53g-8-703" / "2023.toml"


def test_the_shipped_profile_has_eight_provisions_and_24_leaves() -> None:
    catalogue = load_catalogue()
    assert [provision.id for provision in catalogue.provisions] == list("12345678")
    assert len(catalogue.ids) == 24
    assert catalogue.requirement("4.2") is catalogue.requirement("questioning")
    assert profiles() == {"utah-53g-8-703": ["2023"]}


@pytest.mark.skipif(not POLICY.exists(), reason="the policy is not beside this checkout")
def test_texts_stand_in_the_policy_word_for_word() -> None:
    policy = POLICY.read_text(encoding="utf-8")
    catalogue = load_catalogue()
    for stated in (*catalogue.provisions, *catalogue.requirements):
        assert stated.text in policy, stated.id
    assert all(leaf.lead_in in policy for leaf in catalogue.requirements if leaf.lead_in)


@pytest.mark.parametrize(
    ("requirement", "citation"),
    [
        ("1.5", "Utah Code § 53G-8-703(2)(a)(v); CEC 1.5"),
        ("3.2", "Utah Code § 53G-8-703(2)(c)(ii); CEC 3.2"),
        ("5.1.5", "Utah Code § 53G-8-703(2)(e)(i)(E); CEC 5.1.5"),
        ("5.3", "Utah Code § 53G-8-703(2)(e)(iii); CEC 5.3"),
        ("8", "Utah Code § 53G-8-703(2)(h); CEC 8"),
    ],
)
def test_citations_follow_the_lettering_of_the_statute(requirement: str, citation: str) -> None:
    assert load_catalogue().requirement(requirement).citation == citation


def test_placeholders_stand_in_capitals_or_as_examples_in_brackets() -> None:
    for leaf in load_catalogue().requirements:
        assert leaf.suggested.count("[") == leaf.suggested.count("]")
        assert not re.search(r"_{3,}|TBD", leaf.suggested)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'slug = "role-model"',
            'slug = "Role Model"',
            "provisions[0].requirements[1].slug: String should match pattern",
        ),
        ('slug = "role-model"', 'slug = "role-model"\ncolour = "red"', "requirements[1].colour: Extra inputs"),
        ('id = "1.2"', 'id = "1.1"', "requirement id 1.1 stands twice"),
        ('id = "1.2"', 'id = "9.2"', "requirement 9.2 does not belong under provision 1"),
        (
            '"role-model",',
            '"<sergeants> role",',
            "requirement 1.2, element role-model, cues[0]: cue '<sergeants> role': there is no",
        ),
        ('"zero tolerance",', '"... tolerance",', "conflicts"),
        ("\n[words]", "\n[words", "not valid TOML"),
        ('policy_item = "1.2"', 'policy_item = "1.2"\nneed = 4', "requirement 1.2 needs 4 of 1 elements"),
    ],
)
def test_a_wrong_profile_names_file_key_and_reason(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_unknown_profiles_and_editions_are_told_what_is_known() -> None:
    with pytest.raises(CatalogueError, match="no profile 'ohio'; known: utah-53g-8-703"):
        load_catalogue("ohio")
    with pytest.raises(CatalogueError, match="no edition '1999'; known: 2023"):
        load_catalogue("utah-53g-8-703", "1999")
    with pytest.raises(CatalogueError, match="leave --edition out"):
        load_catalogue(SHIPPED, "2023")
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_catalogue("absent.toml")
