"""A ledger as reports read it. Rows are fetched in portions: a report of a hundred thousand files fits in memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from sro_nlp.errors import LedgerError
from sro_nlp.records import AuditedContract, AuditedFile, Edition, Leaf, LeafRecord, LedgerView, Reading, RunRecord
from sro_nlp.similarity import groups
from sro_nlp.store.tables import documents, findings, readings, runs

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from sro_nlp.findings import DocumentKind, Status

_PORTION = 200


def view(engine: Engine, name: str) -> LedgerView:
    """The ledger as a report reads it.

    Args:
        engine: the database, see `connect`.
        name: how to call it in a report.

    Raises:
        LedgerError: it holds no run.
    """
    run, leaves = _last_run(engine)
    reader = _Reader(engine, _groups(engine))
    return LedgerView(
        name=name,
        run=run,
        leaves=leaves,
        totals=_totals(engine, leaves),
        counts=_counts(engine, run.edition.fingerprint, reader.group_of),
        failures=_failures(engine),
        contracts=lambda: reader.contracts("sro-contract"),
        others=lambda: reader.contracts("other"),
        files=reader.files,
    )


def _last_run(engine: Engine) -> tuple[RunRecord, tuple[Leaf, ...]]:
    with engine.connect() as db:
        row = db.execute(select(runs).order_by(runs.c.id.desc()).limit(1)).mappings().one_or_none()
    if row is None:
        raise LedgerError("the ledger holds no run yet: run `sro-nlp audit` on it")
    plain = {name: row[name] for name in ("profile", "edition", "model", "model_sha256", "code", "fingerprint")}
    same = ("id", "started", "finished", "state", "engine", "workers", "seconds")
    counted = ("files", "read", "known", "failed", "gone")
    record = RunRecord(
        **{column: row[column] for column in (*same, *counted)},
        edition=Edition(**plain),
        roots=tuple(json.loads(row["roots"])),
        passed_over=json.loads(row["passed_over"]),
    )
    return record, tuple(Leaf(id=leaf, title=title) for leaf, title in json.loads(row["leaves"]))


def _present() -> Any:
    """The ids of the readings that belong to files which are still there."""
    return select(documents.c.reading).where(documents.c.gone == 0, documents.c.reading.is_not(None)).distinct()


def _groups(engine: Engine) -> dict[int, int]:
    """By reading, the group of near-identical versions."""
    query = (
        select(readings.c.id, readings.c.signature, func.min(documents.c.path).label("path"))
        .join(documents, documents.c.reading == readings.c.id)
        .where(documents.c.gone == 0, readings.c.kind == "sro-contract")
        .group_by(readings.c.id, readings.c.signature)
        .order_by("path")
    )
    with engine.connect() as db:
        rows = db.execute(query).all()
    numbers = groups([base64.b64decode(row.signature) for row in rows])
    return {row.id: number for row, number in zip(rows, numbers, strict=True) if number is not None}


def _totals(engine: Engine, leaves: Sequence[Leaf]) -> dict[str, dict[Status, int]]:
    query = (
        select(findings.c.requirement, findings.c.status, func.count())
        .join(readings, readings.c.id == findings.c.reading)
        .where(readings.c.kind == "sro-contract", readings.c.id.in_(_present()))
        .group_by(findings.c.requirement, findings.c.status)
    )
    totals: dict[str, dict[Status, int]] = {leaf.id: {} for leaf in leaves}
    with engine.connect() as db:
        for requirement, status, count in db.execute(query):
            totals.setdefault(requirement, {})[status] = count
    return totals


def _counts(engine: Engine, fingerprint: str, group_of: dict[int, int]) -> dict[str, int]:
    there = documents.c.gone == 0
    joined = documents.outerjoin(readings, readings.c.id == documents.c.reading)
    with engine.connect() as db:

        def count(*where: Any, what: Any = documents.c.path) -> int:
            return int(db.execute(select(func.count(what)).select_from(joined).where(there, *where)).scalar_one())

        read = and_(readings.c.id.is_not(None), readings.c.error_kind.is_(None))
        distinct = documents.c.reading.distinct()
        return {
            "files": count(),
            "contracts": count(readings.c.kind == "sro-contract", what=distinct),
            "other": count(readings.c.kind == "other", what=distinct),
            "failed": count((readings.c.error_kind.is_not(None)) | (documents.c.error_kind.is_not(None))),
            "copies": count(read) - count(read, what=distinct),
            "groups": len(set(group_of.values())),
            "earlier": count(readings.c.fingerprint != fingerprint),
        }


def _failures(engine: Engine) -> dict[str, int]:
    kind = func.coalesce(readings.c.error_kind, documents.c.error_kind)
    query = (
        select(kind, func.count())
        .select_from(documents.outerjoin(readings, readings.c.id == documents.c.reading))
        .where(documents.c.gone == 0, kind.is_not(None))
        .group_by(kind)
        .order_by(func.count().desc(), kind)
    )
    with engine.connect() as db:
        return {row[0]: row[1] for row in db.execute(query)}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Iterates over a ledger, from path to path."""

    engine: Engine
    group_of: dict[int, int]

    def contracts(self, kind: DocumentKind) -> Iterator[AuditedContract]:
        """The contents of one kind under the first of their paths."""
        first = func.min(documents.c.path).label("first")
        query = (
            select(first, documents.c.reading)
            .join(readings, readings.c.id == documents.c.reading)
            .where(documents.c.gone == 0, readings.c.kind == kind)
            .group_by(documents.c.reading)
            .order_by("first")
        )
        with self.engine.connect() as db, self.engine.connect() as other:
            streaming = db.execution_options(stream_results=True, yield_per=_PORTION)
            for rows in streaming.execute(query).partitions():
                numbers = [row.reading for row in rows]
                found = {
                    row["id"]: row
                    for row in other.execute(select(readings).where(readings.c.id.in_(numbers))).mappings()
                }
                leaves, paths = _leaves(other, numbers), _paths(other, numbers)
                for number in numbers:
                    yield AuditedContract(
                        paths=tuple(paths[number]),
                        group=self.group_of.get(number),
                        reading=_reading(found[number], tuple(leaves[number])),
                    )

    def files(self) -> Iterator[AuditedFile]:
        """Every file that is there."""
        query = (
            select(documents, readings, documents.c.error_kind.label("own_kind"), documents.c.error.label("own_error"))
            .select_from(documents.outerjoin(readings, readings.c.id == documents.c.reading))
            .where(documents.c.gone == 0)
            .order_by(documents.c.path)
        )
        with self.engine.connect() as db:
            for row in db.execution_options(stream_results=True, yield_per=_PORTION).execute(query):
                yield _file(row._mapping)


