"""A long-lived worker process: `python -m sro_nlp.audit.worker`, started by `local`.

It takes a pickled `Work` and then pickled Sources on standard input, and answers each with a pickled Reading in the
frames of `extract.frames`. It ends when its standard input does.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import resource
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from sro_nlp.extract.frames import RESULT, STARTED, TIME, send
from sro_nlp.extract.limits import ask_through, limit_memory

GROWTH = 0.25
"""Part of its memory limit that a worker may have lost for good before it is replaced."""
COLLECT_EVERY = 50


def main() -> None:
    """Load the model, bound the memory, then read one file after the other."""
    answers = os.dup(1)
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 1)  # nothing a library prints may stand between the frames
    asked: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    work = asked.get()
    reviewer = _load(work, answers)
    base = mapped()
    limit_memory(base + work.memory)
    gc.freeze()
    gc.disable()  # documents are trees of values without cycles; collections would cost a quarter of the time
    send(answers, STARTED, pickle.dumps(None))
    os.dup2(silence, 2)
    ask_through(lambda seconds: send(answers, TIME, repr(seconds).encode()))
    from sro_nlp.audit.task import read_source

    done = 0
    while True:
        reading = read_source(reviewer, asked.get(), work.ocr, work.password)
        done += 1
        if done % COLLECT_EVERY == 0:
            gc.collect()
        spent = reading.error_kind == "out-of-memory" or mapped() > base + GROWTH * work.memory
        send(answers, RESULT, pickle.dumps((replace(reading, peak_memory=peak()), spent)))
        if spent:
            os._exit(0)


class _Unneeded:
    """Finds no package that others load if it is there, and that a reader of contracts makes no use of."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name in ("torch", "pandas"):  # spaCy, scikit-learn: over a second of work and hundreds of MB for nothing
            raise ModuleNotFoundError(name)


def _load(work: Any, answers: int) -> Any:
    sys.meta_path.insert(0, _Unneeded)
    from sro_nlp.errors import SroError
    from sro_nlp.reviewer import Reviewer

    reviewer = Reviewer(work.catalogue, work.model, threads=1, remember=work.remember)
    try:
        _ = reviewer.model_reference
    except SroError as error:
        send(answers, STARTED, pickle.dumps(error))
        os._exit(1)
    import sro_nlp.extract.docx
    import sro_nlp.extract.pdf  # noqa: F401 - loaded before the clock of the first file starts

    return reviewer


def _listen(asked: queue.SimpleQueue[Any]) -> None:
    """Hand on what is asked; when nobody asks any more, end this process and the programs it started."""
    while True:
        try:
            asked.put(pickle.load(sys.stdin.buffer))
        except EOFError:
            os.killpg(0, signal.SIGKILL)


def mapped() -> int:
    """Bytes of this process's address space; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def peak() -> int:
    """Bytes of memory that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
