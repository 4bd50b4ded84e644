"""The words and signs that every report shares. Each status is a sign and a word: colour alone carries no meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sro_nlp.blanks import find_blanks
from sro_nlp.catalogue import Catalogue
from sro_nlp.errors import CatalogueError
from sro_nlp.findings import DocumentSummary, Evidence, Fact, Finding, GapReport, NearMiss, Status
from sro_nlp.wording import DISCLAIMER as DISCLAIMER
from sro_nlp.wording import SIGNS as SIGNS
from sro_nlp.wording import STATUSES as STATUSES
from sro_nlp.wording import clean as clean

MEANINGS: dict[Status, str] = {
    "present": "the contract says all that the law asks",
    "partial": "the contract says it in part",
    "conflict": "the contract says the opposite",
    "missing": "nothing was found",
    "unassessed": "a part of the document could not be read, so absence cannot be stated",
}
LOOK = "uncertain, check"
KINDS = {
    "sro-contract": "School resource officer contract",
    "other": "Does not look like a school resource officer contract",
}
_SHORT: dict[Status, str] = {"conflict": "says the opposite of what the law asks", "missing": "nothing found"}
_FORMATS = {"pdf": "PDF", "docx": "Word (DOCX)", "text": "text", "markdown": "Markdown"}
_LAST_WORDS = re.compile(r"(?:\S+\s+){0,5}\S*$")
_NEXT_WORDS = re.compile(r"\S*(?:\s+\S+){0,2}")


def status_words(status: Status) -> str:
    """Sign and word of a status, for example `✓ present`."""
    return f"{SIGNS[status]} {status}"


def shorten(text: str, length: int) -> str:
    """The first words of a text, at most `length` characters with the ellipsis."""
    text = clean(text)
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut
    return head.rstrip(" ,;:") + "…"


def quote(text: str, length: int | None = None) -> str:
    """A text in quotation marks, shortened where a length is given."""
    return f"“{clean(text) if length is None else shorten(text, max(length - 2, 8))}”"


def where(page: int | None, paragraph: int) -> str:
    """Where a passage stands: its page, or its paragraph (counted from 1) where the format has no pages."""
    return f"p. {page}" if page is not None else f"¶ {paragraph}"


def element_titles(finding: Finding, elements: Sequence[str], catalogue: Catalogue) -> list[str]:
    """The titles of elements; an element that the catalogue does not know keeps its id."""
    try:
        leaf = catalogue.requirement(finding.id)
    except CatalogueError:
        return list(elements)
    titles = {element.id: element.title for element in leaf.elements}
    return [titles.get(element, element) for element in elements]


def suggested(finding: Finding, catalogue: Catalogue) -> str:
    """Language that would satisfy the requirement; empty where the catalogue does not know it."""
    try:
        return catalogue.requirement(finding.id).suggested
    except CatalogueError:
        return ""


def law(finding: Finding, catalogue: Catalogue) -> str:
    """What the law asks; empty where the catalogue does not know the requirement."""
    try:
        return catalogue.requirement(finding.id).text
    except CatalogueError:
        return ""


def best(finding: Finding) -> Evidence | None:
    """The evidence to show first: that which decides the status, then the strongest."""
    wanted = {"conflict": "conflict", "present": "full", "partial": "partial"}.get(finding.status)
    return next((item for item in finding.evidence if item.grade == wanted), next(iter(finding.evidence), None))


def nearest(finding: Finding) -> NearMiss | None:
    """The passage nearest to a requirement that was not found."""
    return next(iter(finding.nearest), None)


def shortfall(finding: Finding, catalogue: Catalogue) -> str:
    """In a few words what is wrong with a finding; empty where nothing is."""
    if finding.status == "unassessed":
        return clean(finding.explanation)
    if finding.status != "partial":
        return _SHORT.get(finding.status, "")
    lacking = "; ".join(element_titles(finding, finding.missing_elements, catalogue))
    blank = " (a blank is not filled in)" if any(find_blanks(item.text) for item in finding.evidence) else ""
    return (f"lacks: {lacking}" if lacking else "not a definite commitment to all that the law asks") + blank


def miss_rate(finding: Finding) -> str:
    """How far a gap can be believed, from the model's own measured misses; empty where not measured or no gap."""
    rate = finding.miss_rate
    if rate is None or finding.status not in ("missing", "unassessed"):
        return ""
    return (
        f"On held-out contracts the program missed {rate.rate:.0%} of such clauses "
        f"(95% interval {rate.low:.0%} to {rate.high:.0%}, {rate.count} clauses)."
    )


