"""Which way the text of a page runs, and its words in the frame in which it runs level. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from sro_nlp.extract.pieces import Piece, UserBox
from sro_nlp.extract.scripts import is_cjk

_MIRRORED = 360
SKEW = 4.0
"""Degrees by which a line may slope and still count as straight."""


@dataclass(slots=True)
class PageText:
    """What a page says: its upright words, and what was seen besides.

    `angle` is the direction of the text in user space (0, 90, 180, 270 degrees counter-clockwise, 360 more where it is
    mirrored). `turned` holds words that run another way, per angle; `slanted` the texts that run across the page;
    `copies` words drawn once more exactly over others. `unmapped` of `characters` have no known letter.
    """

    words: list[Piece]
    angle: int = 0
    turned: dict[int, list[Piece]] = field(default_factory=dict)
    slanted: list[str] = field(default_factory=list)
    copies: list[Piece] = field(default_factory=list)
    characters: int = 0
    unmapped: int = 0


def set_upright(words: list[Piece], angles: Mapping[int, tuple[float, tuple[float, float]]], unmapped: int) -> PageText:
    """Sort words by the way they run; the way of most letters is the page's.

    Args:
        words: all words of a page, placed as if they ran level.
        angles: by index the angle in degrees (720 more where mirrored) and the origin of those that do not.
        unmapped: how many characters of the page have no known letter.
    """
    characters = sum([len(word.text) for word in words])
    if _runs_down(words):
        angles = {index: (270.0, (word.x0, word.base)) for index, word in enumerate(words)}
    if not angles:
        kept, copies = _distinct(words)
        return PageText(kept, copies=copies, characters=characters, unmapped=unmapped)
    weights: Counter[int] = Counter()
    slanted: list[str] = []
    by_angle: dict[int, list[Piece]] = {}
    for index, word in enumerate(words):
        angle, origin = angles.get(index, (0.0, (0.0, word.base)))
        quarter = round(angle / 90) * 90
        if abs(angle - quarter) > SKEW:
            slanted.append(word.text)
            continue
        frame = quarter % 360 + (_MIRRORED if angle >= 720 - SKEW else 0)
        if frame:
            word.x0, word.y0, word.x1, word.y1 = turn_box(word.box, frame)
            word.base = turn(*origin, frame)[1]
        weights[frame] += len(word.text)
        by_angle.setdefault(frame, []).append(word)
    if not weights:
        return PageText([], slanted=slanted, characters=characters, unmapped=unmapped)
    main = weights.most_common(1)[0][0]
    kept, copies = _distinct(by_angle.pop(main))
    turned = {angle: _distinct(pieces)[0] for angle, pieces in by_angle.items()}
    return PageText(kept, main, turned, slanted, copies, characters, unmapped)


def _runs_down(words: list[Piece]) -> bool:
    """Whether the page is written downward, as Japanese and Chinese may be: single characters, each below the last."""
    single = [len(word.text) == 1 and is_cjk(word.text) for word in words]
    if len(words) < 20 or sum(single) < 0.6 * len(words):
        return False
    below = sum(
        abs(one.x0 - two.x0) < 0.3 * one.size and 0 < one.base - two.base < 2 * one.size for one, two in pairwise(words)
    )
    return below > 0.6 * len(words)


def turn(x: float, y: float, angle: int) -> tuple[float, float]:
    """A user-space point in the frame in which text running at `angle` (a multiple of 90) runs left to right.

    `angle` is 360 more for text that is mirrored, so that its letters stand on their heads along their line.
    """
    if angle >= _MIRRORED:
        x, y = turn(x, y, angle - _MIRRORED)
        return x, -y
    if angle == 90:
        return y, -x
    if angle == 180:
        return -x, -y
    if angle == 270:
        return -y, x
    return x, y


def turn_box(box: UserBox, angle: int) -> UserBox:
    """A user-space box in the upright frame of `angle`."""
    if angle == 0:
        return box
    x0, y0 = turn(box[0], box[1], angle)
    x1, y1 = turn(box[2], box[3], angle)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _distinct(words: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Words without the second copy of one drawn twice with a small shift (fake bold, shadow), and exact copies.

    Exact copies of a few words may be another layer's text, which is not to be lost; copies of most of a page are not.
    """
    seen: dict[str, list[Piece]] = {}
    kept: list[Piece] = []
    exact: list[Piece] = []
    for word in words:
        others = seen.get(word.text)
        if others is None:
            seen[word.text] = [word]
            kept.append(word)
            continue
        near = 0.25 * word.size
        for other in others:
            if abs(word.x0 - other.x0) < near and abs(word.base - other.base) < near:
                if max(abs(word.x0 - other.x0), abs(word.base - other.base)) < 0.005:
                    exact.append(word)
                break
        else:
            others.append(word)
            kept.append(word)
    return kept, exact if 2 * len(exact) < len(kept) else []
