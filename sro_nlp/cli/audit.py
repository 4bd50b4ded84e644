"""`audit` and `ledger`: an archive in, one ledger out, and reports from it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sro_nlp.cli.common import (
    DEFAULT_PROFILE,
    EditionOption,
    ModelOption,
    OcrOption,
    PasswordOption,
    ProfileOption,
    catalogue_of,
    choice,
    screen,
)

if TYPE_CHECKING:
    from sro_nlp.audit.engine import Engine, Work

ENGINES = ("local", "ray")
FORMATS = ("xlsx", "csv", "parquet", "jsonl", "html")
LedgerOption = Annotated[
    str, typer.Option("--ledger", help="The ledger: a file, or the URL of a database.", show_default=False)
]

ledger = typer.Typer(
    help="Show the ledger of an archive, or write reports from it.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(audit)
    app.add_typer(ledger, name="ledger")


def audit(
    paths: Annotated[list[str], typer.Argument(help="Folders, files, zip archives or URLs.", show_default=False)],
    ledger: LedgerOption,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 for one a core.")] = 0,
    engine: Annotated[str, typer.Option("--engine", help="local, or ray for a cluster.")] = "local",
    address: Annotated[str | None, typer.Option("--address", help="Of the Ray cluster.")] = None,
    include: Annotated[list[str] | None, typer.Option("--include", help="Only names like this. Repeatable.")] = None,
    exclude: Annotated[list[str] | None, typer.Option("--exclude", help="No names like this. Repeatable.")] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Seconds a file.")] = 60,
    memory: Annotated[int, typer.Option("--memory", min=256, help="MB a file may take.")] = 2048,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Read files again that failed.")] = False,
    trust_times: Annotated[
        bool, typer.Option("--trust-times", help="A file of the same name, size and time is unchanged.")
    ] = False,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    ocr: OcrOption = True,
) -> None:
    """Review every contract below some folders into a ledger; what it holds already is not read again.

    Ctrl-C finishes the files in flight. The same command goes on where it was stopped or killed.

    \b
    Examples:
      sro-nlp audit contracts/ --ledger audit.sqlite
      sro-nlp audit contracts/ old.zip --ledger audit.sqlite --workers 4 --exclude "*/drafts/*"
      sro-nlp audit s3://bucket/contracts --ledger audit.sqlite --engine ray --address auto
    """
    choice(engine, ENGINES, "--engine")
    from sro_nlp.audit.engine import Work
    from sro_nlp.audit.progress import Progress
    from sro_nlp.audit.run import Request
    from sro_nlp.audit.run import audit as run
    from sro_nlp.processes import cores

    catalogue = catalogue_of(profile, edition)
    memory *= 1024**2
    work = Work(catalogue=catalogue, model=model, ocr=ocr, password=password, timeout=timeout, memory=memory)
    request = Request(
        paths=tuple(paths),
        ledger=ledger,
        work=work,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        retry=retry_failed,
        trust_times=trust_times,
    )

    def make_engine(work: Work) -> Engine:
        if engine == "ray":
            from sro_nlp.audit.cluster import RayEngine

            return RayEngine(work, workers, address)
        from sro_nlp.audit.local import LocalEngine

        return LocalEngine(work, workers or cores())

    result = run(request, make_engine, Progress(sys.stderr, live=sys.stderr.isatty()))
    if result.state == "stopped":
        print("sro-nlp: stopped; the same command goes on from here", file=sys.stderr)
        raise typer.Exit(130)
    tally = result.tally
    typer.echo(
        f"{ledger}: {tally.files:,} files: {tally.read:,} read, {tally.known:,} known, {tally.failed:,} failed; "
        f"see `sro-nlp ledger show --ledger {ledger}`"
    )


@ledger.command()
def show(ledger: LedgerOption) -> None:
    """Show what a ledger holds: the last run, the totals of each requirement, the files that failed.

    \b
    Example:
      sro-nlp ledger show --ledger audit.sqlite
    """
    from sro_nlp.report.ledger import ledger_summary
    from sro_nlp.store.connect import connect

    with connect(ledger) as database:
        from sro_nlp.store.views import view

        typer.echo(ledger_summary(view(database, ledger), screen(None)).rstrip("\n"))


@ledger.command()
def export(
    ledger: LedgerOption,
    format_: Annotated[str, typer.Option("--format", help="xlsx, csv, parquet, jsonl or html.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.", show_default=False)],
) -> None:
    """Write a report from a ledger: a workbook, tables for other programs, or a page for the browser.

    \b
    Examples:
      sro-nlp ledger export --ledger audit.sqlite --format xlsx -o audit.xlsx
      sro-nlp ledger export --ledger audit.sqlite --format html -o audit.html
    """
    choice(format_, FORMATS, "--format")
    from sro_nlp.files import written_aside
    from sro_nlp.report.ledger import LEDGER_FORMATS
    from sro_nlp.store.connect import connect

    with connect(ledger) as database, written_aside(output, [] if "://" in ledger else [ledger]) as aside:
        from sro_nlp.store.views import view

        LEDGER_FORMATS[format_](view(database, ledger), aside)
    print(f"sro-nlp: wrote {output}", file=sys.stderr)
