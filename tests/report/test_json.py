"""The JSON that other programs rely on."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from sro_nlp.report import FORMATS, json_schema, read_json

PUBLISHED = Path(__file__).parents[2] / "docs" / "review.schema.json"


def test_it_has_the_keys_others_rely_on(report, catalogue):
    data = json.loads(FORMATS["json"](report, catalogue))
    assert list(data) == ["schema", "document", "requirements", "model", "provisions", "summary", "reviewed"]
    assert data["schema"] == "sro-nlp/review/1"
    assert {"path", "sha256", "format", "pages", "paragraphs", "kind", "parties", "dates", "blanks"} <= set(
        data["document"]
    )
    assert {"unread_pages", "notices"} <= set(data["document"])
    assert set(data["requirements"]) == {"profile", "edition"}
    assert set(data["model"]) == {"name", "sha256"}
    provision = data["provisions"][0]
    assert {"id", "slug", "title", "status", "requirements"} <= set(provision)
    leaf = provision["requirements"][0]
    assert {"id", "slug", "title", "citation", "status", "score", "missing_elements"} <= set(leaf)
    assert {"evidence", "nearest", "explanation"} <= set(leaf)
    evidence = leaf["evidence"][0]
    assert {"paragraph", "page", "boxes", "text", "score", "grade", "elements", "matched"} <= set(evidence)
    near = data["provisions"][1]["requirements"][0]["nearest"][0]
    assert set(near) == {"paragraph", "page", "text", "score", "why"}
    assert data["summary"] == {"present": 1, "partial": 1, "conflict": 1, "missing": 2, "unassessed": 1}


def test_it_is_read_back_equal(report, catalogue):
    assert read_json(FORMATS["json"](report, catalogue)) == report


def test_unknown_keys_of_a_later_version_are_passed_over(report, catalogue):
    data = json.loads(FORMATS["json"](report, catalogue))
    data["later"] = data["document"]["later"] = 1
    assert read_json(json.dumps(data)) == report


def test_the_published_schema_is_up_to_date():
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json_schema(), "write it anew: make schema"


def test_a_report_follows_the_published_schema(report, catalogue):
    validator = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))
    validator.check_schema(validator.schema)
    data = json.loads(FORMATS["json"](report, catalogue))
    validator.validate(data)
    data["provisions"][0]["requirements"][0]["status"] = "perhaps"
    assert not validator.is_valid(data)
