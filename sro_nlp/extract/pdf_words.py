"""The words of a PDF page with their boxes, size and weight, as PDFium sees them."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pypdfium2.raw as pdfium

from sro_nlp.extract.pieces import Piece, UserBox

_SPACES = frozenset(map(ord, " \t\r\n\f\v\u00a0\u1680\u2028\u2029\u202f\u205f\u3000")) | set(range(0x2000, 0x200B))
_IGNORED = frozenset((*range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Zero-width and direction marks."""
_BROKEN = frozenset((0x02, 0x00AD, 0xFFFE))
"""What PDFium writes for a hyphen at a line end, and the soft hyphen."""
_SYMBOLS = {
    **{0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF076: "❖", 0xF0FC: "✓", 0xF0FE: "☒", 0xF0FD: "☒", 0xF0A8: "☐"},
    **{0xF06F: "☐", 0xF071: "☐", 0xF078: "☒", 0xF0B0: "°", 0xF02D: "–", 0xF020: " ", 0xF0D2: "®", 0xF0E0: "→"},
    **{0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"},
}
_CID = re.compile(r"\(cid:\d+\)")
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibd|demi", re.I)
_MIRRORED = 360
_SKEW = 4.0
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


@dataclass(slots=True)
class _Raw:
    """A run of characters between spaces, in user space."""

    text: str
    box: UserBox
    origin: tuple[float, float]
    size: float
    angle: float
    bold: bool
    glued: bool
    tight: bool = False


class _Reader:
    """Calls PDFium for one text page; the buffers are kept, since a call a character is what costs."""

    def __init__(self, textpage: Any) -> None:
        self.page = textpage
        self.rect = pdfium.FS_RECTF()
        self.matrix = pdfium.FS_MATRIX()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.name = ctypes.create_string_buffer(96)
        self.flags = ctypes.c_int()

    def box(self, index: int) -> UserBox:
        rect = self.rect
        if not pdfium.FPDFText_GetLooseCharBox(self.page, index, rect):
            return (0.0, 0.0, 0.0, 0.0)
        return (rect.left, rect.bottom, rect.right, rect.top)

    def style(self, index: int) -> tuple[float, float, bool]:
        """Size in points, angle in degrees (720 more where it is mirrored), weight of a character."""
        pdfium.FPDFText_GetMatrix(self.page, index, self.matrix)
        matrix = self.matrix
        size = pdfium.FPDFText_GetFontSize(self.page, index) * math.hypot(matrix.c, matrix.d)
        angle = 0.0 if matrix.b == 0 and matrix.a > 0 else math.degrees(math.atan2(matrix.b, matrix.a))
        if angle < -45:
            angle += 360
        if matrix.a * matrix.d < matrix.b * matrix.c:
            angle += 720
        pdfium.FPDFText_GetFontInfo(self.page, index, self.name, 96, self.flags)
        bold = _is_bold(self.name.value) or pdfium.FPDFText_GetFontWeight(self.page, index) >= 600
        return size, angle, bold

    def origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self.page, index, self.x, self.y)
        return self.x.value, self.y.value


@lru_cache(maxsize=256)
def _is_bold(name: bytes) -> bool:
    return _BOLD_NAME.search(name) is not None


def read_words(textpage: Any, count: int, page: int) -> PageText:
    """The words of an open PDFium text page of `count` characters.

    Args:
        textpage: a raw FPDF_TEXTPAGE.
        count: its number of characters.
        page: the page number to give to the words.
    """
    get = pdfium.FPDFText_GetUnicode
    codes = [get(textpage, index) for index in range(count)]
    reader = _Reader(textpage)
    raws: list[_Raw] = []
    unmapped = 0
    start = -1
    for index, code in enumerate((*codes, 32)):
        if code not in _SPACES:
            if start < 0:
                start = index
            continue
        if start >= 0:
            unmapped += _collect(reader, codes, start, index, raws)
            start = -1
    characters = sum(len(raw.text) for raw in raws)
    return _upright(raws, page, characters, unmapped)


