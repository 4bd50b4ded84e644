"""An archive is read once, whatever happens: unchanged, changed, copied, moved, packed, stopped or killed."""

import os
import random
import shutil
import signal
import time
import zipfile
from pathlib import Path

import pytest
from helpers import EXAMPLES, content, contract, errors, fill, last_run, rows, sro, start


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Contracts in several formats, a copy, files in a zip archive and files that are no documents."""
    folder = tmp_path_factory.mktemp("archive")
    for name in ("complete.pdf", "old.docx", "draft.pdf"):
        shutil.copy(EXAMPLES / name, folder)
    fill(folder / "towns", 5)
    shutil.copy(folder / "old.docx", folder / "towns" / "old again.docx")
    (folder / "invoice.txt").write_text("Invoice for twelve chairs and a table, payable in thirty days.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "~$old.docx").write_bytes(b"lock")
    with zipfile.ZipFile(folder / "box.zip", "w") as box:
        box.write(EXAMPLES / "draft.docx", "2019/draft.docx")
        box.write(EXAMPLES / "draft.docx", "2020/draft.docx")
        box.writestr("2020/invoice.csv", "chairs,12")
        box.writestr("inner.zip", b"PK\x05\x06" + bytes(18))
    return folder


@pytest.fixture(scope="module")
def ledger(archive, tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "audit.sqlite"
    sro("audit", archive, "--ledger", path)
    return path


def test_each_content_is_read_once_and_each_file_has_a_row(archive, ledger):
    state, files, read, known, failed, _ = last_run(ledger)
    assert (state, files, read, known, failed) == ("finished", 13, 10, 2, 1)
    names = {path[len(str(archive)) + 1 :] for (path,) in rows(ledger, "SELECT path FROM documents")}
    assert {"box.zip!/2019/draft.docx", "box.zip!/2020/draft.docx", "towns/old again.docx", "towns/003.txt"} <= names
    assert errors(ledger) == {"inner.zip": "wrong-type"}
    assert len(rows(ledger, "SELECT * FROM findings")) == 10 * 24


def test_other_contracts_are_told_from_contracts_that_lack_everything(ledger):
    kinds = dict(rows(ledger, "SELECT d.path, kind FROM documents d JOIN readings r ON r.id = d.reading"))
    assert {path.rpartition("/")[2] for path, kind in kinds.items() if kind == "other"} == {"invoice.txt"}


def test_the_ledger_says_what_a_review_says(ledger):
    from sro_nlp.reviewer import Reviewer

    report = Reviewer(model="light").review(EXAMPLES / "complete.pdf")
    found = rows(
        ledger,
        "SELECT requirement, status, page, evidence FROM findings f JOIN documents d ON d.reading = f.reading "
        "WHERE d.path LIKE '%complete.pdf' ORDER BY place",
    )
    assert [row[:2] for row in found] == [(finding.id, finding.status) for finding in report.findings]
    best = report.findings[1].evidence[0]
    assert found[1][2:] == (best.page, best.text)


def test_nothing_is_unpacked_beside_the_archive(archive):
    assert sorted(path.name for path in archive.iterdir()) == sorted(
        ["box.zip", "complete.pdf", "draft.pdf", "invoice.txt", "old.docx", "photo.jpg", "towns", "~$old.docx"]
    )


def test_an_unchanged_archive_is_not_read_again(archive, ledger):
    before = content(ledger)
    said = sro("audit", archive, "--ledger", ledger)
    assert "0 read, 12 known" in said
    assert content(ledger) == before
    assert "0 read, 12 known" in sro("audit", archive, "--ledger", ledger, "--trust-times")


def test_changes_are_read_and_what_is_gone_is_marked(archive, ledger, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(archive, folder)
    own = tmp_path / "own.sqlite"
    sro("audit", folder, "--ledger", own)
    (folder / "towns" / "001.txt").unlink()
    (folder / "towns" / "002.txt").rename(folder / "moved.txt")
    (folder / "towns" / "003.txt").write_text(contract(99))
    sro("audit", folder, "--ledger", own)
    assert last_run(own) == ("finished", 12, 1, 10, 1, 2)
    gone = [path.rpartition("/")[2] for (path,) in rows(own, "SELECT path FROM documents WHERE gone ORDER BY path")]
    assert gone == ["001.txt", "002.txt"]


def test_include_and_exclude(archive, tmp_path):
    own = tmp_path / "own.sqlite"
    sro("audit", archive, "--ledger", own, "--include", "*.docx", "--exclude", "*2019*", "--exclude", "towns/*")
    names = {path[len(str(archive)) + 1 :] for (path,) in rows(own, "SELECT path FROM documents")}
    assert names == {"old.docx", "box.zip!/2020/draft.docx", "box.zip!/inner.zip"}


def test_another_edition_reads_anew(archive, tmp_path):
    profile = (EXAMPLES.parent / "sro_nlp/statutes/utah-53g-8-703/2023.toml").read_text(encoding="utf-8")
    changed = tmp_path / "changed.toml"
    changed.write_text(profile.replace('edition = "2023"', 'edition = "2023-a"', 1), encoding="utf-8")
    own, path = tmp_path / "own.sqlite", archive / "towns" / "001.txt"
    sro("audit", path, "--ledger", own)
    sro("audit", path, "--ledger", own, "--profile", changed)
    assert last_run(own)[1:4] == (1, 1, 0)
    assert len(rows(own, "SELECT DISTINCT fingerprint FROM readings")) == 2


def test_killed_at_random_moments_it_ends_like_an_undisturbed_run(tmp_path):
    folder = fill(tmp_path / "towns", 24)
    quiet, hurt = tmp_path / "quiet.sqlite", tmp_path / "hurt.sqlite"
    sro("audit", folder, "--ledger", quiet)
    rng = random.Random(7)
    done = []
    for _ in range(3):
        process = start("audit", folder, "--ledger", hurt, "--workers", 2)
        _wait_for_rows(hurt, (done[-1] if done else 0) + rng.randint(1, 6))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        done.append(len(rows(hurt, "SELECT id FROM readings")))
    assert done == sorted(done)
    sro("audit", folder, "--ledger", hurt)
    assert last_run(hurt)[1:4] == (24, 24 - done[-1], done[-1])
    assert content(hurt) == content(quiet)
    assert {state for (state,) in rows(hurt, "SELECT state FROM runs")} == {"interrupted", "finished"}


def _wait_for_rows(ledger, count):
    """Until so many readings are there (the file and its tables come a moment after the start)."""
    for _ in range(3000):
        time.sleep(0.02)
        if not ledger.exists():
            continue
        try:
            if len(rows(ledger, "SELECT id FROM readings")) >= count:
                return
        except Exception:  # noqa: BLE001, S112 - the tables are being made
            continue
    raise AssertionError("the run got nowhere")


def test_its_workers_end_with_it(tmp_path):
    folder = fill(tmp_path / "towns", 30)
    ledger = tmp_path / "audit.sqlite"
    process = start("audit", folder, "--ledger", ledger)
    _wait_for_rows(ledger, 3)
    workers = _children(process.pid)
    assert workers
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    for _ in range(100):
        if not any(_alive(pid) for pid in workers):
            return
        time.sleep(0.05)
    raise AssertionError("workers outlived the run")


def test_a_killed_worker_loses_nothing(tmp_path):
    folder = fill(tmp_path / "towns", 30)
    ledger = tmp_path / "audit.sqlite"
    process = start("audit", folder, "--ledger", ledger, "--workers", 2)
    _wait_for_rows(ledger, 3)
    os.kill(_children(process.pid)[0], signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode == 0
    assert last_run(ledger) == ("finished", 30, 30, 0, 0, 0)


def test_ctrl_c_finishes_what_is_in_flight(tmp_path):
    folder = fill(tmp_path / "towns", 60)
    ledger = tmp_path / "audit.sqlite"
    process = start("audit", folder, "--ledger", ledger)
    _wait_for_rows(ledger, 3)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped; the same command goes on" in err
    state, files, read, _, failed, _ = last_run(ledger)
    assert (state, failed) == ("stopped", 0)
    assert files == read == len(rows(ledger, "SELECT id FROM readings"))
    assert 3 <= read < 60
    sro("audit", folder, "--ledger", ledger)
    assert last_run(ledger)[:4] == ("finished", 60, 60 - read, read)


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_plain_lines_where_there_is_no_terminal(archive, ledger):
    said = sro("audit", archive, "--ledger", ledger)
    assert "\r" not in said
    assert "\x1b" not in said
    assert "13 of 13 files · 0 read, 12 known, 1 failed" in said


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["audit", "nowhere", "--ledger", "a.sqlite"], 3, "nowhere: does not exist"),
        (["audit", "empty", "--ledger", "a.sqlite"], 3, "empty: holds no document"),
        (["audit", "empty", "--ledger", "no/where.sqlite"], 2, "a ledger is a file in a folder that exists"),
        (["audit", "empty", "--ledger", "text.sqlite"], 2, "the ledger cannot be used: file is not a database"),
        (["audit", "empty", "--ledger", "other.sqlite"], 2, "holds other tables (things)"),
        (["audit", "empty", "--ledger", "nosuch://x/y"], 2, "nosuch://x/y: "),
        (["ledger", "show", "--ledger", "a.sqlite"], 2, "there is no such ledger: make one"),
        (["ledger", "export", "--ledger", "a.sqlite", "--format", "csv", "-o", "a.csv"], 2, "no such ledger"),
    ],
)
def test_one_sentence_for_what_cannot_be_done(tmp_path, monkeypatch, capfd, arguments, status, said):
    import sqlite3
    import sys

    from sro_nlp.cli import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.sqlite").write_text("this is no database, however much its name may say so" * 20)
    with sqlite3.connect(tmp_path / "other.sqlite") as database:
        database.execute("CREATE TABLE things (id INTEGER)")
    monkeypatch.setattr(sys, "argv", ["sro-nlp", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capfd.readouterr().err
    assert ended.value.code == status
    assert said in err
    assert err.startswith("sro-nlp: ")
    assert "Traceback" not in err
