"""Patterns that are tried only on texts which can match: plain words are found many times faster than a pattern is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text, and the same text in small letters, for hints to be looked for."""

    text: str
    small: str


@dataclass(frozen=True, slots=True)
class Hinted:
    """A pattern, with groups of words in small letters: what it matches holds at least one word of each group."""

    pattern: re.Pattern[str]
    hints: tuple[tuple[str, ...], ...]

    def possible(self, small: str) -> bool:
        """Whether a text, given in small letters, can match."""
        for group in self.hints:
            for hint in group:
                if hint in small:
                    break
            else:
                return False
        return True

    def search(self, one: Folded) -> re.Match[str] | None:
        """As `re.search`."""
        return self.pattern.search(one.text) if self.possible(one.small) else None

    def count(self, texts: Iterable[Folded], whole: str) -> int:
        """How often it matches in some texts; `whole` holds all of them in small letters."""
        if not self.possible(whole):
            return 0
        return sum(len(self.pattern.findall(one.text)) for one in texts if self.possible(one.small))


def fold(text: str) -> Folded:
    """A text with its small letters."""
    return Folded(text=text, small=text.casefold())