def _collect(reader: _Reader, codes: list[int], start: int, end: int, raws: list[_Raw]) -> int:
    """Append the run codes[start:end] as one word or, where it breaks over lines or leaps, as several."""
    text, unmapped = _decode(codes[start:end])
    if not text:
        return unmapped
    first = reader.box(start)
    last = reader.box(end - 1) if end - start > 1 else first
    size, angle, bold = reader.style(start)
    box = _join(first, last)
    width, height = box[2] - box[0], box[3] - box[1]
    along = max(width, height)
    broken = any(code in _BROKEN for code in codes[start:end])
    if end - start > 1 and (broken or along > 1.9 * max(size, 1.0) * (end - start) or _leaps(first, last, size, angle)):
        _split(reader, codes, start, end, raws, (size, angle, bold))
        return unmapped
    if end - start >= 4 and len(text) % 2 == 0 and text[::2] == text[1::2]:
        text = _undouble(reader, start, end, text)
    raws.append(_Raw(text, box, reader.origin(start), size, angle, bold, False))
    return unmapped


def _leaps(first: UserBox, last: UserBox, size: float, angle: float) -> bool:
    """Whether the last character of a straight run does not stand on the line of the first."""
    if abs(angle) < _SKEW:
        if _raised(first, last):
            return True
        return abs(first[1] - last[1]) > 0.6 * max(size, 1.0) or last[2] < first[0] - size
    return False


def _raised(before: UserBox, own: UserBox) -> bool:
    """Whether a character is set small and high beside the one before it (a note mark), or the other way round."""
    low, high = sorted((before, own), key=lambda box: box[1])
    tall = low[3] - low[1]
    return high[3] - high[1] < 0.8 * tall and high[1] > low[1] + 0.12 * tall


def _split(
    reader: _Reader, codes: list[int], start: int, end: int, raws: list[_Raw], style: tuple[float, float, bool]
) -> None:
    """Cut a run where a character does not follow the one before it."""
    size, angle, bold = style
    straight = abs(angle) < _SKEW
    run, box, begin = "", (0.0, 0.0, 0.0, 0.0), start
    previous = box
    tight = False
    for index in range(start, end):
        code = codes[index]
        own = reader.box(index)
        if code in _BROKEN:
            rest = index + 1 < end
            following = reader.box(index + 1) if rest else own
            if run and (not rest or (straight and _new_line(box, following, size))):
                whole = _join(box, own) if own[2] > own[0] else box
                raws.append(_Raw(run + "-", whole, reader.origin(begin), size, angle, bold, True, tight))
                run, tight = "", False
            elif run and code == 0x02:
                run += "-"
            continue
        char, _ = _decode([code])
        if not char:
            continue
        raised = bool(run) and straight and _raised(previous, own)
        if run and straight and (raised or _new_line(box, own, size) or own[0] > box[2] + 1.5 * max(size, 1.0)):
            raws.append(_Raw(run, box, reader.origin(begin), size, angle, bold, False, tight))
            run, tight = "", raised
        if not run:
            begin, box = index, own
            if raised:
                size, angle, bold = reader.style(index)
        run += char
        previous = own
        box = _join(box, own)
    if run:
        raws.append(_Raw(run, box, reader.origin(begin), size, angle, bold, False, tight))


def _new_line(box: UserBox, own: UserBox, size: float) -> bool:
    """Whether a character stands on another line than the run before it, or left of its beginning."""
    return min(box[3], own[3]) - max(box[1], own[1]) < 0.3 * (own[3] - own[1]) or own[2] < box[0] - max(size, 1.0)


def _undouble(reader: _Reader, start: int, end: int, text: str) -> str:
    """ "SSHHAA" whose glyphs lie in pairs on each other is "SHA" in fake bold."""
    pairs = [(reader.box(index), reader.box(index + 1)) for index in range(start, end - 1, 2)]
    on_top = all(abs(a[0] - b[0]) < 0.35 * max(a[2] - a[0], 0.1) for a, b in pairs)
    return text[::2] if on_top else text


