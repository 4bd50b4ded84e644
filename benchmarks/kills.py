"""An audit that is killed again and again (SIGKILL), and whether its ledger ends as that of an undisturbed run.

    python benchmarks/kills.py [--kills 10] [--files 120] [--workers 2] [--seed 1]

A synthetic archive is audited once without disturbance. Then another ledger is begun, its run killed at a random moment
(now and then while it still starts, mostly in the midst of files), started again, and so on; the last run is left to
its end. The rows of both ledgers are compared, all columns but times, memory and what depends on the number of runs.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive import make

_COMMAND = [sys.executable, "-c", "from sro_nlp.cli import main; main()", "audit"]
_APART = {"seconds_read", "seconds_tag", "seconds_judge", "peak_memory", "recalled", "run"}
"""Columns that may differ from run to run."""
_ORDER = {"documents": "path", "readings": "id", "findings": "reading, place"}


def start(archive: Path, ledger: Path, workers: int) -> subprocess.Popen[bytes]:
    """Start an audit."""
    command = [*_COMMAND, str(archive), "--ledger", str(ledger), "--workers", str(workers), "--model", "light"]
    return subprocess.Popen([*command, "--no-ocr"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def content(ledger: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a ledger that must not depend on how often it was killed."""
    found = {}
    with sqlite3.connect(ledger) as database:
        for table, order in _ORDER.items():
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in _APART]
            found[table] = database.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}").fetchall()
    return found


def _read(ledger: Path) -> int:
    """How many readings a ledger holds; 0 while it is being made."""
    if not ledger.exists():
        return 0
    try:
        with sqlite3.connect(ledger) as database:
            return int(database.execute("SELECT count(*) FROM readings").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def undisturbed(archive: Path, ledger: Path, workers: int) -> float:
    """Audit without a kill; seconds until the first reading."""
    began = time.monotonic()
    process = start(archive, ledger, workers)
    first = 0.0
    while process.poll() is None:
        if not first and _read(ledger):
            first = time.monotonic() - began
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"the audit failed with status {process.returncode}")
    return first


def disturb(archive: Path, ledger: Path, workers: int, to_start: float, most: int, rng: random.Random) -> bool:
    """Begin a run and kill it: one in five while it starts, the others some readings and some moments later.

    Returns:
        Whether it could be killed; it was done before if not.
    """
    begun, before, process = time.monotonic(), _read(ledger), start(archive, ledger, workers)
    early = rng.random() < 0.2
    moment, more = rng.uniform(0, to_start if early else 0.5), 0 if early else rng.randint(1, most)
    while _read(ledger) < before + more and process.poll() is None:
        time.sleep(0.02)
    try:
        process.wait(moment)
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    print(f"killed after {time.monotonic() - begun:4.1f} s with {_read(ledger)} contents read", flush=True)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--files", type=int, default=120)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng, kills = random.Random(arguments.seed), 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        archive, quiet, hurt = folder / "archive", folder / "quiet.sqlite", folder / "hurt.sqlite"
        make(archive, arguments.files, arguments.seed)
        to_start = undisturbed(archive, quiet, arguments.workers)
        contents = _read(quiet)
        print(f"undisturbed: {to_start:.1f} s to the first file; {contents} contents", flush=True)
        most = max(1, contents // (arguments.kills + 3))
        while kills < arguments.kills and disturb(archive, hurt, arguments.workers, to_start, most, rng):
            kills += 1
        if start(archive, hurt, arguments.workers).wait():
            raise SystemExit("the last run failed")
        one, other = content(quiet), content(hurt)
        counted = ", ".join(f"{len(rows)} {table}" for table, rows in one.items())
    if {row[2] for row in one["readings"]} != {row[2] for row in other["readings"]}:
        raise SystemExit("the program was changed meanwhile: the ledgers are of different editions")
    if one != other:
        raise SystemExit(f"the ledgers differ after {kills} kills")
    print(f"the ledgers are equal after {kills} kills, row by row: {counted}")


if __name__ == "__main__":
    main()
