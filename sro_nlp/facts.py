"""What rules find out about a document, each with its place: its kind, parties, dates and unfilled blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sro_nlp.blanks import find_blanks
from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import DocumentKind, Fact, Facts
from sro_nlp.hinted import Folded, Hinted, fold
from sro_nlp.parties import find_parties

TITLE_PARAGRAPHS = 2
AROUND_BLANK = 60
"""Characters shown on either side of a blank."""

_OFFICERS = ("officer", "deput", "trooper", "marshal", "constable")
_SRO = Hinted(
    re.compile(
        r"\b(?:school|student|campus|youth|education)[ -]+(?:based +)?"
        r"(?:resource|liaison|safety|security|services?|protection|school|police|outreach|engagement|law enforcement)?"
        r"[ -]*(?:officer|deputy|deputies|trooper|marshal|constable)s?\b"
        r"|\bresource (?:officer|deputy|deputies)s?\b|\bliaison officers?\b"
        r"|\b(?:SRO|SRD|SLEO|SSPO|SSO|PSLO|ERO|SLO)s?\b|\bspecial law enforcement officers?\b|\bschool policing\b",
        re.IGNORECASE,
    ),
    ((*_OFFICERS, "sro", "srd", "sleo", "sspo", "sso", "slo", "ero", "school policing"),),
)
_POSTED = Hinted(
    re.compile(
        r"\b(?:officer|deputy|deputies|trooper|police|marshal|constable)s?\b[^.;]{0,120}\b(?:school|campus|academy|students?)"
        r"|\b(?:school|campus|academy)\w*\b[^.;]{0,80}\b(?:officer|deputy|deputies|trooper|marshal|constable)s?\b",
        re.IGNORECASE,
    ),
    ((*_OFFICERS, "police"), ("school", "campus", "academy", "student")),
)
_LAW = re.compile(r"\b(?:police|sheriff|deputy|deputies|law enforcement|constable|marshal|trooper)\w*\b", re.IGNORECASE)

_OTHER_KINDS: tuple[tuple[str, Hinted], ...] = tuple(
    (name, Hinted(re.compile(pattern, re.IGNORECASE), (hints,)))
    for name, pattern, hints in (
        ("a school crossing-guard agreement", r"\bcrossing[ -]+guards?\b", ("crossing",)),
        (
            "a bus or transportation agreement",
            r"\b(?:school )?bus(?:es|ing)?\b|\bpupil transportation\b|\btransportation services?\b",
            ("bus", "transportation"),
        ),
        (
            "a dispatch agreement",
            r"\bdispatch(?:ers?|ing)?\b|\b9-?1-?1 (?:services?|calls?|center)\b",
            ("dispatch", "1 service", "1 call", "1 center"),
        ),
        (
            "an employment agreement",
            r"\bemployment (?:agreement|contract)\b|\bemployee shall (?:be paid|serve)\b|\bcollective bargaining\b",
            ("employment ", "employee shall ", "collective bargaining"),
        ),
        (
            "a software or data agreement",
            r"\bsoftware\b|\bsaas\b|\blicens(?:e|or|ee)\b|\bsubscription\b",
            ("software", "saas", "licens", "subscription"),
        ),
        ("a lease", r"\blease\b|\blessor\b|\blessee\b|\btenant\b", ("lease", "lessor", "lessee", "tenant")),
        (
            "a food-service or custodial agreement",
            r"\bfood service\b|\bcafeteria services?\b|\bcustodial\b|\bjanitorial\b",
            ("food service", "cafeteria service", "custodial", "janitorial"),
        ),
        (
            "a construction or purchase agreement",
            r"\bconstruction\b|\bpurchase (?:order|agreement)\b|\bsupplier\b|\bseller\b",
            ("construction", "purchase ", "supplier", "seller"),
        ),
        (
            "an agreement on athletics or facility use",
            r"\bfacilit(?:y|ies) use\b|\bathletic trainer",
            ("y use", "ies use", "athletic trainer"),
        ),
        (
            "an animal-control or jail-services agreement",
            r"\banimal control\b|\bjail services\b",
            ("animal control", "jail services"),
        ),
    )
)

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?{_MONTH},?\s+\d{{4}}"
    rf"|{_MONTH},?\s+\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
# Characters up to a date with which something begins, not ends.
_BEFORE_END = r"(?:(?!\b(?:through|until|till|end|ending|ends|expir\w+)\b)[^.;])"
_DATE_LIKE = re.compile(r"\d{4}|\d/\d")
"""What every date holds."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a date is stated: a pattern whose group `value` is it."""

    pattern: Hinted
    dated: bool = True
    """Whether it holds a date in figures."""


