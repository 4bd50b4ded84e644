"""The one writer of a ledger. Each call is one transaction: what it wrote is there after the process is killed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, insert, select, text, update

from sro_nlp.records import Edition, Leaf, LeafRecord, Reading, Refused, RunState, Source
from sro_nlp.store.tables import documents, findings, readings, runs

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Connection, Engine

_BY_CIRCUMSTANCE = ("encrypted", "timed-out", "out-of-memory", "not-installed", "internal")
"""Errors that say as much of the limits (of time, memory, passwords) as of the file: tried again under others."""
_DIGITS = 4
"""Decimals of a stored score."""

_NUMBER: BindParameter[int] = bindparam("number")
_KNOWN = select(readings.c.error_kind, readings.c.limits).where(readings.c.id == _NUMBER)
_NO_READING = delete(readings).where(readings.c.id == _NUMBER)
_NO_FINDINGS = delete(findings).where(findings.c.reading == _NUMBER)
_READING, _FINDING = insert(readings), insert(findings)
_COLUMNS = [column.name for column in documents.columns]
_DOCUMENT = text(
    f"INSERT INTO documents ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) "
    f"ON CONFLICT (path) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)
"""SQLite and PostgreSQL say it alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A reading that the ledger holds already."""

    id: int
    failed: bool


class Ledger:
    """A run's access to a ledger.

    Args:
        engine: the database, see `connect`.
        edition: with what this run reads.
        limits: the limits of this run, in words; files that failed by others are tried again.
        retry: try all files again that failed.
    """

    def __init__(self, engine: Engine, edition: Edition, limits: str = "", retry: bool = False) -> None:
        self._engine = engine
        self._edition = edition
        self._limits = limits
        self._retry = retry
        self.run = 0

    def begin(self, roots: Sequence[str], leaves: Sequence[Leaf], engine: str, workers: int) -> int:
        """Begin a run; runs that never ended are marked as interrupted."""
        with self._engine.begin() as db:
            db.execute(update(runs).where(runs.c.state == "running").values(state="interrupted"))
            self.run = (db.execute(select(func.max(runs.c.id))).scalar_one() or 0) + 1
            edition = self._edition
            db.execute(
                insert(runs).values(
                    id=self.run,
                    started=_now(),
                    finished="",
                    state="running",
                    profile=edition.profile,
                    edition=edition.edition,
                    model=edition.model,
                    model_sha256=edition.model_sha256,
                    code=edition.code,
                    fingerprint=edition.fingerprint,
                    leaves=json.dumps([[leaf.id, leaf.title] for leaf in leaves]),
                    roots=json.dumps(list(roots)),
                    engine=engine,
                    workers=workers,
                    seconds=0.0,
                    files=0,
                    read=0,
                    known=0,
                    failed=0,
                    gone=0,
                    passed_over="{}",
                )
            )
        return self.run

    def finish(self, state: RunState, seconds: float, counts: dict[str, int], passed_over: dict[str, int]) -> None:
        """Write how the run ended; `counts` are the columns files, read, known, failed, gone."""
        values = {**counts, "state": state, "seconds": seconds, "finished": _now()}
        with self._engine.begin() as db:
            db.execute(update(runs).where(runs.c.id == self.run).values(**values, passed_over=json.dumps(passed_over)))

    def known(self, sha256: str) -> Known | None:
        """The reading of a content by this run's edition, unless it is to be tried again."""
        number = reading_id(sha256, self._edition.fingerprint)
        with self._engine.connect() as db:
            row = db.execute(_KNOWN, {"number": number}).one_or_none()
        if row is None:
            return None
        failed = row.error_kind is not None
        if failed and (self._retry or (row.error_kind in _BY_CIRCUMSTANCE and row.limits != self._limits)):
            return None
        return Known(id=number, failed=failed)

    def unchanged(self, source: Source) -> str | None:
        """The hash that this very file had (same name, size and time) when it was last audited."""
        same = and_(
            documents.c.path == safe(source.name),
            documents.c.size == source.size,
            documents.c.modified == source.modified,
            documents.c.sha256 != "",
        )
        with self._engine.connect() as db:
            return db.execute(select(documents.c.sha256).where(same)).scalar_one_or_none()

    def record(self, sources: Sequence[Source], sha256: str, reading: Reading) -> None:
        """Write what reading a content gave, and the files of that content."""
        number = reading_id(sha256, self._edition.fingerprint)
        with self._engine.begin() as db:
            if db.execute(_NO_READING, {"number": number}).rowcount:
                db.execute(_NO_FINDINGS, {"number": number})
            db.execute(_READING, [self._reading_row(number, sha256, reading)])
            rows = [_finding_row(number, place, finding) for place, finding in enumerate(reading.findings)]
            if rows:
                db.execute(_FINDING, rows)
            self._put(db, [self._document_row(source, sha256, number) for source in sources])

    def seen(self, files: Sequence[tuple[Source, str]]) -> None:
        """Write files whose content (given by its hash) was read before."""
        fingerprint = self._edition.fingerprint
        with self._engine.begin() as db:
            self._put(db, [self._document_row(one, sha256, reading_id(sha256, fingerprint)) for one, sha256 in files])

    def refused(self, refused: Refused) -> None:
        """Write a file that cannot be opened at all."""
        row = {"path": safe(refused.name), "sha256": "", "size": 0, "modified": 0, "reading": None}
        error = {"error_kind": refused.kind, "error": safe(refused.reason)}
        with self._engine.begin() as db:
            self._put(db, [{**row, **error, "run": self.run, "gone": 0}])

    def unseen(self) -> list[str]:
        """Paths that the ledger holds and this run has not met."""
        where = and_(documents.c.run != self.run, documents.c.gone == 0)
        with self._engine.connect() as db:
            return list(db.execute(select(documents.c.path).where(where).order_by(documents.c.path)).scalars())

    def mark_gone(self, paths: Sequence[str]) -> None:
        """Mark files that are no longer there; their readings stay."""
        with self._engine.begin() as db:
            for path in paths:
                db.execute(update(documents).where(documents.c.path == path).values(gone=self.run))

    def _put(self, db: Connection, rows: list[dict[str, Any]]) -> None:
        if rows:
            db.execute(_DOCUMENT, rows)

    def _document_row(self, source: Source, sha256: str, reading: int) -> dict[str, Any]:
        return {
            "path": safe(source.name),
            "sha256": sha256,
            "size": source.size,
            "modified": source.modified,
            "reading": reading,
            "error_kind": None,
            "error": "",
            "run": self.run,
            "gone": 0,
        }

    def _reading_row(self, number: int, sha256: str, reading: Reading) -> dict[str, Any]:
        return {
            "id": number,
            "sha256": sha256,
            "fingerprint": self._edition.fingerprint,
            "limits": self._limits,
            "format": reading.format,
            "pages": reading.pages,
            "ocr_pages": reading.ocr_pages,
            "unread_pages": reading.unread_pages,
            "paragraphs": reading.paragraphs,
            "kind": reading.kind,
            "kind_reason": safe(reading.kind_reason),
            "parties": safe(json.dumps(reading.parties, ensure_ascii=False)),
            "effective": safe(reading.effective),
            "term": safe(reading.term),
            "blanks": reading.blanks,
            "error_kind": reading.error_kind,
            "error": safe(reading.error),
            "signature": base64.b64encode(reading.signature).decode(),
            "seconds_read": round(reading.seconds_read, 4),
            "seconds_tag": round(reading.seconds_tag, 4),
            "seconds_judge": round(reading.seconds_judge, 4),
            "peak_memory": reading.peak_memory,
            "recalled": reading.recalled,
        }


def reading_id(sha256: str, fingerprint: str) -> int:
    """The id of a reading: 63 bits of a hash over content and edition, so that it is the same in every ledger."""
    digest = hashlib.sha256(f"{sha256} {fingerprint}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1


def safe(text: str) -> str:
    """A text that every database takes: no NUL, and bytes of odd file names written out."""
    return text.replace("\0", "\ufffd").encode("utf-8", "backslashreplace").decode("utf-8")


def _finding_row(reading: int, place: int, finding: LeafRecord) -> dict[str, Any]:
    return {
        "reading": reading,
        "place": place,
        "requirement": finding.requirement,
        "status": finding.status,
        "score": round(finding.score, _DIGITS),
        "review": int(finding.review),
        "page": finding.page,
        "paragraph": finding.paragraph,
        "evidence": safe(finding.evidence),
        "missing": safe(json.dumps(finding.missing, ensure_ascii=False)),
        "explanation": safe(finding.explanation),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
