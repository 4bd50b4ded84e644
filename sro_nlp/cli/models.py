"""`train` and `evaluate`: make a model and measure it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sro_nlp.cli.common import (
    DEFAULT_PROFILE,
    EditionOption,
    ModelOption,
    OutOption,
    ProfileOption,
    catalogue_of,
    choice,
    put,
    screen,
    working,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(train)
    app.command()(evaluate)


def train(
    data: Annotated[Path, typer.Option("--data", help="Folder of .jsonl rows.")] = Path("training_data"),
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of the model.")] = Path("models/utah-sro"),
    encoder: Annotated[
        bool, typer.Option("--encoder", help="Train the sentence encoder too (needs torch: extra `train-encoder`).")
    ] = False,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
) -> None:
    """Train the model from the labelled rows of a folder. The same rows give the same model.

    \b
    Examples:
      sro-nlp train
      sro-nlp train --data my_rows -o models/mine
      sro-nlp train --encoder
    """
    from sro_nlp.classify.training import train_folder

    catalogue = catalogue_of(profile, edition)
    model_hash = train_folder(data, output, catalogue, encoder=encoder, report=_progress)
    typer.echo(f"{output}: trained, sha256 {model_hash}")


def _progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def evaluate(
    labelled: Annotated[Path, typer.Argument(help="Labelled paragraphs or documents, JSON lines.", show_default=False)],
    format_: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    output: OutOption = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
) -> None:
    """Measure tags and grades against labelled paragraphs: precision, recall, F1, average precision, grade accuracy.

    \b
    Examples:
      sro-nlp evaluate labelled.jsonl
      sro-nlp evaluate labelled.jsonl --model light --format json
    """
    choice(format_, ("table", "json"), "--format")
    catalogue = catalogue_of(profile, edition)
    with working("Measuring ..."):
        from sro_nlp.classify.corpus import read_labelled
        from sro_nlp.reviewer import Reviewer, accuracy_of

        rows = read_labelled(labelled, catalogue)
        accuracy = accuracy_of(Reviewer(catalogue, model), rows)
    from sro_nlp.report import ACCURACY_FORMATS

    put(ACCURACY_FORMATS[format_](accuracy, screen(output)), output, (labelled,))
