"""In what readings a paragraph is put to the model: as a whole, long ones in parts too, some also without context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sro_nlp.classify.sentences import sentence_spans
from sro_nlp.classify.views import label_length, model_text, without_label
from sro_nlp.document import Paragraph

LONG = 70
"""Paragraphs of more words are also read in parts."""
WINDOW = 50
"""Words of such a part; a sentence is never cut."""
SAYS_SOMETHING = 8
"""From so many words on an item is also read by itself: its lead-in must not drown what it says."""
CONTEXT_SHARE = 0.6
"""The weight of the reading with context, in log-odds; 1 - this is that of the reading alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What is scored for some paragraphs: each as a whole, the parts of long ones, and those that also stand alone."""

    texts: Sequence[str]
    sentences: Sequence[Sequence[str]]
    owners: Sequence[int]
    """For each text its paragraph."""
    parts: Sequence[Sequence[int]]
    """For each paragraph the texts that are parts of it."""
    alone: Sequence[int]
    """The paragraphs whose reading alone stands, in order, from `first_alone` on."""
    first_alone: int


def readings_of(paragraphs: Sequence[Paragraph], sentences: Sequence[Sequence[str]] | None = None) -> Readings:
    """The readings of paragraphs, each given with its sentences (as `sentence_texts` gives them)."""
    if sentences is None:
        sentences = [sentence_texts(paragraph.text, sentence_spans(paragraph.text)) for paragraph in paragraphs]
    texts = [model_text(paragraph) for paragraph in paragraphs]
    split = list(sentences)
    owners = list(range(len(paragraphs)))
    readings: list[list[int]] = []
    for i, paragraph in enumerate(paragraphs):
        parts = parts_of(paragraph, sentences[i])
        readings.append(list(range(len(texts), len(texts) + len(parts))))
        texts += [" ".join(part) for part in parts]
        split += parts
        owners += [i] * len(parts)
    alone = [i for i, paragraph in enumerate(paragraphs) if reads_alone(paragraph)]
    return Readings(
        texts=[*texts, *(without_label(paragraphs[i].text) for i in alone)],
        sentences=[*split, *(sentences[i] for i in alone)],
        owners=[*owners, *alone],
        parts=readings,
        alone=alone,
        first_alone=len(texts),
    )


def parts_of(paragraph: Paragraph, sentences: Sequence[str]) -> list[list[str]]:
    """The parts, each some sentences, in which a long paragraph is read too; [] for others."""
    return _windows(sentences) if len(paragraph.text.split()) > LONG else []


def reads_alone(paragraph: Paragraph) -> bool:
    """Whether a paragraph that is read with what governs it is read by itself too."""
    return len(paragraph.text.split()) >= SAYS_SOMETHING and model_text(paragraph) != without_label(paragraph.text)


def sentence_texts(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The sentences of a text, the first without its label."""
    return [text[max(start, label_length(text)) : end] for start, end in spans]


def _windows(sentences: Sequence[str]) -> list[list[str]]:
    """Consecutive sentences in parts of up to WINDOW words; [] where there would be one part only."""
    parts: list[list[str]] = []
    words = 0
    for sentence in sentences:
        count = len(sentence.split())
        if parts and words + count <= WINDOW:
            parts[-1].append(sentence)
            words += count
        else:
            parts.append([sentence])
            words = count
    return parts if len(parts) > 1 else []
