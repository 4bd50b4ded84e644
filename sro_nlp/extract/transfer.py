"""A Document on its way from the worker to its caller: pickled in parts, so that neither side holds all of it twice."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sro_nlp.document import Document, Paragraph
from sro_nlp.errors import SroError
from sro_nlp.extract.collection import without_collection
from sro_nlp.extract.frames import PART, RESULT

_PART = 500
"""Paragraphs sent together."""


def dump(answer: Document | SroError) -> Iterator[tuple[bytes, bytes]]:
    """Pack what the worker found, as frames: what each is and its payload."""
    if isinstance(answer, Document):
        for start in range(0, len(answer.paragraphs), _PART):
            yield PART, pickle.dumps(answer.paragraphs[start : start + _PART], protocol=5)
        answer = replace(answer, paragraphs=())
    yield RESULT, pickle.dumps(answer, protocol=5)


class Parts:
    """The other side of `dump`; only ever given what this package's own worker sent."""

    def __init__(self) -> None:
        self._paragraphs: list[Paragraph] = []

    def add(self, payload: bytes) -> None:
        """Take the next part."""
        self._paragraphs.extend(_load(payload))

    def result(self, payload: bytes) -> Document | SroError:
        """Take the last frame: the whole Document, or the error."""
        answer: Document | SroError = _load(payload)
        return replace(answer, paragraphs=tuple(self._paragraphs)) if isinstance(answer, Document) else answer


def _load(payload: bytes) -> Any:
    with without_collection():
        return pickle.loads(payload)
