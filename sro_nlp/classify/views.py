"""How a paragraph is put to the model: with the heading and lead-in that govern it, where it does not stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from sro_nlp.document import Paragraph

SHORT_WORDS = 15


def with_context(text: str, context: Sequence[str]) -> str:
    """The text behind its context, each part ended by a colon: "Duties of the SRO: The SRO shall: (a) patrol ..."."""
    return " ".join([*(part.rstrip(" :;,.") + ":" for part in context if part.strip()), text])


def model_text(paragraph: Paragraph) -> str:
    """The text by which a paragraph is classified.

    A list item is read with its lead-in, and a fragment with its heading (as annotation does); a full sentence stands
    alone, so that a heading does not lend its topic to boilerplate below it.
    """
    if not paragraph.lead_ins and len(paragraph.text.split()) >= SHORT_WORDS:
        return paragraph.text
    return with_context(paragraph.text, (*paragraph.headings[-1:], *paragraph.lead_ins))
