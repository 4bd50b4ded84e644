"""`serve` and `learn`: the review desk, and a model that learns from what was decided there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sro_nlp.cli.common import DEFAULT_PROFILE, EditionOption, ModelOption, ProfileOption, catalogue_of, screen

if TYPE_CHECKING:
    from sro_nlp.learning import Learned

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder that keeps uploads, reviews and decisions; made if absent.")
]
DEFAULT_DATA = Path("sro-desk")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(serve)
    app.command()(learn)


def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen at.")] = 8000,
    data: DataOption = DEFAULT_DATA,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; any but this machine's own demands a token.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None, typer.Option("--token", help="Token that visitors must give; made up and printed if needed.")
    ] = None,
    ledger: Annotated[
        str | None, typer.Option("--ledger", help="Ledger of an audit, to browse beside the desk.")
    ] = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
) -> None:
    """Open the review desk in the browser: upload contracts, read them beside their findings, decide.

    \b
    Examples:
      sro-nlp serve
      sro-nlp serve --port 8080 --data contracts-2025
      sro-nlp serve --host 0.0.0.0 --token a-long-secret-of-your-own
    """
    catalogue = catalogue_of(profile, edition)
    from sro_nlp.learning import adopted_model
    from sro_nlp.reviewer import Reviewer
    from sro_nlp.web.server import serve as run

    run(Reviewer(catalogue, model or adopted_model(data)), data, host=host, port=port, token=token, ledger=ledger)


def learn(
    data: DataOption = DEFAULT_DATA,
    rows: Annotated[
        Path, typer.Option("--rows", help="Folder of the labelled rows that the model was trained on.")
    ] = Path("training_data"),
    force: Annotated[bool, typer.Option("--force", help="Adopt the new model even if it is worse.")] = False,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
) -> None:
    """Train the model anew with the decisions taken at the desk; print it before and after on held-out rows.

    The view of the words, the blend and the thresholds are refit; the sentence encoder is kept as it is. The decisions
    stay in the desk's own folder, and so do all models. A worse model is kept but not used: exit 1.

    \b
    Examples:
      sro-nlp learn --data contracts-2025
      sro-nlp learn --data contracts-2025 --force
    """
    catalogue = catalogue_of(profile, edition)
    from sro_nlp.learning import learn as learned_from
    from sro_nlp.report import write_learned_table
    from sro_nlp.web.corpus import decided_contracts

    learned = learned_from(decided_contracts(data), data, rows, catalogue, model, force=force, report=_progress)
    typer.echo(write_learned_table(learned.before, learned.after, screen(None)).rstrip("\n"))
    typer.echo(_what(learned))
    if not learned.adopted:
        print(f"sro-nlp: the new model is worse and is not used; it is in {learned.folder}; --force adopts it",
              file=sys.stderr)  # fmt: skip
        raise typer.Exit(1)
    typer.echo(f"{learned.folder}: adopted; the desk uses it from its next start, the model before is kept")


def _what(learned: Learned) -> str:
    """What was learned from, what was refit and what was kept."""
    kept = "the sentence encoder and its heads" if learned.encoder else "nothing (a light model has no encoder)"
    return (
        f"{learned.rows} rows from decisions, {learned.own_held_out} of them held out to measure on\n"
        f"refit: the light view, the blend, the thresholds; kept as it was: {kept}"
    )


def _progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
