"""Files made to harm, in an archive: each costs one row of its kind, and nothing outside the archive is opened."""

import os
import socket
import struct
import zipfile
from pathlib import Path

import pytest
from docx_packages import make_docx, p
from helpers import contract, errors, rows, sro
from test_hostile import PDFS, declared

MEMORY_MB = 1024


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.txt").write_text(contract(1, ("The secret of the outside is kept here.",) * 3))
    return folder


@pytest.fixture(scope="module")
def ledger(tmp_path_factory, secret):
    folder = tmp_path_factory.mktemp("hostile")
    _documents(folder, secret)
    _places(folder, secret)
    _archives(folder)
    path = tmp_path_factory.mktemp("ledger") / "audit.sqlite"
    sro("audit", folder, "--ledger", path, "--memory", MEMORY_MB, "--timeout", 40, "--workers", 2)
    return path


def _documents(folder, secret):
    for name, content in PDFS.items():
        (folder / f"{name}.pdf").write_bytes(content())
    (folder / "truncated.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<</Type /Cat")
    (folder / "empty.docx").write_bytes(b"")
    (folder / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    make_docx(folder / "deep.docx", "<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000)
    make_docx(folder / "flood.docx", "<w:p/>" * 3_000_000)
    with zipfile.ZipFile(make_docx(folder / "entity.docx", p("x"))) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    parts["word/document.xml"] = declared(f'<!ENTITY x SYSTEM "file://{secret}/secret.txt">', "&x;").encode()
    with zipfile.ZipFile(folder / "entity.docx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    (folder / "good.txt").write_text(contract(2))


def _places(folder, secret):
    os.mkfifo(folder / "pipe.pdf")
    socket.socket(socket.AF_UNIX).bind(os.path.relpath(folder / "socket.pdf"))
    (folder / "loop.pdf").symlink_to("loop.pdf")
    (folder / "circle").symlink_to(folder)
    (folder / "nowhere.pdf").symlink_to("none.pdf")
    (folder / "outside.txt").symlink_to(secret / "secret.txt")
    (folder / "outside").symlink_to(secret)
    (folder / "inside.txt").symlink_to("good.txt")
    odd = os.fsencode(folder) + b"/odd \xff\n\x1b[31m =cmd.txt"
    Path(os.fsdecode(odd)).write_text(contract(3))


def _archives(folder):
    with zipfile.ZipFile(folder / "box.zip", "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("../../climbing.txt", contract(4))
        box.writestr("/etc/absolute.txt", contract(5))
        box.writestr("bomb.txt", b"x" * 300_000_000)
        box.writestr("good.txt", contract(6))
    locked = bytearray((folder / "box.zip").read_bytes())
    for at in _heads(locked, b"PK\x01\x02", 8):
        locked[at] |= 1
    (folder / "locked.zip").write_bytes(locked)
    (folder / "cut.zip").write_bytes((folder / "box.zip").read_bytes()[:-200])
    wrong = bytearray((folder / "box.zip").read_bytes())
    wrong[60] ^= 0xFF
    (folder / "bent.zip").write_bytes(wrong)
    huge = bytearray((folder / "box.zip").read_bytes())
    struct.pack_into("<I", huge, huge.rfind(b"PK\x05\x06") + 12, 2**31)
    (folder / "list.zip").write_bytes(huge)
    piled = bytearray((folder / "box.zip").read_bytes())
    for at in _heads(piled, b"PK\x01\x02", 20):
        struct.pack_into("<I", piled, at, len(piled) - 1)
    (folder / "piled.zip").write_bytes(piled)


def _heads(data, mark, offset):
    at = data.find(mark)
    while at >= 0:
        yield at + offset
        at = data.find(mark, at + 4)


def test_each_costs_a_row_and_nothing_else(ledger):
    """One test, so that a test run in several processes makes and audits the archive once."""
    _each_is_a_row_of_its_kind(ledger)
    _every_sentence_is_one_line(ledger)
    _the_good_files_among_them_are_read(ledger)
    _nothing_outside_was_read(ledger)
    _no_worker_passed_its_limit(ledger)


def _each_is_a_row_of_its_kind(ledger):
    found = errors(ledger)
    allowed = {f"{name}.pdf": {"damaged", "no-text", "too-large", "out-of-memory", None} for name in PDFS}
    allowed |= {
        "truncated.pdf": {"damaged"},
        "empty.docx": {"empty"},
        "picture.pdf": {"wrong-type"},
        "deep.docx": {"damaged"},
        "flood.docx": {"too-large"},
        "entity.docx": {"damaged"},
        "pipe.pdf": {"wrong-type"},
        "socket.pdf": {"wrong-type"},
        "loop.pdf": {"missing"},
        "nowhere.pdf": {"missing"},
        "outside.txt": {"wrong-type"},
        "outside": {"wrong-type"},
        "bomb.txt": {"too-large", "encrypted"},
        "climbing.txt": {None, "encrypted", "damaged"},
        "absolute.txt": {None, "encrypted"},
        "good.txt": {None, "encrypted"},
        "cut.zip": {"damaged"},
        "list.zip": {"too-large"},
        "piled.zip": {"too-large"},
        "inside.txt": {None},
    }
    for name, kinds in allowed.items():
        assert found.get(name) in kinds, (name, found.get(name))
    assert set(found) <= set(allowed)


def _every_sentence_is_one_line(ledger):
    query = "SELECT coalesce(r.error, ''), d.error FROM documents d LEFT JOIN readings r ON r.id = d.reading"
    for said, own in rows(ledger, query):
        sentence = own or said
        assert "\n" not in sentence
        assert len(sentence) < 400


def _the_good_files_among_them_are_read(ledger):
    read = {path.rpartition("/")[2] for (path,) in rows(ledger, _WITH_FINDINGS)}
    assert {"good.txt", "inside.txt", "climbing.txt", "absolute.txt"} <= read
    assert any("cmd.txt" in name and "\\udcff" in name for name in read)


_WITH_FINDINGS = "SELECT path FROM documents d JOIN readings r ON r.id = d.reading WHERE r.error_kind IS NULL"


def _nothing_outside_was_read(ledger):
    assert not rows(ledger, "SELECT * FROM findings WHERE evidence LIKE '%secret%'")


def _no_worker_passed_its_limit(ledger):
    ((peak,),) = rows(ledger, "SELECT max(peak_memory) FROM readings")
    assert 0 < peak < (MEMORY_MB + 700) * 1024**2  # 700 MB: the loaded model and the libraries
