"""Which views of a paragraph tag best: one table, from one command.

    python benchmarks/accuracy.py [--evaluation ../shared/evaluation]

Every method is trained on the `train` split of training_data/, calibrated and thresholded on its `calibration` split,
and measured on dev.jsonl (real agreements, restated), negatives.jsonl (commercial contracts: every tag is a false
alarm) and the `test` split (whole contracts held out). Speed: paragraphs a second on one thread, tagging alone.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.calibrate import fit_blend
from sro_nlp.classify.corpus import Row, read_corpus, read_labelled
from sro_nlp.classify.cues import CueMatcher
from sro_nlp.classify.evaluate import Prediction, measure
from sro_nlp.classify.features import LightFeatures
from sro_nlp.classify.model import DEFAULT_MODEL, Model, models_folder
from sro_nlp.classify.targets import targets_of
from sro_nlp.classify.train import row_text
from sro_nlp.classify.training import split_sentences

TOP = Path(__file__).parents[1]
CATALOGUE = load_catalogue()
FLAG_WEIGHT = 0.3


@dataclass(frozen=True)
class Sets:
    """The rows that every method is measured on."""

    train: list[Row]
    calibration: list[Row]
    dev: list[Row]
    negatives: list[Row]
    test: list[Row]


def read_sets(evaluation: Path) -> Sets:
    rows = read_corpus(TOP / "training_data", CATALOGUE)
    return Sets(
        train=[row for row in rows if row.split == "train"],
        calibration=[row for row in rows if row.split == "calibration"],
        dev=read_labelled(evaluation / "dev.jsonl", CATALOGUE),
        negatives=read_labelled(evaluation / "negatives.jsonl", CATALOGUE),
        test=[row for row in rows if row.split == "test"],
    )


def texts_of(rows: Sequence[Row], context: bool = True) -> list[str]:
    return [row_text(row) if context else row.text for row in rows]


class LightMethod:
    """A linear model over hashed n-grams, with options; gives the logits (n, leaves) of one or two views."""

    def __init__(
        self, sets: Sets, *, cues: bool = False, sentence: bool = False, context: bool = False, soft: Any = None
    ):
        self.cues, self.sentence, self.context = cues, sentence, context
        self.matcher = CueMatcher(CATALOGUE) if cues else None
        self.features = LightFeatures()
        texts = texts_of(sets.train, context)
        matrix = self._flagged(self.features.fit(texts, [split_sentences(text) for text in texts]), texts)
        targets = targets_of(sets.train, CATALOGUE.ids)
        self.heads = [
            self._head(matrix, targets.presence[:, j], targets.decided[:, j] > 0, None if soft is None else soft[:, j])
            for j in range(len(CATALOGUE.ids))
        ]

    @staticmethod
    def _head(matrix: Any, truth: Any, keep: Any, soft: Any) -> Any:
        import scipy.sparse as sparse
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=10.0, solver="liblinear")
        if soft is None:
            return model.fit(matrix[keep], truth[keep])
        # Distillation: each row twice, weighted by the teacher's probability of yes and of no.
        weight = np.concatenate([soft[keep], 1 - soft[keep]])
        label = np.concatenate([np.ones(keep.sum()), np.zeros(keep.sum())])
        return model.fit(sparse.vstack([matrix[keep], matrix[keep]]), label, sample_weight=weight)

    def _flagged(self, matrix: Any, texts: Sequence[str]) -> Any:
        import scipy.sparse as sparse

        if self.matcher is None:
            return matrix
        return sparse.hstack([matrix, sparse.csr_matrix(self.matcher.flags(texts) * FLAG_WEIGHT)]).tocsr()

    def _logits(self, texts: Sequence[str]) -> Any:
        matrix = self._flagged(self.features.transform(texts, [[text] for text in texts])[0], texts)
        return np.stack([head.decision_function(matrix) for head in self.heads], axis=1)

    def views(self, rows: Sequence[Row]) -> dict[str, Any]:
        texts = texts_of(rows, self.context)
        result = {"light": self._logits(texts)}
        if self.sentence:
            split = [split_sentences(text) for text in texts]
            flat = self._logits([part for parts in split for part in parts])
            ends = np.cumsum([len(parts) for parts in split])
            result["sentence"] = np.stack(
                [flat[end - len(p) : end].max(axis=0) for p, end in zip(split, ends, strict=True)]
            )
        return result


class ShippedMethod:
    """Views of the shipped model; `only` chooses among them."""

    def __init__(self, model: Model, only: tuple[str, ...]):
        self.model, self.only = model, only

    def views(self, rows: Sequence[Row]) -> dict[str, Any]:
        texts = texts_of(rows)
        views = self.model.views(texts, [split_sentences(text) for text in texts])["presence"]
        return {name: views[name] for name in self.only}


def figures(name: str, method: Any, sets: Sets) -> dict[str, Any]:
    """Calibrate a method, then measure it on every set."""
    targets = targets_of(sets.calibration, CATALOGUE.ids)
    views = method.views(sets.calibration)
    blend = fit_blend({"presence": views, "full": views, "conflict": views}, targets)
    row: dict[str, Any] = {"method": name}
    for part, rows in (("dev", sets.dev), ("negatives", sets.negatives), ("held-out", sets.test)):
        if not rows:
            continue
        started = time.perf_counter()
        logits = sum(blend.weights[view] * value for view, value in method.views(rows).items())
        seconds = time.perf_counter() - started
        probability = 1 / (1 + np.exp(-(logits + blend.weights["bias"] + np.array(blend.offsets))))
        predictions = [
            Prediction(
                probabilities=tuple(map(float, p)),
                grades={
                    leaf: "partial" for leaf, x, t in zip(CATALOGUE.ids, p, blend.thresholds, strict=True) if x >= t
                },
            )
            for p in probability
        ]
        accuracy = measure(rows, predictions, CATALOGUE.ids)
        if part == "negatives":
            row["false alarms"] = f"{accuracy.rows_with_false_alarm / len(rows):.1%}"
        else:
            row[f"{part} micro-F1"] = f"{accuracy.micro_f1:.3f}"
            row[f"{part} macro-F1"] = f"{accuracy.macro_f1:.3f}"
            row[f"{part} AP"] = f"{accuracy.micro_average_precision or 0:.3f}"
        if part == "dev":
            row["P / R"] = f"{accuracy.micro_precision:.2f} / {accuracy.micro_recall:.2f}"
            row["ECE"] = f"{accuracy.calibration_error:.3f}"
            row["rows/s"] = f"{len(rows) / seconds:,.0f}"
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--evaluation", type=Path, default=TOP.parent / "shared" / "evaluation")
    parser.add_argument("--json", action="store_true", help="print JSON lines instead of a table")
    arguments = parser.parse_args()
    if not (arguments.evaluation / "dev.jsonl").is_file():
        raise SystemExit(f"{arguments.evaluation}: no dev.jsonl there; give the folder with --evaluation")
    sets = read_sets(arguments.evaluation)
    model = Model(models_folder() / DEFAULT_MODEL, "full", threads=1)
    teacher = model.score(texts_of(sets.train), [[text] for text in texts_of(sets.train)]).probability
    methods = [
        ("TF-IDF", lambda: LightMethod(sets)),
        ("+ cue flags", lambda: LightMethod(sets, cues=True)),
        ("+ sentence view", lambda: LightMethod(sets, sentence=True)),
        ("+ heading and lead-in", lambda: LightMethod(sets, sentence=True, context=True)),
        ("+ distilled from the blend", lambda: LightMethod(sets, sentence=True, context=True, soft=teacher)),
        ("encoder alone", lambda: ShippedMethod(model, ("encoder",))),
        ("encoder + TF-IDF", lambda: ShippedMethod(model, ("encoder", "light"))),
        ("all views (shipped)", lambda: ShippedMethod(model, ("encoder", "light", "sentence"))),
    ]
    printed_head = False
    for name, make in methods:
        row = figures(name, make(), sets)
        if arguments.json:
            print(json.dumps(row), flush=True)
            continue
        if not printed_head:
            print("| " + " | ".join(row) + " |\n|" + "---|" * len(row))
            printed_head = True
        print("| " + " | ".join(map(str, row.values())) + " |", flush=True)


if __name__ == "__main__":
    main()
