"""How far an audit is: a line that changes on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TextIO

LINE_EVERY = 15.0
_WINDOW = 60.0
"""Seconds over which the rate is taken."""
_REDRAW = 0.2


@dataclass(slots=True)
class Tally:
    """Counts of a run as it goes. `total` is None where the files were not counted beforehand."""

    total: int | None = None
    files: int = 0
    read: int = 0
    known: int = 0
    failed: int = 0
    in_flight: int = 0


@dataclass(slots=True)
class Progress:
    """Says on a stream how far a run is.

    Args:
        stream: where to write; None for nothing.
        live: whether it is a terminal, on which one line is drawn again and again.
    """

    stream: TextIO | None
    live: bool = False
    _started: float = field(default_factory=time.monotonic)
    _last: float = 0.0
    _samples: deque[tuple[float, int]] = field(default_factory=deque)
    _drawn: int = 0

    def update(self, tally: Tally, last: bool = False) -> None:
        """Say how far it is, if it is time to."""
        now = time.monotonic()
        if self.stream is None or (not last and now - self._last < (_REDRAW if self.live else LINE_EVERY)):
            return
        if not self._last and not self.live and not last:
            self._last = now  # the first plain line comes after a while, not at once
            return
        self._last = now
        self._samples.append((now, tally.files))
        while now - self._samples[0][0] > _WINDOW:
            self._samples.popleft()
        self._write(describe(tally, self._rate(now, tally.files), now - self._started), last)

    def say(self, sentence: str) -> None:
        """Write a sentence of its own."""
        if self.stream is not None:
            self._write(sentence, True)

    def _rate(self, now: float, files: int) -> float:
        """Files a second of late."""
        since, before = self._samples[0]
        if now - since < 1.0:
            since, before = self._started, 0
        return (files - before) / max(now - since, 1e-9)

    def _write(self, line: str, last: bool) -> None:
        assert self.stream is not None
        if self.live:
            padded = line.ljust(self._drawn)
            self._drawn = 0 if last else len(line)
            self.stream.write(f"\r{padded}" + ("\n" if last else ""))
        else:
            self.stream.write(line + "\n")
        self.stream.flush()


def describe(tally: Tally, rate: float, elapsed: float) -> str:
    """The line: `412 of 9,800 files · 380 read, 32 known, 5 failed · 6.2/s · 25 min left`."""
    of = f" of {tally.total:,}" if tally.total is not None else ""
    parts = [
        f"{tally.files:,}{of} files",
        f"{tally.read:,} read, {tally.known:,} known, {tally.failed:,} failed",
        f"{rate:.1f}/s",
    ]
    left = (tally.total or 0) - tally.files
    if left > 0 and rate > 0:
        parts.append(f"{duration(left / rate)} left")
    elif left <= 0:
        parts.append(duration(elapsed))
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """Seconds in words: `40 s`, `25 min`, `3 h 10 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
