"""Unfilled blanks of a contract: `____`, `[TBD]`, `[NAME OF SCHOOL]`, "to be determined"."""

from __future__ import annotations

import re

_BLANK = re.compile(
    r"_{3,}|\.{5,}|…{2,}|\bT\.?B\.?[DA]\b\.?"
    r"|\bto be (?:determined|decided|named|announced|filled in|inserted|completed)\b"
    r"|\[\s*(?:_+|(?i:insert|name|number|date|list|specify|enter|fill|tbd|to be)\b[^\]]{0,80}"
    r"|[A-Z][A-Z0-9 ,.'’/&-]{1,80})?\s*\]"
)
_NO_BLANK = re.compile(r"\[\s*(?:OPTIONAL|ALTERNAT\w*|RESERVED|SEAL|SIC|SIGNATURES?|DELETED|REDACTED)\b")

_SIGNS = ("___", ".....", "……", "TB", "T.B", "to be ", "[")
"""Every blank holds one of these: they are found much faster than the pattern."""


def find_blanks(text: str) -> list[tuple[int, int]]:
    """Character spans of the unfilled blanks of a text, in order; a run of them ("____ ____") is one each."""
    if not any(sign in text for sign in _SIGNS):
        return []
    return [match.span() for match in _BLANK.finditer(text) if not _NO_BLANK.match(match.group())]
