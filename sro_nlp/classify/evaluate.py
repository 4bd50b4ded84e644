"""Accuracy of tags and grades against labelled rows: per leaf and overall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sro_nlp.accuracy import Accuracy, GradeError, LeafAccuracy
from sro_nlp.classify.corpus import Row
from sro_nlp.classify.targets import targets_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What was predicted for one row: the probability of each leaf (catalogue order) and the grade of each tag."""

    probabilities: tuple[float, ...]
    grades: dict[str, str]


def f1_score(hits: float, predicted: float, positives: float) -> float:
    """2 hits / (predicted + positives); 0 where both are 0."""
    return 2 * hits / (predicted + positives) if predicted + positives else 0.0


def expected_calibration_error(
    probability: NDArray[np.float32], truth: NDArray[np.float32], bins: int = 10, floor: float = 0.01
) -> float:
    """Mean gap between probability and frequency, weighted by bin size, of the values that are at least `floor`."""
    import numpy as np

    keep = probability >= floor
    probability, truth = probability[keep], truth[keep]
    if not len(probability):
        return 0.0
    which = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(float(probability[which == b].mean() - truth[which == b].mean())) * float((which == b).sum())
        for b in range(bins)
        if (which == b).any()
    ]
    return sum(gaps) / len(probability)


def measure(rows: Sequence[Row], predictions: Sequence[Prediction], leaves: Sequence[str]) -> Accuracy:
    """Compare predictions with rows, leaf by leaf; undecided leaves of a row do not count."""
    import numpy as np
    from sklearn.metrics import average_precision_score

    truth = targets_of(rows, leaves)
    given = np.array([[leaf in p.grades for leaf in leaves] for p in predictions], np.float32) * truth.decided
    score = np.array([p.probabilities for p in predictions], np.float32)
    positive = truth.presence * truth.decided
    hits = given * positive
    figures, counted_grades, right_grades = [], 0, 0
    for j, leaf in enumerate(leaves):
        counted, right = _grades(rows, predictions, leaf, hits[:, j] > 0)
        counted_grades, right_grades = counted_grades + counted, right_grades + right
        keep = truth.decided[:, j] > 0
        n, p, h = float(positive[:, j].sum()), float(given[:, j].sum()), float(hits[:, j].sum())
        figures.append(
            LeafAccuracy(
                id=leaf,
                positives=int(n),
                predicted=int(p),
                precision=h / p if p else 0.0,
                recall=h / n if n else 0.0,
                f1=f1_score(h, p, n),
                average_precision=float(average_precision_score(positive[keep, j], score[keep, j])) if n else None,
                graded=counted,
                grade_accuracy=right / counted if counted else None,
            )
        )
    total_hits, total_given, total_positive = float(hits.sum()), float(given.sum()), float(positive.sum())
    decided = truth.decided > 0
    counted_leaves = [figure.f1 for figure in figures if figure.positives or figure.predicted]
    return Accuracy(
        rows=len(rows),
        micro_precision=total_hits / total_given if total_given else 0.0,
        micro_recall=total_hits / total_positive if total_positive else 0.0,
        micro_f1=f1_score(total_hits, total_given, total_positive),
        macro_f1=sum(counted_leaves) / len(counted_leaves) if counted_leaves else 0.0,
        micro_average_precision=(
            float(average_precision_score(positive[decided], score[decided])) if total_positive else None
        ),
        grade_accuracy=right_grades / counted_grades if counted_grades else None,
        calibration_error=expected_calibration_error(score[decided], positive[decided]),
        rows_with_false_alarm=int(((given * (1 - truth.presence)).sum(axis=1) > 0).sum()),
        leaves=tuple(figures),
        overgraded=_overgraded(rows, predictions, leaves),
    )


def _grades(
    rows: Sequence[Row], predictions: Sequence[Prediction], leaf: str, hit: NDArray[np.bool_]
) -> tuple[int, int]:
    """How many rightly given tags of a leaf have an agreed grade, and how many of these were graded right."""
    pairs = [
        (row.labels[leaf], prediction.grades[leaf])
        for row, prediction, ok in zip(rows, predictions, hit, strict=True)
        if ok and leaf not in row.undecided_grade
    ]
    return len(pairs), sum(truth == given for truth, given in pairs)


def _overgraded(
    rows: Sequence[Row], predictions: Sequence[Prediction], leaves: Sequence[str]
) -> tuple[GradeError, ...]:
    return tuple(
        GradeError(row=row.id, leaf=leaf, truth=row.labels[leaf], given="full", text=row.text)
        for row, prediction in zip(rows, predictions, strict=True)
        for leaf in leaves
        if prediction.grades.get(leaf) == "full"
        and row.labels.get(leaf) in ("partial", "conflict")
        and leaf not in row.undecided_grade
        and leaf not in row.undecided
    )
