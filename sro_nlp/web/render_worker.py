"""The process that draws pages; run as a script, with requests on stdin (JSON lines) and pictures on stdout."""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
from typing import Any

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


def main() -> None:
    """Answer requests until stdin ends. One document stays open."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import pypdfium2

    opened: tuple[str, Any] | None = None
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            if opened is None or opened[0] != request["path"]:
                if opened is not None:
                    opened[1].close()
                    opened = None
                document = pypdfium2.PdfDocument(request["path"])
                document.init_forms()
                opened = (request["path"], document)
            answer, good = draw(opened[1], request["page"], request["width"]), True
        except (pypdfium2.PdfiumError, OSError, ValueError, IndexError, ZeroDivisionError, MemoryError) as error:
            answer, good = f"page {request['page']} cannot be drawn: {error}".encode(), False
        sys.stdout.buffer.write(HEADER.pack(good, len(answer)) + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
