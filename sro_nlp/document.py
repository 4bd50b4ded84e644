"""What extraction hands on: a document as paragraphs, each of which knows where it stands.

Coordinates: PDF points (1/72 inch) in the page's own user space, origin at its lower left, y upward, as PDF annotations
take them (`QuadPoints`, `Rect`): unaffected by /Rotate and by the crop box. Pages are counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from sro_nlp.places import AsTuple, Box, Word

__all__ = [
    "Anchor",
    "Box",
    "Document",
    "Format",
    "Page",
    "Paragraph",
    "ParagraphKind",
    "TextNode",
    "UnreadPage",
    "Word",
    "span_boxes",
]

Format = Literal["pdf", "docx", "text", "markdown", "office"]
"""How a file was read; "office" is a .doc, .rtf or .odt that LibreOffice turned into DOCX (no boxes, no anchors)."""
ParagraphKind = Literal["body", "heading", "item", "table-row", "footnote", "signature", "form-field", "annotation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNode:
    """`text[start:end]` of a paragraph is the text of the `node`-th text element below its `w:p`, from `offset` on.

    Text elements are counted in document order over every `w:t` that is a descendant of that `w:p`.
    """

    start: int
    end: int
    node: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where a paragraph stands in a DOCX: the `index`-th `w:p` (document order, counted from 0) of a package part.

    `part` is the part's name in the package, for example `word/document.xml` or `word/footnotes.xml`. A table row is
    one paragraph over several `w:p`: then `index` is the first one and each node says its own in `paragraphs`.
    """

    part: str
    index: int
    nodes: tuple[TextNode, ...] = ()
    paragraphs: tuple[int, ...] = ()
    """For each of `nodes` the index of its `w:p`; empty when all stand in `index`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One numbered clause, list item, table row or block of running text.

    `text` is white-space folded and begins with `label` where there is one. `headings` (outermost first) and `lead_ins`
    (the sentences ending in a colon or the parent items that govern this one, outermost first) are the chain above it.
    """

    id: int
    """Counted from 1 in reading order."""
    text: str
    page: int | None = None
    boxes: Annotated[Sequence[Box], AsTuple()] = ()
    """One box a line."""
    words: Annotated[Sequence[Word], AsTuple()] = ()
    anchor: Anchor | None = None
    kind: ParagraphKind = "body"
    label: str = ""
    level: int = 0
    headings: tuple[str, ...] = ()
    lead_ins: tuple[str, ...] = ()
    struck: tuple[tuple[int, int], ...] = ()
    """Character spans of `text` that are struck out in the original."""
    confidence: float | None = None
    """Mean word confidence, 0 to 1, where the paragraph was read by OCR."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a PDF: its number, its visible box in user space and its clockwise rotation in degrees."""

    number: int
    box: Box
    rotation: int = 0
    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadPage:
    """A page of which nothing reliable could be read, and why (one sentence)."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as read: its paragraphs in reading order, and what could not be read.

    `pages` is empty for formats without pages. `notices` are sentences for the reader of the report (what was left out:
    running headers, watermarks, deleted text; what was repaired). `comments` are reviewers' comments, apart from the
    text.
    """

    path: str
    sha256: str
    format: Format
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[Page, ...] = ()
    unread_pages: tuple[UnreadPage, ...] = ()
    notices: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


def span_boxes(paragraph: Paragraph, start: int, end: int) -> tuple[Box, ...]:
    """The boxes of the words of `paragraph.text[start:end]`, merged to one box a line.

    Returns () where the paragraph has no words with boxes (DOCX, text).
    """
    lines: list[Box] = []
    for word in paragraph.words:
        if word.end <= start or word.start >= end:
            continue
        for box in word.boxes:
            last = lines[-1] if lines else None
            if last is not None and _same_line(last, box):
                lines[-1] = Box(
                    page=last.page,
                    x0=min(last.x0, box.x0),
                    y0=min(last.y0, box.y0),
                    x1=max(last.x1, box.x1),
                    y1=max(last.y1, box.y1),
                )
            else:
                lines.append(box)
    return tuple(lines)


def _same_line(a: Box, b: Box) -> bool:
    """Whether b goes on in a's line: same page, overlapping by half in y, and not far behind in x."""
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    height = min(a.y1 - a.y0, b.y1 - b.y0)
    return a.page == b.page and overlap > 0.5 * height and b.x0 > a.x0 and b.x0 - a.x1 < 4 * height
