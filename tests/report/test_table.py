"""The table for the terminal."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace

import pytest

from sro_nlp.report import FORMATS, PLAIN, Screen, screen_of
from sro_nlp.report.words import SIGNS

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_status_is_a_sign_and_a_word(report, catalogue):
    text = FORMATS["table"](report, catalogue)
    for status, sign in SIGNS.items():
        assert f"{sign} {status}" in text


def test_it_says_page_first_words_and_what_is_missing(report, catalogue):
    lines = FORMATS["table"](report, catalogue).splitlines()
    searches = next(number for number, line in enumerate(lines) if "4.1 Searches" in line)
    assert lines[searches + 1].strip().startswith("p. 3 “No search shall be made without reasonable suspicion")
    assert any("lacks: who is present" in line for line in lines)
    assert any("says the opposite of what the law asks" in line for line in lines)
    assert any("nearest, p. 5" in line for line in lines)
    assert any("uncertain, check" in line for line in lines)


def test_an_unfilled_blank_is_said_to_be_one(report, catalogue):
    rights = report.provisions[0]
    blank = replace(rights.requirements[1].evidence[0], text="An adult, ________, shall be present at a search.")
    leaf = replace(rights.requirements[1], evidence=(blank,))
    changed = replace(report, provisions=(replace(rights, requirements=(leaf,)),))
    assert "lacks: who is present (a blank is not filled in)" in FORMATS["table"](changed, catalogue)


def test_its_head_states_the_facts_of_the_document(report, catalogue):
    head = FORMATS["table"](report, catalogue).split("\n\n")[0]
    assert "Wasatch Ridge School District (p. 1)" in head
    assert re.search(r"Effective +not found", head)
    assert "one year (p. 2)" in head
    assert "1 not filled in: p. 1 “entered into this ____ day of…”" in head
    assert "page 2: a scan, and no OCR is installed" in head
    assert "Running headers were left out." in head


def test_it_ends_with_the_counts_and_says_that_it_is_not_legal_advice(report, catalogue):
    end = FORMATS["table"](report, catalogue).split("\n\n")[-1]
    assert "6 requirements: ✓ 1 present · ◐ 1 partial · ⚠ 1 conflict · ✗ 2 missing · ? 1 unassessed" in end
    assert "not legal advice" in end


@pytest.mark.parametrize("width", [40, 60, 79, 80, 98])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_is_wider_than_the_screen(report, catalogue, width, color):
    text = FORMATS["table"](report, catalogue, Screen(width=width, color=color))
    assert max(columns(ANSI.sub("", line)) for line in text.splitlines()) <= width


def test_it_is_under_100_columns_and_without_codes_where_nothing_is_known_of_the_screen(report, catalogue):
    text = FORMATS["table"](report, catalogue)
    assert max(map(columns, text.splitlines())) < 100
    assert "\x1b" not in text


def test_colour_adds_nothing_to_the_words(report, catalogue):
    plain = FORMATS["table"](report, catalogue, Screen(width=90))
    coloured = FORMATS["table"](report, catalogue, Screen(width=90, color=True))
    assert coloured != plain
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


def test_control_and_direction_characters_of_a_contract_do_not_reach_the_terminal(report, catalogue):
    for name in ("table", "markdown", "html"):
        text = FORMATS[name](report, catalogue)
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_a_screen_is_plain_where_there_is_no_terminal():
    assert screen_of(io.StringIO(), {}) == PLAIN


@pytest.mark.parametrize(
    ("environ", "color"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_has_colour_unless_the_user_says_no(environ, color):
    assert screen_of(Terminal(), environ).color is color


@pytest.mark.parametrize(("columns_", "width"), [("60", 60), ("300", 98), ("10", 40)])
def test_the_width_is_that_of_the_terminal_within_reason(monkeypatch, columns_, width):
    monkeypatch.setenv("COLUMNS", columns_)
    assert screen_of(Terminal(), {}).width == width
