"""The table of all provisions and requirements, and what the marks mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.lib.colors import white
from reportlab.platypus import Paragraph, Table, TableStyle

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import Evidence, Finding, GapReport, ProvisionFinding
from sro_nlp.marking import CONFLICT, LINK_SCHEME, colours_of, passage_name
from sro_nlp.report.paper.sheets import (
    LINE,
    PANEL,
    SMALL,
    SMALL_SOFT,
    WIDTH,
    ink,
    link,
    para,
    safe,
)
from sro_nlp.report.paper.signs import StatusSign, Swatch
from sro_nlp.report.words import LOOK, nearest, shorten, shortfall, where

_COLUMNS = (8.0, 186.0, 76.0, 76.0)
_LONGEST = 170
NO_BREAK = "\N{NO-BREAK SPACE}"

LinkTo = Callable[[Finding, int, Evidence], str | None]
"""The link target of the n-th passage (from 1) of a finding, or None where there is nothing to lead to."""


def to_marks(finding: Finding, number: int, evidence: Evidence) -> str | None:
    """Links to the highlights of an annotated copy."""
    return LINK_SCHEME + passage_name(finding.id, number) if evidence.boxes else None


def matrix(report: GapReport, catalogue: Catalogue, link_to: LinkTo) -> Table:
    """The table: requirement, status, where, and what falls short; the provision's colour stands at the left."""
    colours = colours_of(catalogue)
    rows: list[list[Any]] = [["", para("Requirement", SMALL_SOFT), para("Status", SMALL_SOFT)]]
    rows[0] += [para("Where", SMALL_SOFT), para("What is missing", SMALL_SOFT)]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LINEBELOW", (1, 0), (-1, -1), 0.4, LINE),
    ]
    for provision in report.provisions:
        row = len(rows)
        if _alone(provision):
            rows.append(_leaf_row(provision.requirements[0], catalogue, link_to, bold=True))
        else:
            rows.append(["", Paragraph(f"<b>{provision.id}. {safe(provision.title)}</b>", SMALL), "", "", ""])
            style += [("SPAN", (1, row), (-1, row)), ("NOSPLIT", (0, row), (0, row + 1))]
            rows += [_leaf_row(finding, catalogue, link_to) for finding in provision.requirements]
        style += [
            ("BACKGROUND", (1, row), (-1, row), PANEL),
            ("BACKGROUND", (0, row), (0, len(rows) - 1), ink(colours[provision.id].light)),
            ("LINEABOVE", (0, row), (0, row), 1.2, white),
        ]
    widths = [*_COLUMNS, WIDTH - sum(_COLUMNS)]
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle(style))


def _alone(provision: ProvisionFinding) -> bool:
    """Whether a provision is itself its one requirement."""
    return len(provision.requirements) == 1 and provision.requirements[0].id == provision.id


def _leaf_row(finding: Finding, catalogue: Catalogue, link_to: LinkTo, *, bold: bool = False) -> list[Any]:
    title = f"{safe(finding.id)}{'.' if bold else ''} {safe(finding.title)}"
    if finding.status != "present":
        title = f'<a href="#gap-{finding.id}">{title}</a>'
    state: list[Any] = [StatusSign(finding.status)]
    if finding.review:
        state.append(para(LOOK, SMALL_SOFT))
    return [
        "",
        Paragraph(f"<b>{title}</b>" if bold else title, SMALL),
        state,
        Paragraph(_places(finding, link_to), SMALL),
        para(shorten(shortfall(finding, catalogue), _LONGEST), SMALL),
    ]


def _places(finding: Finding, link_to: LinkTo) -> str:
    """Where the passages stand, each a link; for a gap the nearest passage."""
    shown: dict[str, str | None] = {}
    for number, evidence in enumerate(finding.evidence, 1):
        name = where(evidence.page, evidence.paragraph).replace(" ", NO_BREAK)
        shown[name] = shown.get(name) or link_to(finding, number, evidence)
    near = nearest(finding)
    if not shown and near is not None:
        return f'<font color="#565c66">nearest: {safe(where(near.page, near.paragraph)).replace(" ", NO_BREAK)}</font>'
    return ", ".join(link(target, name) if target else safe(name) for name, target in shown.items())


def legend(catalogue: Catalogue, partial: str = "dashed line", conflict: str = "outlined, waved") -> Table:
    """What the colours and lines of the marks mean; `partial` and `conflict` say how such passages look."""
    colours = colours_of(catalogue)
    cells: list[Any] = [
        Swatch(colours[provision.id].light, colours[provision.id].dark, f"{provision.id}. {provision.title}")
        for provision in catalogue.provisions
    ]
    first = colours[catalogue.provisions[0].id]
    cells += [
        Swatch(first.light, first.dark, f"{partial}: says a part of it", "partial"),
        Swatch(CONFLICT.light, CONFLICT.dark, f"{conflict}: conflicts with the law", "conflict"),
    ]
    cells += [""] * (len(cells) % 2)
    rows = [cells[index : index + 2] for index in range(0, len(cells), 2)]
    style = TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 1)])
    style.add("BOTTOMPADDING", (0, 0), (-1, -1), 1)
    return Table(rows, colWidths=[WIDTH / 2, WIDTH / 2], style=style)
