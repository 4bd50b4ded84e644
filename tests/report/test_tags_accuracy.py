"""Tagged paragraphs and measured accuracy."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from sro_nlp.accuracy import Accuracy, GradeError, LeafAccuracy
from sro_nlp.document import Paragraph
from sro_nlp.findings import GradedTag, Tag, TaggedParagraph
from sro_nlp.report import ACCURACY_FORMATS, TAG_FORMATS


@dataclass(frozen=True)
class Row:
    tagged: TaggedParagraph
    tags: tuple[GradedTag, ...]


@pytest.fixture
def rows() -> list[Row]:
    tag = Tag(requirement="4.1", score=0.91234567, full=0.8, conflict=0.0, start=0, end=10)
    first = Paragraph(id=4, text="No search without “reasonable” suspicion.", page=2)
    second = Paragraph(id=5, text="The fee is $5.")
    return [
        Row(
            tagged=TaggedParagraph(paragraph=first, tags=(tag,), scores={"4.1": 0.91}),
            tags=(GradedTag(tag=tag, grade="full", elements=("standard",)),),
        ),
        Row(tagged=TaggedParagraph(paragraph=second, tags=(), scores={"4.1": 0.02}), tags=()),
    ]


def test_tags_as_json_lines_keep_order_and_ids(rows):
    lines = [json.loads(line) for line in TAG_FORMATS["jsonl"](["x-1", 7], rows).splitlines()]
    assert lines == [
        {
            "id": "x-1",
            "text": "No search without “reasonable” suspicion.",
            "page": 2,
            "labels": [{"id": "4.1", "score": 0.9123, "grade": "full"}],
        },
        {"id": 7, "text": "The fee is $5.", "page": None, "labels": []},
    ]


def test_no_rows_are_no_lines():
    assert TAG_FORMATS["jsonl"]([], []) == ""


def test_tags_as_a_table(rows):
    text = TAG_FORMATS["table"](["x-1", 7], rows)
    assert "4.1 full 0.91" in text
    assert "p. 2" in text
    assert "2 paragraphs, 1 with a label" in text
    assert max(map(len, text.splitlines())) < 100


@pytest.fixture
def accuracy() -> Accuracy:
    leaf = {"precision": 0.9, "recall": 0.75, "f1": 0.818, "average_precision": 0.88}
    return Accuracy(
        rows=200,
        micro_precision=0.9,
        micro_recall=0.75,
        micro_f1=0.818,
        macro_f1=0.8,
        micro_average_precision=0.9,
        grade_accuracy=0.85,
        calibration_error=0.02,
        rows_with_false_alarm=3,
        leaves=(
            LeafAccuracy(id="4.1", positives=12, predicted=10, graded=9, grade_accuracy=0.889, **leaf),
            LeafAccuracy(
                id="8",
                positives=0,
                predicted=0,
                precision=0,
                recall=0,
                f1=0,
                average_precision=None,
                graded=0,
                grade_accuracy=None,
            ),
        ),
        overgraded=(GradeError(row="r9", leaf="4.1", truth="partial", given="full", text="The SRO may search."),),
    )


def test_accuracy_as_a_table(accuracy):
    text = ACCURACY_FORMATS["table"](accuracy)
    assert "F1 0.818" in text
    assert "0.889 of 9" in text
    assert "r9, 4.1 is partial: “The SRO may search.”" in text
    unmeasured = next(line for line in text.splitlines() if line.startswith("8 "))
    assert "0.000" not in unmeasured
    assert max(map(len, text.splitlines())) < 100


def test_accuracy_as_json(accuracy):
    data = json.loads(ACCURACY_FORMATS["json"](accuracy))
    assert data["micro_f1"] == 0.818
    assert data["leaves"][1]["average_precision"] is None
    assert data["overgraded"][0]["row"] == "r9"
