"""Many uploads at the same time, to the server as a user starts it."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

from tests.web.conftest import EXAMPLES, Server

MANY = 20


def send(address: str, name: str, content: bytes, together: threading.Barrier) -> str:
    together.wait(30)
    with urlopen(Request(f"{address}/documents?name={name}", content, method="POST"), timeout=60) as answer:
        return str(json.load(answer)["id"])


def listed(address: str) -> dict[str, tuple[str, str]]:
    with urlopen(f"{address}/documents.json", timeout=60) as answer:
        return {one["id"]: (one["name"], one["state"]) for one in json.load(answer)}


def test_twenty_uploads_at_once_all_finish_and_none_is_lost(tmp_path: Path) -> None:
    clause = (EXAMPLES / "source" / "draft.txt").read_bytes()[:3000]
    kinds = {".txt": clause, ".pdf": (EXAMPLES / "draft.pdf").read_bytes()}
    files = {f"{number}{kind}": kinds[kind] for number in range(MANY // 2) for kind in kinds}
    together = threading.Barrier(MANY)
    server = Server(tmp_path / "data")
    with server.running() as address, ThreadPoolExecutor(MANY) as pool:
        sent = [pool.submit(send, address, name, content, together) for name, content in files.items()]
        ids = {one.result(): name for one, name in zip(sent, files, strict=True)}
        end = time.monotonic() + 240
        while time.monotonic() < end and {state for _, state in listed(address).values()} != {"ready"}:
            time.sleep(0.2)
        assert listed(address) == {document: (name, "ready") for document, name in ids.items()}
        for document, name in ids.items():
            with urlopen(f"{address}/documents/{document}/download/original", timeout=60) as answer:
                assert answer.read() == files[name]
