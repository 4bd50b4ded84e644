"""Reading and reviewing what was uploaded: a few threads, each file read in a limited process of its own."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sro_nlp.document import Paragraph
from sro_nlp.errors import SroError, UnreadableFile
from sro_nlp.extract import start_extract
from sro_nlp.findings import Tag
from sro_nlp.gaps import GradedParagraph
from sro_nlp.reviewer import Reviewer
from sro_nlp.web.keys import Keys
from sro_nlp.web.store import Store, UnknownDocument

READERS = 2
PATIENCE = 5.0
"""Seconds that a stop waits for what is in hand."""
MOST_EVIDENCE = 50
"""All passages but in hostile files: rejecting some must leave the others."""
_logger = logging.getLogger(__name__)


class Work:
    """Reads queued documents until it is stopped. What was left unfinished at the last stop is taken up again."""

    def __init__(self, store: Store, reviewer: Reviewer, keys: Keys) -> None:
        self._store = store
        self._reviewer = reviewer
        self._keys = keys
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._judging = threading.Lock()  # the model is used by one thread at a time
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin; the model is loaded meanwhile, so that the first contract need not wait for it."""
        for document in self._store.unfinished():
            self._queue.put(document)
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(READERS)]
        for thread in (threading.Thread(target=self._warm, daemon=True), *self._threads):
            thread.start()

    def stop(self) -> None:
        """End; what is in hand is finished where that takes a moment, else it is taken up again at the next start."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._queue.get_nowait()
        for _ in self._threads:
            self._queue.put(None)
        end = time.monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(timeout=max(0.0, end - time.monotonic()))

    def add(self, document: str) -> None:
        """Queue a document."""
        self._queue.put(document)

    def _warm(self) -> None:
        try:
            with self._judging:
                self._reviewer.tag([Paragraph(id=1, text="The district and the city agree on these terms.")])
        except SroError as error:  # said again of every contract
            _logger.error("%s", error)

    def _run(self) -> None:
        while (document := self._queue.get()) is not None:
            try:
                self._read(document)
            except UnreadableFile as error:
                self._keys.drop(document)
                # The desk asks for the password itself.
                self._store.set_failed(document, error.kind, error.reason.removesuffix(" with --password"))
            except UnknownDocument:  # deleted before its turn
                continue
            except SroError as error:
                self._store.set_failed(document, "error", str(error))
            except Exception:  # a fault in one file must not end the thread that reads the others
                _logger.exception("document %s", document)
                self._store.set_failed(document, "internal", "could not be reviewed: a fault of the program")

    def _read(self, document: str) -> None:
        entry = self._store.entry(document)
        self._store.set_reading(document)
        started, password = time.monotonic(), self._keys.get(document)
        with start_extract(self._store.file(document), password=password) as running:
            read = replace(running.result(), path=entry.name)
        with ThreadPoolExecutor(1) as beside, self._judging:  # the text is kept while the model judges
            kept = beside.submit(self._store.save_text, document, read)
            graded = self._reviewer.tag(read.paragraphs)
            report = self._reviewer.report(read, graded, MOST_EVIDENCE)
            doubts = self._doubts(graded)
            kept.result()
        seconds = time.monotonic() - started
        self._store.save(document, read, report, doubts, seconds, encrypted=password is not None)

    def _doubts(self, graded: list[GradedParagraph]) -> list[tuple[int, Tag, float]]:
        """Tags, given or nearly given, with the distance of their score from the threshold."""
        model = self._reviewer.detector.model
        thresholds = dict(zip(model.card.leaves, model.blend.thresholds, strict=True))
        return [
            (one.tagged.paragraph.id, tag, tag.score - thresholds[tag.requirement])
            for one in graded
            for tag in (*one.tagged.tags, *one.tagged.near)
            if tag.uncertain
        ]
