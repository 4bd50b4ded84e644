"""An independent reader of annotated PDFs: pdfplumber's letters under the quadrilaterals that pypdf finds."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pypdf import PdfReader

Quad = tuple[float, ...]


@dataclass(frozen=True)
class Highlight:
    """A highlight of an annotated copy: its page's index in the copy, its dictionary and its quadrilaterals."""

    page: int
    entry: dict[str, Any]
    quads: tuple[Quad, ...]

    @property
    def name(self) -> str:
        """The passage's name, `<leaf>-<number>`, without the part."""
        return "-".join(str(self.entry["/NM"]).removeprefix("sro-nlp-").split("-")[:2])


def highlights(copy: bytes) -> list[Highlight]:
    """All highlights that the tool made, in the order of pages and annotations."""
    found = []
    for index, page in enumerate(PdfReader(io.BytesIO(copy)).pages):
        for item in page.get("/Annots", []):
            entry = item.get_object()
            if entry.get("/Subtype") == "/Highlight" and str(entry.get("/NM", "")).startswith("sro-nlp-"):
                numbers = [float(value) for value in entry["/QuadPoints"]]
                quads = tuple(tuple(numbers[start : start + 8]) for start in range(0, len(numbers), 8))
                found.append(Highlight(index, entry, quads))
    return found


class Letters:
    """The letters of a PDF in user space, by page."""

    def __init__(self, data: bytes) -> None:
        self.file = pdfplumber.open(io.BytesIO(data))
        self.read: dict[int, list[tuple[str, float, float]]] = {}

    def __enter__(self) -> Letters:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def under(self, page: int, quads: Sequence[Quad]) -> Iterator[str]:
        """The letters whose middle lies in each of the quadrilaterals, in the direction of its text."""
        if page not in self.read:
            own = self.file.pages[page]
            self.read[page] = [(char["text"], *_middle(own, char)) for char in own.chars]
        letters = self.read[page]
        for quad in quads:
            left, right, low, high = min(quad[::2]), max(quad[::2]), min(quad[1::2]), max(quad[1::2])
            inside = [(text, x, y) for text, x, y in letters if left <= x <= right and low <= y <= high]
            along = (quad[2] - quad[0], quad[3] - quad[1])
            inside.sort(key=lambda letter: letter[1] * along[0] + letter[2] * along[1])
            yield "".join(text for text, _, _ in inside)


def _middle(page: Any, char: dict[str, Any]) -> tuple[float, float]:
    """The middle of a letter in user space: pdfplumber's page is turned, and its y runs downward."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    x0, y0, x1, y1 = page.page_obj.mediabox
    u, v = x - page.mediabox[0], page.height - (y - page.mediabox[1])
    turned = page.rotation % 360
    if turned == 90:
        return x1 - v, y0 + u
    if turned == 180:
        return x1 - u, y1 - v
    if turned == 270:
        return x0 + v, y1 - u
    return x0 + u, y0 + v


def squeezed(text: str) -> str:
    """A text without white space, with ligatures and odd hyphens made plain."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if not char.isspace() and char not in "\u00ad\ufffe\x02")


def same_words(lines: Sequence[str], text: str) -> bool:
    """Whether lines read as a text does, where a hyphen at a line's end may have been taken off."""
    rest = squeezed(text)
    for line in map(squeezed, lines):
        if rest.startswith(line):
            rest = rest[len(line) :]
        elif line.endswith("-") and rest.startswith(line[:-1]):
            rest = rest[len(line) - 1 :]
        else:
            return False
    return not rest
