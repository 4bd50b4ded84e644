"""The process that draws pages: `python -m sro_nlp.web.render_worker`, started by `render`.

Requests come on stdin as JSON lines (a password never stands on a command line), answers go to stdout: pictures as PNG,
or the sizes of all pages as JSON.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
from pathlib import Path
from typing import Any

from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.pdf_open import open_pdf

HEADER = struct.Struct("!?I")
MEMORY = 2 * 1024**3
MOST_PIXELS = 24_000_000


def draw(document: Any, number: int, width: int) -> bytes:
    """A page as PNG of that width, or narrower where it would be too tall."""
    page = document[number - 1]
    try:
        wide, tall = page.get_size()
        scale = min(width / wide, (MOST_PIXELS / (wide * tall)) ** 0.5)
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    finally:
        page.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def sizes(document: Any) -> bytes:
    """Width and height of every page as shown, in points."""
    return json.dumps([document.get_page_size(index) for index in range(len(document))]).encode()


class Open:
    """The document that was drawn from last stays open."""

    def __init__(self) -> None:
        self._key: tuple[str, str | None] | None = None
        self._document: Any = None

    def get(self, path: str, password: str | None) -> Any:
        """The document of a path."""
        if self._key != (path, password):
            if self._document is not None:
                self._document.close()
            self._key, self._document = None, None
            self._document = open_pdf(Path(path), password).document
            self._document.init_forms()
            self._key = (path, password)
        return self._document


def main() -> None:
    """Answer requests until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import pypdfium2

    opened = Open()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            document = opened.get(request["path"], request["password"])
            answer = draw(document, request["page"], request["width"]) if request["page"] else sizes(document)
            good = True
        except UnreadableFile as error:
            answer, good = error.reason.encode(), False
        except (pypdfium2.PdfiumError, OSError, ValueError, IndexError, ZeroDivisionError, MemoryError) as error:
            answer, good = f"cannot be drawn: {error}".encode(), False
        sys.stdout.buffer.write(HEADER.pack(good, len(answer)) + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
