"""Which paragraphs of a PDF are headings, by their typography and place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from sro_nlp.extract.drafts import Draft
from sro_nlp.extract.labels import BULLETS, LevelTracker
from sro_nlp.extract.outline import is_signature
from sro_nlp.extract.wrapping import Habits

_SMALL_WORDS = (
    "a",
    "an",
    "and",
    "as",
    "at",
    "but",
    "by",
    "for",
    "from",
    "in",
    "nor",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
)


def mark_headings(drafts: Iterable[Draft], habits: Habits) -> Iterator[Draft]:
    """Set `is_heading` on the drafts of a document that are headings, as they pass."""
    before: Draft | None = None
    draft: Draft | None = None
    for following in chain(drafts, (None,)):
        if draft is not None:
            if draft.row is None and draft.kind is None:
                draft.is_heading = _is_heading(draft, (before, following), habits)
            yield draft
        before, draft = draft, following


def _is_heading(draft: Draft, neighbours: tuple[Draft | None, Draft | None], habits: Habits) -> bool:
    text = draft.text
    bare = text[len(draft.label) :].strip() if draft.label else text
    words = bare.split()
    if len(draft.lines) > 3 or len(words) > 22 or is_signature(text) or "___" in text or draft.label in tuple(BULLETS):
        return False
    if not any(char.isalpha() for char in bare):
        return bool(re.match(r"(?:section|article|part|exhibit|appendix|schedule)\b", draft.label, re.I))
    if bare.endswith((";", ",")) or (bare.endswith(":") and len(words) > 6):
        return False
    size = max(line.size for line in draft.lines)
    if size > 1.12 * habits.body_size and len(words) <= 18:
        return True
    bold = all(line.bold for line in draft.lines) and not habits.body_bold
    sentence = bare.endswith((".", "?", "!")) and len(words) > 8
    if bold and not sentence:
        return True
    letters = [char for char in bare if char.isalpha()]
    if len(letters) > 3 and not any(map(str.islower, letters)) and letters[-1].isupper() and not sentence:
        return True
    if sentence:
        return False
    if all(word.underlined for line in draft.lines for word in line.words if word.text != draft.label):
        return len(words) <= 14
    return _is_plain_heading(draft, bare, neighbours)


def _is_plain_heading(draft: Draft, bare: str, neighbours: tuple[Draft | None, Draft | None]) -> bool:
    """A heading set like the text: few words in title case behind a number, with other text below, no list of such."""
    words = [word for word in bare.split() if word.lower() not in _SMALL_WORDS]
    if not draft.label or len(bare.split()) > 9 or bare.endswith((".", ":")) or len(draft.lines) > 1:
        return False
    if not words or not all(word[0].isupper() or not word[0].isalpha() for word in words):
        return False
    following = neighbours[1]
    if following is None or following.row is not None or not (following.label or len(following.text.split()) > 8):
        return False
    if not re.match(r"\d|[IVX]|section|article", draft.label, re.I):
        return False
    return not any(other is not None and other.label and _sibling(draft.label, other.label) for other in neighbours)


def _sibling(one: str, two: str) -> bool:
    tracker = LevelTracker()
    tracker.place(one, "")
    other = LevelTracker()
    other.place(two, "")
    return tracker.continues(two) or other.continues(one)
