"""What a person reads: one table of formats for each kind of result.

A writer takes the result and gives text. The tables for the terminal are plain unless a `Screen` says that colour is
wanted and how wide the terminal is; the other formats pass it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sro_nlp.accuracy import Accuracy
from sro_nlp.catalogue import Catalogue
from sro_nlp.comparison import Comparison
from sro_nlp.findings import GapReport
from sro_nlp.report.accuracy import write_accuracy_json, write_accuracy_table
from sro_nlp.report.comparison import (
    write_comparison_html,
    write_comparison_json,
    write_comparison_markdown,
    write_comparison_table,
)
from sro_nlp.report.html import write_html
from sro_nlp.report.json import json_schema, read_json, write_json
from sro_nlp.report.learned import write_learned_table
from sro_nlp.report.markdown import write_markdown
from sro_nlp.report.screen import PLAIN, Screen, screen_of
from sro_nlp.report.tags import Graded, write_tags_jsonl, write_tags_table
from sro_nlp.report.terminal import write_table


class ReviewWriter(Protocol):
    """Writes a review."""

    def __call__(self, report: GapReport, catalogue: Catalogue, screen: Screen = PLAIN) -> str:
        """The review as text."""


class TagWriter(Protocol):
    """Writes tagged paragraphs, with the ids by which the caller knows them."""

    def __call__(self, ids: Sequence[Any], paragraphs: Sequence[Graded], screen: Screen = PLAIN) -> str:
        """The paragraphs as text."""


class AccuracyWriter(Protocol):
    """Writes measured accuracy."""

    def __call__(self, accuracy: Accuracy, screen: Screen = PLAIN) -> str:
        """The figures as text."""


class ComparisonWriter(Protocol):
    """Writes a comparison of two versions."""

    def __call__(self, comparison: Comparison, screen: Screen = PLAIN) -> str:
        """The comparison as text."""


FORMATS: dict[str, ReviewWriter] = {
    "table": write_table,
    "json": write_json,
    "html": write_html,
    "markdown": write_markdown,
}
TAG_FORMATS: dict[str, TagWriter] = {"jsonl": write_tags_jsonl, "table": write_tags_table}
ACCURACY_FORMATS: dict[str, AccuracyWriter] = {"table": write_accuracy_table, "json": write_accuracy_json}
COMPARISON_FORMATS: dict[str, ComparisonWriter] = {
    "table": write_comparison_table,
    "json": write_comparison_json,
    "html": write_comparison_html,
    "markdown": write_comparison_markdown,
}
__all__ = [
    "ACCURACY_FORMATS",
    "COMPARISON_FORMATS",
    "FORMATS",
    "PLAIN",
    "TAG_FORMATS",
    "Graded",
    "Screen",
    "json_schema",
    "read_json",
    "screen_of",
    "write_learned_table",
]
