"""`review` and `tag`: one contract in, findings or tagged paragraphs out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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

FORMATS = ("table", "json", "html", "markdown")
FAIL_ON = ("missing", "partial", "conflict")
NO_CONTRACT = 4
"""Exit status with --fail-on for a document that is no such contract: it neither passes nor fails."""


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(review)
    app.command()(tag)
    app.command()(explain)


def review(
    file: Annotated[Path, typer.Argument(help="A contract: PDF, DOCX, text or Markdown.", show_default=False)],
    format_: Annotated[str, typer.Option("--format", help="table, json, html or markdown.")] = "table",
    output: OutOption = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            help="missing, partial or conflict: exit 1 if there is one, 4 if it is no SRO contract. Repeatable.",
        ),
    ] = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    tracked_changes: TrackedOption = "accepted",
    ocr: OcrOption = True,
) -> None:
    """Say which required provisions a contract holds, half holds, contradicts or lacks, with proof.

    \b
    Examples:
      sro-nlp review contract.pdf
      sro-nlp review draft.docx --format html -o draft.html
      sro-nlp review draft.docx --fail-on missing --fail-on conflict
      sro-nlp review contract.pdf --format json | jq .summary
    """
    choice(format_, FORMATS, "--format")
    for name in fail_on or ():
        choice(name, FAIL_ON, "--fail-on")
    reading = reading_of(password, tracked_changes, ocr)
    catalogue = catalogue_of(profile, edition)
    if output is not None:
        from sro_nlp.files import check_output

        check_output(output, [file])
    with working(f"Reviewing {file.name} ..."):
        from sro_nlp.reviewer import Reviewer

        report = Reviewer(catalogue, model).review(file, reading)
    from sro_nlp.report import FORMATS as WRITERS

    put(WRITERS[format_](report, catalogue, screen(output)), output, (file,))
    if fail_on and report.document.kind == "other":
        raise typer.Exit(NO_CONTRACT)
    if any(getattr(report.summary, name) for name in fail_on or ()):
        raise typer.Exit(1)


def tag(
    file: Annotated[
        str,
        typer.Argument(
            help="A contract, or .jsonl rows of {id, text}, or - for such rows on stdin.", show_default=False
        ),
    ],
    format_: Annotated[str, typer.Option("--format", help="jsonl or table.")] = "jsonl",
    output: OutOption = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    tracked_changes: TrackedOption = "accepted",
    ocr: OcrOption = True,
) -> None:
    """Tag each paragraph with the requirements that it carries. Rows of a .jsonl keep their order and their ids.

    \b
    Examples:
      sro-nlp tag contract.pdf --format table
      sro-nlp tag paragraphs.jsonl > tagged.jsonl
      cat paragraphs.jsonl | sro-nlp tag -
    """
    choice(format_, ("jsonl", "table"), "--format")
    reading = reading_of(password, tracked_changes, ocr)
    catalogue = catalogue_of(profile, edition)
    with working("Tagging ..."):
        from sro_nlp.reviewer import Reviewer
        from sro_nlp.tagging import read_to_tag

        rows = read_to_tag(file, reading)
        graded = Reviewer(catalogue, model).tag([row.paragraph for row in rows])
    from sro_nlp.report import TAG_FORMATS

    text = TAG_FORMATS[format_]([row.id for row in rows], graded, screen(output))
    put(text, output, () if file == "-" else (file,))


def explain(
    file: Annotated[Path, typer.Argument(help="A contract: PDF, DOCX, text or Markdown.", show_default=False)],
    requirement: Annotated[str, typer.Option("--requirement", help="Its id (4.2) or slug.", show_default=False)],
    paragraph: Annotated[int, typer.Option("--paragraph", help="Its number, as `tag` prints it.", show_default=False)],
    output: OutOption = None,
    profile: ProfileOption = DEFAULT_PROFILE,
    edition: EditionOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    tracked_changes: TrackedOption = "accepted",
    ocr: OcrOption = True,
) -> None:
    """Show which words, sentences and cues moved the score of a paragraph for a requirement.

    \b
    Example:
      sro-nlp explain contract.pdf --requirement 4.2 --paragraph 17
    """
    reading = reading_of(password, tracked_changes, ocr)
    catalogue = catalogue_of(profile, edition)
    with working("Explaining ..."):
        from sro_nlp.extract import extract
        from sro_nlp.reviewer import Reviewer

        document = extract(file, password=reading.password, tracked_changes=reading.tracked_changes, ocr=reading.ocr)
        explanation = Reviewer(catalogue, model).explain(document, paragraph, requirement)
    from sro_nlp.report.explanation import explanation_text

    put(explanation_text(explanation), output, (file,))
