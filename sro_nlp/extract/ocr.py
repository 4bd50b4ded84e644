"""Read a page as a picture: render, set upright, let Tesseract read, map its words back to user space."""

from __future__ import annotations

import io
import math
import os
import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field
from typing import Any

from sro_nlp.extract.limits import OCR_SECONDS, more_time
from sro_nlp.extract.ocr_picture import has_gutter, ink, lie, straighten
from sro_nlp.extract.ocr_text import is_bullet, mend_line
from sro_nlp.extract.pieces import Piece, UserBox

_DPI = 200
_MAX_PIXELS = 24_000_000
_TIMEOUT = 300
"""Seconds on the wall that one page may take: a hundred times what it computes, for a machine with other work."""
FLOOR = 0.60
"""Mean word confidence below which a page counts as unread."""
_DOUBTFUL = 0.2
"""Confidence of a word below which the rest of its line must speak for it."""
_Found = tuple[str, float, list[float]]
"""A word, its confidence, and left, top, right, bottom in pixels."""
_SPECK = re.compile(r"[^\w$%&@#()]+")
_DESCENDERS = frozenset("gjpqyQ,;()[]{}|/_$")
INSTALL = "install Tesseract (Debian: apt install tesseract-ocr) to read scanned pages"


@dataclass(slots=True)
class OcrPage:
    """Words of a page read by OCR, upright; `reason` ends the sentence that says why there are none."""

    words: list[Piece] = field(default_factory=list)
    bottom: float = 0.0
    top: float = 0.0
    confidence: float = 0.0
    reason: str = ""


