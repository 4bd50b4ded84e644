"""Real archives, real runs of the command, and what a ledger holds."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = [sys.executable, "-c", "from sro_nlp.cli import main; main()"]
CLAUSES = (
    "The School Resource Officer shall not enforce school rules or impose discipline.",
    "The officer shall inform the principal before questioning a student, and the principal shall notify a parent.",
    "The School Resource Officer shall be at the school from 7:30 a.m. to 3:30 p.m. on each day of instruction.",
    "This Agreement is governed by the laws of the State of Utah.",
    "The SRO and the principal shall complete together the training that the State Board of Education prescribes.",
)


def contract(number: int, clauses: tuple[str, ...] = CLAUSES) -> str:
    """A short contract that differs from the others in what its town is called and in the order of its clauses."""
    turned = clauses[number % len(clauses) :] + clauses[: number % len(clauses)]
    title = f"School Resource Officer Agreement of the town of Elm{'abcdefghij'[number % 10]}{number}"
    return "\n\n".join((title, *(f"{place}. {text}" for place, text in enumerate(turned, 1)))) + "\n"


def fill(folder: Path, count: int) -> Path:
    """A folder of `count` small contracts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:03d}.txt").write_text(contract(number), encoding="utf-8")
    return folder


def start(*arguments: object, **more: object) -> subprocess.Popen[str]:
    """Start `sro-nlp` with the light model (quick to load) where an audit is asked for."""
    words = [str(argument) for argument in arguments]
    light = ["--model", "light"] if words[0] == "audit" else []
    if light and "--workers" not in words:
        light += ["--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*COMMAND, *words, *light],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
        **more,  # type: ignore[call-overload]  # keywords of Popen
    )


def sro(*arguments: object, status: int = 0) -> str:
    """Run `sro-nlp` to its end; what it said."""
    process = start(*arguments)
    out, err = process.communicate(timeout=300)
    assert process.returncode == status, err
    return out + err


def rows(ledger: Path, query: str) -> list[tuple]:
    """What a query of the ledger gives."""
    with sqlite3.connect(ledger) as database:
        return database.execute(query).fetchall()


def content(ledger: Path) -> dict[str, list[tuple]]:
    """All that two ledgers of one archive must agree on: everything but times, memory and the numbers of runs."""
    return {
        "documents": rows(
            ledger, "SELECT path, sha256, size, reading, error_kind, error, gone FROM documents ORDER BY path"
        ),
        "readings": rows(
            ledger,
            "SELECT id, sha256, fingerprint, format, pages, ocr_pages, unread_pages, paragraphs, kind, kind_reason, "
            "parties, effective, term, blanks, error_kind, error, signature FROM readings ORDER BY id",
        ),
        "findings": rows(ledger, "SELECT * FROM findings ORDER BY reading, place"),
    }


def errors(ledger: Path) -> dict[str, str]:
    """By the last part of the path, the kind of error of the files that have none of their findings."""
    found = rows(
        ledger,
        "SELECT path, coalesce(r.error_kind, d.error_kind) FROM documents d LEFT JOIN readings r ON r.id = d.reading "
        "WHERE coalesce(r.error_kind, d.error_kind) IS NOT NULL",
    )
    return {path.rpartition("/")[2]: kind for path, kind in found}


def last_run(ledger: Path) -> tuple:
    """State, files, read, known, failed, gone of the last run."""
    return rows(ledger, "SELECT state, files, read, known, failed, gone FROM runs ORDER BY id DESC LIMIT 1")[0]
