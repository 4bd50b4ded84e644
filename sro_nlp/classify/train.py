"""Training: labelled rows to a model folder.

The light view and the encoder's heads are fitted on the `train` split; how the views are blended to calibrated
probabilities, and the thresholds, on the `calibration` split; the card's figures are measured on the `test` split. The
splits share no source document. The encoder itself is trained apart (`encoder_training`) and taken as it stands.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sro_nlp.accuracy import Accuracy
from sro_nlp.catalogue import Catalogue
from sro_nlp.classify.calibrate import fit_blend, fit_doubt
from sro_nlp.classify.card import Card, LeafFigures, write_card
from sro_nlp.classify.corpus import Row, Split, corpus_hash
from sro_nlp.classify.evaluate import Prediction, measure
from sro_nlp.classify.features import LightFeatures
from sro_nlp.classify.linear import KINDS, light_arrays, save_arrays
from sro_nlp.classify.model import Model
from sro_nlp.classify.readme import write_readme
from sro_nlp.classify.targets import Targets, targets_of
from sro_nlp.classify.views import with_context
from sro_nlp.errors import CorpusError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Sentences = Callable[[str], Sequence[str]]
Report = Callable[[str], None]

PRESENCE_C = 10.0
GRADE_C = 1.0
LIBRARIES = ("scikit-learn", "numpy", "spacy", "onnxruntime", "tokenizers")


def row_text(row: Row) -> str:
    """A row as the model reads it."""
    return with_context(row.text, row.context)


def train(
    rows: Sequence[Row],
    catalogue: Catalogue,
    folder: Path,
    sentences: Sentences,
    report: Report = lambda message: None,
) -> Card:
    """Train the model in `folder` (its `encoder/`, where there is one, is used and left as it is).

    Args:
        rows: labelled rows with splits.
        catalogue: the leaves, in the order in which the model scores them.
        folder: the model folder; `light.npz` and `card.json` in it are written anew.
        sentences: splits a text into sentences.
        report: takes a line on each step.

    Raises:
        CorpusError: a split is empty, or a leaf has no row in the training split.
    """
    parts = _by_split(rows, catalogue)
    folder.mkdir(parents=True, exist_ok=True)
    targets = targets_of(parts["train"], catalogue.ids)
    report(f"light view: {len(parts['train'])} rows")
    texts = [row_text(row) for row in parts["train"]]
    _fit_light(texts, [sentences(text) for text in texts], targets, folder)
    modes = ["light"]
    if (folder / "encoder").is_dir():
        modes.append("full")
    card = _empty_card(rows, parts, catalogue, folder)
    measured: dict[str, tuple[Accuracy, Sequence[Prediction]]] = {}
    for mode in modes:
        report(f"{mode} mode: blend and thresholds on {len(parts['calibration'])} rows")
        _calibrate(card, folder, mode, parts["calibration"], catalogue, sentences)
    for mode in modes:
        if parts["test"]:
            measured[mode] = _measure(card, folder, mode, parts["test"], catalogue, sentences)
            report(f"{mode} mode: micro-F1 {card.overall[mode]['micro_f1']:.3f} on {len(parts['test'])} held-out rows")
    write_card(folder, card)
    if measured:
        write_readme(folder, card, catalogue, parts["test"], measured)
    return card


def _by_split(rows: Sequence[Row], catalogue: Catalogue) -> dict[Split, list[Row]]:
    parts: dict[Split, list[Row]] = {"train": [], "calibration": [], "test": []}
    for row in rows:
        parts[row.split].append(row)
    for split in ("train", "calibration"):
        found = {leaf for row in parts[split] for leaf in row.labels}
        lacking = [leaf for leaf in catalogue.ids if leaf not in found]
        if lacking:
            raise CorpusError(
                f"the {split} split has no row for {', '.join(lacking)}; add rows with these labels before training"
            )
    return parts


def _fit_light(texts: Sequence[str], split: Sequence[Sequence[str]], targets: Targets, folder: Path) -> None:
    features = LightFeatures()
    matrix = features.fit(texts, split)
    heads = {
        "presence": [
            _regression(matrix, targets.presence[:, j], targets.decided[:, j] > 0, PRESENCE_C)
            for j in range(targets.presence.shape[1])
        ],
        "full": _grade_heads(matrix, targets.full, targets.graded),
        "conflict": _grade_heads(matrix, targets.conflict, targets.graded),
    }
    save_arrays(folder / "light.npz", light_arrays(features, heads))


def _regression(matrix: Any, target: NDArray[np.float32], keep: NDArray[np.bool_], strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, solver="liblinear", random_state=0).fit(matrix[keep], target[keep])


def _grade_heads(matrix: Any, grade: NDArray[np.float32], graded: NDArray[np.float32]) -> list[Any]:
    """One regression a leaf, halfway to the one pooled over all leaves: thin leaves borrow from the others."""
    import copy

    import numpy as np

    where, leaf = np.nonzero(graded)
    pooled = _regression(matrix[where], grade[where, leaf], np.ones(len(where), bool), GRADE_C)
    heads = []
    for j in range(grade.shape[1]):
        head = copy.deepcopy(pooled)
        keep = graded[:, j] > 0
        if len(set(grade[keep, j])) == 2:
            own = _regression(matrix, grade[:, j], keep, GRADE_C)
            head.coef_ = (own.coef_ + pooled.coef_) / 2
            head.intercept_ = (own.intercept_ + pooled.intercept_) / 2
        heads.append(head)
    return heads


def _empty_card(rows: Sequence[Row], parts: dict[Split, list[Row]], catalogue: Catalogue, folder: Path) -> Card:
    import json

    encoder = folder / "encoder" / "encoder.json"
    return Card(
        name=folder.name,
        profile=catalogue.profile,
        edition=catalogue.edition,
        leaves=list(catalogue.ids),
        data_sha256=corpus_hash(rows),
        encoder_data_sha256=json.loads(encoder.read_text())["data_sha256"] if encoder.is_file() else "",
        rows={split: len(part) for split, part in parts.items()},
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        blends={},
        figures={},
        overall={},
    )


def _calibrate(
    card: Card, folder: Path, mode: Any, rows: Sequence[Row], catalogue: Catalogue, sentences: Sentences
) -> None:
    card.blends[mode] = fit_blend({kind: {} for kind in KINDS}, None)  # the model needs a card to be loaded
    write_card(folder, card)
    texts = [row_text(row) for row in rows]
    split = [sentences(text) for text in texts]
    views = Model(folder, mode).views(texts, split)
    card.blends[mode] = fit_blend(
        {kind: views[kind] for kind in KINDS}, targets_of(rows, catalogue.ids), [row.group for row in rows]
    )
    write_card(folder, card)
    if mode == "full":
        card.doubt = _doubt(Model(folder, mode), texts, split)
        write_card(folder, card)


def _doubt(model: Model, texts: Sequence[str], split: Sequence[Sequence[str]]) -> float:
    """From which light probability on a text is put to the encoder."""
    import numpy as np

    light, full = (model.score(texts, split, encode=encode).probability for encode in (False, True))
    tags = (full >= np.asarray(model.blend.thresholds)).sum(axis=1)
    return fit_doubt(light.max(axis=1), tags)


def predict(model: Model, rows: Sequence[Row], sentences: Sentences) -> list[Prediction]:
    """Tags and learned grades of rows, without the check of elements."""
    texts = [row_text(row) for row in rows]
    scores = model.score(texts, [sentences(text) for text in texts])
    leaves, blend = model.card.leaves, model.blend
    predictions = []
    for probability, full, conflict in zip(scores.probability, scores.full, scores.conflict, strict=True):
        grades = {}
        for j, leaf in enumerate(leaves):
            if probability[j] >= blend.thresholds[j]:
                at_most = "full" if full[j] >= blend.full else "partial"
                grades[leaf] = "conflict" if conflict[j] >= blend.conflict else at_most
        predictions.append(Prediction(probabilities=tuple(map(float, probability)), grades=grades))
    return predictions


def _measure(
    card: Card, folder: Path, mode: Any, rows: Sequence[Row], catalogue: Catalogue, sentences: Sentences
) -> tuple[Accuracy, Sequence[Prediction]]:
    predictions = predict(Model(folder, mode), rows, sentences)
    accuracy = measure(rows, predictions, catalogue.ids)
    card.figures[mode] = {
        leaf.id: _figures(leaf.positives, leaf.precision, leaf.recall, leaf.f1) for leaf in accuracy.leaves
    }
    card.overall[mode] = overall(accuracy)
    return accuracy, predictions


def overall(accuracy: Accuracy) -> dict[str, float]:
    """The figures of a whole set that a card keeps."""
    return {
        "micro_f1": accuracy.micro_f1,
        "macro_f1": accuracy.macro_f1,
        "micro_precision": accuracy.micro_precision,
        "micro_recall": accuracy.micro_recall,
        "grade_accuracy": accuracy.grade_accuracy or 0.0,
        "calibration_error": accuracy.calibration_error,
    }


def _figures(positives: int, precision: float, recall: float, f1: float) -> LeafFigures:
    low, high = wilson(round((1 - recall) * positives), positives)
    return LeafFigures(
        positives=positives,
        precision=precision,
        recall=recall,
        f1=f1,
        miss_rate=1 - recall,
        miss_low=low,
        miss_high=high,
    )


def wilson(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95% interval of a rate (Wilson, 1927); (0, 1) where nothing was counted."""
    if not count:
        return 0.0, 1.0
    rate = hits / count
    centre = (rate + z * z / (2 * count)) / (1 + z * z / count)
    half = z * ((rate * (1 - rate) + z * z / (4 * count)) / count) ** 0.5 / (1 + z * z / count)
    return max(0.0, centre - half), min(1.0, centre + half)
