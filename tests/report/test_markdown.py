"""Markdown: what stands in a contract is shown, not obeyed."""

from __future__ import annotations

import re

from sro_nlp.report import FORMATS
from sro_nlp.report.markdown import escape


def test_text_of_the_contract_is_escaped(report, catalogue):
    text = FORMATS["markdown"](report, catalogue)
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "\\[a\\](http\\://evil.example)" in text
    assert "\\*" in text


def test_every_row_of_the_table_has_five_cells(report, catalogue):
    rows = [line for line in FORMATS["markdown"](report, catalogue).splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(report.findings)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_escape_keeps_the_words():
    assert escape("a | b_c\n# d <e> & www.x.org") == r"a \| b\_c \# d \<e\> &amp; www\.x.org"


def test_matched_words_are_bold(report, catalogue):
    assert "without **reasonable suspicion**, and **an administrator** shall" in FORMATS["markdown"](report, catalogue)
