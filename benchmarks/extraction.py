"""Speed of PDF extraction against the bare loop of pdfplumber `extract_text`, on one machine, in one run.

    python benchmarks/extraction.py [pages ...]

Prints for contract-like PDFs of 10, 100 and 1,000 pages (or those asked for): pages a second of both, their ratio, and
the peak memory of each in a process of its own; then the peaks of `extract`, in its worker and in the process that asks
(which loads no PDF library). CPU time is measured, so that other work on the machine does not count.
The bare loop closes its pages, as its users learn to, and reads at most 200 pages of a longer file, since its speed
does not change with length.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "extract"))

_BARE_PAGES = 200


def make(path: Path, pages: int) -> int:
    """A contract of about `pages` pages with running header, lists and a table now and then; returns the page count."""
    from pdf_maker import Maker, contract, prose, schools

    rng = random.Random(pages)
    maker = Maker(path, header="School Resource Officer Agreement")
    while maker.pages < pages:
        contract(maker, rng, sections=3)
        maker.table(schools(rng), [180.0, 160.0, 80.0])
        maker.paragraph(prose(rng, 3))
    maker.save()
    return maker.pages


def ours(path: Path) -> int:
    from sro_nlp.extract.options import Options
    from sro_nlp.extract.pdf import read_pdf

    return len(read_pdf(path, Options()).pages)


def isolated(path: Path) -> tuple[float, float]:
    """Peak memory in MB of the worker of `extract` and of the process that asks, which is a new one."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_asked, args=(path, send))
    process.start()
    worker, asker = receive.recv()
    process.join()
    return worker, asker


def _asked(path: Path, send: Any) -> None:
    from sro_nlp.extract import extract

    document = extract(path, timeout=600)
    assert document.paragraphs
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    send.send(peaks)


def bare(path: Path) -> int:
    import pdfplumber

    with pdfplumber.open(path) as document:
        pages = document.pages[:_BARE_PAGES]
        for page in pages:
            page.extract_text()
            page.close()
        return len(pages)


def measure(work: Any, path: Path) -> tuple[float, float]:
    """Pages a second and peak memory in MB of `work` on `path`, in a new process, imports not counted."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_timed, args=(work, path, send))
    process.start()
    rate, memory = receive.recv()
    process.join()
    return rate, memory


def _timed(work: Any, path: Path, send: Any) -> None:
    import pdfplumber  # noqa: F401 - loaded before the clock starts
    import pypdfium2  # noqa: F401

    import sro_nlp.extract.pdf  # noqa: F401

    start = time.process_time()
    pages = work(path)
    seconds = time.process_time() - start
    send.send((pages / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [10, 100, 1000]
    print(
        f"{'pages':>6} {'ours/s':>8} {'bare/s':>8} {'ratio':>6} {'ours MB':>8} {'bare MB':>8} "
        f"{'worker MB':>10} {'asker MB':>9}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.pdf"
            pages = make(path, size)
            rate, memory = measure(ours, path)
            plain, plain_memory = measure(bare, path)
            ratio = rate / plain
            worker, asker = isolated(path)
            print(
                f"{pages:>6} {rate:>8.1f} {plain:>8.1f} {ratio:>6.1f} {memory:>8.0f} {plain_memory:>8.0f} "
                f"{worker:>10.0f} {asker:>9.0f}"
            )


if __name__ == "__main__":
    main()
