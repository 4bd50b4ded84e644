"""What Tesseract misreads in a contract, and what the words around it say it was."""

from __future__ import annotations

import pytest

from sro_nlp.extract.labels import LevelTracker
from sro_nlp.extract.ocr_text import mend_label, mend_line


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("e the officer shall", "• the officer shall"),
        ("« the officer shall", "• the officer shall"),
        ("lV. Duties", "IV. Duties"),
        ("the SLEO Ill shall", "the SLEO III shall"),
        ("DUTIES OF SLEO Ill", "DUTIES OF SLEO III"),
        ("She went home. Ill officers stay", "She went home. Ill officers stay"),
        ("Ill officers stay home", "Ill officers stay home"),
        ("(“SLEO III’) means", "(“SLEO III”) means"),
        ("the (“Board”’) and", "the (“Board”) and"),
        ("the officers’) room", "the officers’) room"),
        ("pay 11 dollars", "pay 11 dollars"),
    ],
)
def test_lines(read: str, meant: str) -> None:
    assert " ".join(mend_line(read.split())) == meant


@pytest.mark.parametrize(
    ("before", "read", "meant"),
    [
        (["I.", "II."], "II.", "III."),
        (["VI.", "VII."], "VII.", "VIII."),
        (["I."], "I.", "I."),
        (["I.", "II."], "III.", "III."),
        ([], "l.", "1."),
        (["(a)", "(b)"], "(c)", "(c)"),
        (["A.", "B."], "Cc.", "C."),
        (["4."], "S.", "5."),
        (["a.", "b.", "c."], "d.", "d."),
        (["A."], "Township", "Township"),
    ],
)
def test_labels(before: list[str], read: str, meant: str) -> None:
    levels = LevelTracker()
    for label in before:
        levels.place(label, "")
    assert mend_label(read, levels) == meant