def _decode(codes: list[int]) -> tuple[str, int]:
    """The text of character codes, and how many of them say nothing."""
    chars: list[str] = []
    unmapped = 0
    for code in codes:
        if 0x20 < code < 0xD800 and code not in _IGNORED and code not in _BROKEN:
            chars.append(chr(code))
        elif code in _SYMBOLS:
            chars.append(_SYMBOLS[code])
        elif code in _IGNORED or code in _BROKEN:
            continue
        elif code == 0 or code < 0x20 or 0xD800 <= code < 0xF900 or code >= 0xFFF9:
            unmapped += 1
            if 0xF021 <= code <= 0xF07E:
                chars.append(chr(code - 0xF000))
            elif 0x10000 <= code <= 0x10FFFF:
                unmapped -= 1
                chars.append(chr(code))
            elif code >= 0x20:
                chars.append("\ufffd")
        else:
            chars.append(chr(code))
    text = "".join(chars)
    if "(cid:" in text:
        cids = _CID.findall(text)
        unmapped += sum(map(len, cids))
    return text, unmapped


def _join(a: UserBox, b: UserBox) -> UserBox:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _upright(raws: list[_Raw], page: int, characters: int, unmapped: int) -> PageText:
    """Sort words by the way they run; the way of most letters is the page's."""
    if all(raw.angle == 0.0 for raw in raws):
        words, copies = _distinct([_piece(raw, page, 0) for raw in raws])
        return PageText(words, copies=copies, characters=characters, unmapped=unmapped)
    weights: Counter[int] = Counter()
    slanted: list[str] = []
    by_angle: dict[int, list[Piece]] = {}
    for raw in raws:
        quarter = round(raw.angle / 90) * 90
        if abs(raw.angle - quarter) > _SKEW:
            slanted.append(raw.text)
            continue
        frame = quarter % 360 + (_MIRRORED if raw.angle >= 720 - _SKEW else 0)
        weights[frame] += len(raw.text)
        by_angle.setdefault(frame, []).append(_piece(raw, page, frame))
    if not weights:
        return PageText([], slanted=slanted, characters=characters, unmapped=unmapped)
    main = weights.most_common(1)[0][0]
    words, copies = _distinct(by_angle.pop(main))
    turned = {angle: _distinct(pieces)[0] for angle, pieces in by_angle.items()}
    return PageText(words, main, turned, slanted, copies, characters, unmapped)


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


def _piece(raw: _Raw, page: int, angle: int) -> Piece:
    x0, y0, x1, y1 = raw.box
    size = raw.size if raw.size > 0.5 else max(min(x1 - x0, y1 - y0), 1.0)
    if angle in (0, 180) and not 0.4 * size < y1 - y0 < 2.5 * size:
        # A font that lies about its height: draw the box from the baseline.
        below, above = (0.22, 0.78) if angle == 0 else (0.78, 0.22)
        y0, y1 = raw.origin[1] - below * size, raw.origin[1] + above * size
    if x1 <= x0:
        x1 = x0 + 0.1
    if y1 <= y0:
        y1 = y0 + 0.1
    box = (x0, y0, x1, y1)
    u0, v0, u1, v1 = turn_box(box, angle)
    base = turn(*raw.origin, angle)[1]
    return Piece(raw.text, page, u0, v0, u1, v1, base, size, raw.bold, box, glued=raw.glued, tight=raw.tight)


def _distinct(words: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Words without the second copy of one drawn twice with a small shift (fake bold, shadow), and exact copies.

    Exact copies of a few words may be another layer's text, which is not to be lost; copies of most of a page are not.
    """
    seen: dict[str, list[Piece]] = {}
    kept: list[Piece] = []
    exact: list[Piece] = []
    for word in words:
        others = seen.setdefault(word.text, [])
        near = 0.25 * word.size
        shifts = [max(abs(word.x0 - other.x0), abs(word.base - other.base)) for other in others]
        if shifts and min(shifts) < near:
            if min(shifts) < 0.005:
                exact.append(word)
            continue
        others.append(word)
        kept.append(word)
    return kept, exact if 2 * len(exact) < len(kept) else []
