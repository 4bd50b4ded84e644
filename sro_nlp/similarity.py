"""Near-identical texts by MinHash (Broder 1997): a signature for each text, and groups of those that are alike."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HASHES = 128
SHINGLE = 5
"""Words of a shingle."""
ALIKE = 0.8
"""Part of all shingles that two texts have in common when they are versions of one contract."""
_BANDS, _ROWS = 21, 6  # two texts that are alike to 0.8 meet in one band with probability 0.998
_SEED = 53
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def signature(texts: Iterable[str]) -> bytes:
    """The MinHash signature of a text given in paragraphs: 128 numbers of 32 bits; b"" for one of no words.

    Numbers count as equal: a renewal differs from last year's contract in dates and sums.
    """
    import numpy as np

    words = [word for text in texts for word in _WORD.findall(_DIGITS.sub("0", text.lower()))]
    if not words:
        return b""
    width = min(SHINGLE, len(words))
    shingles = set(map(zlib.crc32, _runs(words, width)))
    values = np.fromiter(shingles, np.uint64, len(shingles))
    factors, offsets = _hashes()
    lowest = np.empty(HASHES, np.uint64)
    hashed = np.empty_like(values)
    for place in range(HASHES):
        np.multiply(values, factors[place], out=hashed)  # wraps at 64 bits; the high half is the hash
        np.add(hashed, offsets[place], out=hashed)
        lowest[place] = hashed.min() >> np.uint64(32)
    return lowest.astype("<u4").tobytes()


def groups(signatures: Sequence[bytes]) -> list[int | None]:
    """For each signature the number (from 1) of its group; None for a text that is like no other."""
    import numpy as np

    places = [place for place, one in enumerate(signatures) if one]
    if not places:
        return [None] * len(signatures)
    table = np.frombuffer(b"".join(signatures[place] for place in places), "<u4").reshape(len(places), HASHES)
    parents = list(range(len(places)))
    for band in range(_BANDS):
        firsts: dict[bytes, int] = {}
        part = np.ascontiguousarray(table[:, band * _ROWS : (band + 1) * _ROWS])
        for row in range(len(places)):
            first = firsts.setdefault(part[row].tobytes(), row)
            a, b = _root(parents, first), _root(parents, row)
            if a != b and float((table[first] == table[row]).mean()) >= ALIKE:
                parents[max(a, b)] = min(a, b)
    return _numbered(parents, places, len(signatures))


def _runs(words: Sequence[str], width: int) -> Iterable[bytes]:
    """Every run of so many words, cut from the text that they make when joined."""
    encoded = [word.encode() for word in words]
    whole = b" ".join(encoded)
    ends = list(accumulate(len(word) + 1 for word in encoded))
    return map(whole.__getitem__, map(slice, [0, *ends], [end - 1 for end in ends[width - 1 :]]))


@cache
def _hashes() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The parameters of the hash functions (multiply-shift): odd factors and offsets, the same for ever."""
    import numpy as np

    random: Any = np.random.Generator(np.random.PCG64(_SEED))
    numbers = random.integers(0, 2**64 - 1, (2, HASHES), np.uint64)
    return numbers[0] | np.uint64(1), numbers[1]


def _root(parents: list[int], row: int) -> int:
    while parents[row] != row:
        parents[row] = parents[parents[row]]
        row = parents[row]
    return row


def _numbered(parents: list[int], places: Sequence[int], count: int) -> list[int | None]:
    """Number the groups of two or more in the order in which they first appear."""
    roots = [_root(parents, row) for row in range(len(parents))]
    sizes: dict[int, int] = {}
    for root in roots:
        sizes[root] = sizes.get(root, 0) + 1
    numbers: dict[int, int] = {}
    result: list[int | None] = [None] * count
    for place, root in zip(places, roots, strict=True):
        if sizes[root] > 1:
            result[place] = numbers.setdefault(root, len(numbers) + 1)
    return result
