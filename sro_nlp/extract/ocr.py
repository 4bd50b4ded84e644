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
from sro_nlp.extract.pieces import Piece, UserBox

_DPI = 200
_MAX_PIXELS = 24_000_000
_TIMEOUT = 90
"""Seconds that one page may take."""
FLOOR = 0.60
"""Mean word confidence below which a page counts as unread."""
_SPECK = re.compile(r"[^\w$%&@#()]+")
_ROMAN = re.compile(r"[IVXl|1]*[IVX][IVXl|1]*[.)]")
"""A Roman numeral in which I may have been read as l, | or 1."""
_BULLETS = frozenset("e¢©®«»°*·")
"""What a bullet at the beginning of a line is read as."""
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
    sideways, skew = _lie(picture)
    quarters = [1, 3] if sideways else [0, 2]
    best = OcrPage(reason=" and OCR found no words on it")
    if sideways and _orientation(picture) == 3:
        quarters.reverse()
    for quarter in quarters:
        view.quarter, view.skew = quarter, skew
        found = _words(_straighten(picture, quarter, skew), view, number)
        if len(found.words) * found.confidence > len(best.words) * best.confidence:
            best = found
        if best.confidence >= 0.75 and len(best.words) >= 3:
            break
    if best.words and best.confidence < FLOOR:
        reason = f" and OCR could not read it reliably (mean confidence {best.confidence:.0%})"
        return OcrPage(reason=reason, confidence=best.confidence)
    return best


def _straighten(picture: Any, quarter: int, skew: float) -> Any:
    """Take specks off the picture, turn it by quarters, then by the skew, keeping its size."""
    from PIL import Image, ImageFilter

    picture = picture.filter(ImageFilter.MedianFilter(3))
    if quarter:
        steps = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
        picture = picture.transpose(steps[quarter - 1])
    if abs(skew) >= 0.15:
        picture = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return picture


def _lie(picture: Any) -> tuple[bool, float]:
    """Whether text lines run up or down the picture, and by how many degrees to turn it to make them level."""
    import numpy as np
    from PIL import Image

    small = picture.copy()
    small.thumbnail((900, 900), Image.Resampling.BOX)
    ink = Image.fromarray(np.where(np.asarray(small) < 160, 255, 0).astype("uint8"))

    def sharpness(angle: float, axis: int) -> float:
        turned = np.asarray(ink.rotate(angle, resample=Image.Resampling.NEAREST, fillcolor=0), dtype=np.float64)
        profile = turned.sum(axis=axis)
        return float(np.square(np.diff(profile)).sum())

    scores = {(angle / 2, axis): sharpness(angle / 2, axis) for axis in (0, 1) for angle in range(-12, 13)}
    coarse, axis = max(scores, key=lambda key: scores[key])
    fine = max((coarse + step / 10 for step in range(-5, 6)), key=lambda angle: sharpness(angle, axis))
    return axis == 0, fine


def _has_gutter(picture: Any) -> bool:
    """Whether white runs down the middle part of an upright page, as between columns."""
    import numpy as np
    from PIL import Image

    small = picture.copy()
    small.thumbnail((900, 900), Image.Resampling.BOX)
    ink = np.asarray(small) < 160
    height, width = ink.shape
    columns = ink[int(0.25 * height) : int(0.75 * height)].mean(axis=0)
    white = columns < 0.04 * max(float(columns.mean()), 0.01)
    run = 0
    for x in range(int(0.2 * width), int(0.8 * width)):
        run = run + 1 if white[x] else 0
        if run >= 0.012 * width:
            return True
    return False


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
    # Tesseract's own search for columns loses list labels that stand apart: let it search only where a gutter is.
    table = _tesseract(picture, "--psm", "3" if _has_gutter(picture) else "4", "-l", "eng", "tsv")
    lines: dict[tuple[str, ...], list[tuple[str, float, list[float]]]] = {}
    for row in (table or "").splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        confidence = float(cells[10]) / 100
        text = cells[11].strip()
        left, top, width, height = map(float, cells[6:10])
        bullet = cells[5] == "1" and text in _BULLETS
        speck = _SPECK.fullmatch(text) and (confidence < 0.7 or max(width, height) < 0.04 * _DPI)
        if (confidence < 0.2 or speck) and not bullet:
            continue
        lines.setdefault(tuple(cells[1:5]), []).append((text, confidence, [left, top, left + width, top + height]))
    if not lines:
        return OcrPage(reason=" and OCR found no words on it")
    usual = statistics.median(_height(line) for line in lines.values())
    words = [piece for line in lines.values() for piece in _pieces(line, usual, picture.height, view, number)]
    confidence = sum(w.confidence or 0.0 for w in words) / len(words)
    return OcrPage(words, 0.0, picture.height / view.scale, confidence)


def _height(line: list[tuple[str, float, list[float]]]) -> float:
    return max(box[3] for _, _, box in line) - min(box[1] for _, _, box in line)


def _pieces(
    line: list[tuple[str, float, list[float]]], usual: float, height: int, view: _View, number: int
) -> list[Piece]:
    """The words of one line, with one baseline and, unless it differs much, the page's usual size."""
    tall = _height(line)
    size = (usual if 0.65 * usual < tall < 1.4 * usual else tall) / view.scale * 1.05
    bottoms = [box[3] - (0.22 * tall if set(text) & _DESCENDERS else 0.0) for text, _, box in line]
    base = (height - statistics.median(bottoms)) / view.scale
    pieces = []
    if _ROMAN.fullmatch(line[0][0]):
        line[0] = (re.sub(r"[l|1]", "I", line[0][0]), *line[0][1:])
    elif line[0][0] in _BULLETS and len(line) > 1:
        line[0] = ("•", *line[0][1:])
    for text, confidence, (x0, y0, x1, y1) in line:
        upright = (x0 / view.scale, (height - y1) / view.scale, x1 / view.scale, (height - y0) / view.scale)
        pieces.append(
            Piece(text, number, *upright, base, size, False, view.to_user((x0, y0, x1, y1)), confidence=confidence)
        )
    return pieces
