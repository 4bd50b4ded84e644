"""Tagged paragraphs as JSON lines or as a table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sro_nlp.findings import GradedTag, TaggedParagraph
from sro_nlp.report.screen import PLAIN, Screen, draw
from sro_nlp.report.words import clean, quote, where

_HALF_CHARACTERS = re.compile(r"[\ud800-\udfff]")


class Graded(Protocol):
    """A tagged paragraph with the grades of its tags."""

    @property
    def tagged(self) -> TaggedParagraph:
        """The paragraph and its tags."""

    @property
    def tags(self) -> tuple[GradedTag, ...]:
        """The tags, graded."""


def write_tags_jsonl(ids: Sequence[Any], paragraphs: Sequence[Graded], screen: Screen = PLAIN) -> str:
    """One object a paragraph: `{"id", "text", "page", "labels": [{"id", "score", "grade"}]}`; ids as given."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(ids, paragraphs))
    # An id may hold half a character, as JSON allows: it goes out as the escape by which it came in.
    return _HALF_CHARACTERS.sub(lambda half: f"\\u{ord(half.group()):04x}", lines)


def _rows(ids: Sequence[Any], paragraphs: Sequence[Graded]) -> Iterator[dict[str, Any]]:
    for row_id, graded in zip(ids, paragraphs, strict=True):
        paragraph = graded.tagged.paragraph
        labels = [
            {"id": tag.tag.requirement, "score": round(tag.tag.score, 4), "grade": tag.grade} for tag in graded.tags
        ]
        yield {"id": row_id, "text": paragraph.text, "page": paragraph.page, "labels": labels}


def write_tags_table(ids: Sequence[Any], paragraphs: Sequence[Graded], screen: Screen = PLAIN) -> str:
    """A line a paragraph: its id, page, first words, and its labels with grade and score."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, expand=True, pad_edge=False, header_style="bold" if screen.color else "")
    table.add_column("Id", justify="right", max_width=12, overflow="fold")
    table.add_column("Page", width=5)
    table.add_column("Paragraph", ratio=1)
    table.add_column("Labels", width=22)
    room = screen.width - 42
    for row_id, graded in zip(ids, paragraphs, strict=True):
        paragraph = graded.tagged.paragraph
        labels = "\n".join(f"{tag.tag.requirement} {tag.grade} {tag.tag.score:.2f}" for tag in graded.tags)
        page = where(paragraph.page, paragraph.id) if paragraph.page is not None else ""
        table.add_row(Text(clean(str(row_id))), page, Text(quote(paragraph.text, max(room, 16))), labels)
    tagged = sum(bool(graded.tags) for graded in paragraphs)
    return draw([table, Text(), Text(f"{len(paragraphs)} paragraphs, {tagged} with a label")], screen)
