"""Measured accuracy as a table or as JSON."""

from __future__ import annotations

from sro_nlp.accuracy import Accuracy
from sro_nlp.report.screen import PLAIN, Screen, draw
from sro_nlp.report.words import quote


def write_accuracy_json(accuracy: Accuracy, screen: Screen = PLAIN) -> str:
    """The figures as one JSON object, names as in `Accuracy`."""
    from pydantic import TypeAdapter

    return TypeAdapter(Accuracy).dump_json(accuracy, indent=2).decode("utf-8") + "\n"


def write_accuracy_table(accuracy: Accuracy, screen: Screen = PLAIN) -> str:
    """The figures per leaf and overall, and each `full` given where the truth is less."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold" if screen.color else "")
    table.add_column("Requirement")
    for name in ("true", "found", "precision", "recall", "F1", "avg. prec.", "grades right"):
        table.add_column(name, justify="right")
    for leaf in accuracy.leaves:
        table.add_row(
            leaf.id,
            str(leaf.positives),
            str(leaf.predicted),
            _figure(leaf.precision if leaf.predicted else None),
            _figure(leaf.recall if leaf.positives else None),
            _figure(leaf.f1 if leaf.positives or leaf.predicted else None),
            _figure(leaf.average_precision),
            f"{_figure(leaf.grade_accuracy)} of {leaf.graded}" if leaf.graded else "–",
        )
    overall = (
        f"{accuracy.rows} paragraphs, {accuracy.rows_with_false_alarm} with a false label\n"
        f"micro   precision {accuracy.micro_precision:.3f}, recall {accuracy.micro_recall:.3f}, "
        f"F1 {accuracy.micro_f1:.3f}, average precision {_figure(accuracy.micro_average_precision)}\n"
        f"macro   F1 {accuracy.macro_f1:.3f}\n"
        f"grades  right {_figure(accuracy.grade_accuracy)}; "
        f"{len(accuracy.overgraded)} called full that are less\n"
        f"expected calibration error {accuracy.calibration_error:.3f}"
    )
    parts: list[Table | Text] = [table, Text(), Text(overall)]
    if accuracy.overgraded:
        parts += [Text(), Text("Called full, but:")]
    for error in accuracy.overgraded:
        parts.append(Text(f"  {error.row}, {error.leaf} is {error.truth}: {quote(error.text, screen.width - 28)}"))
    return draw(list(parts), screen)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
