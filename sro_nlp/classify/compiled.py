"""Compiled cues: the parts of a cue found in a tokenized sentence, and an index of those a sentence may hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Span
    from spacy.vocab import Vocab

MOST_SPANS = 200


@dataclass(slots=True)
class Segment:
    """Slots of a part that stand side by side; `gap` tokens at most may stand before them.

    A single word is looked up by the hashes of its lemmas in `keys[0]`; for anything else there is a `pattern` for
    spaCy's Matcher, which is made at its first use: most cues are never reached in a document.
    """

    gap: int
    vocab: Vocab
    pattern: list[dict[Any, Any]] | None
    keys: tuple[frozenset[int], ...]
    matcher: Matcher | None = None

    def spans(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Token spans within a sentence, in order of their start."""
        if self.pattern is None:
            positions = sorted(i for key in self.keys[0] for i in sentence.positions.get(key, ()))
            return [(i, i + 1) for i in positions]
        if self.matcher is None:
            from spacy.matcher import Matcher

            self.matcher = Matcher(self.vocab, validate=False)
            self.matcher.add("cue", [self.pattern])
        return sorted((start, end) for _, start, end in self.matcher(sentence.span))


@dataclass(slots=True)
class Part:
    """A compiled part of a cue."""

    segments: tuple[Segment, ...]
    keys: tuple[frozenset[int], ...]
    """For each obligatory word the hashes of the lemmas that can fill it."""

    def possible(self, sentence: Sentence) -> bool:
        """Whether the sentence has a word for every obligatory slot."""
        return not any(key.isdisjoint(sentence.norms) for key in self.keys)

    def spans(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Token spans of the part in a sentence: from each place where it may begin, the nearest that completes it."""
        if not self.possible(sentence):
            return []
        partial = self.segments[0].spans(sentence)
        for segment in self.segments[1:]:
            if not partial:
                return []
            after = segment.spans(sentence)
            begins = [begin for begin, _ in after]
            partial = list(
                {
                    (first, stop)
                    for first, end in partial
                    for _, stop in after[bisect_left(begins, end) : bisect_right(begins, end + segment.gap)]
                }
            )
        nearest: dict[int, int] = {}
        for first, end in partial:
            nearest[first] = min(end, nearest.get(first, end))
        return list(nearest.items())


@dataclass(slots=True)
class CompiledCue:
    """A cue ready to run, with the group (requirement id, element id, TOPIC or CONFLICT) that it belongs to."""

    group: tuple[str, str]
    parts: tuple[Part, ...]
    unless: tuple[Part, ...]


@dataclass(slots=True)
class Sentence:
    """A tokenized sentence: its words by the hash of their lemmas."""

    span: Span
    positions: dict[int, list[int]]
    norms: frozenset[int]


@dataclass(slots=True)
class CueIndex:
    """Cues by the hash of one word without which they cannot match; `always` have no such word."""

    by_key: dict[int, list[CompiledCue]] = field(default_factory=dict)
    always: list[CompiledCue] = field(default_factory=list)

    def add(self, cue: CompiledCue) -> None:
        """File a cue under the word for which there are the fewest alternatives."""
        keys = [key for part in cue.parts for key in part.keys]
        if not keys:
            self.always.append(cue)
            return
        for key in min(keys, key=len):
            self.by_key.setdefault(key, []).append(cue)

    def candidates(self, norms: frozenset[int]) -> Iterator[CompiledCue]:
        """The cues that a sentence with these lemmas may hold; one may come more than once."""
        yield from self.always
        for norm in norms & self.by_key.keys():
            yield from self.by_key[norm]


def find_cue(cue: CompiledCue, sentence: Sentence) -> list[tuple[int, int]]:
    """Character spans of every part of a cue in a sentence; none unless all its parts are there."""
    if not all(part.possible(sentence) for part in cue.parts):
        return []
    spans: list[tuple[int, int]] = []
    for part in cue.parts:
        found = part.spans(sentence)
        if not found:
            return []
        spans.extend(_characters(sentence.span, start, end) for start, end in found)
    if any(part.spans(sentence) for part in cue.unless):
        return []
    return spans


def _characters(span: Span, start: int, end: int) -> tuple[int, int]:
    last = span[end - 1]
    return span[start].idx, last.idx + len(last)


def longest_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that do not overlap, longest first; of a text with very many, those of the first ones."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(sorted(set(spans))[:MOST_SPANS], key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    return kept
