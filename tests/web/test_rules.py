"""The desk's rules: who may ask, what is taken, what is refused, what is kept and what is gone."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sro_nlp.decision_log import verify_log
from sro_nlp.errors import SroError
from sro_nlp.web.server import token_for
from sro_nlp.web.uploads import shown_name
from tests.web.conftest import EXAMPLES, put, states, wait

Desk = Callable[..., TestClient]
CLAUSE = (
    b"1. Before the SRO questions a student in custody the SRO shall advise the student of the Miranda rights and "
    b"shall make a reasonable effort to notify a parent, who may be present.\n"
)


@pytest.fixture
def ready(desk: Desk) -> Iterator[tuple[TestClient, str]]:
    with desk() as client:
        document = put(client, "draft.docx", (EXAMPLES / "draft.docx").read_bytes())
        assert wait(client)[document] == "ready"
        yield client, document


def decide(client: TestClient, document: str, **decision: object):  # type: ignore[no-untyped-def]
    return client.post(f"/documents/{document}/decisions", json={"by": "A. Counsel", **decision})


def report(client: TestClient, document: str) -> dict[str, dict[str, object]]:
    data = client.get(f"/documents/{document}/download/report.json").json()
    return {leaf["id"]: leaf for provision in data["provisions"] for leaf in provision["requirements"]}


# Who may ask


def test_every_answer_carries_the_policy(desk: Desk) -> None:
    with desk() as client:
        for path in ("/", "/static/desk.css", "/nowhere", "/queue", "/compare"):
            headers = client.get(path).headers
            assert headers["content-security-policy"].startswith("default-src 'self';")
            assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_another_site_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    with desk() as client:
        assert client.post("/documents", params={"name": "a.txt"}, content=CLAUSE, headers=headers).status_code == 403
        assert states(client) == {}


def test_a_post_from_the_desk_is_taken(desk: Desk) -> None:
    with desk() as client:
        own = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
        assert client.post("/documents", params={"name": "a.txt"}, content=CLAUSE, headers=own).status_code == 201


def test_a_name_that_was_bound_to_this_machine_is_refused(desk: Desk) -> None:
    with desk() as client:
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200


def test_a_token_is_demanded(desk: Desk) -> None:
    token = "a-token-of-some-length"
    with desk(token=token) as client:
        assert client.get("/").status_code == 401
        assert client.get("/", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/documents.json", headers={"Cookie": f"sro-nlp-desk={token}"}).status_code == 401
        assert client.post("/token", data={"token": "wrong"}).status_code == 401
        assert client.get("/", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    with desk("other", token=token) as client:
        assert client.post("/token", data={"token": token}).status_code == 200
        assert client.get("/documents.json").status_code == 200


def test_only_loopback_needs_no_token() -> None:
    assert token_for("127.0.0.1", None) is None
    assert len(token_for("0.0.0.0", None) or "") >= 32
    with pytest.raises(SroError, match="16 characters"):
        token_for("0.0.0.0", "short")


# What is taken


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\a.docx", "a.docx"),
        ("/abs/olute.pdf", "olute.pdf"),
        ("..", "contract"),
        ("a\u202efdp.exe.txt", "a fdp.exe.txt"),
        ("<img src=x onerror=alert(1)>.txt", "_img src=x onerror=alert(1)_.txt"),
        ("nul\x00.pdf", "nul .pdf"),
        ("x" * 500 + ".pdf", None),
    ],
)
def test_names_are_shown_never_used_as_paths(name: str, shown: str | None) -> None:
    found = shown_name(name)
    assert len(found) <= 180
    assert shown is None or found == shown


def test_a_file_with_a_tricky_name_stays_in_the_folder(desk: Desk, tmp_path: Path) -> None:
    with desk() as client:
        document = put(client, "../../../evil.txt", CLAUSE)
        wait(client)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert (tmp_path / "data" / "files" / document / "contract.txt").read_bytes() == CLAUSE


def test_html_in_a_contract_is_text(desk: Desk) -> None:
    hostile = b"<script>alert(1)</script> <img src=x onerror=alert(2)> School resource officer agreement.\n\n" + CLAUSE
    with desk() as client:
        document = put(client, "<b>bold</b>.txt", hostile)
        wait(client)
        leaves = [f"/leaves/{leaf}" for leaf in report(client, document)]
        for path in ("", "/panel", "/text", *leaves):
            page = client.get(f"/documents/{document}{path}").text
            assert "<script>alert" not in page
            assert "<img" not in page
        assert "&lt;script&gt;" in client.get(f"/documents/{document}/text").text
        for path in ("/", "/search?q=script", "/queue"):
            assert "<script>alert" not in client.get(path).text
            assert "<b>bold" not in client.get(path).text


def test_an_upload_of_a_gigabyte_is_refused_before_it_is_sent(desk: Desk, tmp_path: Path) -> None:
    with desk() as client:
        answer = client.post(
            "/documents", params={"name": "a.pdf"}, content=b"x", headers={"Content-Length": str(1024**3)}
        )
        assert answer.status_code == 413
        assert "larger than 100 MB" in answer.json()["error"]
        assert list((tmp_path / "data" / "files").iterdir()) == []


def test_an_upload_that_hides_its_size_is_cut_off(desk: Desk, tmp_path: Path) -> None:
    with desk(limit=100_000) as client:
        answer = client.post("/documents", params={"name": "a.pdf"}, content=(b"x" * 10_000 for _ in range(100)))
        assert answer.status_code == 413
        assert list((tmp_path / "data" / "files").iterdir()) == []


def test_bad_files_say_what_is_wrong(desk: Desk) -> None:
    with desk() as client:
        put(client, "empty.pdf", b"")
        put(client, "picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100))
        put(client, "broken.docx", b"PK\x03\x04" + bytes(200))
        assert set(wait(client).values()) == {"failed"}
        page = client.get("/").text
        assert page.count("✗ Not read:") == 3
        assert "is empty" in page


# What is kept, and what is gone


def test_a_restart_finds_everything_again(desk: Desk) -> None:
    with desk() as client:
        document = put(client, "a.txt", CLAUSE)
        wait(client)
        leaf = next(id_ for id_, finding in report(client, document).items() if finding["evidence"])
        decide(client, document, kind="accept", requirement=leaf, paragraph=1)
        before = report(client, document)
    with desk() as client:
        assert states(client) == {document: "ready"}
        assert report(client, document) == before
        assert client.get(f"/documents/{document}/download/original").content == CLAUSE


def test_what_was_queued_at_a_stop_is_read_at_the_start(desk: Desk) -> None:
    stopped = desk()  # not entered: its threads never start
    document = put(stopped, "a.txt", CLAUSE)
    assert states(stopped) == {document: "queued"}
    with desk() as client:
        assert wait(client) == {document: "ready"}


def test_deleted_for_good(desk: Desk, tmp_path: Path) -> None:
    with desk() as client:
        document = put(client, "secret.txt", b"The zanzibar clause.\n\n" + CLAUSE)
        wait(client)
        decide(client, document, kind="reject", requirement="8", paragraph=1)
        assert client.post(f"/documents/{document}/delete").status_code == 200
        assert states(client) == {}
        assert client.get(f"/documents/{document}").status_code == 404
        assert client.get("/search?q=zanzibar", headers={"Accept": "text/html"}).text.count("<li>") == 0
    left = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"zanzibar" not in left
    assert b"secret.txt" not in left


def test_unknown_addresses(desk: Desk) -> None:
    with desk() as client:
        for path in ("/documents/nope", "/documents/nope/panel", "/documents/../etc", "/static/../app.py", "/x"):
            assert client.get(path).status_code == 404
        assert "There is nothing at this address" in client.get("/x", headers={"Accept": "text/html"}).text


# Decisions


def test_decisions_change_the_report_and_can_be_withdrawn(ready: tuple[TestClient, str]) -> None:
    client, document = ready
    leaf, finding = next((id_, one) for id_, one in report(client, document).items() if one["status"] == "present")
    for evidence in finding["evidence"]:  # type: ignore[attr-defined]
        answer = decide(client, document, kind="reject", requirement=leaf, paragraph=evidence["paragraph"], reason="no")
        assert answer.status_code == 201
    assert report(client, document)[leaf]["status"] == "missing"
    for number in range(1, len(finding["evidence"]) + 1):  # type: ignore[arg-type]
        decide(client, document, kind="withdraw", requirement=leaf, withdraws=number)
    assert report(client, document)[leaf] == finding


@pytest.mark.parametrize(
    "decision",
    [
        {"kind": "waive", "requirement": "8"},
        {"kind": "accept", "requirement": "8", "paragraph": 99999},
        {"kind": "mark", "requirement": "8", "paragraph": 2},
        {"kind": "mark", "requirement": "8", "paragraph": 2, "grade": "full", "start": 5, "end": 99999},
        {"kind": "regrade", "requirement": "8", "paragraph": 1, "grade": "full"},
        {"kind": "accept", "requirement": "99", "paragraph": 2},
        {"kind": "withdraw", "requirement": "8", "withdraws": 7},
        {"kind": "burn", "requirement": "8"},
        {"kind": "accept", "requirement": "8", "paragraph": 2, "by": "  "},
        {"kind": "accept", "requirement": "8", "paragraph": 2, "extra": 1},
    ],
)
def test_decisions_about_nothing_are_refused(ready: tuple[TestClient, str], decision: dict[str, object]) -> None:
    client, document = ready
    assert decide(client, document, **decision).status_code in (400, 422)
    assert client.get(f"/documents/{document}/download/log").json()["entries"] == []


def test_downloads_are_of_the_decided_state(ready: tuple[TestClient, str], tmp_path: Path) -> None:
    import openpyxl
    from pypdf import PdfReader

    client, document = ready
    gap = next(id_ for id_, one in report(client, document).items() if one["status"] == "missing")
    assert decide(client, document, kind="waive", requirement=gap, reason="=cmd|' /C calc'!A0").status_code == 201
    said = "Reviewed by A. Counsel"
    assert said in client.get(f"/documents/{document}/download/report.html").text
    assert said in client.get(f"/documents/{document}/download/report.md").text
    assert client.get(f"/documents/{document}/download/report.json").json()["reviewed"]["waived"] == 1
    packet = client.get(f"/documents/{document}/download/packet")
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(packet.content)).pages)
    assert said in " ".join(pages.split())
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/documents/{document}/download/workbook").content))
    cells = [cell for row in book["Decisions"].iter_rows(min_row=2) for cell in row]
    assert any(cell.value == "=cmd|' /C calc'!A0" and cell.data_type == "s" for cell in cells)
    for what in ("annotated", "suggest"):
        copy = client.get(f"/documents/{document}/download/{what}")
        assert copy.content.startswith(b"PK")
        assert copy.headers["content-disposition"].startswith('attachment; filename="draft.annotated.docx"')
    assert client.get(f"/documents/{document}/download/html").text.startswith("<!DOCTYPE html>")
    assert client.get(f"/documents/{document}/download/nothing").status_code == 404


def test_the_log_is_chained_and_cannot_be_changed_in_place(ready: tuple[TestClient, str], tmp_path: Path) -> None:
    client, document = ready
    gap = next(id_ for id_, one in report(client, document).items() if one["status"] == "missing")
    for reason in ("first", "second", "third"):
        decide(client, document, kind="waive", requirement=gap, reason=reason)
    text = client.get(f"/documents/{document}/download/log").text
    assert verify_log(text)[0] == 3
    head = json.loads(text)["head"]
    assert client.get(f"/documents/{document}/download/report.json").json()["reviewed"]["log"] == head
    with (
        sqlite3.connect(tmp_path / "data" / "desk.sqlite") as database,
        pytest.raises(sqlite3.Error, match="append only"),
    ):
        database.execute("UPDATE log SET entry = '{}'")


def test_search_and_compare_and_queue(ready: tuple[TestClient, str]) -> None:
    client, document = ready
    hits = client.get(f"/documents/{document}/search", params={"q": 'juvenile "court" )('}).json()
    assert hits
    assert "\x02" in hits[0]["snippet"]
    other = put(client, "complete.docx", (EXAMPLES / "complete.docx").read_bytes())
    wait(client)
    assert "gained" in client.get("/compare", params={"old": document, "new": other}).text
    assert client.get("/compare", params={"old": document, "new": "nope"}).status_code == 404
    queue = client.get("/queue").text
    assert "data-requirement" in queue
