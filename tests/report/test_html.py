"""The HTML page: whole, safe, linked, and legible."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sro_nlp.report import FORMATS
from sro_nlp.report.html import TEMPLATES

VOID = {"meta", "link", "br", "hr", "img", "input"}
STATUSES = ("present", "partial", "conflict", "missing", "unassessed")


class Page(HTMLParser):
    """Tags in order, ids, links and text of a page; asserts that tags nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.marks: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("href", "src", "action"):
            if name in values:
                self.links.append(values[name])
        assert not any(name.startswith("on") for name in values)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)
        if self.open and self.open[-1] == "mark":
            self.marks.append(data)


@pytest.fixture(scope="module")
def page(report, catalogue) -> Page:
    return Page(FORMATS["html"](report, catalogue))


def test_it_stands_alone_and_has_no_script(page, report, catalogue):
    assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)
    assert "url(" not in FORMATS["html"](report, catalogue)


def test_every_link_leads_to_a_place_on_the_page_and_ids_stand_once(page):
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_each_requirement_has_a_row_that_links_to_its_section(page, report):
    for finding in report.findings:
        assert f"#r-{finding.id}" in page.links
        assert f"r-{finding.id}" in page.ids


def test_text_of_the_contract_is_text(page):
    assert 'The <script>alert("x")</script> SRO & staff' in "".join(page.words)


def test_matched_words_are_marked(page):
    assert {"reasonable suspicion", "an administrator", "search"} == set(page.marks)


def test_a_gap_comes_with_the_nearest_passages_and_language_that_would_close_it(page):
    text = " ".join("".join(page.words).split())
    assert "“The officer is evaluated by the Department alone.” Says nothing of feedback." in text
    assert "An administrator of [SCHOOL] shall be present at <every> search." in text
    assert "missed 4% of such clauses (95% interval 1% to 9%, 120 clauses)" in text
    assert "not legal advice" in text


def test_a_file_that_is_no_such_contract_is_said_to_be_none(report, catalogue):
    other = replace(report, document=replace(report.document, kind="other", kind_reason="It hires crossing guards."))
    for name in ("html", "markdown", "table"):
        text = " ".join(FORMATS[name](other, catalogue).split())
        assert "Does not look like a school resource officer contract" in text
        assert "crossing guards" in text


def test_the_same_report_gives_the_same_page(report, catalogue):
    assert FORMATS["html"](report, catalogue) == FORMATS["html"](report, catalogue)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _themes() -> list[dict[str, str]]:
    css = (Path(TEMPLATES) / "review.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]


@pytest.mark.parametrize("theme", _themes(), ids=["light", "dark"])
def test_contrast_is_that_of_wcag_aa(theme):
    pairs = [
        ("ink", "paper"),
        ("soft", "paper"),
        ("link", "paper"),
        ("ink", "panel"),
        ("soft", "panel"),
        ("mark-ink", "mark"),
    ]
    pairs += [(status, f"{status}-paper") for status in STATUSES]
    pairs += [(ink, f"{grade}-paper") for ink in ("ink", "soft") for grade in ("partial", "conflict")]
    for ink, paper in pairs:
        assert _contrast(theme[ink], theme[paper]) >= 4.5, (ink, paper)