def _leaves(db: Connection, numbers: Sequence[int]) -> dict[int, list[LeafRecord]]:
    """The findings of some readings, in the catalogue's order."""
    leaves: dict[int, list[LeafRecord]] = {number: [] for number in numbers}
    query = select(findings).where(findings.c.reading.in_(numbers)).order_by(findings.c.reading, findings.c.place)
    for row in db.execute(query).mappings():
        leaves[row["reading"]].append(_leaf(row))
    return leaves


def _paths(db: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """The files of some readings, sorted."""
    paths: dict[int, list[str]] = {number: [] for number in numbers}
    where = and_(documents.c.reading.in_(numbers), documents.c.gone == 0)
    query = select(documents.c.reading, documents.c.path).where(where).order_by(documents.c.path)
    for number, path in db.execute(query):
        paths[number].append(path)
    return paths


def _leaf(row: Any) -> LeafRecord:
    plain = ("requirement", "status", "score", "page", "paragraph", "evidence", "explanation")
    return LeafRecord(
        **{name: row[name] for name in plain}, review=bool(row["review"]), missing=tuple(json.loads(row["missing"]))
    )


_READING = (
    *("sha256", "format", "pages", "ocr_pages", "unread_pages", "paragraphs", "kind", "kind_reason", "effective"),
    *("term", "blanks", "error_kind", "error", "seconds_read", "seconds_tag", "seconds_judge", "peak_memory"),
    "recalled",
)


def _reading(row: Any, leaves: tuple[LeafRecord, ...]) -> Reading:
    return Reading(
        **{name: row[name] for name in _READING},
        parties=tuple(json.loads(row["parties"])),
        findings=leaves,
        signature=base64.b64decode(row["signature"]),
    )


def _file(row: Any) -> AuditedFile:
    taken = [row[readings.c[f"seconds_{name}"]] or 0.0 for name in ("read", "tag", "judge")]
    return AuditedFile(
        path=row[documents.c.path],
        sha256=row[documents.c.sha256],
        size=row[documents.c.size],
        format=row[readings.c.format] or "",
        pages=row[readings.c.pages],
        ocr_pages=row[readings.c.ocr_pages] or 0,
        unread_pages=row[readings.c.unread_pages] or 0,
        seconds=sum(taken),
        kind=row[readings.c.kind],
        kind_reason=row[readings.c.kind_reason] or "",
        error_kind=row["own_kind"] or row[readings.c.error_kind],
        error=row["own_error"] or row[readings.c.error] or "",
        reading=row[documents.c.reading],
    )
