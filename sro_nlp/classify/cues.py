"""The cues of a catalogue, found in text by spaCy: which words show an element, a topic or a contradiction.

The language of cues is that of `sro_nlp.cuelang`:

    a|b|c  alternatives (any form of the word)     <list>  a word list of the profile     =Word  this very form
    word?  optional    ...  gap of up to six words    ..3  gap of up to three
    {blank} {number} {time} {name} {no}  classes of words
    part & part  both in one sentence              part ~ part  the first, unless the second is in the sentence

Text is tokenized by spaCy's blank English pipeline. Lemmas are set once per word form as its NORM (the table of
`sro_nlp.classify.lemmas`), so that no pipe runs over the text; a sentence is put only to the matchers of those cues
all of whose words it holds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sro_nlp.catalogue import Catalogue
from sro_nlp.classify.compiled import CompiledCue, CueIndex, Part, Segment, Sentence, find_cue, longest_spans
from sro_nlp.classify.lemmas import lemma
from sro_nlp.classify.sentences import sentence_spans
from sro_nlp.cuelang import Cue, Slot, parse_cue
from sro_nlp.findings import Match

if TYPE_CHECKING:
    import numpy as np
    from spacy.language import Language
    from spacy.tokens import Doc, Span

TOPIC = "topic"
CONFLICT = "conflict"

_OVERLONG = re.compile(r"(?<=_{8})_+|(?<=\.{8})\.+|(?<=\S{200})\S+")
"""What is not tokenized: the tokenizer's time grows with the square of the length of such runs."""
_BLANK = re.compile(r"_+|\.{5,}|…{2,}|tbd|t\.b\.d\.|tba", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:[ap]\.?m\.?)?|\d{1,2}[ap]\.?m\.?|[ap]\.?m\.?|noon|o['’]clock", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w.’'&]*")
_NUMBERS = re.compile(
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|thirty|forty|fifty|sixty"
    r"|eighty|ninety|hundred",
    re.IGNORECASE,
)
_NEGATIONS = ("no", "not", "never", "neither", "nor", "none", "without", "nothing", "nobody", "cannot", "nil")
_NO_NEGATION_BEFORE = re.compile(
    r"only|merely|just|limited|later|less|fewer|more|exceed|earlier|under|sooner|otherwise|inconsistent|\.",
    re.IGNORECASE,
)
"""Words before which a negation does not deny: "not only", "not later than", "No. 3"."""
_NO_KEY = "{no}"


def _is_number(text: str) -> bool:
    return any(character.isdigit() for character in text) or _NUMBERS.fullmatch(text) is not None


_CLASS_TESTS = {
    "blank": lambda text: _BLANK.fullmatch(text) is not None,
    "number": _is_number,
    "time": lambda text: _TIME.fullmatch(text) is not None,
    "name": lambda text: _NAME.fullmatch(text) is not None,
    "no": lambda text: text.lower() in (*_NEGATIONS, "n't", "n’t"),
}


