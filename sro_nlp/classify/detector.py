"""Paragraphs to tagged paragraphs: the model's probabilities, the cues in the words, the sentences that carry a tag."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sro_nlp.catalogue import Catalogue
from sro_nlp.classify.cues import CueMatcher
from sro_nlp.classify.model import Model, Scores
from sro_nlp.classify.readings import CONTEXT_SHARE, readings_of, sentence_texts
from sro_nlp.classify.sentences import sentence_spans
from sro_nlp.classify.views import governing, label_length, model_text, without_label
from sro_nlp.document import Paragraph
from sro_nlp.findings import Match, Tag, TaggedParagraph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Key = tuple[str, str, tuple[str, ...], bool]
SPAN_MARGIN = 1.0
"""A sentence whose logit is within this of the best one carries the label too."""
WHOLE_BELOW = 200
"""Paragraphs of fewer characters are carried whole: there is nothing to narrow down."""


class Detector:
    """Tags paragraphs with the leaves of a catalogue.

    Args:
        catalogue: the requirements.
        model: a model trained for them.
        remember: how many paragraphs to remember the result of: the boilerplate of an archive is tagged once.

    Raises:
        ModelError: the model was trained for other leaves.
    """

    def __init__(self, catalogue: Catalogue, model: Model, remember: int = 0) -> None:
        model.check(catalogue)
        self.catalogue = catalogue
        self.model = model
        self.matcher = CueMatcher(catalogue)
        self._remember = remember
        self._known: OrderedDict[_Key, TaggedParagraph] = OrderedDict()
        self.asked = 0
        """How many paragraphs were asked for while remembering."""
        self.recalled = 0
        """How many of them were known."""

    def tag(self, paragraphs: Sequence[Paragraph]) -> list[TaggedParagraph]:
        """Tag paragraphs, in batches; headings alone and empty texts carry nothing."""
        if not paragraphs:
            return []
        if not self._remember:
            return self._tag(paragraphs)
        keys = [_key(paragraph) for paragraph in paragraphs]
        new = {key: paragraph for key, paragraph in zip(keys, paragraphs, strict=True) if key not in self._known}
        found = dict(zip(new, self._tag(list(new.values())), strict=True)) if new else {}
        found |= {key: self._known[key] for key in keys if key in self._known}
        for key in keys:
            self._known[key] = found[key]
            self._known.move_to_end(key)
        while len(self._known) > self._remember:
            self._known.popitem(last=False)
        self.asked += len(keys)
        self.recalled += len(keys) - len(new)
        return [_recalled(found[key], paragraph) for key, paragraph in zip(keys, paragraphs, strict=True)]

    def _tag(self, paragraphs: Sequence[Paragraph]) -> list[TaggedParagraph]:
        spans = [sentence_spans(paragraph.text) for paragraph in paragraphs]
        sentences = [sentence_texts(p.text, own) for p, own in zip(paragraphs, spans, strict=True)]
        scores = self._score(paragraphs, sentences)
        return [
            self._tagged(paragraph, spans[i], scores.probability[i], scores.full[i], scores.conflict[i], logits)
            for i, (paragraph, logits) in enumerate(zip(paragraphs, scores.sentences, strict=True))
        ]

    def _score(self, paragraphs: Sequence[Paragraph], sentences: Sequence[Sequence[str]]) -> Scores:
        """Scores of paragraphs as read with what governs them, and, where one says something by itself, also alone.

        A long paragraph is also read in parts, each a few sentences: in one reading of the whole, a clause would drown.
        """
        read = readings_of(paragraphs, sentences)
        scores = self.model.score(read.texts, read.sentences, read.owners)
        return scores.mixed(read.first_alone, read.alone, CONTEXT_SHARE).highest(len(paragraphs), read.parts)

    def asks_encoder(self, paragraph: Paragraph) -> bool:
        """Whether the light view leaves a paragraph in doubt, so that the encoder reads it too."""
        read = readings_of([paragraph], [sentence_texts(paragraph.text, sentence_spans(paragraph.text))])
        light = self.model.score(read.texts, read.sentences, encode=False).probability
        return bool(self.model.in_doubt(light).any())

    def _tagged(
        self,
        paragraph: Paragraph,
        spans: Sequence[tuple[int, int]],
        probability: NDArray[np.float32],
        full: NDArray[np.float32],
        conflict: NDArray[np.float32],
        sentence_logits: NDArray[np.float32],
    ) -> TaggedParagraph:
        blend = self.model.blend
        tags: list[Tag] = []
        near: list[Tag] = []
        for j, leaf in enumerate(self.model.card.leaves):
            score = float(probability[j])
            if score < blend.low or paragraph.kind == "heading":
                continue
            matches = self.matcher.match(paragraph.text, leaf, " ".join(governing(paragraph)))
            start, end = carrying_span(paragraph.text, spans, sentence_logits[:, j], matches)
            tag = Tag(
                requirement=leaf,
                score=score,
                full=float(full[j]),
                conflict=float(conflict[j]),
                start=start,
                end=end,
                matches=matches,
                uncertain=score < blend.high,
            )
            (tags if score >= blend.thresholds[j] else near).append(tag)
        return TaggedParagraph(
            paragraph=paragraph,
            tags=tuple(sorted(tags, key=lambda tag: -tag.score)),
            scores={leaf: float(probability[j]) for j, leaf in enumerate(self.model.card.leaves)},
            near=tuple(sorted(near, key=lambda tag: -tag.score)),
        )


def _key(paragraph: Paragraph) -> _Key:
    """All of a paragraph that its tags depend on; its label is not."""
    return (without_label(paragraph.text), model_text(paragraph), governing(paragraph), paragraph.kind == "heading")


def _recalled(known: TaggedParagraph, paragraph: Paragraph) -> TaggedParagraph:
    """What is known of a paragraph for one that differs from it in the label only."""
    shift = label_length(paragraph.text) - label_length(known.paragraph.text)
    if not shift:
        return replace(known, paragraph=paragraph)

    def moved(tag: Tag) -> Tag:
        matches = tuple(replace(m, start=m.start + shift, end=m.end + shift) if m.end else m for m in tag.matches)
        return replace(tag, start=tag.start and tag.start + shift, end=tag.end + shift, matches=matches)

    return replace(known, paragraph=paragraph, tags=tuple(map(moved, known.tags)), near=tuple(map(moved, known.near)))


def carrying_span(
    text: str, spans: Sequence[tuple[int, int]], logits: NDArray[np.float32], matches: Sequence[Match]
) -> tuple[int, int]:
    """The part of a text that carries a leaf, as (start, end): whole sentences, one run of them.

    The best sentence by the light view, and its neighbours that score within SPAN_MARGIN of it or show an element.
    """
    if len(spans) < 2 or len(logits) != len(spans) or len(text) - label_length(text) < WHOLE_BELOW:
        return (0, len(text))
    best = int(logits.argmax())
    shown = {i for i, (a, b) in enumerate(spans) for m in matches if m.element and a <= m.start < b}
    carries = [logits[i] >= logits[best] - SPAN_MARGIN or i in shown for i in range(len(spans))]
    first = last = best
    while first > 0 and carries[first - 1]:
        first -= 1
    while last + 1 < len(spans) and carries[last + 1]:
        last += 1
    return (spans[first][0], spans[last][1])
