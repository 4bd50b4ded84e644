"""Pages as pictures, drawn by PDFium in a process of its own: it must never run in two threads, and may crash."""

from __future__ import annotations

import json
import selectors
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from sro_nlp.errors import SroError
from sro_nlp.processes import worker_environment

HEADER = struct.Struct("!?I")
WIDTHS = (300, 600, 900, 1200, 1600, 2000, 2600)
"""Pixels; a request is answered by the next wider picture."""
TIMEOUT = 30.0


class PageNotDrawn(SroError):
    """A page could not be drawn; says why."""


class Renderer:
    """Draws one page at a time. The process is started at the first page, and again after a crash."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def page(self, path: Path, number: int, width: int, password: str | None = None) -> bytes:
        """A page as PNG.

        Args:
            path: a PDF.
            number: from 1.
            width: pixels wanted; see `WIDTHS`.
            password: opens it, where it is encrypted.

        Raises:
            PageNotDrawn: it cannot be drawn.
        """
        wide = next((each for each in WIDTHS if each >= width), WIDTHS[-1])
        return self._ask(path, number, wide, password)

    def sizes(self, path: Path, password: str | None = None) -> list[tuple[float, float]]:
        """Width and height of every page as shown, in points.

        Raises:
            PageNotDrawn: the file cannot be opened.
        """
        found = json.loads(self._ask(path, 0, 0, password))
        return [(float(width), float(height)) for width, height in found]

    def _ask(self, path: Path, number: int, width: int, password: str | None) -> bytes:
        request = {"path": str(path.absolute()), "password": password, "page": number, "width": width}
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            try:
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
                good, length = HEADER.unpack(self._read(process, HEADER.size))
                answer = self._read(process, length)
            except (OSError, EOFError) as error:
                self._end()
                raise PageNotDrawn(f"page {number} cannot be drawn; its text and findings are still right") from error
        if not good:
            raise PageNotDrawn(f"page {number} {answer.decode()}" if number else answer.decode())
        return answer

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "sro_nlp.web.render_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=worker_environment(),
            )
        return self._process

    def _read(self, process: subprocess.Popen[bytes], count: int) -> bytes:
        assert process.stdout is not None
        file = process.stdout.fileno()
        deadline = time.monotonic() + TIMEOUT
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(file, selectors.EVENT_READ)
            while len(parts) < count:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise EOFError("timed out")
                chunk = process.stdout.read1(count - len(parts))  # type: ignore[attr-defined]  # a BufferedReader
                if not chunk:
                    raise EOFError("the process died")
                parts += chunk
        return bytes(parts)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        continue
            self._process = None
