"""The packet for the board's public meeting: what a board member needs to judge a proposed contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from reportlab.platypus import PageBreak, Paragraph, Spacer, Table, TableStyle

from sro_nlp.catalogue import BoardStep, Catalogue
from sro_nlp.document import Document
from sro_nlp.findings import Evidence, Finding, GapReport
from sro_nlp.marking import passage_name
from sro_nlp.report.paper.appendix import appendix
from sro_nlp.report.paper.gaps import gaps
from sro_nlp.report.paper.matrix import legend, matrix
from sro_nlp.report.paper.pages import counts, facts, file_name
from sro_nlp.report.paper.sheets import (
    BODY,
    BULLET,
    CONTENTS,
    COVER,
    HEAD,
    HEAD_OF_TABLE,
    KICKER,
    LINE,
    NOTE,
    SMALL_SOFT,
    SUBHEAD,
    TITLE,
    WIDTH,
    anchor,
    build,
    link,
    para,
)
from sro_nlp.report.paper.signs import CheckBox
from sro_nlp.report.paper.summary import summary
from sro_nlp.report.words import DISCLAIMER, clean, made_with

_PARTS = (
    ("summary", "Summary on one page"),
    ("matrix", "What the law requires, and where the contract says it"),
    ("gaps", "What is to be done: each gap, with suggested language"),
    ("steps", "The board's own steps"),
    ("contract", "The contract, with its passages marked"),
)


def write_packet(document: Document, report: GapReport, catalogue: Catalogue, day: date | None) -> bytes:
    """The packet as a PDF."""
    story = [
        *_cover(report, catalogue, day),
        PageBreak(),
        *summary(report, catalogue),
        PageBreak(),
        Paragraph(f"{anchor('matrix')}What the law requires, and where the contract says it", HEAD_OF_TABLE),
        para(f"{catalogue.title}, {catalogue.jurisdiction}: {catalogue.source}. Edition {catalogue.edition}.", NOTE),
        matrix(report, catalogue, to_appendix),
        PageBreak(),
        *gaps(report, catalogue, to_appendix),
        PageBreak(),
        *_steps(catalogue.board_steps),
        PageBreak(),
        Paragraph(f"{anchor('contract')}The contract, with its passages marked", HEAD),
        para(
            "The text as the program read it; the original governs. The numbers at the left count its paragraphs.", NOTE
        ),
        legend(catalogue, "underlined, [in part]", "underlined, [CONFLICT]"),
        Spacer(1, 10),
        *appendix(document, report, catalogue),
    ]
    return build(story, title=f"Board packet: {file_name(report)}", footer=DISCLAIMER)


def to_appendix(finding: Finding, number: int, evidence: Evidence) -> str | None:
    """Links to the passages in the appendix."""
    return f"#{passage_name(finding.id, number)}"


def _cover(report: GapReport, catalogue: Catalogue, day: date | None) -> Iterator[Any]:
    yield Spacer(1, 70)
    yield para("For the board's public meeting", KICKER)
    yield para("Proposed contract for school resource officer services", COVER)
    if parties := [clean(party.value) for party in report.document.parties]:
        yield para(" and ".join(parties), TITLE)
    yield Spacer(1, 8)
    yield para(f"File: {file_name(report)}", BODY)
    yield from facts(report, day)
    yield Spacer(1, 4)
    yield para(f"SHA-256 of the file: {report.document.sha256}", SMALL_SOFT)
    yield para(
        f"Reviewed against: {catalogue.title}, {catalogue.jurisdiction}, edition {catalogue.edition}", SMALL_SOFT
    )
    yield para(f"{made_with(report)}.", SMALL_SOFT)
    yield Spacer(1, 16)
    yield counts(report)
    yield Spacer(1, 18)
    for name, title in _PARTS:
        yield Paragraph(link(f"#{name}", title), CONTENTS)


def _steps(steps: tuple[BoardStep, ...]) -> Iterator[Any]:
    """A list to tick off, with room for the date and a name."""
    yield Paragraph(f"{anchor('steps')}The board's own steps", HEAD)
    if not steps:
        yield para("This profile of requirements names no steps of the board.")
        return
    yield para("The law and the board's policy ask these steps of the board itself, whatever the contract says.", NOTE)
    for number, step in enumerate(steps, 1):
        lines: list[Any] = [para(f"{number}. {step.title}", SUBHEAD), para(step.text, BODY)]
        lines += [
            para(step.citation, NOTE),
            Paragraph("Date: ______________&nbsp;&nbsp; By: __________________", BULLET),
        ]
        style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)])
        yield Table([[CheckBox(), lines]], colWidths=[26, WIDTH - 26], style=style)
