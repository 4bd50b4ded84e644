"""Figures of a model measured on labelled rows. Values only; JSON names are the field names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafAccuracy:
    """Figures of one leaf. `average_precision` and `grade_accuracy` are None where there is nothing to measure."""

    id: str
    positives: int
    predicted: int
    precision: float
    recall: float
    f1: float
    average_precision: float | None
    graded: int
    grade_accuracy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeError:
    """A tag rightly given and graded `full` where the truth is less: the costly error."""

    row: str
    leaf: str
    truth: str
    given: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Figures of a labelled set.

    micro averages count every (paragraph, leaf) pair, macro averages every leaf that has a positive or a prediction.
    `calibration_error` is the expected calibration error over all pairs whose probability is at least 0.01, ten bins of
    equal width (Guo et al., 2017).
    """

    rows: int
    micro_precision: float
    micro_recall: float
    micro_f1: float
    macro_f1: float
    micro_average_precision: float | None
    grade_accuracy: float | None
    calibration_error: float
    rows_with_false_alarm: int
    leaves: tuple[LeafAccuracy, ...]
    overgraded: tuple[GradeError, ...]
