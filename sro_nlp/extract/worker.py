"""The process in which one file is read: `python -m sro_nlp.extract.worker`, started by `isolate`.

It takes a pickled `(path, options)` on standard input and answers on standard output in the frames of `frames`.
It ends when its standard input does, so that it never outlives the process that asked.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator

from sro_nlp.extract.frames import STARTED, TIME, send
from sro_nlp.extract.limits import MEMORY, ask_through, limit_memory


def main() -> None:
    """Read the one file asked for, answer, and leave without the cost of a tidy end."""
    answers = os.dup(1)
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 1)  # nothing a library prints may stand between the frames
    send(answers, STARTED, b"")
    limit_memory(int(os.environ.get("SRO_NLP_WORKER_MEMORY", MEMORY)))
    path, options = pickle.load(sys.stdin.buffer)
    os.dup2(silence, 2)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    ask_through(lambda seconds: send(answers, TIME, repr(seconds).encode()))
    gc.freeze()
    gc.disable()  # a document is a tree of values without cycles; collections would cost a quarter of the time
    for what, payload in answer(path, options):
        send(answers, what, payload)
    os._exit(0)


def answer(path: str, options: object) -> Iterator[tuple[bytes, bytes]]:
    """The packed Document in frames, or the error that says why there is none."""
    from sro_nlp.errors import SroError, UnreadableFile
    from sro_nlp.extract.options import Options
    from sro_nlp.extract.reading import OUT_OF_MEMORY, read_here
    from sro_nlp.extract.transfer import dump

    assert isinstance(options, Options)
    try:
        yield from dump(read_here(path, options))
    except MemoryError:
        yield from dump(UnreadableFile(path, "out-of-memory", OUT_OF_MEMORY))
    except SroError as error:
        yield from dump(error)


def _die_with_parent() -> None:
    """Wait for the end of standard input, then end this process and the programs it started."""
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