class CueMatcher:
    """Finds the cues of one catalogue in paragraphs. Safe to make anew: it takes a fraction of a second."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._nlp, self._flags = _pipeline()
        self._parts: dict[tuple[Slot, ...], Part] = {}
        self._by_requirement: dict[str, CueIndex] = {}
        self._all = CueIndex()
        self._no_key = self._nlp.vocab.strings.add(_NO_KEY)
        self._negations = {self._nlp.vocab.strings.add(word) for word in _NEGATIONS}
        self._last: tuple[str, list[Sentence]] = ("", [])
        groups: list[tuple[str, str]] = []
        for leaf in catalogue.requirements:
            index = self._by_requirement[leaf.id] = CueIndex()
            named = [(element.id, element.cues) for element in leaf.elements]
            for name, cues in ((TOPIC, leaf.topic), *named, (CONFLICT, leaf.conflicts)):
                groups.append((leaf.id, name))
                for cue in cues:
                    compiled = self._compile((leaf.id, name), parse_cue(cue, catalogue.words))
                    self._all.add(compiled)
                    index.add(compiled)
        self.flag_names: tuple[str, ...] = tuple(f"{requirement}:{name}" for requirement, name in groups)
        """What each column of `flags` says: `<requirement>:<element>`, `<requirement>:topic` or `:conflict`."""
        self._column = {group: i for i, group in enumerate(groups)}

    @staticmethod
    def sentences(text: str) -> list[tuple[int, int]]:
        """Character spans of the sentences of a paragraph."""
        return sentence_spans(text)

    def match(self, text: str, requirement_id: str, context: str = "") -> tuple[Match, ...]:
        """The words of a paragraph that show elements of a requirement or contradict it, in order of place.

        An element that only `context` shows (the lead-in that governs the paragraph) is a match of no width at 0.
        """
        own = self._matches(text, requirement_id)
        if not context:
            return own
        shown = {match.element for match in own}
        lent = {match.element for match in self._matches(context, requirement_id)} - shown - {None}
        return (*(Match(element=element, start=0, end=0) for element in sorted(filter(None, lent))), *own)

    def match_many(self, pairs: Iterable[tuple[str, Sequence[str]]]) -> Iterator[dict[str, tuple[Match, ...]]]:
        """For each (text, requirement ids) the matches of each of these requirements; a text is tokenized once."""
        for text, requirements in pairs:
            yield {requirement: self._matches(text, requirement) for requirement in requirements}

    def flags(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """For each text which groups of cues it shows: float32 (n, len(flag_names)), 1.0 where shown."""
        import numpy as np

        found = np.zeros((len(texts), len(self.flag_names)), dtype=np.float32)
        for row, text in enumerate(texts):
            for sentence in self._prepare(text):
                for cue in self._all.candidates(sentence.norms):
                    column = self._column[cue.group]
                    if not found[row, column] and find_cue(cue, sentence):
                        found[row, column] = 1.0
        return found

    def _matches(self, text: str, requirement_id: str) -> tuple[Match, ...]:
        index = self._by_requirement[requirement_id]
        spans: dict[str, list[tuple[int, int]]] = {}
        for sentence in self._prepare(text):
            for cue in index.candidates(sentence.norms):
                if cue.group[1] != TOPIC:
                    spans.setdefault(cue.group[1], []).extend(find_cue(cue, sentence))
        matches = [
            Match(element=None if name == CONFLICT else name, start=start, end=end)
            for name, found in spans.items()
            for start, end in longest_spans(found)
        ]
        return tuple(sorted(matches, key=lambda match: (match.start, match.end)))

    def _prepare(self, text: str) -> list[Sentence]:
        """The sentences of a text, tokenized; the last text is kept, as requirements are asked in turn."""
        if text == self._last[0]:
            return self._last[1]
        doc = self._nlp.make_doc(_OVERLONG.sub(lambda match: " " * len(match.group()), text))
        norms = doc.to_array("NORM").tolist()
        sentences = [self._sentence(span, norms) for span in _sentence_tokens(doc, sentence_spans(text))]
        self._last = (text, sentences)
        return sentences

    def _sentence(self, span: Span, norms: Sequence[int]) -> Sentence:
        positions: dict[int, list[int]] = {}
        for i, norm in enumerate(norms[span.start : span.end]):
            positions.setdefault(norm, []).append(i)
        negations = sorted(i for norm in self._negations & positions.keys() for i in positions[norm])
        denying = [i for i in negations if i + 1 == len(span) or not _NO_NEGATION_BEFORE.fullmatch(span[i + 1].text)]
        if denying:
            positions[self._no_key] = denying
        return Sentence(span, positions, frozenset(positions))

    def _compile(self, group: tuple[str, str], cue: Cue) -> CompiledCue:
        return CompiledCue(
            group, tuple(self._part(part) for part in cue.parts), tuple(self._part(part) for part in cue.unless)
        )

    def _part(self, slots: tuple[Slot, ...]) -> Part:
        if slots not in self._parts:
            segments: list[Segment] = []
            gap, start = 0, 0
            for i, slot in enumerate((*slots, Slot(gap=1))):
                if slot.gap:
                    segments.append(self._segment(gap, slots[start:i]))
                    gap, start = slot.gap, i + 1
            self._parts[slots] = Part(tuple(segments), tuple(key for segment in segments for key in segment.keys))
        return self._parts[slots]

    def _segment(self, gap: int, slots: tuple[Slot, ...]) -> Segment:
        add = self._nlp.vocab.strings.add
        words = [[_NO_KEY] if slot.kind == "no" else [lemma(word) for word in slot.words] for slot in slots]
        keys = tuple(
            frozenset(add(word) for word in own)
            for own, slot in zip(words, slots, strict=True)
            if own and not slot.optional
        )
        plain = len(slots) == 1 and keys and not slots[0].exact
        return Segment(gap, self._nlp.vocab, None if plain else [self._token(slot) for slot in slots], keys)

    def _token(self, slot: Slot) -> dict[Any, Any]:
        """A slot as a token pattern of spaCy's Matcher."""
        token: dict[Any, Any]
        if slot.kind:
            token = {self._flags[slot.kind]: True}
        elif slot.exact:
            token = {"ORTH": {"IN": list(slot.words)}}
        else:
            norms = sorted({lemma(word) for word in slot.words})
            token = {"NORM": norms[0]} if len(norms) == 1 else {"NORM": {"IN": norms}}
        return token | ({"OP": "?"} if slot.optional else {})


def _pipeline() -> tuple[Language, dict[str, int]]:
    """A blank English pipeline whose NORM is our lemma, and the lexeme flags of the classes of words."""
    import spacy

    nlp = spacy.blank("en")
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters = {**vocab.lex_attr_getters, vocab.strings["NORM"]: lemma}
    flags = {name: nlp.vocab.add_flag(test) for name, test in _CLASS_TESTS.items()}
    for lexeme in nlp.vocab:  # those of the tokenizer's exceptions exist already
        lexeme.norm_ = lemma(lexeme.text)
    return nlp, flags


def _sentence_tokens(doc: Doc, spans: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Token spans of character spans: a token belongs to the sentence in which it begins."""
    places = doc.to_array("IDX").tolist()
    first = 0
    for _, end in spans:
        last = bisect_left(places, end, first)
        if last > first:
            yield doc[first:last]
        first = last
