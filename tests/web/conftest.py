"""A desk in this process (for its rules), and a desk as a user starts it (for the browser)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")
from fastapi.testclient import TestClient

from sro_nlp.reviewer import Reviewer
from sro_nlp.web.app import create_app

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
BASE = "http://127.0.0.1"
_WATCH = """
import os, sys
def _note(event, args, path=os.environ.get("SRO_TEST_CONNECTIONS")):
    if path and event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        with open(path, "a") as file:
            file.write(f"{event} {args!r}\\n")
sys.addaudithook(_note)
"""


@pytest.fixture(scope="session")
def reviewer() -> Reviewer:
    return Reviewer(model="light")


@pytest.fixture
def desk(reviewer: Reviewer, tmp_path: Path) -> Callable[..., TestClient]:
    """Makes a client of a desk; use it as a context manager, so that the desk's threads run."""

    def made(folder: str = "data", **options: object) -> TestClient:
        app = create_app(reviewer, tmp_path / folder, **options)  # type: ignore[arg-type]  # a test names the options
        return TestClient(app, base_url=BASE, headers={"Accept": "application/json"})

    return made


def put(client: TestClient, name: str, content: bytes) -> str:
    answer = client.post("/documents", params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def states(client: TestClient) -> dict[str, str]:
    return {one["id"]: one["state"] for one in client.get("/documents.json").json()}


def wait(client: TestClient, seconds: float = 120) -> dict[str, str]:
    """Until nothing is queued or being read."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = states(client)
        if not {"queued", "reading"} & set(found.values()):
            return found
        time.sleep(0.05)
    raise AssertionError(f"not finished in {seconds} s: {found}")


def audited(folder: Path) -> Path:
    """A ledger of two contracts, one of which lies there twice."""
    contracts = folder / "contracts"
    contracts.mkdir()
    for name in ("draft", "old"):
        (contracts / f"{name}.txt").write_bytes((EXAMPLES / "source" / f"{name}.txt").read_bytes())
    (contracts / "copy of old.txt").write_bytes((EXAMPLES / "source" / "old.txt").read_bytes())
    command = [sys.executable, "-c", "from sro_nlp.cli import main; main()", "audit", str(contracts), "--workers", "1"]
    done = subprocess.run([*command, "--ledger", str(folder / "audit.sqlite"), "--model", "light"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "audit.sqlite"


class Server:
    """`sro-nlp serve` in a process of its own; it notes every connection that it or its workers try to make."""

    def __init__(self, folder: Path, ledger: Path | None = None) -> None:
        self.folder = folder
        self._ledger = ledger
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.noted = folder.with_name("connections.txt")
        hook = folder.with_name("hook")
        hook.mkdir(exist_ok=True)
        (hook / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")

    def connections(self) -> str:
        return self.noted.read_text(encoding="utf-8") if self.noted.exists() else ""

    @contextmanager
    def running(self) -> Iterator[str]:
        path = os.pathsep.join([str(self.folder.with_name("hook")), str(ROOT)])
        environment = {**os.environ, "PYTHONPATH": path, "SRO_TEST_CONNECTIONS": str(self.noted)}
        command = [sys.executable, "-c", "from sro_nlp.cli import main; main()", "serve", "--model", "light"]
        options = ["--port", str(self.port), "--data", str(self.folder)]
        options += ["--ledger", str(self._ledger)] if self._ledger else []
        process = subprocess.Popen([*command, *options], env=environment, stderr=subprocess.PIPE)
        try:
            self._answers(process)
            yield self.address
        finally:
            process.terminate()
            process.wait(30)
            if process.stderr is not None:
                process.stderr.close()

    def _answers(self, process: subprocess.Popen[bytes]) -> None:
        for _ in range(600):
            if process.poll() is not None:
                assert process.stderr is not None
                raise AssertionError(process.stderr.read().decode())
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the desk did not start within 60 s")
