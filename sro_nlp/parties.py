"""The parties of an agreement, from "between X and Y" in its opening, or else the bodies that its opening names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sro_nlp.document import Paragraph
from sro_nlp.findings import Fact

OPENING = 15
MOST_PARTIES = 6
LONGEST_NAME = 110

_BETWEEN = re.compile(r"\b(?:between|among|amongst)\b[:,]?\s+", re.IGNORECASE)
_END = re.compile(
    r"(?<!\bNo)(?<!\bSt)(?<!\bMt)\.\s|;(?!\s+and\b)|\bWHEREAS\b|\bNOW,? THEREFORE\b|\bW I T N E S S\b|\bRECITALS?\b"
    r"|\b(?:regarding|concerning|relating to|for the (?:provision|purpose|assignment|services?)|for school|for law"
    r"|made under|entered into|is (?:made|entered)|setting out|pursuant to"
    r"|under (?:the|chapter|section|title|A\.?R))\b",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*[;,]?\s+(?:and|&)\s+(?:between\s+)?(?=(?:the\s+|its\s+)?[“\"(]?[A-Z])"
    r"|\s*;\s+(?=[A-Z])|\s+/\s+|,\s+(?=(?:the )?(?:City|Town|County|Board)\b)"
)
_AND_CAPITALS = re.compile(r"\s*[;,]?\s+AND\s+(?:BETWEEN\s+)?(?=[A-Z])")
_TAIL = re.compile(
    r"\s*[,(“\"—]|\s+(?:with (?:its )?(?:offices|principal)|located|acting|by and through|herein|hereinafter"
    r"|hereafter|whose|having|a (?:political|municipal|body|home|public|quasi|school|Utah|local)|an \w+ \w+"
    r"|on behalf|doing business|collectively|each|both|agree[sd]?|enter|desire)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:city|town|township|village|county|borough|parish|district|board|schools?|academy|department|sheriff|police"
    r"|university|college|commission\w*|state|corporation|inc|llc|company|office|tribe|nation|authority|division|usd|isd|marshal|agency"
    r"|bureau|council|system|jury|superintendent|committee|government|force|unit|network)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:(?:City|Town|Township|Village|County|Borough|Parish)(?: and County)? of (?:[A-Z][\w.’'-]*|of|the)"
    r"(?: [A-Z][\w.’'-]*)*"
    r"|(?:(?:[A-Z][\w.’'ÑñÉé-]*|of|the) ){1,6}(?:Independent School District|School District|Public Schools"
    r"|School Board|Board of Education|Police Department|Sheriff[’']?s (?:Office|Department)|School Department"
    r"|Community Schools|Charter School|Academy)(?: No\. ?\d+| #?\d+\w*)?)"
)


def find_parties(paragraphs: Sequence[Paragraph]) -> tuple[Fact, ...]:
    """The parties, each with the paragraph in which it is first named; empty where the opening names none."""
    opening = [paragraph for paragraph in paragraphs if paragraph.text.strip()][:OPENING]
    for paragraph in opening:
        found = list(_between(paragraph))
        if len(found) >= 2:
            return tuple(found[:MOST_PARTIES])
    named: dict[str, Fact] = {}
    for paragraph in opening:
        for match in _NAMED.finditer(paragraph.text):
            name = re.sub(r"^(?:The|the|THE|This|Between|And|of|By)\s+", "", match.group()).strip()
            named.setdefault(name.lower(), _fact(name, paragraph))
    return tuple(named.values())[:MOST_PARTIES] if len(named) >= 2 else ()


def _between(paragraph: Paragraph) -> Iterator[Fact]:
    """The bodies named after "between" in a paragraph."""
    for opening in _BETWEEN.finditer(paragraph.text):
        rest = paragraph.text[opening.end() : opening.end() + 900]
        end = _END.search(rest)
        segment = rest[: end.start()] if end else rest
        pieces = _AND.split(_without_parentheses(segment))
        if len(pieces) < 2:
            pieces = _AND_CAPITALS.split(_without_parentheses(segment))
        names = [name for name in map(_name, pieces) if name]
        if len(names) >= 2:
            yield from (_fact(name, paragraph) for name in dict.fromkeys(names))
            return


def _without_parentheses(text: str) -> str:
    return re.sub(r"\s*\([^()]*\)?", "", text)


def _name(piece: str) -> str | None:
    """The name at the start of a piece of "X, a municipal corporation, with offices at ...", or None."""
    words = re.sub(r"^(?:by and between|the|both|its|and)\s+", "", piece.strip(), flags=re.IGNORECASE)
    tail = _TAIL.search(words, 1) if words else None
    name = (words[: tail.start()] if tail else words).strip(' ,.;:“”"—-')
    return name if 3 <= len(name) <= LONGEST_NAME and _BODY.search(name) and name[0].isupper() else None


def _fact(name: str, paragraph: Paragraph) -> Fact:
    return Fact(value=name, paragraph=paragraph.id, page=paragraph.page, text=paragraph.text[:300])
