"""What a caller may ask of a reader, and the bounds that every reader keeps to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read a file.

    `max_characters` bounds the whole document and `max_page_characters` one page; what goes beyond ends in
    `UnreadableFile` (too-large) for the document, and in an unread page for the page.
    """

    password: str | None = None
    tracked_changes: Literal["accepted", "original"] = "accepted"
    ocr: bool = True
    max_pages: int = 2000
    max_characters: int = 20_000_000
    max_page_characters: int = 200_000
