"""What Tesseract is known to misread, put right by the words around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sro_nlp.extract.labels import LevelTracker, readings, roman_value

_BULLETS = frozenset("e¢©®«»°*·")
"""What a bullet at the beginning of a line is read as."""
_ROMAN_LABEL = re.compile(r"[IVXl|1]*[IVX][IVXl|1]*[.)]")
"""A Roman numeral in which I may have been read as l, | or 1."""
_STROKES = re.compile(r"(?=[Il|]*I)(?=[Il|]*[l|])[Il|]{2,3}(?=s?\W*$)")
"""II or III of which some strokes were read as l."""
_UNCLOSED = re.compile(r"(“[^”]*)’(?=\))")
_LABEL = re.compile(r"[(\[]?[0-9A-Za-z|]{1,4}(?:\.[0-9A-Za-z|]{1,3})*[.)\]]")
_DIGITS = str.maketrans("lI|iOoSsBZzgq", "1111005582299")
_ROMANS = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def is_bullet(text: str) -> bool:
    """Whether the first word of a line may be a bullet."""
    return text in _BULLETS


def mend_line(texts: Sequence[str]) -> list[str]:
    """The words of a line with bullets, Roman numerals and quotation marks as they must have been."""
    mended = list(texts)
    if _ROMAN_LABEL.fullmatch(mended[0]):
        mended[0] = re.sub(r"[l|1]", "I", mended[0])
    elif is_bullet(mended[0]) and len(mended) > 1:
        mended[0] = "•"
    for index, text in enumerate(mended[1:], start=1):
        if not mended[index - 1].endswith((".", "?", "!")):  # "Ill" begins no sentence here
            mended[index] = _STROKES.sub(lambda match: "I" * len(match.group()), text)
    line = _UNCLOSED.sub(r"\1”", " ".join(mended)).replace("”’)", "”)")
    return line.split(" ")


def mend_label(text: str, levels: LevelTracker) -> str:
    """The label that the first word of a paragraph must have been, by the lists that are open; itself where it fits."""
    if not _LABEL.fullmatch(text):
        return text
    repeated = _next_roman(text, levels)
    if repeated:
        return repeated
    if levels.expects(text):
        return text
    return next((other for other in _others(text) if levels.expects(other)), text)


def _others(text: str) -> Iterator[str]:
    """What else a label may have been: figures read as letters ("l." for "1."), a letter read twice ("Cc.")."""
    if any(map(str.isdigit, text)) or len(text) <= 3:
        yield text.translate(_DIGITS)
    doubled = re.search(r"([A-Z])([a-z])(?=[.)])", text)
    if doubled and doubled[1].lower() == doubled[2]:
        yield text.replace(doubled.group(), doubled[1])


def _next_roman(text: str, levels: LevelTracker) -> str:
    """ "III." where "II." comes a second time: a stroke was lost; "" otherwise."""
    body = text.strip("([.)]")
    value = roman_value(body)
    if value < 2 or not body.isupper() or not readings(text) or not levels.is_last(text):
        return ""
    following = _roman(value + 1)
    return text.replace(body, following) if following.replace("I", "", 1) == body else ""


def _roman(value: int) -> str:
    found = ""
    for worth, letters in _ROMANS:
        while value >= worth:
            found += letters
            value -= worth
    return found
