"""How the three examples number their clauses: one scheme for the PDF (counted here) and the DOCX (counted by Word)."""

from __future__ import annotations

from dataclasses import dataclass, field

LEVELS = {"heading": 0, "clause": 1, "item": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of a numbered list: Word's format name and text (`%1` is the number of level 1), and its indents."""

    format: str
    text: str
    left: float
    """Left indent of the text, in points."""
    hanging: float
    """How far the label hangs out, in points."""


SCHEMES: dict[str, tuple[Level, ...]] = {
    "decimal": (
        Level(format="decimal", text="%1.", left=28, hanging=28),
        Level(format="decimal", text="%1.%2", left=28, hanging=28),
        Level(format="lowerLetter", text="(%3)", left=52, hanging=24),
    ),
    "section": (
        Level(format="decimal", text="Section %1.", left=62, hanging=62),
        Level(format="upperLetter", text="%2.", left=24, hanging=24),
        Level(format="decimal", text="%3.", left=46, hanging=22),
    ),
    "roman": (
        Level(format="upperRoman", text="%1.", left=36, hanging=36),
        Level(format="upperLetter", text="%2.", left=36, hanging=28),
        Level(format="decimal", text="%3.", left=64, hanging=28),
    ),
}
RECITAL = Level(format="upperLetter", text="%1.", left=28, hanging=28)
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def shown(number: int, number_format: str) -> str:
    """A number as Word writes it in a format."""
    if number_format == "upperRoman":
        text = ""
        for value, sign in _ROMAN:
            text, number = text + sign * (number // value), number % value
        return text
    if number_format.endswith("Letter"):
        letter = chr(ord("a") + number - 1)
        return letter.upper() if number_format == "upperLetter" else letter
    return str(number)


@dataclass(slots=True)
class Counter:
    """Counts the clauses of a contract."""

    scheme: tuple[Level, ...]
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    recitals: int = 0

    def label(self, kind: str) -> str:
        """The label of the next block of that kind; empty where it has none."""
        if kind == "recital":
            self.recitals += 1
            return RECITAL.text.replace("%1", shown(self.recitals, RECITAL.format))
        if kind not in LEVELS:
            return ""
        level = LEVELS[kind]
        self.counts[level] += 1
        self.counts[level + 1 :] = [0] * (2 - level)
        text = self.scheme[level].text
        for index, count in enumerate(self.counts):
            text = text.replace(f"%{index + 1}", shown(count, self.scheme[index].format) if count else "")
        return text
