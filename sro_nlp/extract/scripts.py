"""Scripts that do not run from left to right with spaces between words. Pure."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from sro_nlp.extract.pieces import Piece


@lru_cache(maxsize=4096)
def direction(char: str) -> int:
    """1 for a letter written left to right, -1 for right to left, 0 for the rest."""
    kind = unicodedata.bidirectional(char)
    return 1 if kind == "L" else -1 if kind in ("R", "AL") else 0


def word_direction(text: str) -> int:
    """The direction of the letters of a word; 0 where it has none."""
    if text.isascii():
        return 1 if any(map(str.isalpha, text)) else 0
    total = sum(direction(char) for char in text)
    return (total > 0) - (total < 0)


def visual_order(words: list[Piece]) -> list[Piece]:
    """The words of one row in the order in which they are read."""
    ordered = sorted(words, key=lambda word: word.x0)
    if all(word.text.isascii() for word in ordered):
        return ordered
    ways = [word_direction(word.text) for word in ordered]
    if ways.count(-1) <= ways.count(1):
        return ordered
    ordered.reverse()
    ways.reverse()
    out: list[Piece] = []
    run: list[Piece] = []  # words written left to right inside the line keep their own order
    for word, way in zip(ordered, ways, strict=True):
        if way > 0:
            run.insert(0, word)
            continue
        out.extend(run)
        run = []
        out.append(word)
    return out + run


def is_cjk(char: str) -> bool:
    """Whether words are written without spaces around this character."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF or 0x20000 <= code <= 0x3FFFF
    )
