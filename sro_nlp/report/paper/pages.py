"""The report's pages that are bound into an annotated copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePath
from typing import Any

from reportlab.platypus import CondPageBreak, Paragraph, Spacer, Table, TableStyle

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import GapReport
from sro_nlp.report.paper.gaps import gaps
from sro_nlp.report.paper.matrix import legend, matrix, to_marks
from sro_nlp.report.paper.sheets import (
    BODY,
    HEAD,
    HEAD_OF_TABLE,
    KICKER,
    NOTE,
    SMALL,
    SMALL_SOFT,
    TITLE,
    WIDTH,
    anchor,
    build,
    para,
    safe,
)
from sro_nlp.report.paper.signs import StatusSign
from sro_nlp.report.words import DISCLAIMER, KINDS, STATUSES, clean, document_facts, made_with


def file_name(report: GapReport) -> str:
    """The name of the reviewed file without its folders."""
    return clean(PurePath(report.document.path.replace("\\", "/")).name)


def write_pages(report: GapReport, catalogue: Catalogue, day: date | None) -> bytes:
    """The pages as a PDF."""
    story = [
        Paragraph(f"{anchor('report')}Contract review", KICKER),
        para(file_name(report), TITLE),
        *facts(report, day),
        Spacer(1, 6),
        counts(report),
        CondPageBreak(120),
        para("Requirements", HEAD_OF_TABLE),
        matrix(report, catalogue, to_marks),
        para("The marks in the contract", HEAD),
        legend(catalogue),
        *gaps(report, catalogue, to_marks),
        Spacer(1, 10),
        para(f"{made_with(report)}. SHA-256 of the document: {report.document.sha256}.", NOTE),
    ]
    return build(story, title=f"Contract review: {file_name(report)}", footer=DISCLAIMER)


def facts(report: GapReport, day: date | None) -> Iterator[Any]:
    """What is known of the document, as a small table, and a warning where it looks like no such contract."""
    if report.document.kind == "other":
        yield Paragraph(f"<b>{safe(KINDS['other'])}.</b> {safe(report.document.kind_reason)}", BODY)
    pairs = list(document_facts(report.document))
    if day is not None:
        pairs.insert(0, ("Reviewed", f"{day:%B} {day.day}, {day.year}"))
    rows = [[para(name, SMALL_SOFT), para(value, SMALL)] for name, value in pairs]
    plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 1)]
    style = TableStyle([*plain, ("BOTTOMPADDING", (0, 0), (-1, -1), 1), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    yield Table(rows, colWidths=[70, WIDTH - 70], style=style)


def counts(report: GapReport) -> Table:
    """How many requirements have each status."""
    cells = []
    for status in STATUSES:
        number = getattr(report.summary, status)
        cells.append([Paragraph(f"<b>{number}</b>", TITLE), StatusSign(status, 9)])
    style = TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return Table([cells], colWidths=[WIDTH / len(cells)] * len(cells), style=style)
