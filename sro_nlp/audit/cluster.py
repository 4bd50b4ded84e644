"""The same work on a Ray cluster: an actor a core, each with a worker process of its own; one writer, here."""

from __future__ import annotations

import importlib
import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sro_nlp.audit.engine import Hashed, Job, Work
from sro_nlp.audit.local import LocalEngine, hash_of
from sro_nlp.errors import MissingExtra, SroError
from sro_nlp.records import Reading, Refused, Source

HASH_BATCH = 32
"""Files that one task hashes."""
MOST_LOSSES = 5
"""How often a file is given out again because the machine that read it was lost."""
_QUEUED = 2
"""Jobs an actor holds at a time: one is read, one waits."""


class Reader:
    """What runs on the cluster: a file at a time, read in a limited process as on one machine."""

    def __init__(self, work: Work) -> None:
        self._engine = LocalEngine(work, 1)

    def read(self, job: Job) -> Reading:
        """Read a file."""
        self._engine.submit(job)
        while True:
            for _, reading in self._engine.wait(60.0):
                return reading

    def pids(self) -> list[int]:
        """The process ids of this actor and of its worker."""
        return [os.getpid(), *self._engine.pids()]


class RayEngine:
    """Reads files on a Ray cluster. Every node must be able to open the files: a shared disk, or URLs.

    Args:
        work: how files are read.
        workers: how many actors; 0 for one a core of the cluster.
        address: of the cluster; one is started on this machine where not given.

    Raises:
        MissingExtra: Ray is not installed.
        SroError: the cluster cannot be reached.
    """

    name = "ray"

    def __init__(self, work: Work, workers: int = 0, address: str | None = None) -> None:
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is sent anywhere
        try:
            ray: Any = importlib.import_module("ray")
        except ImportError as error:
            raise MissingExtra("--engine ray needs Ray: pip install 'sro-nlp[ray]'") from error
        self._ray = ray
        own = {"num_cpus": workers or None, "object_store_memory": 200 * 1024**2, "include_dashboard": False}
        try:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **({} if address else own))
        except (ConnectionError, RuntimeError, ValueError) as error:
            said = " ".join(str(error).split())[:200]
            raise SroError(f"the Ray cluster {address or 'on this machine'} cannot be used: {said}") from error
        self.workers = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        self.slots = self.workers * (_QUEUED + 1)
        make = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=0)(Reader)
        self._actors = [make.remote(work) for _ in range(self.workers)]
        self._hash = ray.remote(num_cpus=0, max_retries=MOST_LOSSES)(_hash_many)
        self._waiting: deque[Job] = deque()
        self._running: dict[Any, tuple[Job, int]] = {}
        self._load = [0] * self.workers
        self._losses: dict[str, int] = {}

    def hashed(self, sources: Iterable[Source | Refused]) -> Iterator[Hashed]:
        """Each source with the hash of its content, hashed by tasks on the cluster, in order."""
        feed = iter(sources)
        tasks: deque[Any] = deque()
        while True:
            while len(tasks) < self.workers + 1 and (batch := list(islice(feed, HASH_BATCH))):
                tasks.append(self._hash.remote(batch))
            if not tasks:
                return
            yield from self._ray.get(tasks.popleft())

    def submit(self, job: Job) -> None:
        """Give a job to the actor with the least to do, or keep it."""
        self._waiting.append(job)
        self._employ()

    def wait(self, seconds: float) -> list[tuple[Job, Reading]]:
        """The jobs that ended. Those of an actor that was lost are given out again."""
        if not self._running:
            return []
        first, _ = self._ray.wait(list(self._running), num_returns=1, timeout=seconds)
        if not first:
            return []
        ready, _ = self._ray.wait(list(self._running), num_returns=len(self._running), timeout=0)
        ended = [answer for one in ready if (answer := self._take(one)) is not None]
        self._employ()
        return ended

    def pids(self) -> list[list[int]]:
        """For each actor its process ids."""
        found: list[list[int]] = self._ray.get([actor.pids.remote() for actor in self._actors])
        return found

    def close(self) -> None:
        """End the actors and leave the cluster."""
        for actor in self._actors:
            self._ray.kill(actor)
        self._ray.shutdown()

    def _take(self, reference: Any) -> tuple[Job, Reading] | None:
        job, place = self._running.pop(reference)
        self._load[place] -= 1
        try:
            return job, self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(error.cause, SroError) else error  # noqa: B904 - the cause says it all
        except self._ray.exceptions.RayError as error:
            lost = self._losses[job.sha256] = self._losses.get(job.sha256, 0) + 1
            if lost > MOST_LOSSES:
                said = f"the machine that read it was lost {lost} times ({type(error).__name__}): look at the cluster"
                return job, Reading(error_kind="internal", error=said)
            self._waiting.appendleft(job)
            return None

    def _employ(self) -> None:
        while self._waiting:
            place = min(range(self.workers), key=self._load.__getitem__)
            if self._load[place] >= _QUEUED:
                return
            job = self._waiting.popleft()
            self._load[place] += 1
            self._running[self._actors[place].read.remote(job)] = (job, place)


def _hash_many(sources: list[Source | Refused]) -> list[Hashed]:
    return [source if isinstance(source, Refused) else hash_of(source) for source in sources]