def document_facts(document: DocumentSummary) -> Iterator[tuple[str, str]]:
    """The facts of a document as pairs of a name and a sentence."""
    yield "Kind", KINDS[document.kind] + (f". {clean(document.kind_reason)}" if document.kind_reason else "")
    pages = f"{document.pages} pages, " if document.pages else ""
    yield "Read", f"{pages}{document.paragraphs} paragraphs, {_FORMATS.get(document.format, document.format)}"
    yield "Parties", "; ".join(_placed(fact) for fact in document.parties) or "not found"
    for name, fact in document.dates.items():
        yield name.replace("_", " ").capitalize(), _placed(fact) if fact else "not found"
    if document.blanks:
        yield "Blanks", f"{len(document.blanks)} not filled in: {_blanks(document.blanks)}"
    for page in document.unread_pages:
        yield "Not read", f"page {page.page}: {clean(page.reason)}"
    for notice in document.notices:
        yield "Note", clean(notice)


def _placed(fact: Fact) -> str:
    return f"{clean(fact.value)} ({where(fact.page, fact.paragraph)})"


def _blanks(blanks: Sequence[Fact], most: int = 4) -> str:
    """The first blanks, one a paragraph, with the words about them."""
    first = list({blank.paragraph: blank for blank in reversed(blanks)}.values())[::-1]
    shown = [f"{where(blank.page, blank.paragraph)} “{around_blank(blank)}”" for blank in first[:most]]
    return "; ".join(shown) + ("; and more" if len(first) > most else "")


def around_blank(blank: Fact) -> str:
    """A blank, drawn short, with the five words before it and the two behind, which say what it is for."""
    text, value = clean(blank.text), clean(blank.value)
    head, found, tail = text.partition(value)
    if not value or not found:
        return shorten(text, 60)
    before = _LAST_WORDS.search(head)
    after = _NEXT_WORDS.match(tail)
    left, right = before.group() if before else "", after.group() if after else ""
    short = re.sub("_{4,}", "____", value)
    return ("…" if left != head else "") + left + short + right + ("…" if right != tail else "")


def no_contract(report: GapReport) -> str:
    """What is to be said first of a document that is no such contract; empty for one that is."""
    if report.document.kind != "other":
        return ""
    reason = f" {clean(report.document.kind_reason)}" if report.document.kind_reason else ""
    return f"{KINDS['other']}.{reason} What it lacks says nothing unless it is one all the same."


def made_with(report: GapReport) -> str:
    """The profile and the model that a report was made with."""
    profile, model = report.requirements, report.model
    return f"Requirements {profile.profile}/{profile.edition}; model {model.name} ({model.sha256[:12]})"


def summary_words(report: GapReport) -> str:
    """The counts of all statuses in one line."""
    counts = " · ".join(f"{SIGNS[status]} {getattr(report.summary, status)} {status}" for status in STATUSES)
    return f"{len(report.findings)} requirements: {counts}"


def marked(text: str, matched: Sequence[str]) -> list[tuple[str, bool]]:
    """A text cut into pieces; True where a piece is one of the matched words."""
    text = clean(text)
    words = sorted({clean(word) for word in matched} - {""}, key=len, reverse=True)
    if not words:
        return [(text, False)]
    pieces = re.split("(" + "|".join(re.escape(word) for word in words) + ")", text)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]
