"""The same archive on a local Ray cluster of several processes: the same ledger, also when processes are killed."""

import os
import signal
import threading
import time

import pytest
from helpers import content, errors, fill, last_run, rows, sro

from sro_nlp.audit.engine import Work
from sro_nlp.audit.progress import Progress
from sro_nlp.audit.run import Request, audit
from sro_nlp.catalogue import load_catalogue

pytest.importorskip("ray", reason="Ray is not installed")
WORK = Work(catalogue=load_catalogue(), model="light")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = fill(tmp_path_factory.mktemp("ray") / "towns", 24)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (folder / "copy.txt").write_bytes((folder / "001.txt").read_bytes())
    return folder


@pytest.fixture(scope="module")
def local(archive, tmp_path_factory):
    ledger = tmp_path_factory.mktemp("local") / "audit.sqlite"
    sro("audit", archive, "--ledger", ledger)
    return ledger


def on_ray(paths, ledger, meanwhile=None):
    from sro_nlp.audit.cluster import RayEngine

    engines = []

    def make(work):
        engines.append(RayEngine(work, 2))
        if meanwhile:
            threading.Thread(target=meanwhile, args=(engines[0].pids(),), daemon=True).start()
        return engines[0]

    return audit(Request(paths=paths, ledger=str(ledger), work=WORK), make, Progress(None))


def test_the_ledger_is_that_of_one_machine_though_processes_die(archive, local, tmp_path):
    ledger = tmp_path / "audit.sqlite"

    def kill(pids):
        """An actor dies, and later the worker process of the other."""
        _wait(ledger, 3)
        os.kill(pids[0][0], signal.SIGKILL)
        _wait(ledger, 8)
        for pid in _children(pids[1][0]):
            os.kill(pid, signal.SIGKILL)

    result = on_ray((str(archive),), ledger, kill)
    assert result.state == "finished"
    assert content(ledger) == content(local)
    assert errors(ledger) == {"broken.pdf": "damaged"}
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"


def test_urls_are_read_through_fsspec(archive, tmp_path):
    pytest.importorskip("fsspec")
    ledger = tmp_path / "audit.sqlite"
    result = on_ray((f"local://{archive}",), ledger)
    assert result.tally.read == 25
    paths = {path for (path,) in rows(ledger, "SELECT path FROM documents")}
    assert any(path.endswith("/towns/003.txt") and "://" in path for path in paths)
    assert last_run(ledger)[0] == "finished"


def _wait(ledger, count):
    for _ in range(2000):
        time.sleep(0.02)
        try:
            if len(rows(ledger, "SELECT id FROM readings")) >= count:
                return
        except Exception:  # noqa: BLE001, S112 - the tables are being made
            continue


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:  # noqa: PTH123 - a file of the kernel
            return [int(child) for child in file.read().split()]
    except FileNotFoundError:
        return []