@dataclass(slots=True)
class _View:
    """How a picture that is upright maps back to user space.

    The rendered picture (`width` x `height` pixels) was turned by `quarter` x 90 degrees, then by `skew` degrees, both
    counter-clockwise.
    """

    box: UserBox
    rotation: int
    scale: float
    width: int
    height: int
    quarter: int = 0
    skew: float = 0.0

    def to_user(self, box: tuple[float, float, float, float]) -> UserBox:
        """A pixel box (left, top, right, bottom) of the upright picture in user space."""
        corners = [self._point(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        # A turned box's bounding rectangle is larger than the word: take its middle lines instead.
        middle = self._point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        width, height = (box[2] - box[0]) / self.scale, (box[3] - box[1]) / self.scale
        if (self.quarter * 90 + self.rotation) % 180:
            width, height = height, width
        x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
        y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
        return (
            max(x0, middle[0] - width / 2 - 0.5),
            max(y0, middle[1] - height / 2 - 1.0),
            min(x1, middle[0] + width / 2 + 0.5),
            min(y1, middle[1] + height / 2 + 1.0),
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        turned = (self.height, self.width) if self.quarter % 2 else (self.width, self.height)
        cx, cy = turned[0] / 2, turned[1] / 2
        angle = math.radians(self.skew)
        dx, dy = x - cx, y - cy
        x, y = cx + dx * math.cos(angle) - dy * math.sin(angle), cy + dx * math.sin(angle) + dy * math.cos(angle)
        if self.quarter == 1:
            x, y = self.width - y, x
        elif self.quarter == 2:
            x, y = self.width - x, self.height - y
        elif self.quarter == 3:
            x, y = y, self.height - x
        right, up = x / self.scale, (self.height - y) / self.scale
        x0, y0, x1, y1 = self.box
        if self.rotation == 90:
            return x1 - up, y0 + right
        if self.rotation == 180:
            return x1 - right, y1 - up
        if self.rotation == 270:
            return x0 + up, y1 - right
        return x0 + right, y0 + up


def available() -> bool:
    """Whether Tesseract is installed."""
    return shutil.which("tesseract") is not None


def ocr_page(page: Any, number: int, box: UserBox, rotation: int) -> OcrPage:
    """Read an open pypdfium2 page as a picture.

    Args:
        page: the pypdfium2 page.
        number: its number, for the words.
        box: its visible box in user space.
        rotation: its clockwise rotation in degrees.
    """
    more_time(OCR_SECONDS)
    if not available():
        return OcrPage(reason=f": {INSTALL}")
    width, height = box[2] - box[0], box[3] - box[1]
    scale = min(_DPI / 72, math.sqrt(_MAX_PIXELS / (width * height)))
    if scale * max(width, height) > 20_000 or scale < 0.5:
        return OcrPage(reason=", too large to be drawn")
    more_time(OCR_SECONDS)
    picture = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    view = _View(box, rotation, scale, picture.width, picture.height)
    try:
        return _read_upright(picture, view, number)
    except (subprocess.TimeoutExpired, OSError, UnicodeDecodeError) as error:
        return OcrPage(reason=f" and Tesseract failed on it ({type(error).__name__})")


def _read_upright(picture: Any, view: _View, number: int) -> OcrPage:
    sideways, skew = lie(picture)
    quarters = [1, 3] if sideways else [0, 2]
    best = OcrPage(reason=" and OCR found no words on it")
    if sideways and _orientation(picture) == 3:
        quarters.reverse()
    for quarter in quarters:
        view.quarter, view.skew = quarter, skew
        found = _words(straighten(picture, quarter, skew), view, number)
        if len(found.words) * found.confidence > len(best.words) * best.confidence:
            best = found
        if best.confidence >= 0.75 and len(best.words) >= 3:
            break
    if best.words and best.confidence < FLOOR:
        reason = f" and OCR could not read it reliably (mean confidence {best.confidence:.0%})"
        return OcrPage(reason=reason, confidence=best.confidence)
    return best


def _orientation(picture: Any) -> int | None:
    """By how many quarter turns counter-clockwise the picture comes upright, as Tesseract sees it; None: not sure."""
    done = _tesseract(picture, "--psm", "0", "-l", "osd")
    turn, sure = None, 0.0
    for line in (done or "").splitlines():
        name, _, value = line.partition(":")
        if name == "Rotate":
            turn = (-int(value) // 90) % 4
        elif name == "Orientation confidence":
            sure = float(value)
    return turn if sure >= 1.0 else None


def _tesseract(picture: Any, *arguments: str) -> str | None:
    data = io.BytesIO()
    picture.save(data, format="PPM")
    command = ["tesseract", "stdin", "stdout", "--dpi", str(_DPI), *arguments]
    done = subprocess.run(
        command,
        input=data.getvalue(),
        capture_output=True,
        timeout=_TIMEOUT,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode("utf-8") if done.returncode == 0 else None


def _words(picture: Any, view: _View, number: int) -> OcrPage:
    # Tesseract's own search for columns and blocks loses list labels that stand apart: let it search only where a
    # gutter is.
    table = _tesseract(picture, "--psm", "3" if has_gutter(picture) else "6", "-l", "eng", "tsv")
    lines: dict[tuple[str, ...], list[_Found]] = {}
    for row in (table or "").splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        confidence = float(cells[10]) / 100
        text = cells[11].strip()
        left, top, width, height = map(float, cells[6:10])
        bullet = cells[5] == "1" and is_bullet(text)
        speck = _SPECK.fullmatch(text) and (confidence < 0.7 or max(width, height) < 0.04 * _DPI)
        if bullet or not speck:
            word = (text, confidence, [left, top, left + width, top + height])
            lines.setdefault(tuple(cells[1:5]), []).append(word)
    kept = [line for found in lines.values() if (line := _reliable(found))]
    if not kept:
        return OcrPage(reason=" and OCR found no words on it")
    usual = statistics.median(map(_height, kept))
    dark = ink(picture)
    words = [piece for line in kept for piece in _pieces(line, usual, dark, view, number)]
    confidence = sum(w.confidence or 0.0 for w in words) / len(words)
    return OcrPage(words, 0.0, picture.height / view.scale, confidence)


def _reliable(line: list[_Found]) -> list[_Found]:
    """The words of a line without noise. Tesseract is at times sure of nothing about a word that it has read right."""
    sure = [word for word in line if word[1] >= _DOUBTFUL]
    if len(sure) == len(line):
        lone = sum(len(text) for text, _, _ in line) <= 3 and max(confidence for _, confidence, _ in line) < 0.5
        return [] if lone else line
    if len(sure) < 3 or statistics.median(confidence for _, confidence, _ in sure) < 0.8:
        return sure
    tall = statistics.median(box[3] - box[1] for _, _, box in sure)
    return [
        word
        for word in line
        if word[1] >= _DOUBTFUL
        or (any(map(str.isalnum, word[0])) and 0.6 * tall < word[2][3] - word[2][1] < 1.6 * tall)
    ]


def _underlined(dark: Any, line: list[_Found], base: float, tall: float) -> list[bool]:
    """Which words of a line stand on a rule of their own; a rule that goes on beyond the line is one of a table."""
    top, bottom = int(base + 1), int(base + 0.4 * tall) + 1
    found = []
    for _, _, (x0, _, x1, _) in line:
        shares = dark[top:bottom, int(x0) : int(x1)].mean(axis=1) if x1 - x0 >= 2 else ()
        found.append(len(shares) > 0 and max(shares) > 0.85)
    if not any(found):
        return found
    left, right = int(line[0][2][0]), int(line[-1][2][2])
    reach = int(1.5 * tall)
    beyond = (dark[top:bottom, max(left - reach, 0) : left - 3], dark[top:bottom, right + 3 : right + reach])
    if any(side.size and side.mean(axis=1).max() > 0.6 for side in beyond):
        return [False] * len(line)
    return found


def _height(line: list[_Found]) -> float:
    return max(box[3] for _, _, box in line) - min(box[1] for _, _, box in line)


def _pieces(line: list[_Found], usual: float, dark: Any, view: _View, number: int) -> list[Piece]:
    """The words of one line, with one baseline and, unless it differs much, the page's usual size."""
    tall = _height(line)
    height = len(dark)
    size = (usual if 0.65 * usual < tall < 1.4 * usual else tall) / view.scale * 1.05
    bottom = statistics.median(box[3] - (0.22 * tall if set(text) & _DESCENDERS else 0.0) for text, _, box in line)
    base = (height - bottom) / view.scale
    underlined = _underlined(dark, line, bottom, tall)
    pieces = []
    texts = mend_line([text for text, _, _ in line])
    for text, (_, confidence, (x0, y0, x1, y1)), ruled in zip(texts, line, underlined, strict=True):
        upright = (x0 / view.scale, (height - y1) / view.scale, x1 / view.scale, (height - y0) / view.scale)
        box = view.to_user((x0, y0, x1, y1))
        piece = Piece(text, number, *upright, base, size, False, box, confidence=confidence, underlined=ruled)
        pieces.append(piece)
    return pieces
