"""An encrypted contract: the desk asks for its password, uses it, and writes it nowhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader, PdfWriter

from tests.web.conftest import EXAMPLES, put, states, wait

Desk = Callable[..., TestClient]
PASSWORD = "zanzibar-Grüße-7"
WORD_PASSWORD = "quagga-7"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="session")
def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(EXAMPLES / "draft.pdf"))
    writer.encrypt(PASSWORD, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def give(client: TestClient, document: str, password: str) -> tuple[int, str]:
    answer = client.post(f"/documents/{document}/password", json={"password": password})
    return answer.status_code, answer.text


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_pdf_is_opened_with_its_password_which_is_kept_nowhere(
    desk: Desk, locked: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with desk() as client:
        document = put(client, "locked.pdf", locked)
        assert wait(client) == {document: "failed"}
        for path in ("/", f"/documents/{document}"):
            page = client.get(path, headers=HTML).text
            assert "it is encrypted: give its password." in page
            assert page.count('class="unlock"') == 1
        assert give(client, document, "wrong")[0] == 200
        assert wait(client) == {document: "failed"}
        page = client.get("/").text
        assert "the password does not open it: check the password." in page
        assert 'class="unlock"' in page
        assert give(client, document, PASSWORD)[0] == 200
        assert wait(client) == {document: "ready"}
        assert "pages are locked" not in client.get(f"/documents/{document}").text
        assert client.get(f"/documents/{document}/pages/1.png").content.startswith(b"\x89PNG")
        assert client.get(f"/documents/{document}/download/annotated").content.startswith(b"%PDF")
        assert client.get(f"/documents/{document}/download/original").content == locked
    with desk() as client:  # started again: text and findings are there, the pages wait for the password
        assert states(client) == {document: "ready"}
        assert "pages are locked" in client.get(f"/documents/{document}").text
        assert client.get(f"/documents/{document}/pages/1.png").status_code == 404
        assert client.get(f"/documents/{document}/pages/1.json").json()["lines"]
        assert client.get(f"/documents/{document}/download/annotated").status_code == 400
        assert give(client, document, "wrong")[0] == 400
        assert client.get(f"/documents/{document}/pages/1.png").status_code == 404
        assert give(client, document, PASSWORD)[0] == 200
        assert client.get(f"/documents/{document}/pages/1.png").content.startswith(b"\x89PNG")
    said = capfd.readouterr()
    for form in (PASSWORD.encode(), PASSWORD.encode("latin-1"), PASSWORD.encode("utf-16-le")):
        assert form not in written(tmp_path)
    assert PASSWORD not in said.out + said.err + caplog.text


def test_a_word_file_is_opened_with_its_password(desk: Desk, tmp_path: Path) -> None:
    office = pytest.importorskip("msoffcrypto.format.ooxml", reason="msoffcrypto-tool is not installed")
    out = io.BytesIO()
    with (EXAMPLES / "draft.docx").open("rb") as plain:
        office.OOXMLFile(plain).encrypt(WORD_PASSWORD, out)
    with desk() as client:
        document = put(client, "locked.docx", out.getvalue())
        assert wait(client) == {document: "failed"}
        assert "is protected by a password: give it." in client.get("/").text
        assert give(client, document, WORD_PASSWORD)[0] == 200
        assert wait(client) == {document: "ready"}
        assert client.get(f"/documents/{document}/download/annotated").content.startswith(b"PK")
    with desk() as client:
        assert client.get(f"/documents/{document}/download/annotated").status_code == 400
        assert give(client, document, "wrong")[0] == 400
        assert give(client, document, WORD_PASSWORD)[0] == 200
        assert client.get(f"/documents/{document}/download/annotated").content.startswith(b"PK")
    assert WORD_PASSWORD.encode() not in written(tmp_path)


def test_a_password_for_what_needs_none_is_refused_and_not_echoed(desk: Desk) -> None:
    with desk() as client:
        document = put(client, "a.txt", b"Terms of the school resource officer agreement.")
        wait(client)
        status, said = give(client, document, PASSWORD)
        assert status == 400
        assert "needs no password" in said
        assert PASSWORD not in said
        assert client.post(f"/documents/{document}/password", json={}).status_code == 422
        assert give(client, "nope", PASSWORD)[0] == 404


def test_a_deleted_contract_forgets_its_password(desk: Desk, locked: bytes) -> None:
    with desk() as client:
        document = put(client, "locked.pdf", locked)
        wait(client)
        give(client, document, PASSWORD)
        wait(client)
        assert client.post(f"/documents/{document}/delete").status_code == 200
        assert client.get(f"/documents/{document}/pages/1.png").status_code == 404
