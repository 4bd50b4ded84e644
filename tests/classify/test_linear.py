import numpy as np
import pytest

from sro_nlp.classify.features import LightFeatures
from sro_nlp.classify.linear import load_arrays, save_arrays
from sro_nlp.errors import ModelError

TEXTS = ["The SRO shall patrol. The principal is told at once.", "Payment is due in 30 days."]
SPLIT = [["The SRO shall patrol.", "The principal is told at once."], ["Payment is due in 30 days."]]


def test_equal_arrays_have_equal_files(tmp_path):
    for name in ("one", "two"):
        save_arrays(tmp_path / f"{name}.npz", {"weight": np.arange(6.0).reshape(2, 3)})
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert (load_arrays(tmp_path / "one.npz")["weight"] == np.arange(6.0).reshape(2, 3)).all()


@pytest.mark.parametrize("damage", ["absent", "not a zip", "truncated", "altered", "lacking", "code"])
def test_a_file_that_cannot_be_trusted_or_read_is_one_sentence(tmp_path, damage):
    path = tmp_path / "light.npz"
    if damage == "not a zip":
        path.write_bytes(b"nothing")
    elif damage == "truncated":
        save_arrays(path, {"weight": np.ones(5000)})
        path.write_bytes(path.read_bytes()[:-30])
    elif damage == "altered":
        save_arrays(path, {"weight": np.random.default_rng(0).random(5000)})
        data = bytearray(path.read_bytes())
        data[2000:2020] = bytes(20)
        path.write_bytes(data)
    elif damage == "lacking":
        save_arrays(path, {"bias": np.ones(5)})
    elif damage == "code":
        np.savez(path, weight=np.array([object()]))
    with pytest.raises(ModelError, match=r"light\.npz"):
        load_arrays(path, ("weight",))


def test_a_text_has_the_features_of_its_sentences_and_of_what_governs_it():
    features = LightFeatures()
    features.fit(TEXTS, SPLIT)
    whole, parts = features.transform([TEXTS[0], f"Duties: {TEXTS[0]}"], [SPLIT[0], SPLIT[0]])
    assert parts.shape[0] == 4
    sentences = (parts[0] + parts[1]).astype(bool)
    assert (whole[0].astype(bool) != sentences).nnz == 0
    assert whole[1].nnz > whole[0].nnz
    assert abs(whole[0].multiply(whole[1])).sum() > 0


def test_a_text_that_is_not_its_sentences_is_read_as_it_stands():
    features = LightFeatures()
    features.fit(TEXTS, SPLIT)
    odd, _ = features.transform([TEXTS[1]], [["Quite other words."]])
    plain, _ = features.transform([TEXTS[1]], [[TEXTS[1]]])
    assert (odd != plain).nnz == 0
