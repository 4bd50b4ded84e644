"""`annotate` and `packet`: one contract in, a marked copy or a packet for the board out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
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
    TrackedOption,
    catalogue_of,
    choice,
    reading_of,
    working,
)

if TYPE_CHECKING:
    from sro_nlp.annotate import ReportPlace

PLACES: dict[str, ReportPlace] = {"first": "first", "last": "last", "none": "none"}
FileArgument = Annotated[Path, typer.Argument(help="A contract: PDF, DOCX, text or Markdown.", show_default=False)]
DateOption = Annotated[
    str | None, typer.Option("--date", help="YYYY-MM-DD to print on the result; it says no date if not given.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(annotate)
    app.command()(packet)


def annotate(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here instead of NAME.annotated and its suffix.")
    ] = None,
    report: Annotated[
        str, typer.Option("--report", help="Put the report's pages first or last in a PDF's copy, or none.")
    ] = "first",
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Set language for every gap into a DOCX, as tracked changes.")
    ] = False,
    html: Annotated[
        bool, typer.Option("--html", help="Write one HTML page, whatever the format: text beside the table.")
    ] = False,
    date: DateOption = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    tracked_changes: TrackedOption = "accepted",
    ocr: OcrOption = True,
) -> None:
    """Write a copy of a contract with its passages highlighted by provision, and comments that say what is lacking.

    A PDF gets bookmarks and the report's pages, a DOCX Word comments and, with --suggest, tracked changes; text and
    Markdown become an HTML page. The contract itself is never changed. The copy goes to the current folder, as
    NAME.annotated.pdf (.docx, .html).

    \b
    Examples:
      sro-nlp annotate contract.pdf
      sro-nlp annotate contract.pdf --report last -o for-counsel.pdf
      sro-nlp annotate draft.docx --suggest --date 2025-07-01
      sro-nlp annotate draft.docx --html
    """
    place = PLACES[choice(report, tuple(PLACES), "--report")]
    day = _day(date)
    reading = reading_of(password, tracked_changes, ocr)
    catalogue = catalogue_of(profile, edition)
    target = output or Path(f"{file.stem}.annotated{'.html' if html else file.suffix}")
    _check(target, file)
    with working(f"Annotating {file.name} ..."):
        from sro_nlp.annotating import CopyOptions, annotated_copy
        from sro_nlp.reviewer import Reviewer

        copy = annotated_copy(
            Reviewer(catalogue, model), file, CopyOptions(report=place, date=day, suggest=suggest, html=html), reading
        )
    if output is None:
        target = Path(f"{file.stem}.annotated{copy.suffix}")
    files: list[tuple[Path, bytes]] = [(target, copy.content)]
    if copy.report is not None:
        files.append((target.with_name(f"{target.stem}.report.pdf"), copy.report))
    _write(files, file)
    for notice in copy.notices:
        print(f"sro-nlp: {notice}", file=sys.stderr)


def packet(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write here instead of NAME.packet.pdf.")
    ] = None,
    date: DateOption = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    tracked_changes: TrackedOption = "accepted",
    ocr: OcrOption = True,
) -> None:
    """Write the packet for the board's public meeting: summary, all requirements, gaps, the board's steps, full text.

    \b
    Examples:
      sro-nlp packet contract.docx -o packet.pdf
      sro-nlp packet contract.pdf --date 2025-07-01
    """
    day = _day(date)
    reading = reading_of(password, tracked_changes, ocr)
    catalogue = catalogue_of(profile, edition)
    target = output or Path(f"{file.stem}.packet.pdf")
    _check(target, file)
    with working(f"Reviewing {file.name} ..."):
        from sro_nlp.annotating import packet as packet_of
        from sro_nlp.reviewer import Reviewer

        content = packet_of(Reviewer(catalogue, model), file, day, reading)
    _write([(target, content)], file)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date as 2025-07-01", param_hint="--date") from error


def _check(target: Path, source: Path) -> None:
    from sro_nlp.files import check_output

    check_output(target, [source])


def _write(files: Sequence[tuple[Path, bytes]], source: Path) -> None:
    from sro_nlp.files import check_output, write_output

    for path, _ in files:
        check_output(path, [source])
    for path, content in files:
        write_output(path, content, [source])
        print(f"sro-nlp: wrote {path}", file=sys.stderr)
