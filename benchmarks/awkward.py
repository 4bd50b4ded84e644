"""Read every file of a folder of awkward documents and compare with what its MANIFEST.tsv expects.

    python benchmarks/awkward.py FOLDER [part of a file name]

MANIFEST.tsv is tab-separated with a header; used are the columns `file`, `expected`, `password` (a JSON string or
empty) and `min_chars` (least number of non-space characters). `expected` begins with opens, opens_or_clear_error,
corrupt_clear_error, needs_password or no_text_layer. Prints file, outcome, seconds, peak memory of the process that
read it, and a total; exits with 1 when a file does not meet its row.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

SECONDS, MEGABYTES = 20.0, 1024.0
"""What one file may take."""


def outcome(path: Path, password: str | None) -> tuple[str, int, str]:
    """What reading gives: "read" or the kind of the error, non-space characters, the sentence or what is unread."""
    from sro_nlp.errors import UnreadableFile
    from sro_nlp.extract import extract

    try:
        document = extract(path, password=password)
    except UnreadableFile as error:
        return error.kind, 0, error.reason
    characters = sum(len("".join(paragraph.text.split())) for paragraph in document.paragraphs)
    unread = "; ".join(f"page {page.page} unread: {page.reason}" for page in document.unread_pages[:2])
    return "read", characters, unread


def _measure(path: Path, password: str | None, send: Any) -> None:
    start = time.perf_counter()
    result = outcome(path, password)
    seconds = time.perf_counter() - start
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    send.send((result, seconds, peak))


def measured(path: Path, password: str | None) -> tuple[tuple[str, int, str], float, float]:
    """`outcome`, seconds and peak MB, in a process of its own so that memory is that of this file."""
    context = get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(path, password, send))
    process.start()
    send.close()
    try:
        return receive.recv()  # type: ignore[no-any-return]  # a pipe carries Any
    except EOFError:
        return ("crashed", 0, "the process that read it died"), 0.0, 0.0
    finally:
        process.join()


def meets(row: dict[str, str], kind: str, characters: int, path: Path) -> bool:
    """Whether an outcome is what the row expects."""
    expected = row["expected"]
    enough = characters >= int(row["min_chars"] or 0)
    read = kind == "read" and enough
    if expected.startswith("needs_password"):
        return read and outcome(path, None)[0] == "encrypted"
    if expected.startswith("corrupt_clear_error"):
        return kind in ("damaged", "empty", "wrong-type")
    if expected.startswith("no_text_layer"):
        return kind in ("read", "no-text")
    if " or " in expected or expected.startswith("opens_or"):
        return read or kind not in ("read", "crashed")
    return read


def main() -> int:
    folder = Path(sys.argv[1])
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = [
            row for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE) if wanted in row["file"]
        ]
    good = 0
    for row in rows:
        path = folder / row["file"]
        password = json.loads(row["password"]) if row["password"] else None
        (kind, characters, said), seconds, peak = measured(path, password)
        met = meets(row, kind, characters, path) and seconds <= SECONDS and peak <= MEGABYTES
        good += met
        mark = "ok  " if met else "FAIL"
        need = f"{characters}/{row['min_chars'] or 0} chars"
        print(
            f"{mark} {row['file'][:64]:64} {kind:10} {need:18} {seconds:6.2f} s {peak:5.0f} MB  {said[:110]}",
            flush=True,
        )
    print(f"{good} of {len(rows)} meet their row")
    return 0 if good == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
