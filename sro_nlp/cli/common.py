"""Options that several commands share, and how they print."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sro_nlp.catalogue import Catalogue
    from sro_nlp.report import Screen
    from sro_nlp.reviewer import ReadingOptions

ProfileOption = Annotated[
    str, typer.Option("--profile", help="A requirement profile, or the path of a .toml file of your own.")
]
EditionOption = Annotated[
    str | None, typer.Option("--edition", help="Edition of the profile; the newest if not given.")
]
ModelOption = Annotated[
    str | None, typer.Option("--model", help="A model: its name, its folder, or `light` (needs no onnxruntime).")
]
OutOption = Annotated[Path | None, typer.Option("-o", "--output", help="Write here instead of stdout.")]
PasswordOption = Annotated[str | None, typer.Option("--password", help="Opens an encrypted PDF or DOCX.")]
TrackedOption = Annotated[
    str, typer.Option("--tracked-changes", help="Read a DOCX with its changes `accepted`, or as the `original`.")
]
OcrOption = Annotated[bool, typer.Option("--ocr/--no-ocr", help="Read scanned pages by OCR, where it is installed.")]
DEFAULT_PROFILE = "utah-53g-8-703"
TRACKED = ("accepted", "original")


def catalogue_of(profile: str, edition: str | None) -> Catalogue:
    """The catalogue that the options name.

    Raises:
        CatalogueError: there is none, or it is not valid.
    """
    from sro_nlp.catalogue import load_catalogue

    return load_catalogue(profile, edition)


def choice(value: str, allowed: tuple[str, ...], option: str) -> str:
    """The value, or a usage error that names what is allowed."""
    if value not in allowed:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(allowed)}", param_hint=option)
    return value


def reading_of(password: str | None, tracked_changes: str, ocr: bool) -> ReadingOptions:
    """How a file is to be read, from the options of a command."""
    choice(tracked_changes, TRACKED, "--tracked-changes")
    from sro_nlp.reviewer import ReadingOptions

    return ReadingOptions(
        password=password, tracked_changes="original" if tracked_changes == "original" else "accepted", ocr=ocr
    )


def screen(out: Path | None) -> Screen:
    """The terminal that a table is drawn for; plain where it goes to a file or a pipe."""
    from sro_nlp.report import PLAIN, screen_of

    return screen_of(sys.stdout, os.environ) if out is None else PLAIN


def put(text: str, out: Path | None, inputs: tuple[str | Path, ...] = ()) -> None:
    """Print a text, or write it to a file whole.

    Raises:
        OutputError: the file is an input, or cannot be written.
    """
    if out is None:
        typer.echo(text.rstrip("\n"))
        return
    from sro_nlp.files import write_output

    write_output(out, text if text.endswith("\n") else text + "\n", inputs)
    print(f"sro-nlp: wrote {out}", file=sys.stderr)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal's stderr that something goes on; silent elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
