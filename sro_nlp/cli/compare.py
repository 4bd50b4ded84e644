"""`compare`: two versions of a contract in, what was gained and lost out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sro_nlp.cli.common import (
    DEFAULT_PROFILE,
    EditionOption,
    ModelOption,
    OcrOption,
    OutOption,
    PasswordOption,
    ProfileOption,
    TrackedOption,
    catalogue_of,
    choice,
    put,
    reading_of,
    screen,
    working,
)

if TYPE_CHECKING:
    from sro_nlp.comparison import LeafChangeKind

FORMATS = ("table", "json", "html", "markdown")
FAIL_ON: dict[str, tuple[LeafChangeKind, ...]] = {"weakened": ("weakened", "lost"), "lost": ("lost",)}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(compare)


def compare(
    old: Annotated[Path, typer.Argument(help="The older version.", show_default=False)],
    new: Annotated[Path, typer.Argument(help="The newer version; it may be of another format.", show_default=False)],
    format_: Annotated[str, typer.Option("--format", help="table, json, html or markdown.")] = "table",
    output: OutOption = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", help="weakened (or lost): exit 1 if a requirement is. lost: only if one is lost."),
    ] = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    tracked_changes: TrackedOption = "accepted",
    ocr: OcrOption = True,
) -> None:
    """Compare two versions of a contract: each requirement as it was and is, and the words that changed.

    \b
    Examples:
      sro-nlp compare 2023.pdf 2025.docx
      sro-nlp compare ours.docx theirs.docx --format html -o changes.html
      sro-nlp compare ours.docx theirs.docx --fail-on weakened
    """
    choice(format_, FORMATS, "--format")
    if fail_on is not None:
        choice(fail_on, tuple(FAIL_ON), "--fail-on")
    reading = reading_of(password, tracked_changes, ocr)
    catalogue = catalogue_of(profile, edition)
    if output is not None:
        from sro_nlp.files import check_output

        check_output(output, [old, new])
    with working(f"Comparing {old.name} and {new.name} ..."):
        from sro_nlp.comparing import compare_files
        from sro_nlp.reviewer import Reviewer

        comparison = compare_files(Reviewer(catalogue, model), old, new, reading)
    from sro_nlp.report import COMPARISON_FORMATS

    put(COMPARISON_FORMATS[format_](comparison, screen(output)), output, (old, new))
    if fail_on is not None and comparison.leaves_of(*FAIL_ON[fail_on]):
        raise typer.Exit(1)
