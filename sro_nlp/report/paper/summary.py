"""The summary that a board member reads if nothing else: plain words, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.pagesizes import LETTER
from reportlab.platypus import KeepInFrame, Paragraph

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import Finding, GapReport, Status
from sro_nlp.report.paper.sheets import BODY, BULLET, HEAD, MARGIN, NOTE, SUBHEAD, WIDTH, anchor, link, para, safe
from sro_nlp.report.words import DISCLAIMER, clean, element_titles

_HEADINGS: tuple[tuple[Status, str], ...] = (
    ("conflict", "The contract says the opposite of what the law asks"),
    ("missing", "Nothing was found on"),
    ("partial", "The contract says only a part"),
    ("unassessed", "Could not be judged, because a part of the document could not be read"),
)
_ROOM = 24.0
"""Points kept free at the foot of the page."""


def summary(report: GapReport, catalogue: Catalogue) -> Iterator[Any]:
    """The page; set smaller where it would not fit."""
    lines = list(_lines(report, catalogue))
    yield KeepInFrame(WIDTH, LETTER[1] - 2 * MARGIN - _ROOM, lines, mode="shrink", hAlign="LEFT")


def _lines(report: GapReport, catalogue: Catalogue) -> Iterator[Any]:
    yield Paragraph(f"{anchor('summary')}Summary", HEAD)
    yield para(_opening(report), BODY)
    for status, heading in _HEADINGS:
        found = [finding for finding in report.findings if finding.status == status]
        if found:
            yield para(f"{heading}:", SUBHEAD)
            yield from (_line(finding, catalogue) for finding in found)
    yield para("What this means", SUBHEAD)
    yield para(_verdict(report), BODY)
    if looks := [finding.id for finding in report.findings if finding.review]:
        yield para(f"The program is not certain of {_listed(looks)}: a person should look at these first.", BODY)
    yield para(DISCLAIMER, NOTE)


def _opening(report: GapReport) -> str:
    parties = [clean(party.value) for party in report.document.parties]
    between = f" between {_listed(parties)}" if len(parties) > 1 else ""
    total, present = len(report.findings), report.summary.present
    return (
        f"The law lists {len(report.provisions)} provisions, with {total} requirements in all, that a contract for "
        "school resource officer services must hold before the board may approve it. The proposed contract"
        f"{between} holds {present} of the {total} in full."
    )


def _verdict(report: GapReport) -> str:
    counts = report.summary
    if counts.present == len(report.findings):
        return "Every requirement was found in full. The board's own steps remain: see the list in this packet."
    words = [
        f"{number} {text}"
        for number, text in (
            (counts.conflict, "are to be changed (the contract says the opposite)"),
            (counts.missing, "to be added"),
            (counts.partial, "to be completed"),
            (counts.unassessed, "to be judged by a person"),
        )
        if number
    ]
    return (
        f"As it stands, the contract does not hold all that the law asks. Of the requirements, {_listed(words)}. "
        "For each of them this packet shows what the contract says, and language that would satisfy the law."
    )


def _line(finding: Finding, catalogue: Catalogue) -> Paragraph:
    words = f"{link(f'#gap-{finding.id}', finding.id)} {safe(finding.title)}"
    if finding.status == "partial" and finding.missing_elements:
        words += f": lacks {safe('; '.join(element_titles(finding, finding.missing_elements, catalogue)))}"
    return Paragraph(words, BULLET, bulletText="•")


def _listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
