"""What `tag` reads: the paragraphs of a document, or rows of `{"id", "text"}`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sro_nlp.document import Paragraph
from sro_nlp.errors import CorpusError
from sro_nlp.extract import extract
from sro_nlp.reviewer import ReadingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class RowToTag:
    """A paragraph and the id by which the caller knows it."""

    id: Any
    paragraph: Paragraph


def read_to_tag(source: str, reading: ReadingOptions) -> list[RowToTag]:
    """The paragraphs of a document, or the rows of a `.jsonl` file or of stdin (`-`), in their order.

    Raises:
        UnreadableFile: a document could not be read.
        CorpusError: a row is not a JSON object with a text.
    """
    if source == "-":
        return _rows(sys.stdin, "stdin")
    if Path(source).suffix.lower() == ".jsonl":
        try:
            with Path(source).open(encoding="utf-8") as lines:
                return _rows(lines, source)
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"{source}: cannot be read: {error}; give a UTF-8 file of JSON lines") from error
    document = extract(source, password=reading.password, tracked_changes=reading.tracked_changes, ocr=reading.ocr)
    return [RowToTag(id=paragraph.id, paragraph=paragraph) for paragraph in document.paragraphs]


def _rows(lines: Iterable[str], name: str) -> list[RowToTag]:
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise CorpusError(f"{name}, line {number}: not valid JSON: {error}") from error
        if not isinstance(data, dict) or not isinstance(data.get("text"), str):
            raise CorpusError(f'{name}, line {number}: not a row; each line should be {{"id": ..., "text": "..."}}')
        context = tuple(str(part) for part in data.get("context") or ())
        paragraph = Paragraph(id=number, text=data["text"], lead_ins=context)
        rows.append(RowToTag(id=data.get("id", number), paragraph=paragraph))
    return rows
