"""How a paragraph is put to the model: with the heading and lead-in that govern it, where it does not stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sro_nlp.document import Paragraph

SHORT_WORDS = 15
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+(?=[A-Z“\"(])")


def with_context(text: str, context: Sequence[str]) -> str:
    """The text behind its context, each part ended by a colon: "Duties of the SRO: The SRO shall: (a) patrol ..."."""
    return " ".join([*(part.rstrip(" :;,.") + ":" for part in context if part.strip()), text])


def governing(paragraph: Paragraph) -> tuple[str, ...]:
    """The lead-ins without which a paragraph cannot be understood, outermost first, each cut to its last sentence.

    A parent item that is a whole sentence of its own governs only a fragment: its words must not lend their topic to a
    sub-item that stands alone.
    """
    short = len(paragraph.text.split()) < SHORT_WORDS
    return tuple(
        _SENTENCE_END.split(lead_in)[-1]
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
        return paragraph.text
    return with_context(paragraph.text, (*paragraph.headings[-1:], *lead_ins))
