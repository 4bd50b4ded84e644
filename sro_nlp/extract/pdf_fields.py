"""Form values and free-text notes as words at their places on the page. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sro_nlp.extract.orientation import turn_box
from sro_nlp.extract.pdf_forms import BLANK, FieldValue
from sro_nlp.extract.pieces import Piece, UserBox

_PRINTED_BLANK = re.compile(r"[_.…‗☐□\[\]]+$")
_USUAL = 11.0


def add_fields(words: list[Piece], fields: Sequence[FieldValue], page: int, angle: int) -> list[Piece]:
    """The words of a page with the values of its fields among them, instead of the blanks printed below the fields."""
    for field in fields:
        box = turn_box(field.box, angle)
        if box[2] - box[0] < 2 or box[3] - box[1] < 2:
            continue
        printed = [word for word in words if _PRINTED_BLANK.match(word.text) and _covered(word, box)]
        if not field.value and printed:
            continue
        gone = {id(word) for word in printed}
        words = [word for word in words if id(word) not in gone]
        words.extend(_set(field, box, words, page))
    return words


def _covered(word: Piece, box: UserBox) -> bool:
    across = min(word.x1, box[2]) - max(word.x0, box[0])
    up = min(word.y1, box[3] + 3) - max(word.y0, box[1] - 3)
    return across > 0.5 * min(word.x1 - word.x0, box[2] - box[0]) and up > 0.3 * min(word.y1 - word.y0, box[3] - box[1])


def _set(field: FieldValue, box: UserBox, words: list[Piece], page: int) -> list[Piece]:
    """Set a value in its box: on the line of the words beside it, or line by line where the box is tall."""
    height = box[3] - box[1]
    size, base = _beside(box, words)
    name = "" if field.box_to_tick else field.name
    per_line = max(1, int((box[2] - box[0]) / (0.5 * size)))
    lines = _wrap(field.value or BLANK, per_line) if height > 2.4 * size else [field.value or BLANK]
    if len(lines) > 1:
        base = box[3] - 1.1 * size
    pieces = []
    for number, line in enumerate(lines):
        tokens = line.split()
        step = min(0.5 * size, (box[2] - box[0]) / max(1, len(line)))
        x = box[0]
        for token in tokens:
            end = x + max(1, len(token)) * step
            y = base - 1.2 * size * number
            upright = (x, y - 0.2 * size, end, y + 0.8 * size)
            pieces.append(Piece(token, page, *upright, y, size, False, _within(field.box, upright, box), field=name))
            x = end + step
    return pieces


def _within(user: UserBox, upright: UserBox, box: UserBox) -> UserBox:
    """The user-space place of a word in a field: exact where the page's text is not turned, else the whole field."""
    return upright if user == box else user


def _beside(box: UserBox, words: list[Piece]) -> tuple[float, float]:
    """Size and baseline of the text next to a field."""
    middle = (box[1] + box[3]) / 2
    near = [word for word in words if box[1] - 2 <= word.base + 0.3 * word.size <= box[3] + 2]
    if near:
        nearest = min(near, key=lambda word: min(abs(word.x1 - box[0]), abs(word.x0 - box[2])))
        return nearest.size, nearest.base
    size = min(_USUAL, max(4.0, 0.75 * (box[3] - box[1])))
    return size, middle - 0.3 * size


def _wrap(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for part in text.splitlines() or [text]:
        line = ""
        for word in part.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        if line:
            lines.append(line)
    return lines or [text]


def annotation_pieces(text: str, box: UserBox, page: int) -> list[Piece]:
    """The words of a free-text note; each stands for the whole note on the page."""
    return [Piece(word, page, *box, box[1], _USUAL, False, box) for word in text.split()]