def _rule(pattern: str, *hints: tuple[str, ...], dated: bool = True) -> _Rule:
    return _Rule(Hinted(re.compile(pattern, re.IGNORECASE), hints), dated)


_EFFECTIVE = (
    _rule(rf"\b(?:effective\b(?: date)?|takes? effect\b){_BEFORE_END}{{0,60}}?(?P<value>{_DATE})", ("effect",)),
    _rule(
        rf"\b(?:entered into|made|dated|executed|signed|agreed)\b[^.;]{{0,60}}?(?P<value>{_DATE})",
        ("entered into", "made", "dated", "executed", "signed", "agreed"),
    ),
    _rule(
        rf"\b(?:commenc\w+|begin\w*|start\w*|in force from|take[s]? effect)\b[^.;]{{0,40}}?(?P<value>{_DATE})",
        ("commenc", "begin", "start", "in force from", "effect"),
    ),
    _rule(
        r"\b(?:effective|takes? effect)\b[^.;]{0,50}?(?P<value>(?:the |its )?(?:date of )?"
        r"(?:last|final) signature|(?:upon|on) (?:the )?(?:execution|signature|signing)[^.;,]{0,40})",
        ("effect",),
        ("signature", "execution", "signing"),
        dated=False,
    ),
    _rule(r"(?P<value>\bon (?:the )?last signature\b)", ("last signature",), dated=False),
)
_UNTIL = r"(?:to|through|until|and ending(?: on)?|and (?:shall )?(?:end|expire|terminate|continue)\w*[^.;]{0,40}?|[-–])"
_SPAN = rf"{_DATE}\s*,?\s*{_UNTIL}\s*{_DATE}"
_TERM = (
    _rule(rf"(?P<value>\bfrom\s+{_SPAN})", ("from",)),
    _rule(rf"(?P<value>\b{_SPAN})"),
    _rule(
        r"\b(?:term|period|duration)\b[^.;]{0,60}?"
        r"\b(?P<value>(?:one|two|three|four|five|ten|twelve|\d{1,2})\b[ -]*(?:\(\d+\)[ -]*)?"
        r"(?:calendar |fiscal |school |academic )?(?:year|month)s?)",
        ("term", "period", "duration"),
        ("year", "month"),
        dated=False,
    ),
    _rule(
        rf"\b(?:expire|terminate|end|continue|remain in (?:full )?(?:force|effect))\w*\b[^.;]{{0,50}}?"
        rf"\b(?P<value>(?:on|until|through) {_DATE})",
        ("expire", "terminate", "end", "continue", "remain in"),
        ("on ", "until ", "through "),
    ),
    _rule(
        r"(?P<value>\b(?:19|20)\d{2}\s*[-–/]\s*(?:(?:19|20)?\d{2})\s+(?:school|academic|fiscal)\s+years?)",
        ("school", "academic", "fiscal"),
        ("year",),
    ),
    _rule(
        r"(?P<value>\b(?:school|academic|fiscal)\s+years?\s+(?:19|20)\d{2}\s*[-–/]\s*(?:(?:19|20)?\d{2}))",
        ("school", "academic", "fiscal"),
        ("year",),
    ),
)
_SIGNATURE = re.compile(
    r"^\W*(?:by|name|title|date|dated|signature|signed|attest|its|printed?|approved|witness|clerk|chief|mayor|sheriff"
    r"|superintendent|president|chair\w*|secretary)\b[^a-z]{0,12}:?\s*_{3,}|^_{5,}"
    r"|\bhereunto\b|\bin witness whereof\b|\bset their hands\b",
    re.IGNORECASE,
)


