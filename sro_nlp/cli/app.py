"""The command `sro-nlp`: its commands, and how errors end.

Exit status: 0 done; 1 a finding named by `--fail-on` exists; 2 wrong usage (also an unknown profile, model or option);
3 an input could not be read.
"""

from __future__ import annotations

import os
import sys

import typer

from sro_nlp.cli import annotate, audit, compare, log, models, requirements, reviewing, serve
from sro_nlp.errors import CorpusError, SroError, UnreadableFile

app = typer.Typer(
    name="sro-nlp",
    help="Read a school resource officer contract and say, with proof, which provisions the law requires and the "
    "contract lacks. Everything stays on this machine.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
reviewing.register(app)
annotate.register(app)
compare.register(app)
log.register(app)
serve.register(app)
audit.register(app)
requirements.register(app)
models.register(app)


def version(show: bool) -> None:
    """Print the version and stop."""
    if show:
        from importlib.metadata import version as installed

        typer.echo(f"sro-nlp {installed('sro-nlp')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: bool = typer.Option(False, "--version", callback=version, is_eager=True, help="Print the version."),
) -> None:
    """Review school resource officer contracts against the provisions that the law requires."""


def main() -> None:
    """Run the command line; errors made on purpose end in one sentence on stderr."""
    try:
        app()
    except SroError as error:
        print(f"sro-nlp: {error}", file=sys.stderr)
        sys.exit(3 if isinstance(error, UnreadableFile | CorpusError) else 2)
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: nothing is wrong, but stdout must not be flushed again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        print("sro-nlp: stopped", file=sys.stderr)
        sys.exit(130)
