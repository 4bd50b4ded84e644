"""Bringing a ledger to the present shape of its tables: numbered SQL files, each run once, in order, whole or not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from sro_nlp.errors import LedgerError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"
_VERSIONS = "ledger_versions"


def steps(folder: Path = FOLDER) -> dict[int, str]:
    """The SQL of each version, in order."""
    return {int(path.stem): path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}


def version(connection: Connection) -> int:
    """The version of a ledger; 0 for an empty database.

    Raises:
        LedgerError: the database holds other tables.
    """
    names = set(inspect(connection).get_table_names())
    if _VERSIONS not in names:
        if names:
            raise LedgerError(f"the database holds other tables ({', '.join(sorted(names)[:3])}): name another one")
        return 0
    return int(connection.execute(text(f"SELECT max(version) FROM {_VERSIONS}")).scalar_one())


def migrate(engine: Engine, folder: Path = FOLDER) -> None:
    """Run the steps that a ledger lacks.

    Raises:
        LedgerError: it is no ledger, or one of a later version of the program.
    """
    wanted = steps(folder)
    with engine.begin() as connection:
        present = version(connection)
        if present > max(wanted):
            raise LedgerError(
                f"the ledger was written by a later version of sro-nlp (its tables are of version {present}): update"
            )
        for number, script in wanted.items():
            if number <= present:
                continue
            if number == min(wanted):
                connection.execute(text(f"CREATE TABLE {_VERSIONS} (version INTEGER NOT NULL PRIMARY KEY)"))
            for statement in _statements(script):
                connection.execute(text(statement))
            connection.execute(text(f"INSERT INTO {_VERSIONS} (version) VALUES (:number)"), {"number": number})


def _statements(script: str) -> list[str]:
    """The statements of a script: each ends with a semicolon at a line's end; comments are lines that begin with --."""
    plain = re.sub(r"^\s*--.*$", "", script, flags=re.MULTILINE)
    return [part.strip() for part in re.split(r";\s*$", plain, flags=re.MULTILINE) if part.strip()]
