"""`log verify`: whether an exported log of decisions is as it was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

log = typer.Typer(help="Check the log of decisions of a review.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(log, name="log")


@log.callback()
def group() -> None:
    """Check the log of decisions of a review."""


@log.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A log that was exported at the desk.", show_default=False)],
    head: Annotated[
        str | None, typer.Option("--head", help="The hash that a report states: nothing was cut off or added since.")
    ] = None,
) -> None:
    """Check that no entry of a log was changed, taken out, put in or cut off. Exit 1 where one was.

    \b
    Examples:
      sro-nlp log verify contract.log.json
      sro-nlp log verify contract.log.json --head 5f0c11d2e9a8b7c6
    """
    from sro_nlp.decision_log import BrokenLog, verify_log
    from sro_nlp.errors import UnreadableFile

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        kind: Literal["missing", "wrong-type"] = "missing" if isinstance(error, OSError) else "wrong-type"
        raise UnreadableFile(str(file), kind, f"cannot be read: {error}") from error
    try:
        count, last = verify_log(text, head)
    except BrokenLog as error:
        print(f"sro-nlp: {file}: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    typer.echo(f"{file}: {count} entries, unbroken; the last is {last}")
