"""A report as JSON, and back: one type adapter, so that what is written is what the values are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import REVIEW_SCHEMA, GapReport
from sro_nlp.report.screen import PLAIN, Screen

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@cache
def _adapter() -> TypeAdapter[GapReport]:
    from pydantic import TypeAdapter

    return TypeAdapter(GapReport)


def write_json(report: GapReport, catalogue: Catalogue, screen: Screen = PLAIN) -> str:
    """The report as one JSON object, indented, of the schema that `json_schema` gives."""
    return _adapter().dump_json(report, indent=2).decode("utf-8") + "\n"


def read_json(text: str | bytes) -> GapReport:
    """A report from its JSON; unknown keys are passed over.

    Raises:
        pydantic.ValidationError: it is not a report.
    """
    return _adapter().validate_json(text)


def json_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a report; published as docs/review.schema.json."""
    schema = _adapter().json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": REVIEW_SCHEMA,
        **schema,
        "title": "Review of one contract",
    }
