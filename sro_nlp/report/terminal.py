"""A report as a table for the terminal, provision by provision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import Finding, GapReport, ProvisionFinding, Status
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
_PAGE_WIDTH = 6
_ONE_COLUMN = 80
"""Below this width the passage stands under the title instead of beside it."""


def write_table(report: GapReport, catalogue: Catalogue, screen: Screen = PLAIN) -> str:
    """The report as a table of at most `screen.width` columns."""
    from rich.text import Text

    parts: list[Table | Text] = [Text(clean(report.document.path), style="bold"), _head(report)]
    for provision in report.provisions:
        parts += [Text(), _provision_line(provision, screen), _leaves(provision, catalogue, screen)]
    parts += [Text(), _summary(report), Text(made_with(report), style="dim"), Text(DISCLAIMER)]
    return draw(list(parts), screen)


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
        alarming = name == "Not read" or (name == "Kind" and report.document.kind == "other")
        grid.add_row(Text(name, style="dim"), Text(value, style="bold red" if alarming else ""))
    return grid


def _provision_line(provision: ProvisionFinding, screen: Screen) -> Table:
    from rich.text import Text

    grid = _grid(None, _STATUS_WIDTH)
    title = Text(f"{provision.id}. {clean(provision.title)}", style="bold")
    grid.add_row(title, Text(status_words(provision.status), style=COLORS[provision.status]))
    return grid


def _leaves(provision: ProvisionFinding, catalogue: Catalogue, screen: Screen) -> Table:
    if screen.width < _ONE_COLUMN:
        return _leaves_stacked(provision, catalogue, screen)
    title_width = 24
    room = screen.width - 2 - _STATUS_WIDTH - title_width - _PAGE_WIDTH - 8
    grid = _grid(_STATUS_WIDTH, title_width, _PAGE_WIDTH, None)
    for finding in provision.requirements:
        place, passage = _passage(finding, room)
        grid.add_row(
            _status(finding), f"{finding.id} {clean(finding.title)}", place, _notes(finding, catalogue, passage)
        )
    return _indented(grid)


def _leaves_stacked(provision: ProvisionFinding, catalogue: Catalogue, screen: Screen) -> Table:
    from rich.text import Text

    grid = _grid(_STATUS_WIDTH, None)
    for finding in provision.requirements:
        place, passage = _passage(finding, max(20, screen.width - _STATUS_WIDTH - 12))
        placed = Text.assemble((f"{place} ", "dim"), passage) if place else passage
        title = Text(f"{finding.id} {clean(finding.title)}\n")
        grid.add_row(_status(finding), title + _notes(finding, catalogue, placed))
    return grid


def _indented(grid: Table) -> Table:
    from rich.padding import Padding
    from rich.table import Table

    outer = Table.grid(expand=True)
    outer.add_row(Padding(grid, (0, 0, 0, 2)))
    return outer


def _status(finding: Finding) -> Text:
    from rich.text import Text

    return Text(status_words(finding.status), style=COLORS[finding.status])


def _passage(finding: Finding, room: int) -> tuple[str, Text]:
    """Page and first words of the best evidence, or of the nearest passage where there is none."""
    from rich.text import Text

    if (evidence := best(finding)) is not None:
        return where(evidence.page, evidence.paragraph), Text(quote(evidence.text, room))
    if (near := nearest(finding)) is not None:
        words = f"nearest, {where(near.page, near.paragraph)}: "
        return "", Text(words + quote(near.text, room - len(words)), style="dim")
    return "", Text()


def _notes(finding: Finding, catalogue: Catalogue, passage: Text) -> Text:
    """The passage, and below it what is wrong with it."""
    from rich.text import Text

    short = shortfall(finding, catalogue)
    lines = [Text(short)] if short else []
    if finding.review:
        lines.append(Text(LOOK, style="italic"))
    # For a gap the gap itself is said first, then the passage that came nearest.
    ordered = [*lines, passage] if not finding.evidence else [passage, *lines]
    return Text("\n").join(line for line in ordered if line.plain)


def _summary(report: GapReport) -> Text:
    from rich.text import Text

    line = Text.assemble((f"{len(report.findings)} requirements: ", "bold"))
    for status in STATUSES:
        count = getattr(report.summary, status)
        line.append(f"{SIGNS[status]} {count} {status}", style=COLORS[status] if count else "dim")
        line.append("" if status == STATUSES[-1] else " · ", style="dim")
    return line
