"""The ledger as one HTML page that stands alone: totals, a heat map of all contracts, failures. Nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sro_nlp.records import LedgerView
from sro_nlp.report.ledger.common import ERRORS, counted, facts, link, short_name, statuses
from sro_nlp.report.words import DISCLAIMER, MEANINGS, SIGNS, STATUSES, clean

TEMPLATES = Path(__file__).parents[1] / "templates"


def write_dashboard(view: LedgerView, path: Path) -> None:
    """Write the page, row by row."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    script = (TEMPLATES / "ledger.js").read_text(encoding="utf-8").strip()
    parts = environment.get_template("ledger.html").stream(
        view=view,
        facts=facts(view),
        rows=_rows(view),
        failures=_failures(view),
        errors=ERRORS,
        statuses=STATUSES,
        signs=SIGNS,
        meanings=MEANINGS,
        most=max((sum(counts.values()) for counts in view.totals.values()), default=0) or 1,
        disclaimer=DISCLAIMER,
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    parts.enable_buffering(500)
    with path.open("wb") as file:
        parts.dump(file, encoding="utf-8")


def _rows(view: LedgerView) -> Iterator[dict[str, Any]]:
    """A row of the heat map for each contract."""
    for contract in view.contracts():
        own = statuses(contract)
        yield {
            "name": clean(short_name(contract.path, view.run.roots)),
            "link": link(contract.path),
            "group": contract.group,
            "copies": len(contract.paths) - 1,
            "pages": contract.reading.pages,
            "present": counted(contract.reading).get("present", 0),
            "cells": [own.get(leaf.id) for leaf in view.leaves],
        }


def _failures(view: LedgerView) -> Iterator[dict[str, Any]]:
    for file in view.files():
        if file.error_kind:
            name = clean(short_name(file.path, view.run.roots))
            yield {"name": name, "link": link(file.path), "kind": file.error_kind, "error": clean(file.error)}
