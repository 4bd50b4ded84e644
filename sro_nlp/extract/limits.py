"""The bounds under which a file is read: memory of the worker process, time, and how a reader asks for more time."""

from __future__ import annotations

from collections.abc import Callable

MEMORY = 1024**3
"""Address space of a worker process in bytes."""
TIMEOUT = 60.0
"""Seconds of computing that one file may take, before the time that readers ask for page by page."""
OCR_SECONDS = 20.0
"""Seconds more for each page that is read by OCR: several times what one takes."""
LONGEST = 4 * 3600.0
"""Seconds after which a file is given up, whatever its reader asked for."""
MAX_FILE = 500 * 1024**2
"""Bytes of the largest file that is opened at all."""
MOST_PARAGRAPHS = 100_000
"""Paragraphs of the longest document that is read: some five thousand pages."""

_ask: Callable[[float], None] | None = None


def more_time(seconds: float) -> None:
    """Ask for `seconds` beyond the timeout, for slow work whose amount is known (OCR: once a page).

    Does nothing where the file is read in process: there the caller holds the clock.
    """
    if _ask is not None:
        _ask(seconds)


def ask_through(ask: Callable[[float], None]) -> None:
    """Let `more_time` speak to the process that holds the clock; called once by the worker."""
    global _ask
    _ask = ask


def limit_memory(limit: int = MEMORY) -> None:
    """Bound this process's address space, where the system can; child processes may be given their own bound."""
    try:
        import resource
    except ImportError:  # not a POSIX system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):  # macOS refuses limits below what is mapped already
        return
