"""The lines of pages that wait for the last one, held as numbers: a page of words as objects takes 30 times as much."""

from __future__ import annotations

import marshal
import zlib
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from mmap import mmap
from typing import Any

from sro_nlp.extract.pieces import Flow, Line, Note, Piece, TableRow

_AS_THEY_ARE = 8
"""Pages at the beginning that are not packed: a short contract needs none of it."""
_BOX = 1 << 18
"""Bytes of packed pages that are held together."""
_BOLD, _STRUCK, _GLUED, _TIGHT, _UNDERLINED, _OWN_BOX, _SURE, _FIELD = (1 << bit for bit in range(8))
_LINE, _ROW, _NOTE = range(3)


class Shelf:
    """Pages in order, laid down one by one and taken up once."""

    def __init__(self) -> None:
        self._first: deque[list[Flow]] = deque()
        self._boxes: deque[_Box] = deque()

    def put(self, flow: list[Flow]) -> None:
        """Lay down the next page."""
        if len(self._first) < _AS_THEY_ARE:
            self._first.append(flow)
            return
        data = pack(flow)
        if not self._boxes or not self._boxes[-1].takes(data):
            self._boxes.append(_Box(max(_BOX, len(data))))
        self._boxes[-1].put(data)

    def texts(self) -> Iterator[str]:
        """The text of every line."""
        packed = (unpack(data) for box in self._boxes for data in box.pages())
        return (item.text for flow in chain(self._first, packed) for item in flow if isinstance(item, Line))

    def take_up(self) -> Iterator[list[Flow]]:
        """The pages, each given up as it is taken."""
        while self._first:
            yield self._first.popleft()
        while self._boxes:
            box = self._boxes.popleft()
            yield from map(unpack, box.pages())
            box.close()


class _Box:
    """Pages in memory of their own, which goes back to the system at once and does not leave holes among the rest."""

    def __init__(self, size: int) -> None:
        self._memory = mmap(-1, size)
        self._ends = [0]

    def takes(self, data: bytes) -> bool:
        return self._ends[-1] + len(data) <= len(self._memory)

    def put(self, data: bytes) -> None:
        self._memory.write(data)
        self._ends.append(self._memory.tell())

    def pages(self) -> Iterator[bytes]:
        return (self._memory[start:end] for start, end in pairwise(self._ends))

    def close(self) -> None:
        self._memory.close()


def pack(flow: Sequence[Flow]) -> bytes:
    """The words of a page as numbers and texts; coordinates in single floats, as PDFium gives them."""
    words = _Words()
    items: list[tuple[Any, ...]] = []
    for item in flow:
        if isinstance(item, Line):
            items.append((_LINE, words.add(item.words), item.left, item.right, item.column))
        elif isinstance(item, Note):
            items.append((_NOTE, words.add(item.words)))
        else:
            cells = [words.add(cell) for cell in item.cells]
            header = None if item.header is None else [words.add(cell) for cell in item.header]
            items.append((_ROW, cells, header, item.page, item.y, item.is_header, item.columns, item.unruled))
    return zlib.compress(marshal.dumps((items, *words.packed())), 1)


class _Words:
    """Words side by side: what a row of words has in common is held once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.flags = bytearray()
        self.rows: dict[tuple[int, float, float, float, float], int] = {}
        self.row_of: list[int] = []
        self.across: list[float] = []
        self.boxes: list[float] = []
        self.sure: list[float] = []
        self.fields: list[str] = []

    def add(self, words: Sequence[Piece]) -> int:
        """Take words; returns how many."""
        rows = self.rows
        for word in words:
            self.texts.append(word.text)
            row = (word.page, word.y0, word.y1, word.base, word.size)
            self.row_of.append(rows.setdefault(row, len(rows)))
            self.across += (word.x0, word.x1)
            self.flags.append(self._flags(word))
        return len(words)

    def _flags(self, word: Piece) -> int:
        flags = _BOLD if word.bold else 0
        if word.box != (word.x0, word.y0, word.x1, word.y1):
            flags |= _OWN_BOX
            self.boxes += word.box
        if word.confidence is not None:
            flags |= _SURE
            self.sure.append(word.confidence)
        if word.field:
            flags |= _FIELD
            self.fields.append(word.field)
        if word.struck or word.glued or word.tight or word.underlined:
            flags |= _STRUCK * word.struck | _GLUED * word.glued | _TIGHT * word.tight | _UNDERLINED * word.underlined
        return flags

    def packed(self) -> tuple[Any, ...]:
        code = "H" if len(self.rows) < 1 << 16 else "I"
        rows = [number for row in self.rows for number in row]
        floats = (array("f", numbers).tobytes() for numbers in (self.across, rows, self.boxes, self.sure))
        return self.texts, bytes(self.flags), code, array(code, self.row_of).tobytes(), *floats, self.fields


def unpack(data: bytes) -> list[Flow]:
    """The lines, table rows and notes that were packed."""
    items, *packed = marshal.loads(zlib.decompress(data))
    words = _pieces(packed)

    def take(count: int) -> list[Piece]:
        return [next(words) for _ in range(count)]

    flow: list[Flow] = []
    for what, *values in items:
        if what == _LINE:
            count, left, right, column = values
            flow.append(Line(take(count), left, right, column))
        elif what == _NOTE:
            flow.append(Note(take(values[0])))
        else:
            cells, header, *rest = values
            own = [take(count) for count in cells]
            flow.append(TableRow(own, None if header is None else [take(count) for count in header], *rest))
    return flow


def _pieces(packed: Sequence[Any]) -> Iterator[Piece]:
    texts, all_flags, code, row_of, *floats, fields = packed
    across, numbers, box, sure = (array("f", data) for data in floats)
    rows = list(zip(map(int, numbers[::5]), *(numbers[index::5] for index in range(1, 5)), strict=True))
    boxes = zip(box[::4], box[1::4], box[2::4], box[3::4], strict=True)
    confidences, names = iter(sure), iter(fields)
    for text, flags, row, x0, x1 in zip(texts, all_flags, array(code, row_of), across[::2], across[1::2], strict=True):
        page, y0, y1, base, size = rows[row]
        piece = Piece(text, page, x0, y0, x1, y1, base, size, bool(flags & _BOLD), (x0, y0, x1, y1))
        if flags > _BOLD:
            piece.struck, piece.glued = bool(flags & _STRUCK), bool(flags & _GLUED)
            piece.tight, piece.underlined = bool(flags & _TIGHT), bool(flags & _UNDERLINED)
            if flags & _OWN_BOX:
                piece.box = next(boxes)
            if flags & _SURE:
                piece.confidence = next(confidences)
            if flags & _FIELD:
                piece.field = next(names)
        yield piece
