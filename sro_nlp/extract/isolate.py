"""The side that asks: start a worker process for one file, hold its clock, take its answer, kill it as a group."""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import subprocess
import sys
from types import TracebackType

from sro_nlp.document import Document
from sro_nlp.errors import SroError, UnreadableFile
from sro_nlp.extract.clock import Clock
from sro_nlp.extract.frames import HEADER, PART, RESULT, STARTED, TIME
from sro_nlp.extract.options import Options
from sro_nlp.extract.transfer import Parts
from sro_nlp.processes import close_pipes, kill_group, reap, worker_environment

__all__ = ["Extraction"]

_PIPE = 1024 * 1024  # an ordinary contract fits whole, so that the worker need not wait for the caller
_CRASHED = "is damaged: the library that reads it crashed on it; open it in the program that made it and save it again"
_TIMED_OUT = "took longer than {:.0f} s to read and was given up: raise the time limit, or print it to a new PDF"


class Extraction:
    """A file that is being read in a worker process; `result()` waits for it.

    The caller may import heavy packages meanwhile. Use it as a context manager, or call `close`, to give up early.
    """

    def __init__(self, path: str, options: Options, timeout: float) -> None:
        self._path = path
        self._clock = Clock(timeout)
        self._buffer = bytearray()
        self._parts = Parts()
        self._alive = False
        self._outcome: Document | SroError | None = None
        self._process = _spawn()
        assert self._process.stdin is not None
        try:
            pickle.dump((path, options), self._process.stdin)
            self._process.stdin.flush()  # kept open: its end would tell the worker that nobody waits
        except BrokenPipeError:
            pass  # it died at once: result() says so

    def result(self) -> Document:
        """The Document, as soon as it is there.

        Raises:
            UnreadableFile: the file could not be read, or the worker ran out of time or memory.
        """
        if self._outcome is None:
            try:
                self._outcome = self._wait()
            finally:
                self.close()
        if isinstance(self._outcome, Document):
            return self._outcome
        raise self._outcome

    def close(self) -> None:
        """End the worker and every program it started."""
        process = self._process
        if process.returncode is None:
            kill_group(process)
            process.wait()
        close_pipes(process)

    def __enter__(self) -> Extraction:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_process"):
            self.close()

    def _wait(self) -> Document | SroError:
        assert self._process.stdout is not None
        file = self._process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(file, selectors.EVENT_READ)
            while True:
                if not selector.select(self._clock.pause()):
                    taken = self._clock.overdue(self._process.pid)
                    if taken is None:
                        continue
                    return UnreadableFile(self._path, "timed-out", _TIMED_OUT.format(taken))
                chunk = os.read(file, _PIPE)
                if not chunk:
                    return self._died()
                self._buffer += chunk
                outcome = self._take_frames()
                if outcome is not None:
                    return outcome

    def _take_frames(self) -> Document | SroError | None:
        while len(self._buffer) >= HEADER.size:
            what, length = HEADER.unpack_from(self._buffer)
            if len(self._buffer) < HEADER.size + length:
                return None
            payload = bytes(self._buffer[HEADER.size : HEADER.size + length])
            del self._buffer[: HEADER.size + length]
            if what == RESULT:
                return self._parts.result(payload)
            if what == PART:
                self._parts.add(payload)
            elif what == STARTED:
                self._alive = True
            elif what == TIME:
                self._clock.extend(float(payload))
        return None

    def _died(self) -> SroError:
        """The worker ended without an answer: by a signal, most often of a library in C that found no memory."""
        from sro_nlp.extract.reading import OUT_OF_MEMORY

        kill_group(self._process)
        peak = reap(self._process)
        if not self._alive:
            raise RuntimeError(f"the reading process did not start (exit status {self._process.returncode})")
        if self._process.returncode == -signal.SIGKILL or peak > 512 * 1024**2:
            return UnreadableFile(self._path, "out-of-memory", OUT_OF_MEMORY)
        return UnreadableFile(self._path, "damaged", _CRASHED)


def _spawn() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sro_nlp.extract.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=worker_environment(),
        start_new_session=True,
        pipesize=_PIPE,
    )
