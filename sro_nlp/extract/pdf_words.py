"""The words of a PDF page with their boxes, size and weight, as PDFium sees them."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pypdfium2.raw as pdfium

from sro_nlp.extract.glyphs import BROKEN, decode
from sro_nlp.extract.orientation import SKEW, PageText, set_upright
from sro_nlp.extract.pieces import Piece, UserBox

_RUN = re.compile(r"[^ \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""What stands between white space."""
_loose_box = pdfium.FPDFText_GetLooseCharBox
# Asked for every word: as a number, the object costs half of what a ctypes pointer does.
_text_object = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibd|demi", re.I)


@dataclass(slots=True)
class _Style:
    """How a text object is set: size in points, angle in degrees (720 more where it is mirrored), weight.

    `drop` is how far its characters' boxes reach below their baseline (points), where it runs level.
    """

    size: float
    angle: float
    bold: bool
    drop: float | None


class _Reader:
    """Calls PDFium for one text page; the buffers are kept, since a call a character is what costs."""

    def __init__(self, textpage: Any) -> None:
        self.page = textpage
        self.rect = pdfium.FS_RECTF()
        self.to_rect = ctypes.byref(self.rect)
        self.matrix = pdfium.FS_MATRIX()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.name = ctypes.create_string_buffer(96)
        self.flags = ctypes.c_int()
        self.styles: dict[int | None, _Style] = {}

    def box(self, index: int) -> UserBox:
        rect = self.rect
        if not _loose_box(self.page, index, self.to_rect):
            return (0.0, 0.0, 0.0, 0.0)
        return (rect.left, rect.bottom, rect.right, rect.top)

    def style(self, index: int) -> _Style:
        """How a character is set; asked once for each text object."""
        item = _text_object(self.page, index)
        style = self.styles.get(item)
        if style is None:
            style = self._measure(index)
            if item:
                self.styles[item] = style
        return style

    def _measure(self, index: int) -> _Style:
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
        drop = None if angle else self.origin(index)[1] - self.box(index)[1]
        return _Style(size, angle, bold, drop)

    def origin(self, index: int) -> tuple[float, float]:
        """Where the baseline of a character begins, in user space."""
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
    reader = _Reader(textpage)
    text = _characters(textpage, count)
    found = _Found(page)
    for match in _RUN.finditer(text):
        _collect(reader, text, match.start(), match.end(), found)
    return set_upright(found.words, found.angles, found.unmapped)


