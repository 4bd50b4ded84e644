"""A report as a table for the terminal, provision by provision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import WORST_FIRST, Finding, GapReport, ProvisionFinding, Status
from sro_nlp.report.screen import PLAIN, Screen, draw
from sro_nlp.report.words import (
    DISCLAIMER,
    LOOK,
    SIGNS,
    STATUSES,
    best,
    clean,
    document_facts,
    made_with,
    nearest,
    no_contract,
    quote,
    shortfall,
    status_words,
    where,
)

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

COLORS: dict[Status, str] = {
    "present": "green",
    "partial": "yellow",
    "conflict": "bold magenta",
    "missing": "bold red",
    "unassessed": "cyan",
}
_STATUS_WIDTH = 12
_INDENT = 2


def write_table(report: GapReport, catalogue: Catalogue, screen: Screen = PLAIN) -> str:
    """The report as a table of at most `screen.width` columns."""
    from rich.text import Text

    parts: list[Table | Text] = [Text(clean(report.document.path), style="bold")]
    if alert := no_contract(report):
        parts.append(Text(alert, style="bold red"))
    parts.append(_head(report))
    for provision in _shown(report):
        parts += [Text(), _provision_line(provision, screen), _leaves(provision, catalogue, screen)]
    parts += [Text(), _summary(report), Text(made_with(report), style="dim"), Text(DISCLAIMER)]
    return draw(list(parts), screen)


def _shown(report: GapReport) -> Iterator[ProvisionFinding]:
    """The provisions; of a document that is no such contract only what was found in it all the same."""
    if report.document.kind != "other":
        yield from report.provisions
        return
    for provision in report.provisions:
        found = tuple(leaf for leaf in provision.requirements if leaf.evidence)
        if found:
            statuses = {leaf.status for leaf in found}
            worst = next(status for status in WORST_FIRST if status in statuses)
            yield replace(provision, status=worst, requirements=found)


def _grid(*widths: int | None) -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for width in widths:
        grid.add_column(width=width, ratio=None if width else 1, overflow="fold")
    return grid


def _head(report: GapReport) -> Table:
    from rich.text import Text

    grid = _grid(10, None)
    for name, value in document_facts(report.document):
        if name != "Kind" or report.document.kind != "other":  # of which the first line speaks
            grid.add_row(Text(name, style="dim"), Text(value, style="bold red" if name == "Not read" else ""))
    return grid


def _provision_line(provision: ProvisionFinding, screen: Screen) -> Table:
    from rich.text import Text

    grid = _grid(None, _STATUS_WIDTH)
    title = Text(f"{provision.id}. {clean(provision.title)}", style="bold")
    grid.add_row(title, _status(provision))
    return grid


def _leaves(provision: ProvisionFinding, catalogue: Catalogue, screen: Screen) -> Table:
    from rich.text import Text

    grid = _grid(_STATUS_WIDTH, None)
    room = screen.width - _STATUS_WIDTH - _INDENT - 4
    for finding in provision.requirements:
        title = Text(f"{finding.id} {clean(finding.title)}")
        if finding.review:
            title.append(f"  ⚑ {LOOK}", style="italic")
        words = _words(finding, catalogue, room)
        grid.add_row(_status(finding), Text("\n").join([title, *words]))
    return _indented(grid)


def _indented(grid: Table) -> Table:
    from rich.padding import Padding
    from rich.table import Table

    outer = Table.grid(expand=True)
    outer.add_row(Padding(grid, (0, 0, 0, _INDENT)))
    return outer


def _status(item: Finding | ProvisionFinding) -> Text:
    from rich.text import Text

    return Text(status_words(item.status), style=COLORS[item.status])


def _words(finding: Finding, catalogue: Catalogue, room: int) -> list[Text]:
    """Page and first words of the best evidence, and what is wrong; for a gap the passage that came nearest."""
    from rich.text import Text

    lines = []
    if (evidence := best(finding)) is not None:
        place = where(evidence.page, evidence.paragraph) + " "
        lines.append(Text.assemble((place, "bold"), quote(evidence.text, room - len(place))))
    if short := shortfall(finding, catalogue):
        lines.append(Text(short, style=_plainer(COLORS[finding.status])))
    if not finding.evidence and (near := nearest(finding)) is not None:
        place = f"nearest, {where(near.page, near.paragraph)}: "
        lines.append(Text(place + quote(near.text, room - len(place)), style="dim"))
    return lines


def _plainer(style: str) -> str:
    return style.removeprefix("bold ")


def _summary(report: GapReport) -> Text:
    from rich.text import Text

    if report.document.kind == "other":
        found = sum(1 for finding in report.findings if finding.evidence)
        return Text(f"{len(report.findings)} requirements, of which it has words for {found or 'none'}", style="bold")
    line = Text.assemble((f"{len(report.findings)} requirements: ", "bold"))
    for status in STATUSES:
        count = getattr(report.summary, status)
        line.append(f"{SIGNS[status]} {count} {status}", style=COLORS[status] if count else "dim")
        line.append("" if status == STATUSES[-1] else " · ", style="dim")
    return line
