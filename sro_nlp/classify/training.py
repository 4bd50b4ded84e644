"""`train` as one call: a folder of rows to a model folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sro_nlp.catalogue import Catalogue
from sro_nlp.classify.card import model_hash
from sro_nlp.classify.corpus import read_corpus
from sro_nlp.classify.sentences import sentence_spans
from sro_nlp.classify.train import train


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, as the model is given them."""
    return [text[start:end] for start, end in sentence_spans(text)]


def train_folder(
    data: Path,
    folder: Path,
    catalogue: Catalogue,
    *,
    encoder: bool = False,
    report: Callable[[str], None] = lambda message: None,
) -> str:
    """Train a model from the rows of a folder and return its SHA-256.

    Args:
        data: a folder of `.jsonl` rows.
        folder: the model folder, written anew but for its `encoder/`.
        catalogue: the leaves.
        encoder: fine-tune the encoder first.
        report: takes a line on each step.

    Raises:
        CorpusError: a row is not valid.
        MissingExtra: `encoder` and torch is not installed.
    """
    rows = read_corpus(data, catalogue)
    report(f"{data}: {len(rows)} rows of {len({row.group for row in rows})} documents")
    if encoder:
        from sro_nlp.classify.encoder_training import train_encoder

        train_encoder(rows, catalogue, folder, report=report)
    train(rows, catalogue, folder, split_sentences, report)
    return model_hash(folder)
