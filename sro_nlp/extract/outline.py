"""The chain above each paragraph: the headings it stands under, the lead-ins that govern it, its level and kind. Pure.

Readers of every format hand their paragraphs here as plain blocks, so that the same contract has the same outline
whether it came as PDF, DOCX or text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sro_nlp.document import ParagraphKind
from sro_nlp.extract.labels import LevelTracker, readings

_APART: frozenset[str] = frozenset({"footnote", "form-field", "annotation"})
_COLON_END = re.compile(r"[:：]\s*[-–—]?\s*$|:\s*[”\"')\]]\s*$")
_SENTENCE_START = re.compile(r"(?<=[a-z0-9)\]”\"'][.;!?])\s+(?=[A-Z“\"(])|(?<=[.!?][”\")])\s+(?=[A-Z“\"(])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Sec|Art|Inc|Ltd|Co|Corp|Mr|Mrs|Ms|Dr|St|vs?|et al|seq|Ann|Stat|Dept|Lt|Sgt)|\b[A-Z])\.$"
)
_WITNESS = re.compile(
    r"\bin witness (?:whereof|thereof|hereof)\b|\bexecuted (?:this agreement|by the parties) (?:as of|on)\b", re.I
)
_ENDS_SIGNATURES = re.compile(r"\s*(?:exhibit|appendix|attachment|schedule|addendum|annex)\b", re.I)
_SIGNATURE_FIELD = re.compile(
    r"\s*(?:by|name|print(?:ed)? name|title|its|date[d]?|sign(?:ed|ature)?|attest(?:ed)?(?: by)?|witness(?:ed)?"
    r"(?: by)?|approved as to form|authorized signature)\b\s*(?:of [\w ]{1,40})?[:.]?"
    r"\s*(?:/s/.*|[_.…‗\s-]{3,}.*|(?<!\.)$)",
    re.I,
)
_BLANK_LINE = re.compile(r"\s*[_‗.…-]{5,}|\s*/s/\s|\s*X\s*_{3,}")
_ONLY_BLANKS = re.compile(r"[\s_‗.…/-]*_{4,}[\s_‗.…/-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph as a reader sees it.

    `text` begins with `label`. `level` counts from 1 (outermost), 0 is running text; for running text inside an item it
    is one more than the item's; None: found from the labels. `indent` is the x of the label in points where known.
    `kind` is given where the reader knows it (table rows, footnotes, form fields); None: found here.
    """

    text: str
    label: str = ""
    level: int | None = None
    is_heading: bool = False
    kind: ParagraphKind | None = None
    indent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What the outline says of one block."""

    kind: ParagraphKind
    level: int
    headings: tuple[str, ...]
    lead_ins: tuple[str, ...]


def outline(blocks: Iterable[Block]) -> list[Placed]:
    """Give each block of a document, in reading order, its kind, level, headings and lead-ins."""
    return list(walk(blocks))


def walk(blocks: Iterable[Block]) -> Iterator[Placed]:
    """As `outline`, block by block."""
    walker = _Walker()
    return map(walker.place, blocks)


def lead_in(text: str) -> str:
    """What of a governing paragraph is repeated above its items: the sentence that ends it in a colon, or all."""
    if not _COLON_END.search(text):
        return text
    start = 0
    for match in _SENTENCE_START.finditer(text):
        if not _ABBREVIATION.search(text[: match.start()]):
            start = match.end()
    return text[start:]


def is_signature(text: str) -> bool:
    """Whether a paragraph is a line of a signature block ("By: ______", "Date: ____", "______") by its words alone."""
    if len(text) > 200:
        return False
    if _BLANK_LINE.match(text):
        return len(text.split()) <= 8 and not text.rstrip().endswith((".", ";", ":"))
    return bool(_SIGNATURE_FIELD.match(text) or _ONLY_BLANKS.match(text))


def is_signature_field(text: str) -> bool:
    """Whether a line begins as a field of a signature block ("By: ____", "Title:")."""
    return len(text) <= 200 and bool(_SIGNATURE_FIELD.match(text))


class _Walker:
    """State while walking down a document: open headings, open items and the colon sentence that began the list."""

    def __init__(self) -> None:
        self._levels = LevelTracker()
        self._headings: list[tuple[int, str]] = []
        # (2 x level of an item, or 2 x level - 1 of running text in one; what of it is repeated above those below)
        self._items: list[tuple[int, str]] = []
        self._last_chain: tuple[str, ...] = ()
        self._last_lead_ins: tuple[str, ...] = ()
        self._intro = ""
        self._pending = ""
        self._fresh = True
        self._signing = False

    def place(self, block: Block) -> Placed:
        kind = self._kind(block)
        if kind in _APART:
            return Placed(kind=kind, level=block.level or 0, headings=self._chain(), lead_ins=())
        if kind == "heading":
            return self._heading(block)
        if kind == "signature":
            self._close_list()
            return Placed(kind=kind, level=0, headings=self._chain(), lead_ins=())
        if kind == "table-row":
            return Placed(kind=kind, level=block.level or 0, headings=self._chain(), lead_ins=self._governing())
        if block.label:
            return self._item(block, kind)
        return self._body(block, kind)

    def _kind(self, block: Block) -> ParagraphKind:
        if block.kind is not None:
            return block.kind
        if self._signing and (_ENDS_SIGNATURES.match(block.text) or (block.label and len(block.text) > 40)):
            self._signing = False
        if not block.label and is_signature(block.text):
            return "signature"
        if self._signing and not block.label and _short(block.text):
            return "signature"
        if not block.label and _WITNESS.search(block.text):
            self._signing = True
        if block.is_heading:
            return "heading"
        return "item" if block.label else "body"

    def _heading(self, block: Block) -> Placed:
        level = self._heading_level(block)
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        placed = Placed(kind="heading", level=level, headings=self._chain(), lead_ins=())
        self._headings.append((level, block.text))
        self._close_list()
        return placed

    def _heading_level(self, block: Block) -> int:
        if block.label:
            found = self._levels.place(block.label, block.text, indent=block.indent, heading=True)
            return block.level or found
        labelled = self._levels
        labelled.heading()
        if block.level:
            return block.level
        return 1 if block.text.isupper() else labelled.depth + 1

    def _item(self, block: Block, kind: ParagraphKind) -> Placed:
        found = self._levels.place(block.label, block.text, indent=block.indent)
        level = block.level if block.level else found
        if self._fresh and (self._pending or _begins_list(block.label)) and not self._nested_in_open(level):
            self._items.clear()
            self._intro = self._pending
        self._fresh, self._pending = False, ""
        self._pop_to(2 * level)
        placed = Placed(kind=kind, level=level, headings=self._chain(), lead_ins=self._open_lead_ins())
        self._items.append((2 * level, lead_in(block.text)))
        return placed

    def _nested_in_open(self, level: int) -> bool:
        """Whether running text inside an item has just been read, so that a list after it is still inside that item."""
        return bool(self._items) and self._items[-1][0] % 2 == 1 and self._items[-1][0] <= 2 * level

    def _body(self, block: Block, kind: ParagraphKind) -> Placed:
        level = block.level or 0
        if block.level is None and block.indent is not None and self._items:
            level = self._levels.inside(block.indent)
        if level > 0:
            self._pop_to(2 * level - 1)
            placed = Placed(kind=kind, level=level, headings=self._chain(), lead_ins=self._open_lead_ins())
            if _COLON_END.search(block.text):
                self._items.append((2 * level - 1, lead_in(block.text)))
            return placed
        self._levels.body(block.text)
        self._fresh = True
        self._pending = lead_in(block.text) if _COLON_END.search(block.text) else ""
        return Placed(kind=kind, level=0, headings=self._chain(), lead_ins=())

    def _governing(self) -> tuple[str, ...]:
        """What governs a table row: the colon sentence just above it, or the items above that end in a colon."""
        if self._fresh:
            return (self._pending,) if self._pending else ()
        if self._items and _COLON_END.search(self._items[-1][1]):
            return self._open_lead_ins()
        return ()

    def _open_lead_ins(self) -> tuple[str, ...]:
        own = tuple(text for _, text in self._items)
        found = (self._intro, *own) if self._intro else own
        if found != self._last_lead_ins:  # neighbours share one chain: a long contract has as many as paragraphs
            self._last_lead_ins = found
        return self._last_lead_ins

    def _pop_to(self, depth: int) -> None:
        while self._items and self._items[-1][0] >= depth:
            self._items.pop()

    def _close_list(self) -> None:
        self._items.clear()
        self._intro = self._pending = ""
        self._fresh = True

    def _chain(self) -> tuple[str, ...]:
        found = tuple(text for _, text in self._headings)
        if found != self._last_chain:
            self._last_chain = found
        return self._last_chain


def _begins_list(label: str) -> bool:
    found = readings(label)
    return not found or any(reading.first for reading in found)


def _short(text: str) -> bool:
    """A line of a signature block: a name, an office, a date; not a sentence."""
    return len(text.split()) <= 14 and not (len(text.split()) > 5 and text.rstrip().endswith((".", ";")))
