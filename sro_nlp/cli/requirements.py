"""`requirements`: the law as the program knows it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sro_nlp.cli.common import DEFAULT_PROFILE, EditionOption, ProfileOption, catalogue_of

requirements = typer.Typer(
    help="List the requirements of a profile, show one, or check a profile of your own.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(requirements, name="requirements")


@requirements.callback()
def list_(context: typer.Context, profile: ProfileOption = DEFAULT_PROFILE, edition: EditionOption = None) -> None:
    """List the provisions and leaf requirements of a profile.

    \b
    Examples:
      sro-nlp requirements
      sro-nlp requirements show 4.2
      sro-nlp requirements check my-district.toml
    """
    if context.invoked_subcommand is not None:
        if (profile, edition) != (DEFAULT_PROFILE, None):
            raise typer.BadParameter(
                f"give it behind the command: sro-nlp requirements {context.invoked_subcommand} ... --profile ...",
                param_hint="--profile, --edition",
            )
    else:
        catalogue = catalogue_of(profile, edition)
        typer.echo(f"{catalogue.title} ({catalogue.profile}/{catalogue.edition}; {catalogue.source})")
        for provision in catalogue.provisions:
            typer.echo(f"\n{provision.id}. {provision.title}   [{provision.citation}]")
            for leaf in provision.requirements:
                if leaf.id != provision.id:
                    typer.echo(f"   {leaf.id:<6} {leaf.title}")


@requirements.command()
def show(
    requirement: Annotated[str, typer.Argument(help="Its id (4.2) or slug (questioning).")],
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
) -> None:
    """Show a requirement: its text, what makes it full, and contract language that would satisfy it.

    \b
    Example:
      sro-nlp requirements show 4.2
    """
    leaf = catalogue_of(profile, edition).requirement(requirement)
    needed = "all of" if leaf.required == len(leaf.elements) else f"at least {leaf.required} of"
    typer.echo(f"{leaf.id} {leaf.title}\n{leaf.citation}\n\n{leaf.text}\n\nA clause is full when it says {needed}:")
    for element in leaf.elements:
        typer.echo(f"  - {element.title} ({element.id})")
    typer.echo(f"\nLanguage that would satisfy it:\n  {leaf.suggested}")


@requirements.command()
def check(file: Annotated[Path, typer.Argument(help="A profile in TOML.", show_default=False)]) -> None:
    """Check a profile that you wrote: its keys, ids, elements and cues.

    \b
    Example:
      sro-nlp requirements check my-district.toml
    """
    from sro_nlp.errors import CatalogueError

    if file.suffix != ".toml":
        raise CatalogueError(f"{file}: a profile is a file whose name ends in .toml")
    catalogue = catalogue_of(str(file), None)
    typer.echo(
        f"{file}: valid; {len(catalogue.provisions)} provisions, {len(catalogue.requirements)} leaf requirements"
    )
