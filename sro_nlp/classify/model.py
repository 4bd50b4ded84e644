"""A trained model: texts to the calibrated probability of every leaf, and of its grades.

A model folder holds `light.skops` (hashed n-grams and their logistic regressions), `heads.skops` (logistic regressions
over the encoder's embedding), the encoder itself, and `card.json` (weights of the blend, thresholds, figures).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sro_nlp.classify.card import Blend, Card, model_hash, read_card
from sro_nlp.classify.storage import load_skops
from sro_nlp.errors import MissingExtra, ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sro_nlp.catalogue import Catalogue
    from sro_nlp.classify.encoder import Encoder

    Array = NDArray[np.float32]

Mode = Literal["full", "light"]
DEFAULT_MODEL = "utah-sro"
KINDS = ("presence", "full", "conflict")
SENTENCES_FROM = 2


def models_folder() -> Path:
    """Where models ship: inside the installed package, or at the top of a checkout."""
    inside = Path(__file__).parents[1] / "models"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the model says of n texts over the catalogue's leaves; each array has shape (n, leaves).

    `probability` is calibrated; `full` and `conflict` are probabilities of these grades given that the leaf is carried.
    `sentences` holds, for each text, the light logits of its sentences (sentences, leaves): which of them carries it.
    """

    probability: Array
    full: Array
    conflict: Array
    sentences: tuple[Array, ...]

    def highest(self, count: int, readings: Sequence[Sequence[int]]) -> Scores:
        """The first `count` texts, each with the most probable of its readings, leaf by leaf, and that one's grades.

        Args:
            count: how many texts there are besides the readings of parts.
            readings: for each of these texts the rows in which parts of it were scored; itself is always among them.
        """
        import numpy as np

        probability, full, conflict = (v[:count].copy() for v in (self.probability, self.full, self.conflict))
        for i, parts in enumerate(readings):
            if parts:
                rows = np.array([i, *parts])
                best = rows[self.probability[rows].argmax(axis=0)]
                leaves = np.arange(probability.shape[1])
                probability[i] = self.probability[best, leaves]
                full[i] = self.full[best, leaves]
                conflict[i] = self.conflict[best, leaves]
        return Scores(probability=probability, full=full, conflict=conflict, sentences=self.sentences[:count])

    def mixed(self, count: int, rows: Sequence[int], share: float) -> Scores:
        """The first `count` texts, of which `rows` are averaged in log-odds with the texts behind them, in order.

        Args:
            count: how many texts there are besides the second readings.
            rows: the texts that were scored a second time.
            share: the weight of the first reading.
        """
        import numpy as np

        def mix(values: Array) -> Array:
            odds = logit(values)
            first = odds[:count].copy()
            first[list(rows)] = share * odds[list(rows)] + (1 - share) * odds[count:]
            return np.asarray(sigmoid(first), np.float32)

        return Scores(
            probability=mix(self.probability),
            full=mix(self.full),
            conflict=mix(self.conflict),
            sentences=self.sentences[:count],
        )


