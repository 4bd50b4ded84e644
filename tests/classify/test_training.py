from pathlib import Path

import numpy as np
import pytest

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.card import model_hash
from sro_nlp.classify.corpus import Row, read_corpus
from sro_nlp.classify.model import Model
from sro_nlp.classify.train import row_text, train
from sro_nlp.classify.training import split_sentences
from sro_nlp.errors import CorpusError, ModelError

CATALOGUE = load_catalogue()
TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """A few rows of every leaf and split, from the real training data."""
    chosen, counts = [], {}
    for row in read_corpus(TOP / "training_data", CATALOGUE):
        for key in [(row.split, leaf, grade) for leaf, grade in row.labels.items()] or [(row.split, "", "")]:
            if counts.get(key, 0) < 4:
                counts[key] = counts.get(key, 0) + 1
                chosen.append(row)
                break
    return chosen


@pytest.fixture(scope="module")
def small(rows, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "small"
    train(rows, CATALOGUE, folder, split_sentences)
    return folder


def test_the_same_rows_give_the_same_model(rows, small, tmp_path):
    again = tmp_path / "small"
    train(list(reversed(rows))[::-1], CATALOGUE, again, split_sentences)
    assert model_hash(again) == model_hash(small)


def test_a_trained_model_tells_clauses_it_saw_from_boilerplate(rows, small):
    model = Model(small, "light")
    training = [row for row in rows if row.split == "train"]
    probability = model.score([row_text(row) for row in training], [[row.text] for row in training]).probability
    carried = np.array([[leaf in row.labels for leaf in CATALOGUE.ids] for row in training])
    assert probability[carried].mean() > 5 * probability[~carried].mean()


def test_scores_are_probabilities_of_every_leaf(small):
    scores = Model(small, "light").score(["The SRO shall not search a locker.", ""], [["The SRO ..."], []])
    assert scores.probability.shape == (2, len(CATALOGUE.ids))
    assert ((scores.probability >= 0) & (scores.probability <= 1)).all()


def test_a_leaf_without_rows_is_named(rows, tmp_path):
    lacking = CATALOGUE.ids[3]
    with pytest.raises(CorpusError, match=f"no row for {lacking}"):
        train([row for row in rows if lacking not in row.labels], CATALOGUE, tmp_path / "m", split_sentences)


def test_a_model_refuses_another_catalogue(small):
    provisions = CATALOGUE.provisions[:-1]
    other = CATALOGUE.model_copy(update={"provisions": provisions})
    with pytest.raises(ModelError, match="leaves differ"):
        Model(small, "light").check(other)


def test_a_folder_without_a_model_is_one_sentence(tmp_path):
    with pytest.raises(ModelError, match="no model there"):
        Model(tmp_path, "light")


def test_a_damaged_card_is_one_sentence(small, tmp_path):
    (tmp_path / "card.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="not a valid model card"):
        Model(tmp_path, "light")
