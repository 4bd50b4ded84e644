"""How a paragraph is put to the model: with the heading and lead-in that govern it, where it does not stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sro_nlp.document import Paragraph

SHORT_WORDS = 15
_LABEL = re.compile(
    r"(?:\((?:\d{1,3}|[a-zA-Z]{1,2}|[ivxlcIVXLC]{1,6})\)|(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]"
    r"|\d{1,3}(?:\.\d{1,3})+[.)]?|[•▪●○◦‣·–—-])\s+"
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"(])")


def label_length(text: str) -> int:
    """How many characters of a text are the label of a clause or list item: 4 of "(b) The SRO ..."."""
    match = _LABEL.match(text)
    return match.end() if match and match.end() < len(text) else 0


def without_label(text: str) -> str:
    """A text without its label: under which number a clause stands says nothing of what it says."""
    return text[label_length(text) :]


def with_context(text: str, context: Sequence[str]) -> str:
    """The text behind its context, each without its label and ended by a colon: "The SRO shall: patrol ..."."""
    parts = [without_label(part).rstrip(" :;,.") + ":" for part in context if part.strip()]
    return " ".join([*parts, without_label(text)])


def governing(paragraph: Paragraph) -> tuple[str, ...]:
    """The lead-ins without which a paragraph cannot be understood, outermost first, each cut to its last sentence.

    A parent item that is a whole sentence of its own governs only a fragment: its words must not lend their topic to a
    sub-item that stands alone.
    """
    short = len(paragraph.text.split()) < SHORT_WORDS
    return tuple(
        without_label(_SENTENCE_END.split(lead_in)[-1])
        for lead_in in paragraph.lead_ins
        if short or not lead_in.rstrip().endswith((".", "!", "?"))
    )


def model_text(paragraph: Paragraph) -> str:
    """The text by which a paragraph is classified.

    A list item is read with its lead-in, and a fragment with its heading (as annotation does); a full sentence stands
    alone, so that a heading does not lend its topic to boilerplate below it.
    """
    lead_ins = governing(paragraph)
    if not lead_ins and len(paragraph.text.split()) >= SHORT_WORDS:
        return without_label(paragraph.text)
    return with_context(paragraph.text, (*paragraph.headings[-1:], *lead_ins))
