"""Where suggested language belongs in a contract: behind its provision, else before the closing part. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import Finding, GapReport, ProvisionFinding

GAPS = ("missing", "partial", "conflict")
# What contracts end in. A heading, or the title that a clause begins with, is matched, not running text.
_CLOSING = re.compile(
    r"(?:general|miscellaneous|other) (?:terms|provisions|conditions|matters)|miscellaneous|governing law|choice of law"
    r"|(?:entire|whole|complete) agreement|integration|severability|counterparts|notices?\b|amendments?\b|assignment of"
    r"|indemni|insurance|liabilit|immunity|term (?:and|of|&)|termination|effective date|compensation|payments?\b"
    r"|consideration|dispute|force majeure|waiver|interlocal|no third|independent contractor|signatures?\b|execution",
    re.IGNORECASE,
)
_COLON_END = re.compile(r"[:：]\s*$")
_TITLE = re.compile(r"[^.:;–—]{3,70}(?=[.:;–—])|.{3,80}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where suggestions of one provision go: behind or before paragraph `at`, looking like paragraph `like`.

    `heading` is the paragraph whose look a new heading takes, where the contract has no place for the provision yet.
    All are ids of paragraphs.
    """

    provision: ProvisionFinding
    findings: tuple[Finding, ...]
    at: int
    before: bool
    like: int
    heading: int | None = None


def places(document: Document, report: GapReport, part: str) -> tuple[Place, ...]:
    """The places for the suggested language of every gap.

    Args:
        document: the document; its paragraphs have anchors.
        report: its review.
        part: the package part that new paragraphs may stand in; evidence elsewhere (notes) shows no place.
    """
    body = [p for p in document.paragraphs if p.anchor is not None and p.anchor.part == part and p.kind != "footnote"]
    if not body:
        return ()
    positions = {paragraph.id: position for position, paragraph in enumerate(body)}
    closing = _closing(body, report, positions)
    found = []
    for provision in report.provisions:
        gaps = tuple(finding for finding in provision.requirements if finding.status in GAPS)
        if gaps:
            found.append(_behind(provision, gaps, body, positions) or _new(provision, gaps, body, closing))
    return tuple(found)


def _behind(
    provision: ProvisionFinding, gaps: tuple[Finding, ...], body: Sequence[Paragraph], positions: dict[int, int]
) -> Place | None:
    """Behind the last paragraph of the provision's evidence, and behind the list that this one belongs to."""
    at = max(
        (
            positions[evidence.paragraph]
            for finding in provision.requirements
            for evidence in finding.evidence
            if evidence.paragraph in positions and body[positions[evidence.paragraph]].kind != "signature"
        ),
        default=None,
    )
    if at is None:
        return None
    like = _clause(body, at)
    end = max(at, _end_of_list(body, like))
    if body[like].kind in ("heading", "table-row") and end + 1 < len(body) and body[end + 1].kind in ("item", "body"):
        like = end + 1
    return Place(provision=provision, findings=gaps, at=body[end].id, before=False, like=body[like].id)


def _clause(body: Sequence[Paragraph], at: int) -> int:
    """The paragraph itself, or the one whose colon governs it: new clauses are no items of its list."""
    while body[at].lead_ins and _COLON_END.search(body[at].lead_ins[-1]):
        depth = len(body[at].lead_ins)
        above = next((n for n in range(at - 1, -1, -1) if len(body[n].lead_ins) < depth), None)
        if above is None:
            break
        at = above
    return at


def _end_of_list(body: Sequence[Paragraph], at: int) -> int:
    """The last of the items that a paragraph governs; the paragraph itself where it governs none."""
    depth = len(body[at].lead_ins)
    end = at
    while end + 1 < len(body) and len(body[end + 1].lead_ins) > depth and body[end + 1].kind != "heading":
        end += 1
    return end


def _new(
    provision: ProvisionFinding, gaps: tuple[Finding, ...], body: Sequence[Paragraph], closing: tuple[int, bool]
) -> Place:
    """A section of its own before the closing part, or at the end where there is none."""
    at, is_section = closing
    if is_section and body[at].kind == "heading":
        clause = next((n for n in range(at + 1, len(body)) if body[n].kind in ("item", "body")), None)
        like = at if clause is None else clause
        return Place(
            provision=provision, findings=gaps, at=body[at].id, before=True, like=body[like].id, heading=body[at].id
        )
    if is_section:
        return Place(provision=provision, findings=gaps, at=body[at].id, before=True, like=body[at].id)
    before = at < len(body)
    usual = next((n for n in range(at - 1, -1, -1) if body[n].kind in ("item", "body")), min(at, len(body) - 1))
    return Place(
        provision=provision,
        findings=gaps,
        at=body[at if before else -1].id,
        before=before,
        like=body[_clause(body, usual)].id,
    )


def _closing(body: Sequence[Paragraph], report: GapReport, positions: dict[int, int]) -> tuple[int, bool]:
    """Where the closing part begins: the position of its first paragraph, and whether that is a section.

    The closing part begins at the first section with a closing title behind which no more evidence stands, else at the
    signatures, else behind the last paragraph.
    """
    signatures = _signatures(body)
    last = max(
        (
            positions[evidence.paragraph]
            for finding in report.findings
            for evidence in finding.evidence
            if positions.get(evidence.paragraph, signatures) < signatures
        ),
        default=-1,
    )
    for position in range(last + 1, signatures):
        if _is_section(body[position]) and _CLOSING.search(_title(body[position])):
            return position, True
    return signatures, False


def _signatures(body: Sequence[Paragraph]) -> int:
    """Where the signatures begin, with the sentence and the party's name before the first line; else the end."""
    first = next((n for n, paragraph in enumerate(body) if paragraph.kind == "signature"), len(body))
    while 0 < first < len(body):
        above = body[first - 1]
        if above.label or (above.kind != "heading" and len(above.text.split()) > 40):
            break
        if above.kind == "body" and not re.search(r"sign|witness|execut", above.text, re.IGNORECASE):
            break
        first -= 1
    return first


def _is_section(paragraph: Paragraph) -> bool:
    """A heading, or a clause of the outermost level with a title of its own."""
    if paragraph.kind == "heading":
        return True
    return paragraph.kind == "item" and not paragraph.lead_ins and bool(_TITLE.match(_after_label(paragraph)))


def _title(paragraph: Paragraph) -> str:
    text = _after_label(paragraph)
    if paragraph.kind == "heading":
        return text
    match = _TITLE.match(text)
    return match.group() if match is not None and len(match.group().split()) <= 8 else ""


def _after_label(paragraph: Paragraph) -> str:
    return paragraph.text.removeprefix(paragraph.label).strip()
