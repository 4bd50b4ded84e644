"""Views to calibrated probabilities, and the thresholds, fitted on rows held out of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sro_nlp.classify.card import Blend
from sro_nlp.classify.evaluate import f1_score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sro_nlp.classify.targets import Targets

    Array = NDArray[np.float32]

LEAF_WEIGHT = 0.5
"""Scale of the leaf columns: below 1, so that a leaf with few rows stays near the pooled map."""
PRIOR_ROWS = 80.0
"""Pull of a leaf's threshold to the common one, in positives."""
WRONG_BELOW = 0.03
"""How many of the leaves called missing without a mark may be there after all."""
WRONG_ABOVE = 0.01
"""How many of the leaves called found without a mark may be missing after all: the costlier error."""
LOST_TAGS = 0.003
"""What share of the tags may be lost by not asking the encoder."""
WHOLE_CONTRACT = 15
"""A group of so many rows stands for a whole contract rather than an excerpt."""
ENOUGH_CONTRACTS = 5


def fit_blend(views: Mapping[str, Mapping[str, Array]], targets: Targets | None, groups: Sequence[str] = ()) -> Blend:
    """Fit how views are blended, by kind; without targets a neutral blend (all weights 1).

    Args:
        views: for each kind (`presence`, `full`, `conflict`) the logits of each view, (n, leaves).
        targets: the truth of the same n rows.
        groups: the source document of each row.
    """
    if targets is None:
        return Blend(
            weights={}, offsets=[], thresholds=[], low=0, high=1, full=0.5, full_weights={}, conflict_weights={},
            conflict=0.5,
        )  # fmt: skip
    weights, offsets = _fit_presence(views["presence"], targets)
    probability = _probability(views["presence"], weights, offsets)
    low, high = _band(probability, targets, groups or [""] * len(probability))
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


def fit_doubt(light: Array, tags: Array) -> float:
    """The highest probability below which the encoder need not be asked: LOST_TAGS of the tags are lost there.

    Args:
        light: for each of n texts its highest probability by the light mode.
        tags: how many tags each text gets with the encoder.
    """
    import numpy as np

    order = np.argsort(light, kind="stable")
    lost = np.cumsum(tags[order])
    kept = int(np.searchsorted(lost, LOST_TAGS * lost[-1], side="right")) if len(lost) else 0
    return float(light[order[kept]]) if kept < len(light) else 0.0


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


def _band(probability: Array, targets: Targets, groups: Sequence[str]) -> tuple[float, float]:
    """(low, high), between which a person should look, from whole documents.

    A leaf's score in a document is that of its best paragraph. Of the leaves that score below `low` at most WRONG_BELOW
    are there after all, and of those that score `high` or more at most WRONG_ABOVE are not.
    """
    import numpy as np

    best, there = _by_document(probability, targets, groups)
    lows = [t for t in np.arange(0.02, 0.31, 0.01) if (best < t).any() and there[best < t].mean() <= WRONG_BELOW]
    highs = [t for t in np.arange(0.50, 0.96, 0.01) if (best >= t).any() and there[best >= t].mean() >= 1 - WRONG_ABOVE]
    return float(max(lows, default=0.02)), float(min(highs, default=0.95))


def _by_document(probability: Array, targets: Targets, groups: Sequence[str]) -> tuple[Array, Array]:
    """For each (document, leaf) the best probability and whether a paragraph carries the leaf; undecided ones left out.

    Whole contracts where there are enough of them, else every group.
    """
    import numpy as np

    rows_of: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        rows_of.setdefault(group, []).append(row)
    whole = [rows for rows in rows_of.values() if len(rows) >= WHOLE_CONTRACT]
    best, there = [], []
    for rows in whole if len(whole) >= ENOUGH_CONTRACTS else rows_of.values():
        carried = targets.presence[rows].max(axis=0) > 0
        known = carried | (targets.decided[rows].min(axis=0) > 0)
        best.append(probability[rows].max(axis=0)[known])
        there.append(carried[known])
    return np.concatenate(best), np.concatenate(there).astype(np.float32)
