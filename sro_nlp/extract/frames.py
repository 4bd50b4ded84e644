"""How the worker answers: frames of one byte that says what, eight bytes of length, and the payload."""

from __future__ import annotations

import os
import struct

STARTED, TIME, PART, RESULT = b"S", b"T", b"P", b"R"
"""The worker runs; it wants so many seconds more; some paragraphs; the Document without these, or the error."""
HEADER = struct.Struct(">cQ")


def send(file: int, what: bytes, payload: bytes) -> None:
    """Write one frame to a file descriptor."""
    view = memoryview(HEADER.pack(what, len(payload)) + payload)
    while view:
        view = view[os.write(file, view) :]
