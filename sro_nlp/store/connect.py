"""Opening the database of a ledger: a file (SQLite) or a URL (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sro_nlp.errors import LedgerError, MissingExtra

if TYPE_CHECKING:
    from sqlalchemy import Engine

_BUSY_SECONDS = 60


@contextmanager
def connect(ledger: str, *, write: bool = False) -> Iterator[Engine]:
    """The ledger's database, brought to its present shape where it may be written.

    Args:
        ledger: the path of an SQLite file, or a database URL (`postgresql+psycopg://...`).
        write: make it where it is absent. Otherwise it must exist.

    Raises:
        LedgerError: it is absent, no ledger, or of another version.
        MissingExtra: SQLAlchemy or the database's driver is not installed.
    """
    try:
        from sqlalchemy.exc import DBAPIError, NoSuchModuleError

        from sro_nlp.store.migrations import migrate, steps, version
    except ImportError as error:
        raise MissingExtra(f"the ledger needs {error.name}: pip install 'sro-nlp[audit]'") from error
    engine = _engine(ledger, write)
    try:
        if write:
            migrate(engine)
        else:
            with engine.begin() as connection:
                found = version(connection)
            if found != max(steps()):
                raise LedgerError("the ledger is of another version of sro-nlp: run an audit on it to bring it up")
        yield engine
    except LedgerError as error:
        raise LedgerError(f"{ledger}: {error}") from error
    except ImportError as error:
        raise MissingExtra(f"the ledger's database needs {error.name}: install it with pip") from error
    except (DBAPIError, NoSuchModuleError) as error:
        said = " ".join(str(getattr(error, "orig", None) or error).split())
        raise LedgerError(f"{ledger}: the ledger cannot be used: {said[:200]}") from error
    finally:
        engine.dispose()


def _engine(ledger: str, write: bool) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    if "://" in ledger:
        try:
            return create_engine(ledger)
        except (ArgumentError, NoSuchModuleError) as error:
            raise LedgerError(f"{ledger}: is no database URL that can be used: {error}") from error
        except ImportError as error:
            raise MissingExtra(f"the ledger's database needs {error.name}: install it with pip") from error
    path = Path(ledger)
    if not path.exists() and not write:
        raise LedgerError(f"{ledger}: there is no such ledger: make one with `sro-nlp audit PATH --ledger {ledger}`")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise LedgerError(f"{ledger}: a ledger is a file in a folder that exists: choose another name")
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})
    begin_plainly(engine, wal=write)
    return engine


def begin_plainly(engine: Engine, wal: bool = False) -> None:
    """Let SQLAlchemy begin SQLite's transactions, as the driver would leave CREATE TABLE outside of them; set WAL."""
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def opened(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        if wal:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")
