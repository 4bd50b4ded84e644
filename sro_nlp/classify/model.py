"""A trained model: texts to the calibrated probability of every leaf, and of its grades.

A model folder holds `light.npz` (logistic regressions over hashed n-grams), `encoder/` (the network, its tokenizer and
the regressions over its embedding), and `card.json` (weights of the blend, thresholds, figures).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sro_nlp.classify.card import Blend, Card, model_hash, read_card
from sro_nlp.classify.linear import HEADS, IDF, KINDS, Light, Linear, load_arrays
from sro_nlp.errors import MissingExtra, ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sro_nlp.catalogue import Catalogue
    from sro_nlp.classify.encoder import Encoder

    Array = NDArray[np.float32]

Mode = Literal["full", "light"]
DEFAULT_MODEL = "utah-sro"
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
        encoder: the encoder of this folder, if it is loaded already.

    Raises:
        ModelError: the folder holds no model, or a file of it is damaged.
        MissingExtra: mode `full` and onnxruntime is not installed.
    """

    def __init__(self, folder: Path, mode: Mode = "full", threads: int = 0, encoder: Encoder | None = None) -> None:
        self.folder = folder
        self.card: Card = read_card(folder)
        self.mode: Mode = mode
        if mode not in self.card.blends:
            raise ModelError(f"{folder}: this model has no {mode} mode; it has {', '.join(self.card.blends)}")
        self.blend: Blend = self.card.blends[mode]
        self._light = Light.of(load_arrays(folder / "light.npz", (*IDF, *HEADS)))
        self._encoder: Encoder | None = None
        if mode == "full":
            from sro_nlp.classify.encoder import Encoder

            self._encoder = encoder or Encoder(folder / "encoder", threads)
            self._heads = Linear.of(load_arrays(folder / "encoder" / "heads.npz", HEADS))

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

    def score(
        self,
        texts: Sequence[str],
        sentences: Sequence[Sequence[str]],
        owners: Sequence[int] | None = None,
        encode: bool | None = None,
    ) -> Scores:
        """Score texts, each given with its sentences; the encoder is asked only where the light view is in doubt.

        Args:
            texts: n texts as `views.model_text` gives them.
            sentences: for each text its sentences; used for the sentence view and for the highlight.
            owners: n numbers; texts of one number are readings of one paragraph, which is in doubt as a whole.
            encode: whether to ask the encoder for every text (True) or none (False), doubt or not.
        """
        import numpy as np

        views = self.light_views(texts, sentences)
        found = self._blended(views, self.card.blends["light"])
        if self._encoder is not None:
            doubt = self.in_doubt(found["presence"], owners) if encode is None else np.full(len(texts), encode)
            rows = np.flatnonzero(doubt)
            part = {kind: {name: view[rows] for name, view in views[kind].items()} for kind in KINDS}
            asked = self._encoded([texts[i] for i in rows.tolist()])
            for kind in KINDS:
                part[kind]["encoder"] = asked[kind]
            for kind, values in self._blended(part, self.blend).items():
                found[kind][rows] = values
        return Scores(
            probability=found["presence"],
            full=found["full"],
            conflict=found["conflict"],
            sentences=tuple(views["sentences"]["light"]),
        )

    def in_doubt(self, probability: Array, owners: Sequence[int] | None = None) -> NDArray[np.bool_]:
        """Of which texts the light probabilities (n, leaves) leave open whether they carry anything: bool (n,)."""
        import numpy as np

        doubt = probability.max(axis=1, initial=0.0) >= self.card.doubt
        if owners is not None and len(doubt):
            of = np.asarray(owners)
            doubt = np.bincount(of, weights=doubt)[of] > 0
        return np.asarray(doubt, np.bool_)

    def views(self, texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> dict[str, dict[str, Any]]:
        """The uncalibrated logits of each view of every text, by kind (`presence`, `full`, `conflict`), (n, leaves)."""
        result = self.light_views(texts, sentences)
        del result["sentences"]
        if self._encoder is not None:
            for kind, logits in self._encoded(texts).items():
                result[kind]["encoder"] = logits
        return result

    def light_views(self, texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> dict[str, dict[str, Any]]:
        """As `views`, without the encoder; under `sentences` the light logits of the sentences of each text."""

        light, scored = self._light.logits(texts, sentences)
        result: dict[str, dict[str, Any]] = {kind: {"light": light[kind]} for kind in KINDS}
        best, rows, at = light["presence"].copy(), [], 0
        for i, group in enumerate(sentences):
            own = scored[at : at + len(group)]
            at += len(group)
            several = len(group) >= SENTENCES_FROM
            rows.append(own if several else light["presence"][i : i + 1])
            if several:
                best[i] = own.max(axis=0)
        result["presence"]["sentence"] = best
        result["sentences"] = {"light": rows}
        return result

    def _encoded(self, texts: Sequence[str]) -> dict[str, Array]:
        assert self._encoder is not None
        return self._heads.logits(self._encoder.embed(texts))

    @staticmethod
    def _blended(views: dict[str, dict[str, Any]], weights: Blend) -> dict[str, Array]:
        """Views to probabilities, by kind."""
        import numpy as np

        presence = blend(views["presence"], weights.weights) + np.asarray(weights.offsets, np.float32)
        return {
            "presence": sigmoid(presence),
            "full": sigmoid(blend(views["full"], weights.full_weights)),
            "conflict": sigmoid(blend(views["conflict"], weights.conflict_weights)),
        }


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


def load_encoder(name: str | None = None, threads: int = 0) -> Encoder | None:
    """The encoder of a model; None where it has none in this mode or cannot be loaded, which `load_model` will say."""
    from sro_nlp.classify.encoder import Encoder

    try:
        folder, mode = locate_model(name)
        return Encoder(folder / "encoder", threads) if mode == "full" else None
    except (ModelError, MissingExtra):
        return None


def load_model(name: str | None = None, threads: int = 0, encoder: Encoder | None = None) -> Model:
    """Load a model by name; see `locate_model`. `encoder` is its encoder, where it is loaded already.

    Raises:
        ModelError: there is no such model, or it is damaged.
        MissingExtra: the encoder is asked for by name and onnxruntime is absent.
    """
    folder, mode = locate_model(name)
    try:
        return Model(folder, mode, threads, encoder)
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
