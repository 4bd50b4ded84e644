"""The time that a worker may take: judged by what it computes, so that a machine with other work fails no file."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sro_nlp.extract.limits import LONGEST

PATIENCE = 5.0
"""How many times the allowed seconds may pass on the wall, for a worker that waits for a processor."""
_LOOK = 0.5
"""Seconds between two looks at a worker that has been running for as long as it may compute."""


class Clock:
    """Runs from its making; `allowed` are seconds of computing, or of the wall where the system does not tell them."""

    def __init__(self, allowed: float) -> None:
        self.allowed = allowed
        self._started = time.monotonic()

    def extend(self, seconds: float) -> None:
        """Allow more time, up to the longest that any file may take."""
        self.allowed = max(self.allowed, min(self.allowed + seconds, LONGEST))

    def pause(self) -> float:
        """Seconds until it is worth asking `overdue`."""
        left = self.allowed - self._passed()
        return left if left > 0 else min(_LOOK, self.allowed)

    def overdue(self, pid: int) -> float | None:
        """The seconds that a process has taken, when they are too many; None while it may go on."""
        passed = self._passed()
        if passed <= self.allowed:  # no process computes longer than it has been there
            return None
        computed = computing_seconds(pid)
        if computed is None or computed > self.allowed:
            return self.allowed
        return passed if passed > max(self.allowed, min(PATIENCE * self.allowed, LONGEST)) else None

    def _passed(self) -> float:
        return time.monotonic() - self._started


def computing_seconds(pid: int) -> float | None:
    """Processor seconds of a process and of the programs that it ran to their end; None where none can be told."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:  # not Linux, or it has just ended
        return None
    ticks = status.rpartition(")")[2].split()[11:15]  # utime, stime, cutime, cstime: see proc_pid_stat(5)
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
