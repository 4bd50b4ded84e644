"""The ledger in a terminal: the last run, the totals of each leaf, the files that failed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sro_nlp.records import LedgerView
from sro_nlp.report.ledger.common import ERRORS, facts, short_name
from sro_nlp.report.screen import PLAIN, Screen, draw
from sro_nlp.report.words import DISCLAIMER, SIGNS, STATUSES, clean

if TYPE_CHECKING:
    from rich.table import Table

COLORS = dict(zip(STATUSES, ("green", "yellow", "bold magenta", "bold red", "cyan"), strict=True))
MOST_FAILURES = 20


def ledger_summary(view: LedgerView, screen: Screen = PLAIN) -> str:
    """The ledger on a screen or two."""
    from rich.text import Text

    parts: list[Table | Text] = [_facts(view), Text(), _totals(view)]
    failed = list(islice((file for file in view.files() if file.error_kind), MOST_FAILURES))
    if failed:
        parts += [Text(), Text("Files that could not be read", style="bold")]
        for file in failed:
            name = clean(short_name(file.path, view.run.roots))
            parts.append(Text(f"{ERRORS[file.error_kind or 'internal']}: {name} {clean(file.error)}"))
        more = view.counts["failed"] - len(failed)
        if more:
            parts.append(Text(f"and {more:,} more: `sro-nlp ledger export` lists all"))
    return draw([*parts, Text(), Text(DISCLAIMER)], screen)


def _facts(view: LedgerView) -> Table:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=12)
    grid.add_column(overflow="fold")
    for name, value in facts(view):
        grid.add_row(Text(name, style="dim"), Text(clean(value)))
    return grid


def _totals(view: LedgerView) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Requirement", ratio=1, overflow="ellipsis", no_wrap=True)
    for status in STATUSES:
        head = f"{SIGNS[status]} {status}"
        table.add_column(Text(head, style=COLORS[status]), justify="right", no_wrap=True, min_width=len(head))
    for leaf in view.leaves:
        counts = view.totals[leaf.id]
        table.add_row(
            Text(f"{leaf.id:<6}{leaf.title}"),
            *(f"{counts[status]:,}" if status in counts else "·" for status in STATUSES),
        )
    return table
