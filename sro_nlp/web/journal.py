"""The logs of decisions in the desk's database: append-only, each entry sealed with the hash of the one before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select

from sro_nlp.decision_log import START, seal
from sro_nlp.decisions import Decision
from sro_nlp.web.tables import Database, log


def now() -> str:
    """The time, UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Journal:
    """Every document's log of decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, document: str) -> list[dict[str, Any]]:
        """All entries of a document's log, in order."""
        query = select(log.c.entry).where(log.c.document == document).order_by(log.c.number)
        with self._database.engine.connect() as connection:
            return [json.loads(entry) for entry in connection.execute(query).scalars()]

    def append(self, document: str, sha256: str, decision: Decision) -> dict[str, Any]:
        """Append a decision (its number and time are set here) about the file of that SHA-256; gives its entry."""
        with self._database.writing, self._database.engine.begin() as connection:
            query = select(log.c.entry).where(log.c.document == document).order_by(log.c.number.desc()).limit(1)
            last = connection.execute(query).scalar()
            previous: dict[str, Any] = json.loads(last) if last else {"number": 0, "hash": START}
            numbered = replace(decision, number=previous["number"] + 1, at=now())
            entry = seal(numbered, sha256, previous["hash"])
            connection.execute(
                insert(log).values(
                    document=document, number=numbered.number, entry=json.dumps(entry, ensure_ascii=False)
                )
            )
        return entry

    def counts(self) -> dict[str, int]:
        """How many entries each document's log has."""
        query = select(log.c.document, func.count()).group_by(log.c.document)
        with self._database.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def answered(self) -> set[tuple[str, int, str]]:
        """Document, paragraph and requirement of everything that was decided on."""
        with self._database.engine.connect() as connection:
            rows = connection.execute(select(log.c.document, log.c.entry)).all()
        entries = [(document, json.loads(entry)) for document, entry in rows]
        return {(document, entry["paragraph"], entry["requirement"]) for document, entry in entries}
