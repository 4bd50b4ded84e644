"""Footnotes at the foot of a page or column, and their marks in the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from sro_nlp.extract.pieces import Flow, Line

_MARK = re.compile(r"(?:\(?(\d{1,3})\)?|([*†‡§¶]+))(?=[\s.A-Z“\"(]|$)")
_SMALLER = 0.93
"""Part of the usual size below which a line at the foot may be a footnote."""


def mark_footnotes(flow: Sequence[Flow], body_size: float) -> None:
    """Set `note` on the lines of footnotes and take their marks out of the lines above."""
    for _, group in groupby(flow, key=lambda item: (item.page, item.column) if isinstance(item, Line) else None):
        lines = [item for item in group if isinstance(item, Line)]
        notes = _foot(lines, body_size)
        marks = {mark for line in notes if (mark := footnote_mark(line))}
        for line in lines:
            if marks and not line.note:
                _drop_marks(line, marks)


def _foot(lines: list[Line], body_size: float) -> list[Line]:
    """The small lines at the end of a column, from the first that begins with a mark on."""
    tail = len(lines)
    while tail and lines[tail - 1].size < _SMALLER * body_size:
        tail -= 1
    begin = next((index for index in range(tail, len(lines)) if footnote_mark(lines[index])), None)
    if begin is None or begin == 0:
        return []
    for line in lines[begin:]:
        line.note = True
    return lines[begin:]


def footnote_mark(line: Line) -> str:
    """The number or sign that a footnote begins with, or ""."""
    match = _MARK.match(line.text)
    return (match[1] or match[2]) if match else ""


def begins_footnote(line: Line) -> bool:
    """Whether a line of notes begins a new one: a mark set small, or a number at its left edge."""
    return bool(footnote_mark(line))


def _drop_marks(line: Line, marks: set[str]) -> None:
    raised = [
        word
        for word in line.words
        if word.text.strip("()[],") in marks
        and word.size <= 0.8 * line.size
        and word.base > line.base + 0.1 * line.size
    ]
    if raised and len(raised) < len(line.words):
        gone = {id(word) for word in raised}
        line.words = [word for word in line.words if id(word) not in gone]
        line.refresh()