def find_facts(document: Document) -> Facts:
    """The facts of a document; what no rule finds is None or empty."""
    folded = [fold(paragraph.text) for paragraph in document.paragraphs]
    kind, reason = _kind(folded)
    stated = _Stated(document.paragraphs, folded)
    term = stated.first(_TERM)
    return Facts(
        kind=kind,
        kind_reason=reason,
        parties=find_parties(document.paragraphs),
        dates={"effective": stated.first(_EFFECTIVE) or _start_of(term), "term": term},
        blanks=tuple(_blanks(document.paragraphs)),
    )


def document_kind(texts: Sequence[str]) -> tuple[DocumentKind, str]:
    """Whether a document is a contract for a school resource officer, and why, from its paragraphs.

    It is one when it speaks of such an officer, or of police posted at schools, more than of the matter of another
    kind of contract; a title that names another kind decides against it.
    """
    return _kind([fold(text) for text in texts])


def _kind(texts: Sequence[Folded]) -> tuple[DocumentKind, str]:
    if not any(one.text.strip() for one in texts):
        return "other", "The document has no text."
    title = fold(" ".join(one.text for one in texts[:TITLE_PARAGRAPHS])[:300])
    whole = "\n".join(one.small for one in texts)
    officers = _SRO.count(texts, whole)
    posted = sum(1 for one in texts if _POSTED.search(one))
    other, count = max(((name, pattern.count(texts, whole)) for name, pattern in _OTHER_KINDS), key=lambda one: one[1])
    titled = next((name for name, pattern in _OTHER_KINDS if pattern.search(title)), None)
    if titled and not _SRO.search(title) and count > officers and count >= posted:
        return "other", f"Its title is that of {titled}, and it speaks of a school officer {_rarely(officers)}."
    if officers >= 2 and officers * 2 >= count:
        return "sro-contract", f"It speaks of a school resource officer or the like {_times(officers)}."
    if count > 2 * max(posted, 1):
        return (
            "other",
            f"It reads as {other}: it uses the words of one {_times(count)}, "
            f"and speaks of a school officer {_times(officers)}.",
        )
    if officers or (posted >= 2 and any(_LAW.search(one.text) for one in texts)):
        return (
            "sro-contract",
            f"It places officers of a law enforcement agency at schools ({posted or officers} passages).",
        )
    return "other", "It does not speak of a law enforcement officer at a school."


def _rarely(count: int) -> str:
    return f"only {_times(count)}" if count else "never"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


class _Stated:
    """Where a document states dates and terms."""

    def __init__(self, paragraphs: Sequence[Paragraph], folded: Sequence[Folded]) -> None:
        self._all = list(zip(paragraphs, folded, strict=True))
        self._dated = [(paragraph, one) for paragraph, one in self._all if _DATE_LIKE.search(one.text)]

    def first(self, rules: Sequence[_Rule]) -> Fact | None:
        """The first match of the first rule that matches anywhere: rules stand in order of trust."""
        for rule in rules:
            for paragraph, one in self._dated if rule.dated else self._all:
                match = rule.pattern.search(one)
                if match:
                    return Fact(
                        value=match["value"].strip(),
                        paragraph=paragraph.id,
                        page=paragraph.page,
                        text=match.group().strip(),
                    )
        return None


def _start_of(term: Fact | None) -> Fact | None:
    """The first of a term's two dates: the contract takes effect then unless another date is given."""
    match = (
        re.search(_DATE, term.value, re.IGNORECASE) if term and re.search(_SPAN, term.value, re.IGNORECASE) else None
    )
    return replace(term, value=match.group()) if term and match else None


def _blanks(paragraphs: Sequence[Paragraph]) -> Iterator[Fact]:
    """Blanks that the parties forgot to fill in; the lines of a signature block are none."""
    for paragraph in paragraphs:
        if paragraph.kind == "signature":
            continue
        blanks = find_blanks(paragraph.text)
        if not blanks or _SIGNATURE.search(paragraph.text):
            continue
        for start, end in blanks:
            around = paragraph.text[max(0, start - AROUND_BLANK) : end + AROUND_BLANK]
            yield Fact(
                value=paragraph.text[start:end], paragraph=paragraph.id, page=paragraph.page, text=around.strip()
            )
