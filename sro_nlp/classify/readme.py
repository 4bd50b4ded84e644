"""The model card in words: `README.md` and `calibration.svg`, written by training from what it measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sro_nlp.accuracy import Accuracy
from sro_nlp.catalogue import Catalogue
from sro_nlp.classify.card import Card
from sro_nlp.classify.corpus import Row
from sro_nlp.classify.evaluate import Prediction
from sro_nlp.classify.targets import targets_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 1000
FAILURES = 10
SIZE = 320


def write_readme(
    folder: Path,
    card: Card,
    catalogue: Catalogue,
    rows: Sequence[Row],
    measured: dict[str, tuple[Accuracy, Sequence[Prediction]]],
) -> None:
    """Write the card in words.

    Args:
        folder: the model folder.
        card: its card.
        catalogue: the leaves.
        rows: the held-out rows on which it was measured.
        measured: for each mode the figures and the predictions on these rows.
    """
    mode = "full" if "full" in measured else "light"
    accuracy, predictions = measured[mode]
    intervals = f1_intervals(rows, predictions, catalogue.ids)
    (folder / "calibration.svg").write_text(_plot(_bins(rows, predictions, catalogue.ids)), encoding="utf-8")
    titles = {leaf.id: leaf.title for leaf in catalogue.requirements}
    table = "\n".join(
        f"| {leaf.id} | {titles[leaf.id]} | {leaf.positives} | {leaf.precision:.2f} | {leaf.recall:.2f} | "
        f"{leaf.f1:.2f} ({low:.2f}–{high:.2f}) | {_number(leaf.grade_accuracy)} |"
        for leaf, (low, high) in zip(accuracy.leaves, intervals, strict=True)
    )
    overall = "\n".join(
        f"| {name} | {a.micro_f1:.3f} | {a.macro_f1:.3f} | {a.micro_precision:.3f} | {a.micro_recall:.3f} | "
        f"{_number(a.grade_accuracy)} | {a.calibration_error:.3f} |"
        for name, (a, _) in measured.items()
    )
    template = Path(__file__).with_name("model_card.md").read_text(encoding="utf-8")
    text = template.format(
        name=card.name,
        profile=card.profile,
        edition=card.edition,
        rows=f"{sum(card.rows.values()):,}",
        train=f"{card.rows['train']:,}",
        calibration=f"{card.rows['calibration']:,}",
        test=f"{card.rows['test']:,}",
        documents=len({row.group for row in rows}),
        data=card.data_sha256,
        encoder_data=card.encoder_data_sha256 or "none",
        versions=", ".join(f"{name} {version}" for name, version in sorted(card.versions.items())),
        mode=mode,
        overall=overall,
        table=table,
        failures=_failures(rows, predictions, catalogue.ids),
        low=f"{card.blends[mode].low:.2f}",
        high=f"{card.blends[mode].high:.2f}",
        doubt=f"{card.doubt:.3f}",
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


def f1_intervals(
    rows: Sequence[Row], predictions: Sequence[Prediction], leaves: Sequence[str]
) -> list[tuple[float, float]]:
    """95% intervals of each leaf's F1: documents drawn with replacement, RESAMPLES times (percentile bootstrap)."""
    import numpy as np

    truth = targets_of(rows, leaves)
    given = np.array([[leaf in p.grades for leaf in leaves] for p in predictions], np.float32) * truth.decided
    positive = truth.presence * truth.decided
    groups = {group: i for i, group in enumerate(dict.fromkeys(row.group for row in rows))}
    index = np.array([groups[row.group] for row in rows])
    sums = np.zeros((3, len(groups), len(leaves)))
    for part, values in enumerate((given * positive, given, positive)):
        np.add.at(sums[part], index, values)
    draws = np.random.default_rng(0).integers(0, len(groups), (RESAMPLES, len(groups)))
    hits, said, there = (sums[part][draws].sum(axis=1) for part in range(3))
    f1 = 2 * hits / np.maximum(1, said + there)
    return [(float(low), float(high)) for low, high in np.percentile(f1, [2.5, 97.5], axis=0).T]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _bins(
    rows: Sequence[Row], predictions: Sequence[Prediction], leaves: Sequence[str]
) -> list[tuple[float, float, int]]:
    """(mean probability, frequency, count) of ten bins of equal width, of probabilities from 0.01 on."""
    import numpy as np

    truth = targets_of(rows, leaves)
    score = np.array([p.probabilities for p in predictions], np.float32)
    keep = (truth.decided > 0) & (score >= 0.01)
    score, carried = score[keep], truth.presence[keep]
    which: NDArray[np.int64] = np.minimum((score * 10).astype(np.int64), 9)
    return [
        (float(score[which == b].mean()), float(carried[which == b].mean()), int((which == b).sum()))
        for b in range(10)
        if (which == b).any()
    ]


def _plot(bins: Sequence[tuple[float, float, int]]) -> str:
    """A reliability diagram: a dot a bin, its area by count; on the diagonal, probabilities are frequencies."""
    left, bottom, side = 48, SIZE - 40, SIZE - 70

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * side, bottom - y * side

    dots = "".join(
        f'<circle cx="{at(p, f)[0]:.1f}" cy="{at(p, f)[1]:.1f}" r="{3 + min(9, n**0.5 / 4):.1f}" fill="#1f5fa8" '
        f'fill-opacity="0.75"><title>{p:.2f} said, {f:.2f} true, {n} pairs</title></circle>'
        for p, f, n in bins
    )
    ticks = "".join(
        f'<text x="{at(v, 0)[0]:.0f}" y="{bottom + 16}" text-anchor="middle">{v:.1f}</text>'
        f'<text x="{left - 8}" y="{at(0, v)[1] + 4:.0f}" text-anchor="end">{v:.1f}</text>'
        for v in (0.0, 0.5, 1.0)
    )
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
        f'<path d="M{x0:.0f} {y1:.0f}V{y0:.0f}H{x1:.0f}" fill="none" stroke="#333"/>'
        f'<path d="M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}" stroke="#999" stroke-dasharray="4 3"/>{ticks}{dots}'
        f'<text x="{(x0 + x1) / 2:.0f}" y="{SIZE - 6}" text-anchor="middle">probability said</text>'
        f'<text x="14" y="{(y0 + y1) / 2:.0f}" text-anchor="middle" transform="rotate(-90 14 {(y0 + y1) / 2:.0f})">'
        "share that is true</text></svg>\n"
    )


def _failures(rows: Sequence[Row], predictions: Sequence[Prediction], leaves: Sequence[str]) -> str:
    """The surest mistakes, as a list."""
    mistakes = []
    for row, prediction in zip(rows, predictions, strict=True):
        for leaf, probability in zip(leaves, prediction.probabilities, strict=True):
            carried = leaf in row.labels
            if leaf not in row.undecided and carried != (leaf in prediction.grades):
                wrong = 1 - probability if carried else probability
                mistakes.append((wrong, f"{'missed' if carried else 'wrongly tagged'} {leaf} ({probability:.2f})", row))
    mistakes.sort(key=lambda item: (-item[0], item[2].id))
    return "\n".join(f"- {what}: “{_short(row.text)}”" for _, what, row in mistakes[:FAILURES])


def _short(text: str, limit: int = 220) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + " …"
