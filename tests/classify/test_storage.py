import zipfile

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from sro_nlp.classify.storage import load_skops, save_skops
from sro_nlp.errors import ModelError


def fitted() -> LogisticRegression:
    random = np.random.default_rng(0)
    return LogisticRegression().fit(random.normal(size=(40, 3)), np.arange(40) % 2)


def test_what_is_loaded_predicts_as_what_was_saved(tmp_path):
    model = fitted()
    save_skops(tmp_path / "m.skops", {"heads": [model, fitted()]})
    loaded = load_skops(tmp_path / "m.skops")["heads"][0]
    assert (loaded.decision_function(np.eye(3)) == model.decision_function(np.eye(3))).all()


def test_equal_models_have_equal_files(tmp_path):
    for name in ("one", "two"):
        save_skops(tmp_path / name, {"heads": [fitted()]})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("damage", ["absent", "not a zip", "untrusted"])
def test_a_file_that_cannot_be_trusted_or_read_is_one_sentence(tmp_path, damage):
    path = tmp_path / "m.skops"
    if damage == "not a zip":
        path.write_bytes(b"nothing")
    elif damage == "untrusted":
        save_skops(path, {"heads": [fitted()]})
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members["schema.json"] = (
            members["schema.json"]
            .replace(b'"LogisticRegression"', b'"Popen"')
            .replace(b'"sklearn.linear_model._logistic"', b'"subprocess"')
        )
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    with pytest.raises(ModelError, match=r"m\.skops"):
        load_skops(path)
