"""What moved a score: the model's views, the sentences, the words and the cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sro_nlp.classify.detector import Detector
from sro_nlp.classify.readings import CONTEXT_SHARE, parts_of, reads_alone, sentence_texts
from sro_nlp.classify.views import label_length, model_text, without_label
from sro_nlp.document import Paragraph
from sro_nlp.explanation import Influence

MAX_WORDS = 400
_WORD = re.compile(r"[\w’'/-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The learned half of an explanation: see `sro_nlp.explanation.Explanation`."""

    text: str
    score: float
    views: dict[str, float]
    words: tuple[Influence, ...]
    sentences: tuple[Influence, ...]
    sentence_scores: tuple[float, ...]


def movement(detector: Detector, paragraph: Paragraph, requirement: str) -> Movement:
    """Score a paragraph for one leaf, then again without each of its words and sentences.

    Args:
        detector: the detector.
        paragraph: the paragraph.
        requirement: the id of a leaf of the detector's catalogue.
    """
    leaf = detector.model.card.leaves.index(requirement)
    start, text = _read_part(detector, paragraph, leaf)
    whole = text == without_label(paragraph.text)
    shown = model_text(paragraph) if whole else text
    twice = whole and reads_alone(paragraph)
    prefix = shown[: len(shown) - len(text)]
    sentences = detector.matcher.sentences(text)
    words = [match.span() for match in _WORD.finditer(text)][:MAX_WORDS]
    without = [text[:a].rstrip() + " " + text[b:].lstrip() for a, b in (*words, *sentences)]
    alone = [text[a:b] for a, b in sentences]
    # Each variant is read as the detector reads the paragraph: with what governs it, and where it does so also alone.
    variants = [shown, *(prefix + part for part in without), *alone]
    second = [text, *without] if twice else []
    pieces = [_split(detector, part) for part in (text, *without, *alone, *second)]
    asked = detector.asks_encoder(paragraph)
    read = detector.model.score([*variants, *second], pieces, encode=asked).mixed(
        len(variants), range(len(second)), CONTEXT_SHARE
    )
    scores = read.probability[:, leaf]
    score = float(scores[0])
    fall = [score - float(value) for value in scores[1 : 1 + len(without)]]
    readings = [shown, text] if twice else [shown]
    shares = [CONTEXT_SHARE, 1 - CONTEXT_SHARE] if twice else [1.0]
    model = detector.model
    parts = (model.views if asked else model.light_views)(readings, [pieces[0]] * len(readings))["presence"]
    blend = model.blend if asked else model.card.blends["light"]
    return Movement(
        text=shown,
        score=score,
        views={
            **{name: blend.weights[name] * _mean(view[:, leaf].tolist(), shares) for name, view in parts.items()},
            "bias": blend.weights["bias"],
            "leaf": blend.offsets[leaf],
        },
        words=_influences(text, start, words, fall[: len(words)]),
        sentences=_influences(text, start, sentences, fall[len(words) :]),
        sentence_scores=tuple(float(value) for value in scores[1 + len(without) :]),
    )


def _read_part(detector: Detector, paragraph: Paragraph, leaf: int) -> tuple[int, str]:
    """The part of a long paragraph whose reading decides for a leaf, and where it starts; else the whole."""
    spans = detector.matcher.sentences(paragraph.text)
    own = sentence_texts(paragraph.text, spans)
    parts = parts_of(paragraph, own)
    label = label_length(paragraph.text)
    if not parts:
        return label, paragraph.text[label:]
    texts = [" ".join(part) for part in parts]
    pieces = [own, *parts]
    asked = detector.asks_encoder(paragraph)
    scores = detector.model.score([model_text(paragraph), *texts], pieces, encode=asked).probability[:, leaf]
    best = int(scores.argmax())
    if best == 0:
        return label, paragraph.text[label:]
    first = sum(len(part) for part in parts[: best - 1])
    start, end = max(label, spans[first][0]), spans[first + len(parts[best - 1]) - 1][1]
    return start, paragraph.text[start:end]


def _mean(values: Sequence[float], shares: Sequence[float]) -> float:
    return sum(value * share for value, share in zip(values, shares, strict=True))


def _split(detector: Detector, text: str) -> list[str]:
    return [text[a:b] for a, b in detector.matcher.sentences(text)]


def _influences(
    text: str, start: int, spans: Sequence[tuple[int, int]], falls: Sequence[float]
) -> tuple[Influence, ...]:
    return tuple(
        Influence(text=text[a:b], start=start + a, end=start + b, influence=fall)
        for (a, b), fall in zip(spans, falls, strict=True)
    )
