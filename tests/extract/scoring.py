"""Paragraph F1: exact text, white space folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def fold(text: str) -> str:
    return " ".join(text.split())


def hits(truth: Iterable[str], found: Iterable[str]) -> tuple[int, int, int]:
    """How many paragraphs match, how many there are in truth, how many were found."""
    expected, actual = Counter(map(fold, truth)), Counter(map(fold, found))
    return (expected & actual).total(), expected.total(), actual.total()


def f1(truth: Iterable[str], found: Iterable[str]) -> float:
    match, expected, actual = hits(truth, found)
    return 2 * match / (expected + actual)


def report(truth: list[str], found: list[str]) -> str:
    """What was missed and what was made up, for the message of a failed test."""
    expected, actual = Counter(map(fold, truth)), Counter(map(fold, found))
    missed = "\n".join(f"- {text[:160]}" for text in expected - actual)
    extra = "\n".join(f"+ {text[:160]}" for text in actual - expected)
    return f"missed:\n{missed}\nextra:\n{extra}"
