"""Table rows as one line of text each, the same for every format: "School: Lincoln High; Hours: 7:30 to 3:30". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_HEADER_CHARS = 60
_HEADER_WORD = re.compile(
    r"\b(?:schools?|campus(?:es)?|sites?|locations?|names?|officers?|deput(?:y|ies)|sros?|hours?|days?|times?|schedules?|dates?"
    r"|years?|amounts?|costs?|rates?|contacts?|phones?|telephone|e-?mail|titles?|positions?|roles?|descriptions?|items?|dut(?:y|ies)"
    r"|responsibilit(?:y|ies)|assign(?:ed|ments?)|address(?:es)?|principals?|numbers?|no\.?|types?|categor(?:y|ies)|tasks?"
    r"|part(?:y|ies)|actions?|offenses?|responses?|levels?|units?|quantit(?:y|ies)|prices?|totals?|trainings?|topics?|courses?"
    r"|frequency|reports?|records?|grades?|enrollment|provisions?|requirements?|agency|agencies|district|terms?|fees?)\s*(?:\([^)]*\))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPart:
    """A piece of a row's text: that of cell `cell`, or of what stands between the cells (None)."""

    text: str
    cell: int | None = None


def has_header(rows: Sequence[Sequence[str]], *, emphasized: bool | None = None) -> bool:
    """Whether the first row names the columns.

    Args:
        rows: the folded text of each cell; a row may be shorter than others.
        emphasized: whether the first row alone is marked out (bold, shaded, declared a header); None: not known.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = rows[0]
    if any(not _may_name_column(cell) for cell in first) or len({cell.lower() for cell in first}) < len(first):
        return False
    if emphasized:
        return True
    if any(cell.endswith(":") for row in rows for cell in row[:1]):
        return False
    named = sum(bool(_HEADER_WORD.search(cell)) for cell in first)
    if len(first) == 2 or emphasized is False:
        return named == len(first)
    return named * 2 >= len(first)


def row_parts(cells: Sequence[str], header: Sequence[str] | None) -> list[RowPart]:
    """The pieces of one row in order: each filled cell, after its column's name where there is one."""
    parts: list[RowPart] = []
    for number, cell in enumerate(cells):
        if not cell:
            continue
        if parts:
            before = parts[-1].text
            parts.append(RowPart(text=" " if before.endswith((";", ":")) else "; "))
        name = header[number] if header is not None and number < len(header) else ""
        if name:
            parts.append(RowPart(text=name if name.endswith(":") else f"{name}:"))
            parts.append(RowPart(text=" "))
        parts.append(RowPart(text=cell, cell=number))
    return parts


def row_texts(rows: Sequence[Sequence[str]], *, emphasized: bool | None = None) -> list[str]:
    """The text of each row; that of a header row, which is repeated in all others, is ""."""
    header = rows[0] if has_header(rows, emphasized=emphasized) else None
    return [
        "" if header is not None and number == 0 else "".join(part.text for part in row_parts(row, header))
        for number, row in enumerate(rows)
    ]


def _may_name_column(cell: str) -> bool:
    if not cell or len(cell) > _MOST_HEADER_CHARS or cell.endswith((".", ";", ":", ",")) or "__" in cell:
        return False
    digits = sum(char.isdigit() for char in cell)
    return digits * 3 <= len(cell)
