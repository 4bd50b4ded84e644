"""A run: find files, hash them, have read what the ledger does not know, write each result as it comes."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING

from sro_nlp.audit.edition import edition_of
from sro_nlp.audit.engine import Engine, Hashed, Job, Work
from sro_nlp.audit.files import find, local_root, outermost
from sro_nlp.audit.progress import Progress, Tally
from sro_nlp.audit.remote import is_remote
from sro_nlp.audit.selection import ARCHIVE, Selection, suffix_of
from sro_nlp.audit.zips import SEPARATOR
from sro_nlp.errors import UnreadableFile
from sro_nlp.records import Leaf, Reading, Refused, RunState, Source
from sro_nlp.store.connect import connect

if TYPE_CHECKING:
    from sro_nlp.store.ledger import Ledger

_SEEN_AT_ONCE = 200
"""Files read before that are written in one transaction."""
_TICK = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to audit, and how."""

    paths: tuple[str, ...]
    ledger: str
    """The path of an SQLite file, or a database URL."""
    work: Work
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    retry: bool = False
    """Try files again that failed before."""
    trust_times: bool = False
    """Take a file of unchanged name, size and time for unchanged, without reading it for its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a run ended."""

    run: int
    state: RunState
    tally: Tally
    seconds: float
    passed_over: dict[str, int]


def audit(request: Request, make_engine: Callable[[Work], Engine], progress: Progress) -> Result:
    """Audit files into a ledger.

    Args:
        request: what and how.
        make_engine: makes the workers, for example `lambda work: LocalEngine(work, 2)`.
        progress: told how far it is.

    Raises:
        UnreadableFile: a path does not exist, or there is no document below the paths.
        LedgerError: the ledger cannot be used.
        ModelError: there is no such model.
    """
    from sro_nlp.store.ledger import Ledger

    work = request.work
    roots = outermost([local_root(path) for path in request.paths])
    edition = edition_of(work.catalogue, work.model, work.ocr)
    with connect(request.ledger, write=True) as database:
        ledger = Ledger(database, edition, work.limits, request.retry)
        return _Run(request, roots, ledger, progress).go(make_engine(work))


