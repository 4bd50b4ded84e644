"""What the desk keeps: files, readings, reviews and decisions, all in one data folder."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, delete, insert, select, text, update

from sro_nlp.catalogue import Catalogue
from sro_nlp.decision_log import decision_of
from sro_nlp.decisions import Decision, decided_report
from sro_nlp.document import Document, Paragraph
from sro_nlp.errors import SroError
from sro_nlp.findings import GapReport, Tag
from sro_nlp.web.journal import Journal, now
from sro_nlp.web.lookup import hits, open_questions
from sro_nlp.web.recent import Recent
from sro_nlp.web.tables import documents, log, open_database, paragraphs, questions
from sro_nlp.web.values import Entry, Hit, Question, adapter

if TYPE_CHECKING:
    from sqlalchemy import Row

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}$")
_MOST_QUESTIONS = 400
"""Doubtful tags kept of a document."""


class UnknownDocument(SroError):
    """There is no such document at the desk."""


_ENTRY = [documents.c[field.name] for field in fields(Entry)]


class Store:
    """The data folder: `desk.sqlite` and `files/<id>/`.

    Args:
        folder: made where it is absent.

    Raises:
        SroError: the folder cannot be made, or is of another version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            (folder / "files").mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        except OSError as error:
            raise SroError(f"{folder}: cannot be used for the desk's data: {error.strerror}") from error
        self._database = open_database(folder / "desk.sqlite")
        self._engine, self._writing = self._database.engine, self._database.writing
        self.journal = Journal(self._database)
        self._headers = Recent[Document]()
        self._reports = Recent[GapReport]()
        self._decided = Recent[GapReport]()

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    # Documents

    def new_id(self) -> str:
        """An id for a document that is to come."""
        return secrets.token_hex(8)

    def file(self, document: str, name: str = "") -> Path:
        """The uploaded file of a document; `name` gives it its suffix when it is new."""
        folder = self.folder / "files" / document
        if name:
            suffix = _SUFFIX.search(name.lower())
            folder.mkdir(parents=True, exist_ok=True)
            return folder / f"contract{suffix.group() if suffix else ''}"
        return next(iter(sorted(folder.glob("contract*"))), folder / "contract")

    def add(self, document: str, name: str, size: int) -> None:
        """Enter a document whose file is in its place."""
        with self._writing, self._engine.begin() as connection:
            connection.execute(insert(documents).values(id=document, name=name, size=size, added=now(), state="queued"))

    def set_queued(self, document: str) -> None:
        """Note that a document waits to be read once more."""
        self._update(document, state="queued")

    def set_reading(self, document: str) -> None:
        """Note that a document is being read."""
        self._update(document, state="reading")

    def set_failed(self, document: str, kind: str, error: str) -> None:
        """Note why a document could not be read."""
        self._update(document, state="failed", error_kind=kind, error=error)

    def _update(self, document: str, **values: Any) -> None:
        with self._writing, self._engine.begin() as connection:
            connection.execute(update(documents).where(documents.c.id == document).values(**values))

    def save_text(self, document: str, read: Document) -> None:
        """Keep the paragraphs of a reading; they are found by searches once its review is kept too."""
        rows = [_row(document, paragraph) for paragraph in read.paragraphs]
        with self._writing, self._engine.begin() as connection:
            if connection.execute(select(documents.c.id).where(documents.c.id == document)).first() is None:
                return  # deleted meanwhile
            connection.execute(delete(questions).where(questions.c.document == document))
            connection.execute(delete(paragraphs).where(paragraphs.c.document == document))
            connection.execute(text("DELETE FROM search WHERE document = :id"), {"id": document})
            if rows:
                connection.execute(insert(paragraphs), rows)
                connection.execute(
                    text("INSERT INTO search (text, document, number) VALUES (:text, :document, :number)"), rows
                )

    def save(self, document: str, read: Document, report: GapReport, doubts: Sequence[tuple[int, Tag, float]],
             seconds: float, *, encrypted: bool = False) -> None:  # fmt: skip
        """Keep the review of a document whose text was saved: it is ready.

        Args:
            document: which.
            read: as it was read.
            report: the program's own.
            doubts: paragraph, tag, distance from the threshold.
            seconds: how long it took.
            encrypted: it was read with a password.
        """
        header = adapter(Document).dump_json(replace(read, paragraphs=())).decode()
        asked = [
            {"document": document, "number": number, "requirement": tag.requirement, "doubt": doubt,
             "score": tag.score, "start": tag.start, "end": tag.end, "tagged": int(doubt >= 0)}
            for number, tag, doubt in sorted(doubts, key=lambda item: abs(item[2]))[:_MOST_QUESTIONS]
        ]  # fmt: skip
        with self._writing, self._engine.begin() as connection:
            done = connection.execute(
                update(documents).where(documents.c.id == document).values(
                    state="ready", sha256=read.sha256, seconds=seconds, header=header, error="",
                    error_kind="encrypted" if encrypted else "", report=adapter(GapReport).dump_json(report).decode(),
                )
            )  # fmt: skip
            if done.rowcount and asked:  # not deleted meanwhile
                connection.execute(insert(questions), asked)
        self._forget(document)

    def entries(self) -> list[Entry]:
        """All documents, the newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(*_ENTRY).order_by(documents.c.added.desc(), text("rowid DESC"))).all()
        return [_entry(row) for row in rows]

    def entry(self, document: str) -> Entry:
        """A document.

        Raises:
            UnknownDocument: there is none of that id.
        """
        return _entry(self._one(document))

    def _one(self, document: str) -> Row[Any]:
        with self._engine.connect() as connection:
            row = connection.execute(select(*_ENTRY).where(documents.c.id == document)).first()
        if row is None:
            raise UnknownDocument(f"there is no document {document!r} at this desk")
        return row

    def unfinished(self) -> list[str]:
        """Documents that were not read to the end when the program stopped, the oldest first."""
        return [entry.id for entry in reversed(self.entries()) if entry.state in ("queued", "reading")]

    def delete(self, document: str) -> None:
        """Delete a document for good: file, text, review, decisions.

        Raises:
            UnknownDocument: there is none of that id.
        """
        self._one(document)
        self._forget(document)
        with self._writing:
            with self._engine.begin() as connection:
                for table in (paragraphs, questions, log):
                    connection.execute(delete(table).where(table.c.document == document))
                connection.execute(text("DELETE FROM search WHERE document = :id"), {"id": document})
                connection.execute(delete(documents).where(documents.c.id == document))
                connection.execute(text("INSERT INTO search(search) VALUES ('optimize')"))
            with self._engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        shutil.rmtree(self.folder / "files" / document, ignore_errors=True)
        (self.folder / "corpus" / "decisions.jsonl").unlink(missing_ok=True)

    # Readings and reviews

    def document(self, document: str, whole: bool = False) -> Document:
        """A document as read; without its paragraphs unless `whole`."""
        header = self._headers.get(document, lambda: self._parsed(document, documents.c.header, Document))
        return replace(header, paragraphs=tuple(self.paragraphs(document))) if whole else header

    def report(self, document: str) -> GapReport:
        """The program's own report."""
        return self._reports.get(document, lambda: self._parsed(document, documents.c.report, GapReport))

    def _parsed(self, document: str, column: Column[str], kind: Any) -> Any:
        with self._engine.connect() as connection:
            found = connection.execute(select(column).where(documents.c.id == document)).scalar()
        if not found:
            raise UnknownDocument(f"document {document!r} has not been read, or is not at this desk")
        return adapter(kind).validate_json(found)

    def _forget(self, document: str) -> None:
        for values in (self._headers, self._reports, self._decided):
            values.forget(document)

    def decided(self, document: str, catalogue: Catalogue) -> GapReport:
        """The report as it stands by the decisions."""
        entries = self.journal.entries(document)
        head = entries[-1]["hash"] if entries else ""
        decisions = [decision_of(entry) for entry in entries]
        return self._decided.get(f"{document} {head}", lambda: self._apply(document, decisions, catalogue, head))

    def _apply(self, document: str, decisions: Sequence[Decision], catalogue: Catalogue, head: str) -> GapReport:
        marked = {decision.paragraph for decision in decisions if decision.paragraph is not None}
        about = {paragraph.id: paragraph for paragraph in self.paragraphs(document, numbers=marked)} if marked else {}
        return decided_report(self.report(document), decisions, catalogue, about, head)

    def paragraphs(
        self, document: str, page: int | None = None, numbers: Iterable[int] | None = None
    ) -> list[Paragraph]:
        """Paragraphs in order: all, those on a page, or those of some numbers."""
        query = select(paragraphs.c.data).where(paragraphs.c.document == document).order_by(paragraphs.c.number)
        if page is not None:
            query = query.where(paragraphs.c.first_page <= page, paragraphs.c.last_page >= page)
        if numbers is not None:
            query = query.where(paragraphs.c.number.in_(list(numbers)))
        with self._engine.connect() as connection:
            rows = connection.execute(query).scalars().all()
        return [adapter(Paragraph).validate_json(row) for row in rows]

    # Over all documents

    def search(self, query: str, document: str | None = None) -> list[Hit]:
        """Paragraphs with these words; see `lookup.hits`."""
        return hits(self._database, query, document)

    def questions(self) -> list[Question]:
        """What the model is most in doubt about; see `lookup.open_questions`."""
        return open_questions(self._database, self.journal.answered())


def _row(document: str, paragraph: Paragraph) -> dict[str, Any]:
    pages = {box.page for box in paragraph.boxes} | ({paragraph.page} if paragraph.page else set())
    return {
        "document": document,
        "number": paragraph.id,
        "first_page": min(pages, default=None),
        "last_page": max(pages, default=None),
        "text": paragraph.text,
        "data": adapter(Paragraph).dump_json(paragraph).decode(),
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id, name=row.name, size=row.size, added=row.added, state=row.state, sha256=row.sha256,
        error=row.error, error_kind=row.error_kind, seconds=row.seconds,
    )  # fmt: skip
