"""Linear models over the leaves: scikit-learn's fitted logistic regressions, saved and applied as arrays.

Arrays (`.npz`, no pickles) load in a tenth of the time of saved estimators, cannot carry code, and are the same bytes
for the same model.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sro_nlp.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sro_nlp.classify.features import LightFeatures

    Array = NDArray[np.float32]

KINDS = ("presence", "full", "conflict")
IDF = ("word_idf", "character_idf")
HEADS = tuple(f"{kind}_{part}" for kind in KINDS for part in ("weight", "bias"))
"""The names of the arrays of a Linear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Logistic regressions of each kind stacked to a matrix (features, leaves): one product scores all leaves."""

    coefficients: Mapping[str, Array]
    intercepts: Mapping[str, Array]

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Linear:
        """From `<kind>_weight` (leaves, features) and `<kind>_bias` (leaves,)."""
        import numpy as np

        return cls(
            coefficients={
                kind: np.ascontiguousarray(arrays[f"{kind}_weight"].T).astype(np.float32, copy=False) for kind in KINDS
            },
            intercepts={kind: arrays[f"{kind}_bias"].astype(np.float32, copy=False) for kind in KINDS},
        )

    def logits(self, features: Any, kinds: Sequence[str] = KINDS) -> dict[str, Array]:
        """Logits by kind, each (n, leaves), of features (n, features), dense or sparse."""
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
    """The light view: n-grams weighted by inverse document frequency, and the regressions over them."""

    features: LightFeatures
    linear: Linear

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Light:
        """From what `light_arrays` gives."""
        from sro_nlp.classify.features import LightFeatures

        features = LightFeatures()
        for weight, name in zip(features.weights, IDF, strict=True):
            weight.idf_ = arrays[name]
        return cls(features=features, linear=Linear.of(arrays))

    def logits(self, texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> tuple[dict[str, Array], Array]:
        """Logits of n texts by kind, each (n, leaves), and the presence logits of all their sentences in order."""
        whole, parts = self.features.transform(texts, sentences)
        return self.linear.logits(whole), self.linear.logits(parts, ("presence",))["presence"]


def light_arrays(features: LightFeatures, heads: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """A fitted transformer and, by kind, one fitted regression a leaf, as arrays.

    Coefficients are kept as float16: half of the size, and no score changes in the third digit.
    """
    import numpy as np

    arrays = {name: weight.idf_.astype(np.float32) for weight, name in zip(features.weights, IDF, strict=True)}
    for kind in KINDS:
        arrays[f"{kind}_weight"] = np.vstack([head.coef_ for head in heads[kind]]).astype(np.float16)
        arrays[f"{kind}_bias"] = np.hstack([head.intercept_ for head in heads[kind]]).astype(np.float32)
    return arrays


def save_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays as compressed `.npz`; equal arrays give equal files."""
    import numpy as np

    np.savez_compressed(path, **arrays)


def load_arrays(path: Path, needed: Sequence[str] = ()) -> dict[str, Any]:
    """Read arrays; pickled objects are refused.

    Raises:
        ModelError: the file is absent, damaged, lacks an array that is needed, or holds anything but arrays.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as loaded:
            return {name: loaded[name] for name in (needed or loaded.files)}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"{path}: cannot be loaded ({error}); reinstall the model or train it again") from error
