"""What `tag` reads: the paragraphs of a document, or rows of `{"id", "text"}`."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sro_nlp.document import Paragraph
from sro_nlp.errors import CorpusError
from sro_nlp.extract import extract
from sro_nlp.reviewer import ReadingOptions

_HALF_CHARACTERS = re.compile(r"[\ud800-\udfff]")
"""Legal in JSON as an escape, but no text: the model's tokenizer cannot read one."""


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
    if source == "-" or Path(source).suffix.lower() == ".jsonl":
        name = "stdin" if source == "-" else source
        try:
            data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
            text = data.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"{name}: cannot be read: {error}; give JSON lines in UTF-8") from error
        return _rows(io.StringIO(text), name)
    document = extract(source, password=reading.password, tracked_changes=reading.tracked_changes, ocr=reading.ocr)
    return [RowToTag(id=paragraph.id, paragraph=paragraph) for paragraph in document.paragraphs]


def _rows(lines: Iterable[str], name: str) -> list[RowToTag]:
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CorpusError(f"{name}, line {number}: not valid JSON: {error}") from error
        if not isinstance(data, dict) or not isinstance(data.get("text"), str):
            raise CorpusError(f'{name}, line {number}: not a row; each line should be {{"id": ..., "text": "..."}}')
        context = data.get("context") or []
        if not isinstance(context, list):
            raise CorpusError(f"{name}, line {number}: context should be a list of texts, outermost first")
        lead_ins = tuple(_HALF_CHARACTERS.sub("\ufffd", str(part)) for part in context)
        paragraph = Paragraph(id=number, text=_HALF_CHARACTERS.sub("\ufffd", data["text"]), lead_ins=lead_ins)
        rows.append(RowToTag(id=data.get("id", number), paragraph=paragraph))
    return rows
