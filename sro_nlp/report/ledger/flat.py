"""The ledger for other programs: a row for each content and leaf (CSV, Parquet), or a line for each content (JSON)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sro_nlp.errors import MissingExtra
from sro_nlp.records import AuditedContract, LedgerView

COLUMNS: dict[str, str] = {
    "path": "string",
    "sha256": "string",
    "copies": "int64",
    "group": "int64",
    "format": "string",
    "pages": "int64",
    "kind": "string",
    "requirement": "string",
    "title": "string",
    "status": "string",
    "score": "float64",
    "review": "bool",
    "page": "int64",
    "paragraph": "int64",
    "evidence": "string",
    "missing": "string",
    "explanation": "string",
    "error_kind": "string",
    "error": "string",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS = 10_000
_INTERNAL = (
    *("signature", "error_kind", "error"),
    *("peak_memory", "recalled", "seconds_read", "seconds_tag", "seconds_judge"),
)


def rows(view: LedgerView) -> Iterator[dict[str, Any]]:
    """A row for each contract and each leaf, then one for each document that is none, then one for each unread file."""
    titles = {leaf.id: leaf.title for leaf in view.leaves}
    for contract in chain(view.contracts(), view.others()):
        reading = contract.reading
        shared = {
            "path": contract.path,
            "sha256": reading.sha256,
            "copies": len(contract.paths),
            "group": contract.group,
            "format": reading.format,
            "pages": reading.pages,
            "kind": reading.kind,
        }
        if reading.kind == "other":  # it lacks nothing that it should hold
            yield {**dict.fromkeys(COLUMNS), **shared, "explanation": reading.kind_reason}
            continue
        for finding in reading.findings:
            own = asdict(finding)
            own["missing"] = "; ".join(finding.missing)
            own["title"] = titles.get(finding.requirement, "")
            yield {**dict.fromkeys(COLUMNS), **shared, **own}
    for file in view.files():
        if file.error_kind:
            error = {"path": file.path, "sha256": file.sha256, "error_kind": file.error_kind, "error": file.error}
            yield {**dict.fromkeys(COLUMNS), **error}


def write_csv(view: LedgerView, path: Path) -> None:
    """CSV (RFC 4180, UTF-8 with a mark that spreadsheets know); a text that a spreadsheet would run begins with '."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows(view):
            writer.writerow({name: plain(value) if isinstance(value, str) else value for name, value in row.items()})


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def write_parquet(view: LedgerView, path: Path) -> None:
    """Parquet, written in portions.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra("Parquet needs pyarrow: pip install 'sro-nlp[audit]'") from error
    kinds = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        every = rows(view)
        while portion := list(islice(every, _ROWS)):
            writer.write_table(pa.Table.from_pylist(portion, schema=schema))


def write_jsonl(view: LedgerView, path: Path) -> None:
    """JSON lines: an object for each content that was read (findings for contracts), and one for each failed file."""
    with path.open("w", encoding="utf-8") as file:
        for contract in chain(view.contracts(), view.others()):
            file.write(json.dumps(_object(contract), ensure_ascii=False) + "\n")
        for one in view.files():
            if one.error_kind:
                error = {"kind": one.error_kind, "reason": one.error}
                failed = {"paths": [one.path], "sha256": one.sha256 or None, "size": one.size, "error": error}
                file.write(json.dumps(failed, ensure_ascii=False) + "\n")


def _object(contract: AuditedContract) -> dict[str, Any]:
    reading = asdict(contract.reading)
    for name in _INTERNAL:
        del reading[name]
    if contract.reading.kind == "other":
        reading["findings"] = []  # it lacks nothing that it should hold
    return {"paths": contract.paths, "group": contract.group, **reading, "seconds": round(contract.reading.seconds, 3)}
