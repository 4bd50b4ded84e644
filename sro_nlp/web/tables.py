"""The desk's database: SQLite in the data folder, made where it is absent."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import (
    Column,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from sro_nlp.errors import SroError

VERSION = 1
metadata = MetaData()
documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("added", String, nullable=False),  # UTC, ISO 8601
    Column("state", String, nullable=False),  # queued, reading, ready, failed
    Column("sha256", String, nullable=False, default=""),
    # Why it could not be read; "encrypted" too where it was read with a password.
    Column("error_kind", String, nullable=False, default=""),
    Column("error", Text, nullable=False, default=""),
    Column("seconds", Float, nullable=False, default=0.0),
    Column("header", Text, nullable=False, default=""),  # the Document without its paragraphs, JSON
    Column("report", Text, nullable=False, default=""),  # the program's own GapReport, JSON
)
paragraphs = Table(
    "paragraphs",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("first_page", Integer),
    Column("last_page", Integer),
    Column("text", Text, nullable=False),
    Column("data", Text, nullable=False),  # the Paragraph, JSON
)
questions = Table(
    "questions",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("requirement", String, primary_key=True),
    Column("doubt", Float, nullable=False),  # distance of the score from the threshold; 0 is most doubtful
    Column("score", Float, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("tagged", Integer, nullable=False),
)
log = Table(
    "log",
    metadata,
    Column("document", ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("entry", Text, nullable=False),  # JSON, as `decision_log.seal` makes it
)
_SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5(text, document UNINDEXED, number UNINDEXED, tokenize='porter unicode61')"
)
_APPEND_ONLY = "CREATE TRIGGER log_is_append_only BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'append only'); END"


@dataclass(frozen=True, slots=True)
class Database:
    """The engine, and the lock under which it is written to."""

    engine: Engine
    writing: threading.Lock = field(default_factory=threading.Lock)


def open_database(path: Path) -> Database:
    """The database at a path, with its tables.

    Raises:
        SroError: it is of another version of the program.
    """
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
    event.listen(engine, "connect", _settings)
    with engine.begin() as connection:
        version = connection.execute(text("PRAGMA user_version")).scalar_one()
        if not inspect(connection).has_table("documents"):
            metadata.create_all(connection)
            connection.execute(text(_SEARCH))
            connection.execute(text(_APPEND_ONLY))
            connection.execute(text(f"PRAGMA user_version = {VERSION}"))
        elif version != VERSION:
            raise SroError(f"{path}: was made by another version of sro-nlp (format {version}, not {VERSION})")
    return Database(engine)


def _settings(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    cursor.close()
