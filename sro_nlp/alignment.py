"""Which paragraph of one version is which of the other, what moved, and which words differ."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sro_nlp.comparison import Piece, PieceKind
from sro_nlp.document import Paragraph

ALIKE = 0.5
"""Two paragraphs are versions of one another from this share of common words on."""
NEIGHBOUR = 0.15
"""What standing between the same unchanged paragraphs adds to a likeness when several could be meant."""
_CANDIDATES = 5
_MOST_TOKENS = 4000
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A paragraph of the old version and the same one of the new; None where there is no such paragraph."""

    old: Paragraph | None
    new: Paragraph | None
    moved: bool = False


def align(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> tuple[Pair, ...]:
    """Pair the paragraphs of two versions.

    First those of equal words (numbers apart), then those alike. What does not fit into the longest common order of the
    pairs, measured in words, has moved. Pairs come in the new order, each removed paragraph behind its predecessor.
    """
    match = _equal(old, new)
    _alike(old, new, match)
    kept = _common_order(match, [len(_words(paragraph)) + 1 for paragraph in old])
    taken = {j: i for i, j in match.items()}
    removed = _removed_behind(len(old), match, kept)
    pairs = [Pair(old=old[i], new=None) for i in removed.get(-1, ())]
    for j, paragraph in enumerate(new):
        i = taken.get(j)
        before = None if i is None else old[i]
        pairs.append(Pair(old=before, new=paragraph, moved=i is not None and i not in kept))
        pairs += [Pair(old=old[k], new=None) for k in removed.get(j, ())]
    return tuple(pairs)


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of two texts as runs that are the same, deleted or inserted; too long texts are replaced whole."""
    if old == new:
        return (Piece(kind="same", text=new),) if new else ()
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(left) + len(right) > _MOST_TOKENS:
        return (Piece(kind="deleted", text=old), Piece(kind="inserted", text=new))
    runs: list[tuple[str, str, str]] = []
    for code, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        runs.append(("same" if code == "equal" else "changed", "".join(left[a:b]), "".join(right[c:d])))
    return tuple(_pieces(_joined(runs)))


def _joined(runs: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Changes with nothing but blanks between them become one: replaced phrases read better whole."""
    joined: list[tuple[str, str, str]] = []
    for position, (kind, before, after) in enumerate(runs):
        blank = kind == "same" and not before.strip() and 0 < position < len(runs) - 1
        if joined and joined[-1][0] == "changed" and (kind == "changed" or blank):
            _, a, b = joined.pop()
            joined.append(("changed", a + before, b + after))
        else:
            joined.append((kind, before, after))
    return joined


def _pieces(runs: Sequence[tuple[str, str, str]]) -> Iterator[Piece]:
    for kind, before, after in runs:
        if kind == "same":
            yield Piece(kind="same", text=after)
            continue
        sides: tuple[tuple[PieceKind, str], ...] = (("deleted", before), ("inserted", after))
        yield from (Piece(kind=side, text=text) for side, text in sides if text)


def _words(paragraph: Paragraph) -> list[str]:
    return _WORD.findall(paragraph.text.removeprefix(paragraph.label).casefold())


def _equal(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> dict[int, int]:
    """Pairs of equal words; of several alike, those under the same heading first, then in order."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, paragraph in enumerate(new):
        places[tuple(_words(paragraph))].append(j)
    match: dict[int, int] = {}
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, paragraph in enumerate(old):
        groups[tuple(_words(paragraph))].append(i)
    for words, own in groups.items():
        free = places.get(words, [])
        for same_heading in (True, False):
            for i in own:
                twin = next((j for j in free if not same_heading or _heading(old[i]) == _heading(new[j])), None)
                if i not in match and twin is not None and words:
                    match[i] = twin
                    free.remove(twin)
    return match


def _heading(paragraph: Paragraph) -> str:
    return " ".join(_WORD.findall(paragraph.headings[-1].casefold())) if paragraph.headings else ""


def _alike(old: Sequence[Paragraph], new: Sequence[Paragraph], match: dict[int, int]) -> None:
    """Add the pairs of paragraphs that are alike, the most alike first."""
    taken = set(match.values())
    rest_old = {i: _words(old[i]) for i in range(len(old)) if i not in match}
    rest_new = {j: _words(new[j]) for j in range(len(new)) if j not in taken}
    slots_old = _slots(len(old), set(match))
    slots_new = _slots(len(new), taken)
    after = {slot: match.get(slot - 1, -1) + 1 for slot in set(slots_old.values())}
    index = _index(rest_new)
    scored = []
    for i, words in rest_old.items():
        for j in _candidates(words, rest_new, index):
            ratio = _likeness(words, rest_new[j])
            if ratio >= ALIKE and (old[i].kind == "heading") == (new[j].kind == "heading"):
                same_slot = slots_new[j] == after[slots_old[i]]
                scored.append((-(ratio + NEIGHBOUR * same_slot), abs(i - j), i, j))
    for _, _, i, j in sorted(scored):
        if i not in match and j not in taken:
            match[i] = j
            taken.add(j)


def _slots(count: int, matched: set[int]) -> dict[int, int]:
    """For each unmatched position where the gap that it stands in begins."""
    slots, start = {}, 0
    for i in range(count):
        if i in matched:
            start = i + 1
        else:
            slots[i] = start
    return slots


def _candidates(words: Sequence[str], others: dict[int, list[str]], index: dict[str, list[int]]) -> list[int]:
    """The positions whose words have most in common with these, rare words counting more."""
    shared: dict[int, float] = defaultdict(float)
    for word in set(words):
        found = index.get(word, ())
        weight = math.log(1 + len(others) / (1 + len(found)))
        for j in found:
            shared[j] += weight
    ranked = sorted(shared, key=lambda j: (-shared[j] / (len(others[j]) + len(words)), j))
    return ranked[:_CANDIDATES]


def _index(others: dict[int, list[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for j, words in others.items():
        for word in set(words):
            index[word].append(j)
    return index


def _likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """The share of common words, 0 to 1, in order where the texts are short enough for that."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    quick = matcher.quick_ratio()
    return quick if quick < ALIKE or len(left) + len(right) > _MOST_TOKENS else matcher.ratio()


def _common_order(match: dict[int, int], weights: Sequence[int]) -> set[int]:
    """The old positions of the heaviest run of pairs that rises in both versions."""
    # Fenwick tree over new positions: the heaviest chain that ends before a position.
    targets = sorted(match.values())
    best: list[tuple[int, int | None]] = [(0, None)] * (len(targets) + 1)
    previous: dict[int, int | None] = {}
    top: tuple[int, int | None] = (0, None)
    for i in sorted(match):
        at = bisect_left(targets, match[i])
        total: int = 0
        before: int | None = None
        k = at
        while k > 0:
            if best[k][0] > total:
                total, before = best[k]
            k -= k & -k
        previous[i] = before
        own = (total + weights[i], i)
        k = at + 1
        while k <= len(targets):
            if best[k][0] < own[0]:
                best[k] = own
            k += k & -k
        if own[0] > top[0]:
            top = own
    kept: set[int] = set()
    current = top[1]
    while current is not None:
        kept.add(current)
        current = previous[current]
    return kept


def _removed_behind(count: int, match: dict[int, int], kept: set[int]) -> dict[int, list[int]]:
    """Removed old positions by the new position of the last paragraph before them that kept its place (-1: none)."""
    removed: dict[int, list[int]] = defaultdict(list)
    last = -1
    for i in range(count):
        if i in kept:
            last = match[i]
        elif i not in match:
            removed[last].append(i)
    return removed
