"""Drafts become the paragraphs of a Document: folded text, words with their places, boxes a line. Pure."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from sys import intern

from sro_nlp.document import Paragraph, ParagraphKind
from sro_nlp.extract.drafts import Draft
from sro_nlp.extract.indents import usual_first_indent
from sro_nlp.extract.layout import rows_of
from sro_nlp.extract.outline import Block, Placed, walk
from sro_nlp.extract.pieces import Piece, UserBox
from sro_nlp.extract.rows import compose_row
from sro_nlp.extract.scripts import is_cjk
from sro_nlp.extract.wrapping import HYPHENS, Habits
from sro_nlp.places import Boxes, Words


class _Text:
    """Text that grows word by word, with the span and the boxes of each word."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.spans: list[tuple[int, int, list[Piece]]] = []

    def literal(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def add(self, piece: Piece, text: str) -> None:
        start = self.length
        self.literal(text)
        self.spans.append((start, self.length, [piece]))

    def grow(self, piece: Piece, whole: str) -> None:
        """The last word goes on in `piece`; together they read `whole`."""
        start, end, pieces = self.spans[-1]
        self.parts[-1] = whole
        self.length += len(whole) - (end - start)
        self.spans[-1] = (start, start + len(whole), [*pieces, piece])

    def words(self) -> Words:
        return Words.of(
            [(start, end, [(piece.page, piece.box) for piece in pieces]) for start, end, pieces in self.spans]
        )


@dataclass(slots=True)
class _Made:
    """All of a paragraph but its outline."""

    text: str
    page: int | None
    boxes: Boxes
    words: Words
    struck: tuple[tuple[int, int], ...]
    confidence: float | None
    label: str
    is_heading: bool
    kind: ParagraphKind | None
    indent: float | None
    single: bool


def emit(drafts: Iterable[Draft], habits: Habits) -> tuple[Paragraph, ...]:
    """The paragraphs of all drafts, numbered from 1, with their outline.

    Each draft is emptied when the one behind it has been seen, so that the words of a long document are held once.
    """
    made: list[_Made] = []
    firsts = array("f")
    for draft in drafts:
        if draft.first_indent > 5:
            firsts.append(draft.first_indent)
        own = _make(draft, habits)
        if own.text.strip():
            made.append(own)
    usual = usual_first_indent(firsts)
    paragraphs: list[Paragraph] = []
    made.reverse()  # taken from the end, so that each goes as its paragraph comes
    waiting: deque[_Made] = deque()

    def blocks() -> Iterator[Block]:
        while made:
            own = made.pop()
            waiting.append(own)
            indent = own.indent
            if own.single and usual and indent is not None and abs(indent - usual) < 4:
                indent = 0.0
            yield Block(text=own.text, label=own.label, is_heading=own.is_heading, kind=own.kind, indent=indent)

    for number, placed in enumerate(walk(blocks()), start=1):
        paragraphs.append(_paragraph(number, waiting.popleft(), placed))
    return tuple(paragraphs)


def _make(draft: Draft, habits: Habits) -> _Made:
    text = _row_text(draft, habits) if draft.row is not None else _line_text(draft, habits)
    draft.lines, draft.row = [], None
    pieces = [piece for _, _, own in text.spans for piece in own]
    sure = [piece.confidence for piece in pieces if piece.confidence is not None]
    return _Made(
        text="".join(text.parts),
        page=pieces[0].page if pieces else None,
        boxes=Boxes.of(_line_boxes(pieces)),
        words=text.words(),
        struck=_struck(text.spans),
        confidence=sum(sure) / len(sure) if sure else None,
        label=intern(draft.label),  # a few of them label every list
        is_heading=draft.is_heading,
        kind=draft.kind,
        indent=draft.indent,
        single=draft.single,
    )


def _paragraph(number: int, made: _Made, placed: Placed) -> Paragraph:
    return Paragraph(
        id=number,
        text=made.text,
        page=made.page,
        boxes=made.boxes,
        words=made.words,
        kind=placed.kind,
        label=made.label,
        level=placed.level,
        headings=placed.headings,
        lead_ins=placed.lead_ins,
        struck=made.struck,
        confidence=made.confidence,
    )


def _line_text(draft: Draft, habits: Habits) -> _Text:
    text = _Text()
    names = {word.field for word in draft.lines[0].words}
    if draft.kind == "form-field" and len(names) == 1:
        text.literal(f"{names.pop()}: ")
    _add_lines(text, (line.words for line in draft.lines), habits)
    return text


def _row_text(draft: Draft, habits: Habits) -> _Text:
    """The words of the cells at the places that `compose_row` gives them."""
    text = _Text()
    row = draft.row
    assert row is not None
    cells = [_cell(words, habits) for words in row.cells]
    strings = ["".join(cell.parts) for cell in cells]
    header = None if row.header is None else ["".join(_cell(words, habits).parts) for words in row.header]
    whole, starts = compose_row(strings, header)
    for cell, string, start in zip(cells, strings, starts, strict=True):
        if start is None:
            continue
        text.literal(whole[text.length : start])
        offset = text.length
        text.spans.extend((offset + a, offset + b, pieces) for a, b, pieces in cell.spans)
        text.literal(string)
    return text


def _cell(words: list[Piece], habits: Habits) -> _Text:
    """The words of a cell, top to bottom."""
    text = _Text()
    _add_lines(text, (row.words for row in rows_of(words)), habits)
    return text


def _add_lines(text: _Text, lines: Iterable[Sequence[Piece]], habits: Habits) -> None:
    for words in lines:
        for index, piece in enumerate(words):
            if not text.spans:
                text.add(piece, piece.text)
                continue
            pieces = text.spans[-1][2]
            before = text.parts[-1]
            if index == 0 and _breaks_word(before, piece.text, pieces[-1]):
                text.grow(piece, habits.join_hyphen(before, piece.text))
                continue
            if not piece.tight and not _without_space(before, pieces[-1], piece):
                text.literal(" ")
            text.add(piece, piece.text)


def _without_space(before: str, last: Piece, piece: Piece) -> bool:
    """Whether two words of a script without spaces follow each other: on one line closely, or over a line end."""
    if before.isascii() or not (is_cjk(before[-1]) and is_cjk(piece.text[0])):
        return False
    return not _follows(last, piece) or abs(piece.x0 - last.x1) < 0.4 * piece.size


def _breaks_word(before: str, after: str, piece: Piece) -> bool:
    """Whether a line ends inside a word."""
    if not before.endswith(HYPHENS) or len(before) < 2:
        return False
    return piece.glued or (before[-2].isalnum() and after[0].isalnum())


def _line_boxes(pieces: Sequence[Piece]) -> Iterator[tuple[int, UserBox]]:
    """One box for the words of each line: a line ends where the next word is not on its height, or leaps back."""
    last: Piece | None = None
    x0 = y0 = x1 = y1 = 0.0
    for piece in pieces:
        if last is not None and _follows(last, piece):
            a, b, c, d = piece.box  # compared by hand: min and max take three times as long, and this is for each word
            x0, y0 = a if a < x0 else x0, b if b < y0 else y0
            x1, y1 = c if c > x1 else x1, d if d > y1 else y1
        else:
            if last is not None:
                yield last.page, (x0, y0, x1, y1)
            x0, y0, x1, y1 = piece.box
        last = piece
    if last is not None:
        yield last.page, (x0, y0, x1, y1)


def _follows(last: Piece, piece: Piece) -> bool:
    """Whether two words stand on one line of one page."""
    if last.y0 == piece.y0 and last.y1 == piece.y1:
        return last.page == piece.page
    overlap = min(last.y1, piece.y1) - max(last.y0, piece.y0)
    return last.page == piece.page and overlap > 0.5 * min(last.y1 - last.y0, piece.y1 - piece.y0)


def _struck(spans: Sequence[tuple[int, int, list[Piece]]]) -> tuple[tuple[int, int], ...]:
    """Spans of struck words; neighbours become one."""
    out: list[tuple[int, int]] = []
    if True not in [pieces[0].struck for _, _, pieces in spans]:
        return ()
    for start, end, pieces in spans:
        if not all(piece.struck for piece in pieces):
            continue
        if out and start - out[-1][1] <= 1:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return tuple(out)
