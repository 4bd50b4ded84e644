"""One worker process as its parent sees it: given a source, watched by the clock, killed as a group."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

from sro_nlp.audit.engine import Job, Work
from sro_nlp.errors import SroError
from sro_nlp.extract.frames import HEADER, RESULT, STARTED, TIME
from sro_nlp.extract.limits import LONGEST
from sro_nlp.extract.reading import OUT_OF_MEMORY
from sro_nlp.processes import close_pipes, kill_group, reap, worker_environment
from sro_nlp.records import Reading

START_SECONDS = 600.0
"""Seconds until a worker that has not loaded its model is given up."""
_MUCH = 384 * 1024**2
"""Bytes by which a worker had grown when it crashed for want of memory, not on a damaged file."""
_CRASHED = "is damaged: the library that reads it crashed on it; open it in the program that made it and save it again"
_TIMED_OUT = "took longer than {:.0f} s and was given up: raise --timeout, or print it to a new PDF"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerProcess:
    """A worker. `poll` is to be called when its pipe is readable or its deadline is past."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._buffer = bytearray()
        self.ready = False
        self.served = 0
        """Files it was given."""
        self.spent = False
        """It has said that it ends."""
        self.job: Job | None = None
        self._base = 0
        self._begun = time.monotonic()
        self.deadline = self._begun + START_SECONDS
        self._process = _spawn()
        self.pid = self._process.pid
        self._send(work)

    @property
    def file(self) -> int:
        """The file descriptor on which it answers."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def give(self, job: Job) -> None:
        """Begin a file; the clock starts when the model is loaded."""
        self.job = job
        self.served += 1
        self._start_clock()
        self._send(job.source)

    def poll(self) -> Reading | None:
        """What it has answered by now, if that is the end of its file.

        Raises:
            SroError: it cannot load the model.
            EOFError: it died; see `end`.
        """
        chunk = os.read(self.file, 1024 * 1024)
        if not chunk:
            raise EOFError
        self._buffer += chunk
        return self._take_frames()

    def overdue(self) -> Reading | None:
        """The Reading of a file whose time is up.

        Raises:
            EOFError: the worker has not even started; see `end`.
        """
        if time.monotonic() < self.deadline:
            return None
        if not self.ready:
            raise EOFError
        return Reading(error_kind="timed-out", error=_TIMED_OUT.format(self.deadline - self._begun))

    def end(self) -> Reading:
        """Kill what is left of it; the Reading of the file on which it died."""
        kill_group(self._process)
        close_pipes(self._process)
        peak = reap(self._process)
        if self._process.returncode == -signal.SIGKILL or peak > self._base + _MUCH:
            return Reading(error_kind="out-of-memory", error=OUT_OF_MEMORY, peak_memory=peak)
        return Reading(error_kind="damaged", error=_CRASHED, peak_memory=peak)

    def _start_clock(self) -> None:
        self._begun = time.monotonic()
        self.deadline = self._begun + (self._work.timeout if self.ready else START_SECONDS)

    def _take_frames(self) -> Reading | None:
        while len(self._buffer) >= HEADER.size:
            what, length = HEADER.unpack_from(self._buffer)
            if len(self._buffer) < HEADER.size + length:
                return None
            payload = bytes(self._buffer[HEADER.size : HEADER.size + length])
            del self._buffer[: HEADER.size + length]
            if what == STARTED:
                self._started(payload)
            elif what == TIME:
                self.deadline = min(self.deadline + float(payload), self._begun + LONGEST)
            elif what == RESULT:
                reading: Reading
                reading, self.spent = pickle.loads(payload)
                return reading
        return None

    def _started(self, payload: bytes) -> None:
        error: SroError | None = pickle.loads(payload)
        if error is not None:
            raise error
        self.ready = True
        self._base = resident(self.pid)
        self._start_clock()

    def _send(self, what: object) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(what, self._process.stdin)
            self._process.stdin.flush()
        except BrokenPipeError:
            return  # it is dead: the end of its answers will say so


def resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _spawn() -> subprocess.Popen[bytes]:
    # One thread each: the files are spread over the cores, and every thread of a pool maps memory of its own.
    environment = {**worker_environment(), **dict.fromkeys(_THREADS, "1")}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "sro_nlp.audit.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,  # Ctrl-C is for the parent: it lets the files in flight come to their end
    )
