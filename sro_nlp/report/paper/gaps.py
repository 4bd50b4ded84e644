"""Each gap: what the law asks, why the contract falls short, the passages nearest to it, and language that would do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.platypus import CondPageBreak, Paragraph, Spacer

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import Finding, GapReport
from sro_nlp.report.paper.matrix import LinkTo
from sro_nlp.report.paper.sheets import (
    BODY,
    BULLET,
    HEAD,
    LEAD,
    NOTE,
    QUOTE,
    SUBHEAD,
    SUGGESTED,
    anchor,
    link,
    para,
    safe,
)
from sro_nlp.report.paper.signs import StatusSign
from sro_nlp.report.words import LOOK, element_titles, law, miss_rate, quote, suggested, where

_NEAREST = 2
_LONGEST = 420


def gaps(report: GapReport, catalogue: Catalogue, link_to: LinkTo) -> Iterator[Any]:
    """The section of all requirements that are not present."""
    found = [finding for finding in report.findings if finding.status != "present"]
    yield Paragraph(f"{anchor('gaps')}What is to be done", HEAD)
    if not found:
        yield para("Nothing: every requirement was found in full.")
        return
    yield para("Words in [BRACKETS] are for the parties to fill in.", NOTE)
    for finding in found:
        yield CondPageBreak(110)
        yield from _gap(finding, catalogue, link_to)


def _gap(finding: Finding, catalogue: Catalogue, link_to: LinkTo) -> Iterator[Any]:
    yield Paragraph(f"{anchor(f'gap-{finding.id}')}{safe(finding.id)} {safe(finding.title)}", SUBHEAD)
    sign = StatusSign(finding.status, 9)
    sign.keepWithNext = 1
    yield sign
    yield Spacer(1, 3)
    yield para(f"The law asks: {quote(law(finding, catalogue))} ({finding.citation})", NOTE)
    yield para(finding.explanation + (f" ({LOOK.capitalize()}.)" if finding.review else ""), BODY)
    if finding.missing_elements:
        yield para("Not found", LEAD)
        for title in element_titles(finding, finding.missing_elements, catalogue):
            yield Paragraph(safe(title), BULLET, bulletText="•")
    yield from _passages(finding, link_to)
    if rate := miss_rate(finding):
        yield para(rate, NOTE)
    if language := suggested(finding, catalogue):
        yield para("Language that would satisfy it", LEAD)
        yield para(language, SUGGESTED)


def _passages(finding: Finding, link_to: LinkTo) -> Iterator[Any]:
    """The passages that say it in part or against it; for what was not found those that come nearest."""
    if finding.evidence:
        yield para("What the contract says", LEAD)
    for number, evidence in enumerate(finding.evidence, 1):
        place, target = where(evidence.page, evidence.paragraph), link_to(finding, number, evidence)
        shown = link(target, place) if target else safe(place)
        yield Paragraph(f"{safe(quote(evidence.text, _LONGEST))} ({shown}, {safe(evidence.grade)})", QUOTE)
    if not finding.evidence and finding.nearest:
        yield para("Nearest passages, and why they fall short", LEAD)
        for near in finding.nearest[:_NEAREST]:
            words = f"{quote(near.text, _LONGEST)} ({where(near.page, near.paragraph)})"
            yield Paragraph(f"{safe(words)} <i>{safe(near.why)}</i>", QUOTE)
