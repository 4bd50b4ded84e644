"""Views to calibrated probabilities, and the thresholds, fitted on rows held out of training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sro_nlp.classify.card import Blend
from sro_nlp.classify.evaluate import f1_score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sro_nlp.classify.targets import Targets

    Array = NDArray[np.float32]

LEAF_WEIGHT = 0.1
"""Scale of the leaf columns: below 1, so that a leaf with few rows stays near the pooled map."""
PRIOR_ROWS = 80.0
"""Pull of a leaf's threshold to the common one, in positives."""
CONFIDENT = 0.97


def fit_blend(views: Mapping[str, Mapping[str, Array]], targets: Targets | None) -> Blend:
    """Fit how views are blended, by kind; without targets a neutral blend (all weights 1).

    Args:
        views: for each kind (`presence`, `full`, `conflict`) the logits of each view, (n, leaves).
        targets: the truth of the same n rows.
    """
    if targets is None:
        return Blend(
            weights={}, offsets=[], thresholds=[], low=0, high=1, full=0.5, full_weights={}, conflict_weights={},
            conflict=0.5,
        )  # fmt: skip
    weights, offsets = _fit_presence(views["presence"], targets)
    probability = _probability(views["presence"], weights, offsets)
    low, high = _band(probability, targets)
    full_weights = _fit_grade(views["full"], targets.full, targets)
    return Blend(
        weights=weights,
        offsets=offsets,
        thresholds=_thresholds(probability, targets),
        low=low,
        high=high,
        full=0.5,
        full_weights=full_weights,
        conflict_weights=_fit_grade(views["conflict"], targets.conflict, targets),
        conflict=0.5,
    )


def _fit_presence(views: Mapping[str, Array], targets: Targets) -> tuple[dict[str, float], list[float]]:
    """Platt scaling pooled over the leaves, with an offset a leaf that is held near zero."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    row, leaf = np.nonzero(targets.decided)
    columns = np.stack([view[row, leaf] for view in views.values()], axis=1)
    one_hot = np.eye(targets.decided.shape[1], dtype=np.float32)[leaf] * LEAF_WEIGHT
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(np.hstack([columns, one_hot]), targets.presence[row, leaf])
    coefficients = fitted.coef_[0]
    weights = {name: float(value) for name, value in zip(views, coefficients, strict=False)}
    weights["bias"] = float(fitted.intercept_[0])
    return weights, [float(value) * LEAF_WEIGHT for value in coefficients[len(views) :]]


def _fit_grade(views: Mapping[str, Array], grade: Array, targets: Targets) -> dict[str, float]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    row, leaf = np.nonzero(targets.graded)
    columns = np.stack([view[row, leaf] for view in views.values()], axis=1)
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(columns, grade[row, leaf])
    weights = {name: float(value) for name, value in zip(views, fitted.coef_[0], strict=True)}
    return {**weights, "bias": float(fitted.intercept_[0])}


def _probability(views: Mapping[str, Array], weights: Mapping[str, float], offsets: list[float]) -> Array:
    import numpy as np

    total = np.sum([weights[name] * view for name, view in views.items()], axis=0)
    return np.asarray(1 / (1 + np.exp(-(total + weights["bias"] + np.asarray(offsets)))), np.float32)


def _thresholds(probability: Array, targets: Targets) -> list[float]:
    """The threshold of best F1 a leaf, pulled towards the common one by PRIOR_ROWS positives."""
    import numpy as np

    grid = np.arange(0.15, 0.75, 0.01)
    decided = targets.decided > 0
    common = max(grid, key=lambda t: _f1_at(probability[decided], targets.presence[decided], t))
    chosen = []
    for j in range(probability.shape[1]):
        keep = decided[:, j]
        best = max(grid, key=lambda t: _f1_at(probability[keep, j], targets.presence[keep, j], t))
        positives = float(targets.presence[keep, j].sum())
        chosen.append(float((positives * best + PRIOR_ROWS * common) / (positives + PRIOR_ROWS)))
    return chosen


def _f1_at(probability: Array, truth: Array, threshold: float) -> float:
    given = probability >= threshold
    return f1_score(float((given * truth).sum()), float(given.sum()), float(truth.sum()))


def _band(probability: Array, targets: Targets) -> tuple[float, float]:
    """(low, high): tags above are right, and silences below miss, CONFIDENT and 1 - CONFIDENT of the time."""
    import numpy as np

    decided = targets.decided > 0
    score, truth = probability[decided], targets.presence[decided]
    high = next((t for t in np.arange(0.5, 0.99, 0.01) if truth[score >= t].mean() >= CONFIDENT), 0.99)
    positives = score[truth > 0]
    low = next((t for t in np.arange(0.3, 0.0, -0.01) if (positives < t).mean() <= 1 - CONFIDENT), 0.01)
    return float(low), float(high)
