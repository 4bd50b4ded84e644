"""Words and signs that reports and marked copies share: a status is a sign and a word, colour alone carries nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sro_nlp.findings import Status

SIGNS: Final[dict[Status, str]] = {"present": "✓", "partial": "◐", "conflict": "⚠", "missing": "✗", "unassessed": "?"}
STATUSES: Final[tuple[Status, ...]] = ("present", "partial", "conflict", "missing", "unassessed")
DISCLAIMER: Final = (
    "Found by a program; it can err. This is not legal advice: have counsel read the passages before relying on it."
)
_UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_KEPT = "\u200c\u200d\u00ad"


def harmless(text: str) -> str:
    """A text with a space for each control and direction character by which a file could deceive its reader."""
    return "".join(char if char in _KEPT or unicodedata.category(char) not in _UNSAFE else " " for char in text)


def clean(text: str) -> str:
    """A harmless text on one line."""
    return re.sub(r"\s+", " ", harmless(text)).strip()
