"""The examples: the same in both formats, made anew by their script, and reviewed as the law reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sro_nlp import Reviewer, extract, load_catalogue
from sro_nlp.findings import GapReport

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("complete", "draft", "old")
FORMATS = ("pdf", "docx")


@pytest.fixture(scope="module")
def reports() -> dict[tuple[str, str], GapReport]:
    reviewer = Reviewer()
    return {(name, form): reviewer.review(EXAMPLES / f"{name}.{form}") for name in NAMES for form in FORMATS}


def truth(name: str) -> dict[str, dict[str, object]]:
    return json.loads((EXAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_review_says_what_the_law_says(reports, name, form):
    found = {finding.id: finding.status for finding in reports[name, form].findings}
    assert found == truth(name)["statuses"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_the_review_names_the_missing_elements(reports, name, form):
    catalogue = load_catalogue()
    expected = {}
    for leaf, elements in truth(name)["missing_elements"].items():
        titles = {element.id: element.title for element in catalogue.requirement(leaf).elements}
        expected[leaf] = {titles[element] for element in elements}
    partial = [finding for finding in reports[name, form].findings if finding.status == "partial"]
    assert {finding.id: set(finding.missing_elements) for finding in partial} == expected


@pytest.mark.parametrize("name", NAMES)
def test_pdf_and_docx_give_the_same_findings(reports, name):
    def told(report: GapReport) -> list[tuple[object, ...]]:
        return [
            (finding.id, finding.status, finding.missing_elements, [item.text for item in finding.evidence])
            for finding in report.findings
        ]

    assert told(reports[name, "pdf"]) == told(reports[name, "docx"])


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_of_the_contract_are_found(reports, name):
    document = reports[name, "pdf"].document
    assert document.kind == "sro-contract"
    parties = " / ".join(party.value.casefold() for party in document.parties)
    for party in {
        "complete": ("wasatch ridge school district", "city of fairmont springs"),
        "draft": ("juniper valley school district", "cottonwood county"),
        "old": ("granite fork school district", "marlow city"),
    }[name]:
        assert party in parties


@pytest.mark.parametrize(
    ("name", "effective"), [("complete", "July 1, 2025"), ("draft", None), ("old", "August, 1998")]
)
def test_the_date_on_which_it_takes_effect_is_found(reports, name, effective):
    found = reports[name, "pdf"].document.dates["effective"]
    assert effective in found.value if effective else found is None


def test_the_blanks_of_the_draft_are_found(reports):
    # The date, the school, from and to, the contact, the offenses and the price; signature lines may stand beside them.
    assert len(reports["draft", "pdf"].document.blanks) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_both_formats_hold_the_same_paragraphs(name):
    paragraphs = [
        [
            (paragraph.id, paragraph.text, paragraph.label)
            for paragraph in extract(EXAMPLES / f"{name}.{form}").paragraphs
        ]
        for form in FORMATS
    ]
    assert paragraphs[0] == paragraphs[1]


@pytest.mark.parametrize("name", NAMES)
def test_every_leaf_has_a_truth(name):
    statuses = truth(name)["statuses"]
    assert tuple(statuses) == load_catalogue().ids
    assert {leaf for leaf, status in statuses.items() if status == "partial"} == set(truth(name)["missing_elements"])


def test_the_script_writes_the_examples_that_lie_here_and_the_same_bytes_each_time(tmp_path):
    pytest.importorskip("reportlab", reason="ReportLab makes the examples; install the extra `dev`")
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        subprocess.run([sys.executable, EXAMPLES / "make.py", folder], check=True, capture_output=True)
    for file in (f"{name}.{form}" for name in NAMES for form in FORMATS):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
        # Another version of a library may pack the same contract into other bytes.
        made, here = (extract(folder / file).paragraphs for folder in (tmp_path / "a", EXAMPLES))
        assert [paragraph.text for paragraph in made] == [paragraph.text for paragraph in here], "run `make examples`"
