"""The card of a trained model: what it was made from, how scores become probabilities, and what was measured."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from sro_nlp.errors import ModelError

CARD = "card.json"
CARD_SCHEMA = "sro-nlp/model/2"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Blend(_Data):
    """How the views of a paragraph become one calibrated probability: sigmoid(weights . views + offset[leaf]).

    Fitted by logistic regression (Platt scaling, pooled over the leaves) on groups held out of training.
    """

    weights: dict[str, float]
    offsets: list[float]
    thresholds: list[float]
    """A leaf is tagged from this probability on."""
    low: float
    high: float
    """Between these probabilities a person should look."""
    full: float
    """The learned probability of `full` from which a clause with all elements may be graded full."""
    full_weights: dict[str, float]
    conflict_weights: dict[str, float]
    conflict: float
    """The learned probability of `conflict` from which a clause is graded so without a cue."""


class LeafFigures(_Data):
    """What was measured for one leaf on the held-out rows."""

    positives: int
    precision: float
    recall: float
    f1: float
    miss_rate: float
    miss_low: float
    miss_high: float


class Card(_Data):
    """The machine-readable card; `README.md` beside it says the same in words."""

    card_schema: str = CARD_SCHEMA
    name: str
    profile: str
    edition: str
    leaves: list[str]
    data_sha256: str
    encoder_data_sha256: str
    rows: dict[str, int]
    versions: dict[str, str]
    blends: dict[str, Blend]
    doubt: float = 0.0
    """Texts whose every leaf is less probable than this by the light mode are not put to the encoder."""
    figures: dict[str, dict[str, LeafFigures]]
    overall: dict[str, dict[str, float]]


def read_card(folder: Path) -> Card:
    """The card of a model folder.

    Raises:
        ModelError: there is none, or it is not valid.
    """
    path = folder / CARD
    try:
        return Card.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{folder}: no model there (no {CARD}); train one with `sro-nlp train`") from error
    except ValidationError as error:
        raise ModelError(f"{path}: not a valid model card ({error.error_count()} errors); train it again") from error


def write_card(folder: Path, card: Card) -> None:
    """Write the card, keys in order, figures at six digits, so that equal models have equal files."""
    data = json.loads(card.model_dump_json(), parse_float=lambda number: round(float(number), 6))
    (folder / CARD).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def model_hash(folder: Path) -> str:
    """SHA-256 over the files that decide what the model says (weights and card, not the README), by name."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".onnx", ".json", ".npz"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
