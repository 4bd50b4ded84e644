"""Speed and memory of an audit over synthetic archives, beside the bare loop of pdfplumber `extract_text`.

    python benchmarks/audit.py [--sizes 100 1000 10000] [--workers 1 2] [--renewals 0.5] [--model light] [--no-ocr]

For each size and number of workers, in a fresh ledger: files and pages a second (wall clock and CPU), where the time
of the workers goes, the share of paragraphs whose tags were remembered, peak memory of a worker, memory of the parent
after a tenth of the files and at the end, and the time of a second run over the unchanged archive. In the same run the
bare loop reads a sample of the PDFs of the same archive. That loop and the audit by one worker, its parent included,
are held to one and the same core. CPU seconds count this work alone, start-up included; wall clock is that of a machine
that may be busy with other things. `of bare` says how
many times as many pages a CPU second the audit reads.

What is remembered, and so the speed, depends on the share of files that are later years' versions of others
(`--renewals`; copies are never read twice).
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archive import RENEWALS, make

_COMMAND = [sys.executable, "-c", "from sro_nlp.cli import main; main()", "audit"]
_BARE = """
import sys, time, pdfplumber
pages, start = 0, time.process_time()
for path in sys.argv[1:]:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.close()
            pages += 1
print(pages, time.process_time() - start)
"""


def run(archive: Path, ledger: Path, workers: int, core: int | None, more: list[str]) -> dict[str, float]:
    """One audit, on one core where it is given: wall and CPU seconds, and the parent's memory in MB early and late."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    command = [*_COMMAND, str(archive), "--ledger", str(ledger), "--workers", str(workers), *more]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_held_to(core))
    memory = []
    while process.poll() is None:
        memory.append(_resident(process.pid))
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"the audit failed with status {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = [one for one in memory if one] or [0.0]
    early = max(memory[: max(1, len(memory) // 10)])
    return {"wall": time.monotonic() - start, "cpu": cpu, "early": early, "late": max(memory)}


def _held_to(core: int | None) -> Callable[[], None] | None:
    """What a new process does to stay on a core."""
    if core is None:
        return None
    cores = {core}
    return lambda: os.sched_setaffinity(0, cores)


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2
    except (OSError, IndexError):
        return 0.0


def totals(ledger: Path) -> dict[str, Any]:
    """What the ledger says of the work done."""
    with sqlite3.connect(ledger) as database:
        row = database.execute(
            "SELECT count(*), sum(pages), sum(ocr_pages), sum(seconds_read), sum(seconds_tag), sum(seconds_judge), "
            "max(peak_memory), sum(paragraphs), sum(recalled) FROM readings"
        ).fetchone()
        files = database.execute("SELECT count(*) FROM documents").fetchone()[0]
        docx = database.execute("SELECT sum(paragraphs) FROM readings WHERE pages IS NULL").fetchone()[0] or 0
        per_page = database.execute(
            "SELECT 1.0 * sum(paragraphs) / sum(pages) FROM readings WHERE pages IS NOT NULL AND ocr_pages = 0"
        ).fetchone()[0]
    names = ("read", "pages", "ocr", "extract", "tag", "judge", "peak", "paragraphs", "recalled")
    found = dict(zip(names, (value or 0 for value in row), strict=True))
    # A DOCX has no pages: its length is taken from how many paragraphs a page of the PDFs holds.
    return {**found, "files": files, "pages": found["pages"] + docx / per_page}


def bare(archive: Path, files: int, core: int) -> float:
    """Pages a CPU second of the bare loop over a sample of the PDFs of the archive, on one core."""
    paths = sorted(archive.rglob("*.pdf"))
    random.Random(1).shuffle(paths)
    readable: list[str] = []
    for path in paths:
        data = path.read_bytes()
        if data.startswith(b"%PDF") and b"%%EOF" in data[-64:] and b"/Encrypt" not in data and b"/Font" in data:
            readable.append(str(path))
        if len(readable) == files:
            break
    done = subprocess.run(
        [sys.executable, "-c", _BARE, *readable], capture_output=True, text=True, check=True, preexec_fn=_held_to(core)
    )
    pages, seconds = done.stdout.split()
    return int(pages) / float(seconds)


def report(
    size: int, workers: int, first: dict[str, float], again: dict[str, float], done: dict[str, Any], loop: float
) -> None:
    stages = {name: done[name] for name in ("extract", "tag", "judge")}
    spent = sum(stages.values())
    shares = ", ".join(f"{name} {100 * seconds / spent:.0f}%" for name, seconds in stages.items())
    rate = done["pages"] / first["cpu"]
    print(
        f"{size:>6} {workers:>2} {done['files'] / first['wall']:>8.2f} {done['pages'] / first['wall']:>8.1f} "
        f"{rate:>9.1f} {rate / loop:>7.2f}x {1000 * first['cpu'] / done['files']:>8.0f} "
        f"{done['peak'] / 1024**2:>6.0f} {first['early']:>6.0f} {first['late']:>6.0f} "
        f"{100 * again['wall'] / first['wall']:>6.2f}% {100 * done['recalled'] / done['paragraphs']:>6.0f}%  {shares}",
        flush=True,
    )


def measure(archive: Path, size: int, arguments: argparse.Namespace, folder: Path, more: list[str]) -> None:
    """Audit an archive by each number of workers, and print what it took."""
    core = max(os.sched_getaffinity(0))
    loop = bare(archive, arguments.bare_files, core)
    print(f"{size:>6}    bare pdfplumber extract_text: {loop:.1f} pages a CPU second", flush=True)
    for workers in arguments.workers:
        ledger = folder / f"ledger-{size}-{workers}.sqlite"
        for old in folder.glob(f"{ledger.name}*"):
            old.unlink()
        held = core if workers == 1 else None
        first = run(archive, ledger, workers, held, more)
        again = run(archive, ledger, workers, held, more)
        report(size, workers, first, again, totals(ledger), loop)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--renewals", type=float, default=RENEWALS, help="share of later years' versions of others")
    parser.add_argument("--model", help="a model to audit with, for example `light`")
    parser.add_argument("--no-ocr", action="store_true", help="leave scans out, as the bare loop does")
    parser.add_argument("--bare-files", type=int, default=40, help="PDFs that the bare loop reads")
    parser.add_argument("--keep", type=Path, help="folder for archives and ledgers; a temporary one if not given")
    arguments = parser.parse_args()
    more = ["--model", arguments.model] if arguments.model else []
    more += ["--no-ocr"] if arguments.no_ocr else []
    print(f"renewals: {arguments.renewals:.0%} of the files")
    print(
        f"{'files':>6} {'wk':>2} {'files/s':>8} {'pages/s':>8} {'pages/cpu':>9} {'of bare':>8} {'cpu ms/f':>8} "
        f"{'wk MB':>6} {'par10%':>6} {'parMB':>6} {'again':>7} {'recall':>7}  share of the workers' time"
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        for size in arguments.sizes:
            archive = folder / f"archive-{size}-{arguments.renewals:g}-{arguments.seed}"
            if not archive.exists():
                make(archive, size, arguments.seed, arguments.renewals, len(os.sched_getaffinity(0)))
            measure(archive, size, arguments, folder, more)


if __name__ == "__main__":
    main()
