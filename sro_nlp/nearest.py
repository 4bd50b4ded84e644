"""For a requirement that was not found: the passages that came nearest, and concretely why each fell short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import chain

from sro_nlp.catalogue import Catalogue, Requirement
from sro_nlp.cuelang import parse_cue
from sro_nlp.document import Paragraph
from sro_nlp.findings import NearMiss, Tag, TaggedParagraph

NEAREST = 3
LONGEST_TEXT = 400

_WORD = re.compile(r"[a-z]+")
_LIST = re.compile(r"<([a-z0-9-]+)>")
_COMMON = 3
"""Words of a cue this short ("to", "may") say nothing of its topic."""
_GENERAL = 5
"""Nor do words that stand in the topic cues of so many requirements ("school", "student")."""


class Nearest:
    """Finds the passages nearest to a requirement in a document; what it takes of them is worked out once.

    Args:
        tagged: the paragraphs.
        catalogue: the requirements.
    """

    def __init__(self, tagged: Sequence[TaggedParagraph], catalogue: Catalogue) -> None:
        self._candidates = [one for one in tagged if one.paragraph.kind != "heading"]
        self._catalogue = catalogue
        self._words: dict[int, dict[str, str]] = {}

    def passages(self, leaf: Requirement, most: int = NEAREST, why: bool = True) -> tuple[NearMiss, ...]:
        """The passages with the highest score for a leaf that was not found, highest first.

        Args:
            leaf: the requirement.
            most: how many.
            why: whether to say why each falls short.
        """
        scored = (one for one in self._candidates if leaf.id in one.scores)
        chosen = nsmallest(most, scored, key=lambda one: (-one.scores[leaf.id], one.paragraph.id))
        return tuple(self._near_miss(leaf, one, why) for one in chosen)

    def _near_miss(self, leaf: Requirement, tagged: TaggedParagraph, why: bool) -> NearMiss:
        paragraph = tagged.paragraph
        # A tag too weak to count as evidence is a near miss too.
        near = next((tag for tag in (*tagged.near, *tagged.tags) if tag.requirement == leaf.id), None)
        text = paragraph.text[near.start : near.end] if near else paragraph.text
        return NearMiss(
            paragraph=paragraph.id,
            page=paragraph.page,
            text=text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1].rstrip() + "…",
            score=tagged.scores[leaf.id],
            why=self._why(leaf, tagged, near) if why else "",
        )

    def _why(self, leaf: Requirement, tagged: TaggedParagraph, near: Tag | None) -> str:
        """What a passage speaks of, what it lacks, its score, and what would be needed."""
        words = self._stemmed(tagged.paragraph)
        shared = self._shared_words(leaf, words)
        own = {match.element for match in near.matches if match.end > match.start} if near else set()
        if shared:
            said = f"It mentions {_quoted(shared)}"
        elif titles := [element.title for element in leaf.elements if element.id in own]:
            said = f"It has words only for: {'; '.join(titles)}"
        else:
            said = "It has none of the words of this requirement"
        absent = self._absent_lists(leaf, words)
        if absent:
            said += f", and no word for {' or '.join(absent)}"
        others = [tag.requirement for tag in tagged.tags if tag.requirement != leaf.id]
        if others:
            other = self._catalogue.requirement(others[0])
            said += f"; it is about {other.id} ({_lower_first(other.title)})"
        shown = {match.element for match in near.matches} if near else set()
        absent = [element.title for element in leaf.elements if element.id not in shown]
        needs = (
            f"; it would have to say: {'; '.join(absent)}" if absent else "; as a whole it does not provide for this"
        )
        return f"{said}; score {tagged.scores[leaf.id]:.2f}{needs}."

    def _stemmed(self, paragraph: Paragraph) -> dict[str, str]:
        """The words of a paragraph in order of place, each with its stem."""
        words = self._words.get(paragraph.id)
        if words is None:
            words = self._words[paragraph.id] = {word: _stem(word) for word in _WORD.findall(paragraph.text.lower())}
        return words

    def _shared_words(self, leaf: Requirement, words: Mapping[str, str]) -> list[str]:
        """The words that also stand in the requirement's topic cues, at most three, in order of place."""
        topics = tuple(one.topic for one in self._catalogue.requirements)
        stems = _telling_stems(topics, tuple(self._catalogue.words.items()))[self._catalogue.ids.index(leaf.id)]
        return [word for word, stem in words.items() if len(word) > _COMMON and stem in stems][:3]

    def _absent_lists(self, leaf: Requirement, words: Mapping[str, str]) -> list[str]:
        """Names of the word lists of the topic cues (student, officer, ...) that are lacking; two at most."""
        stems = set(words.values())
        names = dict.fromkeys(name for cue in leaf.topic for name in _LIST.findall(cue))
        absent = [name for name in names if stems.isdisjoint(_stem(word) for word in self._catalogue.words[name])]
        return [name.replace("-", " ") for name in absent][:2]


@lru_cache(maxsize=8)
def _telling_stems(
    topics: tuple[tuple[str, ...], ...], lists: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[frozenset[str], ...]:
    """For each requirement the stems of its topic cues that tell it from others; parsed once for a catalogue."""
    words = dict(lists)
    stems = [{_stem(word) for word in _topic_words(cues, words)} for cues in topics]
    general = {stem for stem, count in Counter(chain.from_iterable(stems)).items() if count >= _GENERAL}
    return tuple(frozenset(own - general) for own in stems)


def _topic_words(cues: Iterable[str], lists: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The words of cues that are not those of a list."""
    parsed = (parse_cue(_LIST.sub("thing", cue), lists) for cue in cues)
    words = {word.lower() for cue in parsed for part in cue.parts for slot in part for word in slot.words}
    return {word for word in words if len(word) > _COMMON} - {"thing"}


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """A word without its commonest endings: enough to see that two words are kin."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) > _COMMON:
            return word[: -len(ending)]
    return word


def _lower_first(title: str) -> str:
    return title if title[:2].isupper() else title[0].lower() + title[1:]


def _quoted(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" and {quoted[-1]}"
