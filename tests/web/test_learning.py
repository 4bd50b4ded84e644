"""From decisions at the desk to a model of its own, by the command, with the sentence encoder that ships."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from sro_nlp.classify.model import load_model, models_folder
from sro_nlp.cli.app import app
from sro_nlp.learning import adopted_model
from sro_nlp.reviewer import Reviewer
from sro_nlp.web.app import create_app
from tests.test_learning import few_rows
from tests.web.conftest import BASE, EXAMPLES, put, wait

SHIPPED = models_folder() / "utah-sro"
pytestmark = pytest.mark.skipif(not (SHIPPED / "encoder").is_dir(), reason="the model that ships has no encoder here")


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def decided(client: TestClient, document: str) -> int:
    """Accept the best passage of each requirement and reject the others, as a reviewer might."""
    report = client.get(f"/documents/{document}/download/report.json").json()
    count = 0
    for leaf in (leaf for provision in report["provisions"] for leaf in provision["requirements"]):
        for place, evidence in enumerate(leaf["evidence"]):
            wanted = {"kind": "reject" if place else "accept", "paragraph": evidence["paragraph"]}
            answer = client.post(
                f"/documents/{document}/decisions", json={"by": "A", "requirement": leaf["id"], **wanted}
            )
            count += answer.status_code == 201
    return count


def learn(data: Path, rows: Path, *more: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["learn", "--data", str(data), "--rows", str(rows), *more])
    return done.exit_code, done.output


def test_a_desk_learns_with_the_encoder_that_ships(desk: Callable[..., TestClient], tmp_path: Path) -> None:
    data, rows, before = tmp_path / "data", tmp_path / "rows", hashes(SHIPPED)
    rows.mkdir()
    with desk() as client:
        document = put(client, "draft.docx", (EXAMPLES / "draft.docx").read_bytes())
        wait(client)
        assert decided(client, document) > 20

    code, said = learn(data, few_rows(rows, 6))  # of six rows a leaf: worse than the model that ships
    assert code == 1
    assert "kept as it was: the sentence encoder and its heads" in said
    assert "the new model is worse and is not used" in said
    assert adopted_model(data) is None

    code, said = learn(data, rows, "--force")
    assert code == 0
    assert "adopted" in said
    new = Path(str(adopted_model(data)))
    assert new.name == "desk-0002"
    assert (data / "models" / "desk-0001" / "card.json").is_file()
    assert hashes(SHIPPED) == before
    assert hashes(new / "encoder") == hashes(SHIPPED / "encoder")
    assert load_model(str(new)).mode == "full"
    changed = {name for name, value in hashes(new).items() if before.get(name) != value}
    assert "card.json" in changed
    assert any(name.startswith("light.") for name in changed)

    with TestClient(create_app(Reviewer(model=str(new)), data), base_url=BASE) as client:  # as `serve` starts it
        again = put(client, "old.txt", (EXAMPLES / "source" / "old.txt").read_bytes())
        assert wait(client)[again] == "ready"
        assert client.get(f"/documents/{again}/download/report.json").json()["model"]["name"] == "desk-0002"