class _Found:
    """The words found so far, upright as if all ran level; for those that do not, how they run."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.words: list[Piece] = []
        self.angles: dict[int, tuple[float, tuple[float, float]]] = {}
        self.unmapped = 0

    def add(
        self,
        text: str,
        box: UserBox,
        origin: tuple[float, float],
        style: _Style,
        *,
        glued: bool = False,
        tight: bool = False,
    ) -> None:
        """Take a word; `origin` is the beginning of its baseline in user space."""
        x0, y0, x1, y1 = box
        size = style.size if style.size > 0.5 else max(min(x1 - x0, y1 - y0), 1.0)
        if style.drop is None:
            self.angles[len(self.words)] = (style.angle, origin)
        elif not 0.4 * size < y1 - y0 < 2.5 * size:
            # A font that lies about its height: draw the box from the baseline.
            y0, y1 = origin[1] - 0.22 * size, origin[1] + 0.78 * size
        if x1 <= x0:
            x1 = x0 + 0.1
        if y1 <= y0:
            y1 = y0 + 0.1
        box = (x0, y0, x1, y1)
        self.words.append(
            Piece(text, self.page, x0, y0, x1, y1, origin[1], size, style.bold, box, False, None, glued, tight)
        )


@lru_cache(maxsize=2)
def _buffer(size: int) -> Any:
    """Room for text, kept: each size is a type to ctypes, which a page for page would pile up."""
    return ctypes.create_string_buffer(size)


def _characters(textpage: Any, count: int) -> str:
    """The characters of a text page, one for each of its indices."""
    if count <= 0:
        return ""
    buffer = _buffer(1 << (2 * count + 1).bit_length())
    written = pdfium.FPDFText_GetText(textpage, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    if written == count + 1:
        try:
            text = ctypes.string_at(buffer, 2 * count).decode("utf-16-le")
        except UnicodeDecodeError:
            text = ""
        if len(text) == count:
            return text
    # The quick way leaves out characters without a meaning, and splits those beyond U+FFFF: ask one by one.
    get = pdfium.FPDFText_GetUnicode
    codes = (get(textpage, index) for index in range(count))
    return "".join(chr(code) if code <= 0x10FFFF else "\ufffd" for code in codes)


def _collect(reader: _Reader, text: str, start: int, end: int, found: _Found) -> None:
    """Take text[start:end] as one word or, where it breaks over lines or leaps, as several."""
    run = text[start:end]
    plain = run.isascii() and run.isprintable() and "(cid:" not in run
    if not plain:
        run, unmapped = decode(run)
        found.unmapped += unmapped
        if not run:
            return
    box = first = reader.box(start)
    style = reader.style(start)
    if end - start > 1:
        last = reader.box(end - 1)
        box = _join(first, last)
        size = style.size if style.size > 1.0 else 1.0
        wide, high = box[2] - box[0], box[3] - box[1]
        broken = not plain and not BROKEN.isdisjoint(text[start:end])
        if broken or (wide if wide > high else high) > 1.9 * size * (end - start):
            _split(reader, text, start, end, found)
            return
        even = first[1] == last[1] and first[3] == last[3] and first[0] < last[2]
        if not even and _leaps(first, last, size, style.angle):
            _split(reader, text, start, end, found)
            return
        if end - start >= 4 and run[0] == run[1] and len(run) % 2 == 0 and run[::2] == run[1::2]:
            run = _undouble(reader, start, end, run)
    origin = reader.origin(start) if style.drop is None else (first[0], first[1] + style.drop)
    found.add(run, box, origin, style)


def _leaps(first: UserBox, last: UserBox, size: float, angle: float) -> bool:
    """Whether the last character of a straight run does not stand on the line of the first."""
    if abs(angle) >= SKEW:
        return False
    level = abs(first[1] - last[1]) < 0.05 * size and first[3] - first[1] < 1.1 * (last[3] - last[1])
    if level and last[2] > first[0]:
        return False
    return _raised(first, last) or abs(first[1] - last[1]) > 0.6 * size or last[2] < first[0] - size


def _raised(before: UserBox, own: UserBox) -> bool:
    """Whether a character is set small and high beside the one before it (a note mark), or the other way round."""
    low, high = sorted((before, own), key=lambda box: box[1])
    tall = low[3] - low[1]
    return high[3] - high[1] < 0.8 * tall and high[1] > low[1] + 0.12 * tall


def _split(reader: _Reader, text: str, start: int, end: int, found: _Found) -> None:
    """Cut a run where a character does not follow the one before it."""
    style = reader.style(start)
    straight = abs(style.angle) < SKEW
    run, begin = "", start
    box = previous = (0.0, 0.0, 0.0, 0.0)
    tight = False
    for index in range(start, end):
        own = reader.box(index)
        size = max(style.size, 1.0)
        if text[index] in BROKEN:
            rest = index + 1 < end
            if run and (not rest or (straight and _new_line(box, reader.box(index + 1), size))):
                whole = _join(box, own) if own[2] > own[0] else box
                found.add(run + "-", whole, reader.origin(begin), style, glued=True, tight=tight)
                run, tight = "", False
            elif run and text[index] != "\u00ad":
                run += "-"
            continue
        char, _ = decode(text[index])
        if not char:
            continue
        raised = bool(run) and straight and _raised(previous, own)
        if run and straight and (raised or _new_line(box, own, size) or own[0] > box[2] + 1.5 * size):
            found.add(run, box, reader.origin(begin), style, tight=tight)
            run, tight = "", raised
        if not run:
            begin, box = index, own
            style = reader.style(index)
        run += char
        previous = own
        box = _join(box, own)
    if run:
        found.add(run, box, reader.origin(begin), style, tight=tight)


def _new_line(box: UserBox, own: UserBox, size: float) -> bool:
    """Whether a character stands on another line than the run before it, or left of its beginning."""
    return min(box[3], own[3]) - max(box[1], own[1]) < 0.3 * (own[3] - own[1]) or own[2] < box[0] - max(size, 1.0)


def _undouble(reader: _Reader, start: int, end: int, text: str) -> str:
    """ "SSHHAA" whose glyphs lie in pairs on each other is "SHA" in fake bold."""
    pairs = [(reader.box(index), reader.box(index + 1)) for index in range(start, end - 1, 2)]
    on_top = all(abs(a[0] - b[0]) < 0.35 * max(a[2] - a[0], 0.1) for a, b in pairs)
    return text[::2] if on_top else text


def _join(a: UserBox, b: UserBox) -> UserBox:
    return (  # spelled out: min and max take three times as long, and this runs for each word
        a[0] if a[0] < b[0] else b[0],
        a[1] if a[1] < b[1] else b[1],
        a[2] if a[2] > b[2] else b[2],
        a[3] if a[3] > b[3] else b[3],
    )