class Model:
    """A trained model of one catalogue.

    Args:
        folder: a model folder.
        mode: `full` with the encoder, `light` without.
        threads: threads of the encoder; 0 for one a core.

    Raises:
        ModelError: the folder holds no model, or a file of it is damaged.
        MissingExtra: mode `full` and onnxruntime is not installed.
    """

    def __init__(self, folder: Path, mode: Mode = "full", threads: int = 0) -> None:
        self.folder = folder
        self.card: Card = read_card(folder)
        self.mode: Mode = mode
        if mode not in self.card.blends:
            raise ModelError(f"{folder}: this model has no {mode} mode; it has {', '.join(self.card.blends)}")
        self.blend: Blend = self.card.blends[mode]
        self._light = Light.of(load_skops(folder / "light.skops"))
        self._encoder: Encoder | None = None
        if mode == "full":
            from sro_nlp.classify.encoder import Encoder

            self._encoder = Encoder(folder / "encoder", threads)
            self._heads = _Linear.of(load_skops(folder / "heads.skops"))

    @property
    def name(self) -> str:
        """The model's name, with its mode where that is not the full one."""
        return self.card.name if self.mode == "full" else f"{self.card.name}:{self.mode}"

    @property
    def sha256(self) -> str:
        """SHA-256 over the model's files."""
        return model_hash(self.folder)

    def check(self, catalogue: Catalogue) -> None:
        """Refuse a catalogue whose leaves are not those that the model was trained on.

        Raises:
            ModelError: the leaves differ.
        """
        if tuple(self.card.leaves) != catalogue.ids:
            odd = sorted(set(self.card.leaves) ^ set(catalogue.ids))
            raise ModelError(
                f"{self.folder}: trained for {self.card.profile}/{self.card.edition}, whose leaves differ from "
                f"those of {catalogue.profile}/{catalogue.edition} ({', '.join(odd[:5]) or 'their order'}); "
                "train a model for it with `sro-nlp train --profile ...`"
            )

    def score(self, texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> Scores:
        """Score texts, each given with its sentences.

        Args:
            texts: n texts as `views.model_text` gives them.
            sentences: for each text its sentences; used for the sentence view and for the highlight.
        """
        import numpy as np

        views = self.views(texts, sentences)
        arrays = {kind: blend(views[kind], weights) for kind, weights in self._weights().items()}
        logit = arrays["presence"] + np.asarray(self.blend.offsets, np.float32)
        return Scores(
            probability=sigmoid(logit),
            full=sigmoid(arrays["full"]),
            conflict=sigmoid(arrays["conflict"]),
            sentences=tuple(views["sentences"]["light"]),
        )

    def _weights(self) -> dict[str, dict[str, float]]:
        return {
            "presence": self.blend.weights,
            "full": self.blend.full_weights,
            "conflict": self.blend.conflict_weights,
        }

    def views(self, texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> dict[str, dict[str, Any]]:
        """The uncalibrated logits of each view, by kind (`presence`, `full`, `conflict`), each (n, leaves).

        Besides, under `sentences`, the light logits of the sentences of each text.
        """
        import numpy as np

        light = self._light.logits(texts)
        result: dict[str, dict[str, Any]] = {kind: {"light": light[kind]} for kind in KINDS}
        flat = [sentence for group in sentences if len(group) >= SENTENCES_FROM for sentence in group]
        scored = self._light.logits(flat)["presence"] if flat else np.zeros((0, light["presence"].shape[1]), np.float32)
        best, rows, at = light["presence"].copy(), [], 0
        for i, group in enumerate(sentences):
            if len(group) >= SENTENCES_FROM:
                rows.append(scored[at : at + len(group)])
                at += len(group)
                best[i] = rows[-1].max(axis=0)
            else:
                rows.append(light["presence"][i : i + 1])
        result["presence"]["sentence"] = best
        result["sentences"] = {"light": rows}
        if self._encoder is not None:
            logits = self._heads.logits(self._encoder.embed(texts))
            for kind in KINDS:
                result[kind]["encoder"] = logits[kind]
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class _Linear:
    """Logistic regressions of one kind stacked to a matrix: one product scores all leaves."""

    coefficients: dict[str, Array]
    intercepts: dict[str, Array]

    @classmethod
    def of(cls, saved: dict[str, list[Any]]) -> _Linear:
        import numpy as np

        return cls(
            coefficients={kind: np.vstack([m.coef_ for m in saved[kind]]).T.astype(np.float32) for kind in KINDS},
            intercepts={kind: np.hstack([m.intercept_ for m in saved[kind]]).astype(np.float32) for kind in KINDS},
        )

    def logits(self, features: Any, kinds: Sequence[str] = KINDS) -> dict[str, Array]:
        import numpy as np

        # einsum, where features are dense: a BLAS product rounds a row by how many rows there are.
        dense = isinstance(features, np.ndarray)
        return {
            kind: np.asarray(np.einsum("ij,jk->ik", features, matrix) if dense else features @ matrix, np.float32)
            + self.intercepts[kind]
            for kind, matrix in ((kind, self.coefficients[kind]) for kind in kinds)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The light view: a fitted transformer and the regressions over it."""

    features: Any
    linear: _Linear

    @classmethod
    def of(cls, saved: dict[str, Any]) -> Light:
        """From what `light.skops` holds: `features` and, by kind, one regression a leaf."""
        return cls(features=saved["features"], linear=_Linear.of(saved))

    def logits(self, texts: Sequence[str]) -> dict[str, Array]:
        """Logits by kind, each (n, leaves)."""
        return self.linear.logits(self.features.transform(texts).astype("float32"))


def blend(views: dict[str, Array], weights: dict[str, float]) -> Array:
    """The weighted sum of the views; the weight named `bias` is added."""
    import numpy as np

    total = np.sum([weights[name] * view for name, view in views.items() if name in weights], axis=0)
    return np.asarray(total + weights.get("bias", 0.0), np.float32)


def logit(probability: Array) -> Array:
    """log(p / (1 - p)), with p kept off 0 and 1."""
    import numpy as np

    kept = np.clip(probability.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)


def sigmoid(logit: Array) -> Array:
    """1 / (1 + exp(-x)), without overflow."""
    import numpy as np

    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logit)), np.float32)


def load_model(name: str | None = None, threads: int = 0) -> Model:
    """Load a model by name; see `locate_model`.

    Raises:
        ModelError: there is no such model, or it is damaged.
        MissingExtra: the encoder is asked for by name and onnxruntime is absent.
    """
    folder, mode = locate_model(name)
    try:
        return Model(folder, mode, threads)
    except MissingExtra as error:
        if name is not None:
            raise
        print(f"sro-nlp: {error}; going on with the light model", file=sys.stderr)
        return Model(folder, "light", threads)


def locate_model(name: str | None = None) -> tuple[Path, Mode]:
    """The folder and mode of a model given by name (`utah-sro`, `light`) or by the path of its folder.

    `:light` behind it asks for the light mode. Without a name it is the default model (which `load_model` loads in its
    light mode where onnxruntime is not installed).

    Raises:
        ModelError: there is no such model, or its card is damaged.
    """
    if name is None:
        folder = models_folder() / DEFAULT_MODEL
        return folder, _default_mode(folder)
    base, mode = _mode_of(name)
    folder = models_folder() / base if os.sep not in base and (models_folder() / base).is_dir() else Path(base)
    if not folder.is_dir():
        known = sorted(path.name for path in models_folder().iterdir() if (path / "card.json").is_file())
        raise ModelError(f"there is no model {name!r}; known: {', '.join([*known, 'light'])}; or give a model folder")
    return folder, mode or _default_mode(folder)


def _mode_of(name: str) -> tuple[str, Mode | None]:
    if name == "light":
        return DEFAULT_MODEL, "light"
    base, _, mode = name.rpartition(":")
    if base and mode in ("full", "light"):
        return base, "full" if mode == "full" else "light"
    return name, None


def _default_mode(folder: Path) -> Mode:
    return "full" if "full" in read_card(folder).blends else "light"
