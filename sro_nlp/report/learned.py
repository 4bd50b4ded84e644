"""What a model learned, leaf by leaf, before and after."""

from __future__ import annotations

from sro_nlp.accuracy import Accuracy
from sro_nlp.report.screen import PLAIN, Screen, draw


def write_learned_table(before: Accuracy, after: Accuracy, screen: Screen = PLAIN) -> str:
    """Recall and F1 of every leaf on the held-out rows, before and after, with the direction as a sign."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold" if screen.color else "")
    table.add_column("Requirement")
    for name in ("true", "recall", "after", "F1", "after", ""):
        table.add_column(name, justify="right")
    for old, new in zip(before.leaves, after.leaves, strict=True):
        figures = [f"{value:.3f}" for value in (old.recall, new.recall, old.f1, new.f1)]
        table.add_row(new.id, str(new.positives), *figures, _sign(old.f1, new.f1))
    overall = (
        f"{after.rows} held-out rows: micro-F1 {before.micro_f1:.4f} → {after.micro_f1:.4f}, "
        f"macro-F1 {before.macro_f1:.4f} → {after.macro_f1:.4f}, "
        f"calibration error {before.calibration_error:.4f} → {after.calibration_error:.4f}"
    )
    return draw([table, Text(), Text(overall)], screen)


def _sign(before: float, after: float) -> str:
    if abs(after - before) < 0.0005:
        return "＝"
    return "▲" if after > before else "▼"