@dataclass(slots=True)
class _Run:
    """The state of a run."""

    request: Request
    roots: list[str]
    ledger: Ledger
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    selection: Selection = field(default_factory=Selection)
    in_flight: dict[str, list[Source]] = field(default_factory=dict)
    """By hash, the files of each content that is being read."""
    seen: list[tuple[Source, str]] = field(default_factory=list)
    stopping: bool = False

    def go(self, engine: Engine) -> Result:
        self.selection = self._selection()
        started = time.monotonic()
        try:
            leaves = [Leaf(id=leaf.id, title=leaf.title) for leaf in self.request.work.catalogue.requirements]
            self.ledger.begin(self.roots, leaves, engine.name, engine.workers)
            with self._stop_on_signals():
                self.tally.total = self._count()
                self._loop(engine)
        finally:
            engine.close()
        state: RunState = "stopped" if self.stopping else "finished"
        gone = 0 if self.stopping else self._mark_gone()
        seconds = time.monotonic() - started
        tally = self.tally
        counts = {name: getattr(tally, name) for name in ("files", "read", "known", "failed")}
        passed_over = dict(self.selection.passed_over.most_common())
        self.ledger.finish(state, seconds, {**counts, "gone": gone}, passed_over)
        self.progress.update(tally, last=True)
        return Result(run=self.ledger.run, state=state, tally=tally, seconds=seconds, passed_over=passed_over)

    def _selection(self) -> Selection:
        return Selection(include=self.request.include, exclude=self.request.exclude)

    def _count(self) -> int | None:
        """How many files there are; None on a remote store, which is not listed twice."""
        if any(is_remote(root) for root in self.roots):
            return None
        total = sum(1 for _ in find(self.roots, self._selection()))
        if total == 0:
            places = ", ".join(self.request.paths)
            raise UnreadableFile(places, "missing", "holds no document: PDF, DOCX, text, or those that --include names")
        return total

    def _loop(self, engine: Engine) -> None:
        feed = engine.hashed(self._not_trusted())
        more = True
        while True:
            while more and not self.stopping and len(self.in_flight) < engine.slots:
                one = next(feed, None)
                if one is None:
                    more = False
                    break
                self._take(one, engine)
                self.progress.update(self.tally)
            if not self.in_flight and (self.stopping or not more):
                break
            for job, reading in engine.wait(_TICK):
                self._settle(job, reading, engine)
            self.tally.in_flight = len(self.in_flight)
            self.progress.update(self.tally)
        self._write_seen()

    def _not_trusted(self) -> Iterator[Source | Refused]:
        """What is to be hashed: all, or where times are trusted what changed since."""
        for source in find(self.roots, self.selection):
            if self.request.trust_times and isinstance(source, Source) and source.modified:
                sha256 = self.ledger.unchanged(source)
                known = self.ledger.known(sha256) if sha256 else None
                if sha256 and known:
                    self._see(source, sha256, known.failed)
                    continue
            yield source

    def _take(self, one: Hashed, engine: Engine) -> None:
        if isinstance(one, Refused):
            self.ledger.refused(one)
            self.tally.files += 1
            self.tally.failed += 1
            return
        source, sha256 = one
        if sha256 in self.in_flight:
            self.in_flight[sha256].append(source)
            return
        known = self.ledger.known(sha256)
        if known is not None:
            self._see(source, sha256, known.failed)
            return
        self.in_flight[sha256] = [source]
        engine.submit(Job(source=source, sha256=sha256))

    def _see(self, source: Source, sha256: str, failed: bool) -> None:
        self.seen.append((source, sha256))
        self.tally.files += 1
        self.tally.known += 1
        self.tally.failed += failed
        if len(self.seen) >= _SEEN_AT_ONCE:
            self._write_seen()

    def _write_seen(self) -> None:
        if self.seen:
            self.ledger.seen(self.seen)
            self.seen.clear()

    def _settle(self, job: Job, reading: Reading, engine: Engine) -> None:
        """Write what came of a job. A file that changed meanwhile is written under what was read."""
        sources = self.in_flight.pop(job.sha256)
        if reading.sha256 not in ("", job.sha256):
            sources, others = [job.source], [source for source in sources if source != job.source]
            if others:
                self.in_flight[job.sha256] = others
                engine.submit(Job(source=others[0], sha256=job.sha256))
        self.ledger.record(sources, reading.sha256 or job.sha256, reading)
        self.tally.files += len(sources)
        self.tally.read += 1
        self.tally.known += len(sources) - 1
        self.tally.failed += len(sources) if reading.error_kind else 0

    def _mark_gone(self) -> int:
        """Mark files below the roots that this run would have met, were they still there."""
        gone = [path for path in self.ledger.unseen() if self._would_be_met(path)]
        self.ledger.mark_gone(gone)
        return len(gone)

    def _would_be_met(self, path: str) -> bool:
        selection = self._selection()
        for root in self.roots:
            below = path[len(root) :]
            if path == root or below.startswith(SEPARATOR):
                return True
            if path.startswith(root.rstrip("/") + "/"):
                below = below.strip("/")
                return selection.chosen(below) or suffix_of(below) == ARCHIVE
        return False

    @contextmanager
    def _stop_on_signals(self) -> Iterator[None]:
        """At SIGINT or SIGTERM finish what is in flight; at the second one stop at once."""

        def stop(number: int, frame: FrameType | None) -> None:
            if self.stopping:
                raise KeyboardInterrupt
            self.stopping = True
            self.progress.say(
                f"Stopping: {len(self.in_flight)} files in flight come to their end (again: stop at once)"
            )

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


__all__ = ["Request", "Result", "audit"]
