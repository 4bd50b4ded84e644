"""A counter as Word writes it: decimal, letters, Roman numerals, words. Pure."""

from __future__ import annotations

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def format_number(value: int, style: str) -> str:
    """A counter as Word writes it in one of its number formats; unknown ones are written as decimals."""
    if style == "none":
        return ""
    if style in ("lowerLetter", "upperLetter"):
        letters = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 780 else str(value)
        return letters if style == "lowerLetter" else letters.upper()
    if style in ("lowerRoman", "upperRoman"):
        numeral = _roman(value)
        return numeral if style == "lowerRoman" else numeral.upper()
    if style == "decimalZero":
        return f"{value:02d}"
    if style == "ordinal":
        return f"{value}{_suffix(value)}"
    if style == "cardinalText" and 0 <= value < 100:
        return _words(value).capitalize()
    if style == "ordinalText" and 0 < value < 100:
        return _ordinal(_words(value)).capitalize()
    if style == "decimalEnclosedParen":
        return f"({value})"
    if style == "decimalEnclosedFullstop":
        return f"{value}."
    if style == "numberInDash":
        return f"- {value} -"
    return str(value)


def _roman(value: int) -> str:
    if not 0 < value < 5000:
        return str(value)
    numeral = ""
    for worth, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    ):
        count, value = divmod(value, worth)
        numeral += letters * count
    return numeral


def _suffix(value: int) -> str:
    return "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _words(value: int) -> str:
    if value < 20:
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 1] + (f"-{_ONES[ones]}" if ones else "")


def _ordinal(words: str) -> str:
    head, dash, last = words.rpartition("-")
    if last.endswith("y"):
        return f"{head}{dash}{last[:-1]}ieth"
    return f"{head}{dash}{_ORDINALS.get(last, last + 'th')}"
