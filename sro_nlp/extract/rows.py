"""How a row of a table reads as one paragraph ("School: Lincoln; Hours: 8 to 4"), the same for every format. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sro_nlp.extract.labels import find_label

_VALUE = re.compile(r"[$€£]?\s*[\d.,:%/–-]+\s*(?:a\.?m\.?|p\.?m\.?|%)?$", re.I)


def has_header(rows: Sequence[Sequence[str]], *, bold: bool = False) -> bool:
    """Whether the first of a table's rows names its columns.

    Args:
        rows: the texts of the cells, row by row ("" for an empty cell).
        bold: whether the first row is set apart by its typography (or marked as a header).
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = [cell.strip() for cell in rows[0]]
    filled = [cell for cell in first if cell]
    if len(filled) < 2 or len(set(filled)) < len(filled) or len(filled) < len(first) - 1:
        return False
    if any(len(cell) > 60 or cell.endswith((":", ".", ";")) or "__" in cell or _VALUE.match(cell) for cell in filled):
        return False
    if bold:
        return True
    below = [row[0].strip() for row in rows[1:] if row]
    if len(first) == 2 and below and sum(cell.endswith(":") for cell in below) * 2 > len(below):
        return False
    wordy = sum(len(cell.split()) > 5 for cell in filled)
    return wordy * 2 < len(filled) and (
        len(rows) > 2 or len(first) > 2 or any(len(c) > 30 for r in rows[1:] for c in r)
    )


def compose_row(cells: Sequence[str], header: Sequence[str] | None = None) -> tuple[str, tuple[int | None, ...]]:
    """The text of a row and, per cell, where its own text begins in it (None for an empty cell).

    Cells are parted by "; ", each named by its column where the table has a header; a cell that ends in a colon names
    the next one. Cell texts must be white-space folded.
    """
    text = ""
    starts: list[int | None] = []
    for index, cell in enumerate(cells):
        if not cell:
            starts.append(None)
            continue
        if text:
            # A number of its own column is the label of what stands beside it.
            text += " " if text.endswith((":", ";")) or text == find_label(text) else "; "
        name = header[index] if header is not None and index < len(header) else ""
        if name and name != cell:
            text += name.rstrip(":") + ": "
        starts.append(len(text))
        text += cell
    return text, tuple(starts)
