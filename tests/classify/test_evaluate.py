import numpy as np
import pytest

from sro_nlp.classify.corpus import Row
from sro_nlp.classify.evaluate import Prediction, expected_calibration_error, measure
from sro_nlp.classify.train import wilson

LEAVES = ("a", "b")


def predict(first: float, second: float, **grades: str) -> Prediction:
    return Prediction(probabilities=(first, second), grades=grades)


def test_figures_count_hits_misses_and_false_alarms():
    rows = [
        Row(id="1", text="x", group="g", labels={"a": "full"}),
        Row(id="2", text="x", group="g", labels={"a": "partial"}),
        Row(id="3", text="x", group="g"),
    ]
    accuracy = measure(rows, [predict(0.9, 0.1, a="full"), predict(0.2, 0.1), predict(0.1, 0.8, b="full")], LEAVES)
    assert (accuracy.micro_precision, accuracy.micro_recall, accuracy.micro_f1) == (0.5, 0.5, 0.5)
    assert accuracy.leaves[0].f1 == pytest.approx(2 / 3)
    assert accuracy.leaves[1].f1 == 0
    assert accuracy.macro_f1 == pytest.approx(1 / 3)
    assert accuracy.rows_with_false_alarm == 1


def test_undecided_leaves_do_not_count():
    rows = [Row(id="1", text="x", group="g", undecided=("a",)), Row(id="2", text="x", group="g", labels={"b": "full"})]
    accuracy = measure(rows, [predict(0.9, 0.1, a="full"), predict(0.1, 0.9, b="full")], LEAVES)
    assert accuracy.micro_f1 == 1
    assert accuracy.rows_with_false_alarm == 0


def test_a_gap_called_closed_is_listed():
    rows = [
        Row(id="1", text="said", group="g", labels={"a": "partial"}),
        Row(id="2", text="x", group="g", labels={"a": "partial"}, undecided_grade=("a",)),
    ]
    accuracy = measure(rows, [predict(0.9, 0.1, a="full"), predict(0.9, 0.1, a="full")], LEAVES)
    assert [(error.row, error.leaf, error.truth, error.given) for error in accuracy.overgraded] == [
        ("1", "a", "partial", "full")
    ]
    assert accuracy.grade_accuracy == 0


def test_calibration_error_is_zero_when_probabilities_are_frequencies():
    probability = np.repeat(np.array([0.25, 0.75], np.float32), 4)
    truth = np.array([1, 0, 0, 0, 1, 1, 1, 0], np.float32)
    assert expected_calibration_error(probability, truth) == pytest.approx(0)
    assert expected_calibration_error(probability, 1 - truth) == pytest.approx(0.5)


def test_the_interval_of_a_rate_holds_it_and_narrows_with_the_count():
    low, high = wilson(1, 10)
    assert low < 0.1 < high
    assert wilson(100, 1000)[1] - wilson(100, 1000)[0] < high - low
    assert wilson(0, 0) == (0.0, 1.0)
