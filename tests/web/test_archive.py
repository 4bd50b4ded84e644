"""The ledger of an audit at the desk: a heat map, and each contract one click away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import audited, states, wait


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audited(tmp_path_factory.mktemp("archive"))


def test_contract_to_desk(desk: Callable[..., TestClient], ledger: Path) -> None:
    with desk(ledger=str(ledger)) as client:
        page = client.get("/archive").text
        assert page.count("data-sha256=") == 2
        assert "× 2" in page
        sha256 = page.split('data-sha256="')[1].split('"')[0]
        document = client.post(f"/archive/{sha256}/open").json()["id"]
        assert wait(client)[document] == "ready"
        assert client.post(f"/archive/{sha256}/open").json()["id"] == document  # it stands at the desk already
        assert client.post(f"/archive/{'0' * 64}/open").status_code == 404
        assert len(states(client)) == 1


def test_a_file_that_was_changed_since_is_not_opened(desk: Callable[..., TestClient], ledger: Path) -> None:
    with desk(ledger=str(ledger)) as client:
        sha256 = client.get("/archive").text.split('data-sha256="')[2].split('"')[0]
        for file in (ledger.parent / "contracts").iterdir():
            file.write_text("something else", encoding="utf-8")
        answer = client.post(f"/archive/{sha256}/open")
        assert answer.status_code == 400
        assert "was changed since it was audited" in answer.json()["error"]


def test_no_ledger_no_archive(desk: Callable[..., TestClient]) -> None:
    with desk() as client:
        assert client.get("/archive").status_code == 404
        assert "/archive" not in client.get("/").text
