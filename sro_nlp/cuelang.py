"""The language of cues: short patterns over the words of a sentence, that a lawyer can read and correct.

    cue        part & part & ... ~ part ~ part ...   every `&` part, and none of the `~` parts, within one sentence
    part       slots separated by spaces, in this order in the text

    word       any form of the word: `inform` finds "informs", "informed"; capital letters do not count
    a|b|c      one of these words
    <list>     a word of that list in the profile's table [words]; may stand among alternatives: `<officer>|guard`
    =Word      exactly this form and these capital letters: `=High|=Middle =School`
    word?      the slot may be absent (also `a|b?`)
    ...        a gap of at most six words; `..3` a gap of at most three
    {blank}    an unfilled blank: "____", "TBD"
    {number}   a figure or a number word; {time} a time of day; {name} a capitalised word
    {no}       a word of negation; "not later than", "not only", "not limited to", "no less than", "No. 3" are none

A hyphen is optional: `problem-solving` finds "problem-solving" and "problem solving". Examples:

    <officer> ..6 teach|instruct ..4 class|course
    reasonable suspicion|ground|cause
    <district> ..4 {no} ..4 voice|say ..6 select|choose ~ until|unless
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

CLASSES = ("blank", "number", "time", "name", "no")
GAP = 6
LONGEST_GAP = 30

_WORD = re.compile(r"[\w§$%’'./-]+")
_GAP = re.compile(r"\.\.(\.|\d{1,2})")


class CueError(ValueError):
    """A cue that does not follow the language; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of a part: a token that is one of `words` (or, if `exact`, of these very forms), of a class, or a gap.

    `gap` is 0 for a token and else the greatest number of tokens that may be skipped.
    """

    words: tuple[str, ...] = ()
    exact: bool = False
    kind: str = ""
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A parsed cue: all of `parts` and none of `unless` must stand in one sentence."""

    text: str
    parts: tuple[tuple[Slot, ...], ...]
    unless: tuple[tuple[Slot, ...], ...] = ()


def parse_cue(text: str, lists: Mapping[str, Sequence[str]]) -> Cue:
    """Parse a cue; `lists` are the profile's word lists by name.

    Raises:
        CueError: what is wrong.
    """
    head, *exceptions = re.split(r"(?:^|\s)~(?:\s|$)", text)
    parts = tuple(_parse_part(part, lists) for part in re.split(r"(?:^|\s)&(?:\s|$)", head))
    return Cue(text=text, parts=parts, unless=tuple(_parse_part(part, lists) for part in exceptions))


def _parse_part(text: str, lists: Mapping[str, Sequence[str]]) -> tuple[Slot, ...]:
    slots = tuple(slot for token in text.split() for slot in _parse_token(token, lists))
    if not slots:
        raise CueError("nothing stands before or after '&' or '~', or the cue is empty")
    if slots[0].gap or slots[-1].gap:
        raise CueError("a gap cannot stand first or last")
    if all(slot.optional or slot.gap or slot.kind == "name" for slot in slots):
        raise CueError("at least one slot must be a word that has to be there")
    return slots


def _parse_token(token: str, lists: Mapping[str, Sequence[str]]) -> tuple[Slot, ...]:
    gap = _GAP.fullmatch(token)
    if gap:
        width = GAP if gap[1] == "." else int(gap[1])
        if not 1 <= width <= LONGEST_GAP:
            raise CueError(f"a gap is 1 to {LONGEST_GAP} words wide, not {token!r}")
        return (Slot(gap=width),)
    optional = token.endswith("?")
    body = token.removesuffix("?")
    if body.startswith("{"):
        if body.strip("{}") not in CLASSES or not body.endswith("}"):
            raise CueError(f"{body!r} is no class; known: {', '.join('{' + name + '}' for name in CLASSES)}")
        return (Slot(kind=body.strip("{}"), optional=optional),)
    slots = _parse_words(body, lists)
    return tuple(replace(slot, optional=True) for slot in slots) if optional else slots


def _parse_words(body: str, lists: Mapping[str, Sequence[str]]) -> tuple[Slot, ...]:
    words: list[str] = []
    exact: set[bool] = set()
    for item in body.split("|"):
        exact.add(item.startswith("="))
        if item.startswith("<"):
            name = item.strip("<>")
            if name not in lists or not item.endswith(">"):
                raise CueError(f"there is no word list {item!r}; known: {', '.join(sorted(lists)) or 'none'}")
            words.extend(lists[name])
        elif _WORD.fullmatch(item.removeprefix("=")):
            words.append(item.removeprefix("="))
        else:
            raise CueError(f"{item!r} is not a word, a <list>, a {{class}} or a gap")
    if len(exact) > 1:
        raise CueError(f"{body!r} mixes exact forms (=Word) with words of any form; write two cues")
    if not any("-" in word for word in words):
        return (Slot(words=tuple(dict.fromkeys(words)), exact=exact.pop()),)
    if len(words) > 1:
        raise CueError(f"a hyphenated word cannot stand among alternatives: {body!r}; write two cues")
    pieces = [piece for piece in words[0].split("-") if piece]
    hyphen = Slot(words=("-",), optional=True)
    halves = [Slot(words=(piece,), exact=True in exact) for piece in pieces]
    return tuple(slot for half in halves for slot in (hyphen, half))[1:]
