"""Paragraphs a second, tagged and graded on one core over a synthetic archive: what the cascade and the memory give.

    python benchmarks/tagging.py [--files 300] [--renewals 0.5] [--seed 5] [--model light]

The archive is that of `benchmarks/archive.py`; its PDF and DOCX files are read first, which is not counted. CPU seconds
of this process are counted, the start-up is not. `encoder for all` asks the encoder for every paragraph, `cascade` only
where the light view is in doubt, `cascade + memory` besides remembers paragraphs as an audit does.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from archive import make

from sro_nlp.document import Document
from sro_nlp.errors import SroError
from sro_nlp.extract import extract
from sro_nlp.reviewer import Reviewer

REMEMBER = 30_000


def documents(folder: Path) -> list[Document]:
    """The readable documents of an archive that are no scans."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                found.append(extract(path, ocr=False, isolate=False))
            except SroError:
                continue
    return found


def measure(name: str, reviewer: Reviewer, read: list[Document]) -> None:
    """Tag and grade all documents, one after the other, and print the rate."""
    reviewer.tag(read[0].paragraphs)
    start = time.process_time()
    count = sum(len(reviewer.tag(document.paragraphs)) for document in read)
    seconds = time.process_time() - start
    detector = reviewer.detector
    known = f", {detector.recalled / detector.asked:.0%} from memory" if detector.asked else ""
    print(f"{name:<18} {count / seconds:>7,.0f} paragraphs/s, {1000 * seconds / count:.2f} ms each{known}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--renewals", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--model")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as temporary:
        make(Path(temporary), arguments.files, arguments.seed, arguments.renewals)
        read = documents(Path(temporary))
    words = [len(p.text.split()) for document in read for p in document.paragraphs]
    print(f"{len(read)} documents, {len(words)} paragraphs of {sum(words) / len(words):.0f} words")
    every = Reviewer(model=arguments.model, threads=1)
    every.detector.model.card.doubt = 0.0
    measure("encoder for all", every, read)
    measure("cascade", Reviewer(model=arguments.model, threads=1), read)
    measure("cascade + memory", Reviewer(model=arguments.model, threads=1, remember=REMEMBER), read)


if __name__ == "__main__":
    main()
