"""`serve` and `learn`: the review desk, and a model that learns from what was decided there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sro_nlp.cli.common import DEFAULT_PROFILE, EditionOption, ModelOption, ProfileOption, catalogue_of

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder that keeps uploads, reviews and decisions; made if absent.")
]
DEFAULT_DATA = Path("sro-desk")


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(serve)


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
    from sro_nlp.reviewer import Reviewer
    from sro_nlp.web.server import serve as run

    run(Reviewer(catalogue, model), data, host=host, port=port, token=token, ledger=ledger)
