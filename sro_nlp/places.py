"""Where words stand: boxes on pages, and sequences that hold many of them as numbers until they are asked for.

A contract of a thousand pages has half a million words; a `Word` and a `Box` object for each would take thirty times
the memory of its text.
"""

from __future__ import annotations

import struct
from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import GenericAlias
from typing import TYPE_CHECKING, Any, TypeVar, get_args, overload

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_Item = TypeVar("_Item", covariant=True)
Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page: x0 < x1, y0 < y1, PDF points in user space."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a paragraph, `text[start:end]`, and its place (two boxes when it is broken over two lines)."""

    start: int
    end: int
    boxes: tuple[Box, ...]


class _Packed(Sequence[_Item]):
    """Values held as bytes and made anew each time they are asked for; equal to, and hashed as, the tuple of them.

    Coordinates keep the precision of single floats, in which PDFium gives them.
    """

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    @abstractmethod
    def __iter__(self) -> Iterator[_Item]: ...

    @overload
    def __getitem__(self, index: int) -> _Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[_Item, ...]: ...
    def __getitem__(self, index: int | slice) -> _Item | tuple[_Item, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        if type(other) is type(self) and other._data == self._data:
            return True
        return isinstance(other, (_Packed, tuple)) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return type(self), (self._data,)


_BOX = struct.Struct("=I4f")


class Boxes(_Packed[Box]):
    """Boxes, 20 bytes each."""

    __slots__ = ()

    @classmethod
    def of(cls, places: Iterable[tuple[int, Rectangle]]) -> Boxes:
        """Boxes from pages and their rectangles."""
        return cls(b"".join([_BOX.pack(page, *rectangle) for page, rectangle in places]))

    def __len__(self) -> int:
        return len(self._data) // _BOX.size

    def __iter__(self) -> Iterator[Box]:
        for page, x0, y0, x1, y1 in _BOX.iter_unpack(self._data):
            yield Box(page=page, x0=x0, y0=y0, x1=x1, y1=y1)


_HEAD = struct.Struct("=IIIcc")
_ROWS = {"H": struct.Struct("=4H"), "f": struct.Struct("=II2f")}
_FINE = 64
"""Steps to a point in which places are kept, where all of a paragraph's fit in 16 bits; else they are single floats."""
_BITS = (("B", 8), ("H", 16), ("I", 32))


class Words(_Packed[Word]):
    """The words of one paragraph in the order of its text, about 10 bytes each.

    Places are kept to 1/64 of a point.

    The bytes: how many words, rows and odd words there are; per word how far it begins behind the last one and how long
    it is; per odd word (of other than one box) its index and its count of boxes; per row (neighbouring boxes of one
    height on a page) its page, its count of boxes, y0 and y1; per box x0 and x1.
    """

    __slots__ = ()

    @classmethod
    def of(cls, words: Iterable[tuple[int, int, Sequence[tuple[int, Rectangle]]]]) -> Words:
        """Words from their start, their end and the pages and rectangles of their boxes; sorted, not overlapping."""
        spans: list[int] = []
        odd: list[int] = []
        rows: list[list[float]] = []
        row: list[float] = [0, 0, 0.0, 0.0]
        across: list[float] = []
        behind = 0
        for start, end, places in words:
            if len(places) != 1:
                odd += (len(spans) // 2, len(places))
            spans += (start - behind, end - start)
            behind = end
            for page, (x0, y0, x1, y1) in places:
                if y0 != row[2] or y1 != row[3] or page != row[0] or not rows:
                    row = [page, 0, y0, y1]
                    rows.append(row)
                row[1] += 1
                across += (x0, x1)
        code, form = _code(max(spans, default=0)), _form(rows, across)
        head = _HEAD.pack(len(spans) // 2, len(rows), len(odd) // 2, code.encode(), form.encode())
        if form == "H":
            rows = [[page, count, round(_FINE * y0), round(_FINE * y1)] for page, count, y0, y1 in rows]
            across = [round(_FINE * x) for x in across]
        lines = [_ROWS[form].pack(int(page), int(count), y0, y1) for page, count, y0, y1 in rows]
        numbers = (array(code, spans).tobytes(), array("I", odd).tobytes(), *lines, array(form, across).tobytes())
        return cls(head + b"".join(numbers))

    def __len__(self) -> int:
        return int(_HEAD.unpack_from(self._data)[0])

    def __iter__(self) -> Iterator[Word]:
        words, rows, odd, code, form = _HEAD.unpack_from(self._data)
        spans, odds, across = array(code.decode()), array("I"), array(form.decode())
        row = _ROWS[form.decode()]
        at = _HEAD.size
        for numbers, count in ((spans, 2 * words), (odds, 2 * odd)):
            size = count * numbers.itemsize
            numbers.frombytes(self._data[at : at + size])
            at += size
        end_of_rows = at + rows * row.size
        across.frombytes(self._data[end_of_rows:])
        boxes = _boxes(row.iter_unpack(self._data[at:end_of_rows]), iter(across), _FINE if form == b"H" else 1)
        counts = dict(zip(odds[::2], odds[1::2], strict=True))
        behind = 0
        for index, (gap, length) in enumerate(zip(spans[::2], spans[1::2], strict=True)):
            start = behind + gap
            behind = start + length
            own = tuple([next(boxes) for _ in range(counts.get(index, 1))])
            yield Word(start=start, end=behind, boxes=own)


def _code(largest: int) -> str:
    return next(code for code, bits in _BITS if largest < 1 << bits)


def _form(rows: Sequence[Sequence[float]], across: Sequence[float]) -> str:
    """How coordinates are kept: "H" for fixed steps, "f" for floats where a page is too large or one is negative."""
    top = (1 << 16) // _FINE - 1
    fits = all(row[0] <= top * _FINE and row[1] <= top * _FINE and row[2] >= 0 and row[3] <= top for row in rows)
    return "H" if fits and min(across, default=0.0) >= 0 and max(across, default=0.0) <= top else "f"


def _boxes(rows: Iterable[tuple[int, int, float, float]], across: Iterator[float], steps: int) -> Iterator[Box]:
    for page, count, y0, y1 in rows:
        for _ in range(count):
            yield Box(page=page, x0=next(across) / steps, y0=y0 / steps, x1=next(across) / steps, y1=y1 / steps)


class AsTuple:
    """Annotation of a sequence that pydantic is to read and write as a tuple, whatever holds it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        schema = handler.generate_schema(GenericAlias(tuple, (*get_args(source), ...)))
        write = core_schema.wrap_serializer_function_ser_schema(lambda values, own: own(tuple(values)), schema=schema)
        return core_schema.no_info_after_validator_function(tuple, schema, serialization=write)
