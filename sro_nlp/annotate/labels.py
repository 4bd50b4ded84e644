"""The number that a typed clause number has behind it: `4.2` is followed by `4.3`, or by `4.2A` where that is taken."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

_COUNTED = re.compile(r"(.*?)(\d+|[A-Za-z])([^0-9A-Za-z]*)$", re.DOTALL)


def next_label(label: str, taken: Collection[str]) -> str:
    """The label to type before a clause that is put behind the one labelled `label`.

    Args:
        label: the typed label, as `(b)`, `4.2` or `Section 3.`.
        taken: labels that stand in the contract already.

    Returns:
        The label that comes next, else one with a letter more; "" where the label does not count (a bullet stays one).
    """
    match = _COUNTED.match(label)
    if match is None:
        return label
    before, counted, behind = match.groups()
    if counted.isdigit():
        following = f"{before}{int(counted) + 1}{behind}"
        inserted = (f"{before}{counted}{_letters(n)}{behind}" for n in count())
    else:
        following = f"{before}{chr(ord(counted) + 1)}{behind}" if counted not in "zZ" else label
        inserted = (f"{before}{counted}-{n}{behind}" for n in count(1))
    return following if following not in taken else next(found for found in inserted if found not in taken)


def first_below(label: str, heading: str, new_heading: str) -> str:
    """The label of the first clause below a new heading, as another heading's first clause is labelled.

    `12.1` below `12.` becomes `11A.1` below `11A.`; a label that does not repeat its heading's is taken as it is.
    """
    old, new = (text.rstrip(".):").rpartition(" ")[2] for text in (heading, new_heading))
    return new + label[len(old) :] if old and new and label.startswith(old) else label


def _letters(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
