"""A Document as bytes from the worker to its caller: pickled, the places of its words packed as numbers.

A long PDF has a box for each of a million words; pickling them one by one takes half as long as reading the file.
"""

from __future__ import annotations

import gc
import pickle
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sro_nlp.document import Box, Document, Word
from sro_nlp.errors import SroError


def dump(answer: Document | SroError) -> bytes:
    """Pack what the worker found."""
    if not isinstance(answer, Document):
        return pickle.dumps((answer, []), protocol=5)
    bare = tuple(replace(paragraph, words=()) if paragraph.words else paragraph for paragraph in answer.paragraphs)
    places = [_pack(paragraph.words) for paragraph in answer.paragraphs]
    return pickle.dumps((replace(answer, paragraphs=bare), places), protocol=5)


def load(data: bytes) -> Document | SroError:
    """Unpack what `dump` packed; only ever given what this package's own worker sent."""
    with _no_collection():
        answer, places = pickle.loads(data)
        if not isinstance(answer, Document):
            assert isinstance(answer, SroError)
            return answer
        paragraphs = (
            replace(paragraph, words=_unpack(numbers)) if numbers else paragraph
            for paragraph, numbers in zip(answer.paragraphs, places, strict=True)
        )
        return replace(answer, paragraphs=tuple(paragraphs))


def _pack(words: tuple[Word, ...]) -> array[float]:
    numbers = array("d")
    for word in words:
        numbers.extend((word.start, word.end, len(word.boxes)))
        for box in word.boxes:
            numbers.extend((box.page, box.x0, box.y0, box.x1, box.y1))
    return numbers


def _unpack(numbers: array[float]) -> tuple[Word, ...]:
    values = iter(numbers.tolist())
    return tuple(
        Word(start=int(start), end=int(next(values)), boxes=tuple(_boxes(values, int(next(values)))))
        for start in values
    )


def _boxes(values: Iterator[float], count: int) -> Iterator[Box]:
    for _ in range(count):
        yield Box(page=int(next(values)), x0=next(values), y0=next(values), x1=next(values), y1=next(values))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Values hold no cycles: looking for some while a million are made would double the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
