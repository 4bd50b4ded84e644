"""Rows as arrays: what each row says of each leaf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sro_nlp.classify.corpus import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Labels of n rows over the leaves; each array has shape (n, leaves) and holds 0 or 1.

    `decided` is 0 where readers differ on whether a row carries a leaf, `graded` is 1 where a leaf is carried and its
    grade is agreed on.
    """

    presence: NDArray[np.float32]
    full: NDArray[np.float32]
    conflict: NDArray[np.float32]
    decided: NDArray[np.float32]
    graded: NDArray[np.float32]


def targets_of(rows: Sequence[Row], leaves: Sequence[str]) -> Targets:
    """The targets of rows over `leaves` (catalogue order)."""
    import numpy as np

    shape = (len(rows), len(leaves))
    column = {leaf: j for j, leaf in enumerate(leaves)}
    presence, full, conflict, graded = (np.zeros(shape, np.float32) for _ in range(4))
    decided = np.ones(shape, np.float32)
    for i, row in enumerate(rows):
        for leaf, grade in row.labels.items():
            j = column[leaf]
            presence[i, j] = 1
            full[i, j] = grade == "full"
            conflict[i, j] = grade == "conflict"
            graded[i, j] = leaf not in row.undecided_grade
        for leaf in row.undecided:
            decided[i, column[leaf]] = 0
            graded[i, column[leaf]] = 0
    return Targets(presence=presence, full=full, conflict=conflict, decided=decided, graded=graded)
