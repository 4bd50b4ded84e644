"""Worker processes on this machine: long-lived, replaced when they die, are spent or overrun their time."""

from __future__ import annotations

import selectors
import time
from collections import deque
from collections.abc import Iterable, Iterator

from sro_nlp.audit.access import digest
from sro_nlp.audit.engine import Hashed, Job, Work
from sro_nlp.audit.process import WorkerProcess
from sro_nlp.errors import SroError, UnreadableFile
from sro_nlp.records import Reading, Refused, Source

_AHEAD = 2
"""Jobs a worker that are hashed and wait, so that no worker waits for the disk."""

MOST_STILLBORN = 5
"""Workers in a row that may die before they are ready; files are not to blame for these."""


class LocalEngine:
    """Reads files in worker processes on this machine.

    Args:
        work: how files are read.
        workers: how many processes.
    """

    name = "local"

    def __init__(self, work: Work, workers: int) -> None:
        self._work = work
        self.workers = workers
        self.slots = workers * (1 + _AHEAD)
        self._waiting: deque[Job] = deque()
        self._again: deque[Job] = deque()
        """Files on which a worker died: tried once more, by a worker that has read nothing else."""
        self._tried: set[str] = set()
        self._processes: list[WorkerProcess] = []
        self._stillborn = 0
        self._selector = selectors.DefaultSelector()

    def hashed(self, sources: Iterable[Source | Refused]) -> Iterator[Hashed]:
        """Each source with the hash of its content, read here."""
        for source in sources:
            yield source if isinstance(source, Refused) else hash_of(source)

    def submit(self, job: Job) -> None:
        """Give a job to a worker, or keep it until one is free."""
        self._waiting.append(job)
        self._employ()

    def wait(self, seconds: float) -> list[tuple[Job, Reading]]:
        """The jobs that ended."""
        now = time.monotonic()
        soonest = min((one.deadline for one in self._processes if one.job), default=now + seconds)
        ready = self._selector.select(max(0.0, min(seconds, soonest - now)))
        ended = []
        for key, _ in ready:
            answer = self._answer(key.data)
            if answer is not None:
                ended.append(answer)
        for process in list(self._processes):
            if process.job is not None and (answer := self._overdue(process)) is not None:
                ended.append(answer)
        self._employ()
        return ended

    def pids(self) -> list[int]:
        """The process ids of the workers."""
        return [process.pid for process in self._processes]

    def close(self) -> None:
        """Kill all workers."""
        for process in list(self._processes):
            self._discard(process)
        self._selector.close()

    def _answer(self, process: WorkerProcess) -> tuple[Job, Reading] | None:
        job = process.job
        try:
            reading = process.poll()
        except EOFError:
            return self._died(process)
        if reading is None or job is None:
            return None
        process.job = None
        if process.spent:
            self._discard(process)
        return job, reading

    def _overdue(self, process: WorkerProcess) -> tuple[Job, Reading] | None:
        job = process.job
        try:
            reading = process.overdue()
        except EOFError:
            return self._died(process)
        if reading is None or job is None:
            return None
        self._discard(process)
        return job, reading

    def _died(self, process: WorkerProcess) -> tuple[Job, Reading] | None:
        """A worker is dead: its file is tried once more, for it may have been killed for no fault of that file."""
        job = process.job
        reading = self._discard(process)
        if not process.ready:
            self._stillborn += 1
            if self._stillborn > MOST_STILLBORN:
                raise SroError("the worker processes die before they can read anything: see that memory suffices")
            if job is not None:
                self._waiting.appendleft(job)
            return None
        self._stillborn = 0
        if job is None:
            return None
        if job.sha256 in self._tried:
            self._tried.discard(job.sha256)
            return job, reading
        self._tried.add(job.sha256)
        self._again.append(job)
        return None

    def _employ(self) -> None:
        """Give waiting jobs to idle workers; start workers while there are more jobs than these."""
        for process in list(self._processes):
            if process.job is None and self._again and process.served:
                self._discard(process)
        while self._again or self._waiting:
            idle = next((one for one in self._processes if one.job is None), None)
            if idle is None:
                if len(self._processes) >= self.workers:
                    return
                idle = WorkerProcess(self._work)
                self._processes.append(idle)
                self._selector.register(idle.file, selectors.EVENT_READ, idle)
            idle.give((self._again or self._waiting).popleft())

    def _discard(self, process: WorkerProcess) -> Reading:
        self._selector.unregister(process.file)
        self._processes.remove(process)
        return process.end()


def hash_of(source: Source) -> Hashed:
    """A source with the hash of its content, or why there is none."""
    try:
        return source, digest(source)
    except UnreadableFile as error:
        return Refused(name=source.name, kind=error.kind, reason=error.reason)
