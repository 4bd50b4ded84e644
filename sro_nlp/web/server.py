"""Running the desk."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from sro_nlp.errors import MissingExtra, SroError
from sro_nlp.reviewer import Reviewer

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_TOKEN = 16


def token_for(host: str, token: str | None) -> str | None:
    """The token that visitors must have: none on loopback unless one was given; made up where none was given.

    Raises:
        SroError: it is too short to be safe.
    """
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise SroError(f"--token must have {SHORTEST_TOKEN} characters or more; leave it out to have one made up")
    return token if token is not None or host in LOOPBACK else secrets.token_urlsafe(24)


def serve(
    reviewer: Reviewer, folder: Path, *, host: str, port: int, token: str | None = None, ledger: str | None = None
) -> None:
    """Run the desk until it is stopped.

    Raises:
        MissingExtra: the extra `web` is not installed.
        SroError: the folder or the port cannot be used.
    """
    try:
        import uvicorn

        from sro_nlp.web.app import create_app
    except ImportError as error:
        raise MissingExtra(f"the review desk needs {error.name}: pip install 'sro-nlp[web]'") from error
    token = token_for(host, token)
    app = create_app(reviewer, folder, token=token, ledger=ledger)
    shown = f"[{host}]" if ":" in host else host
    print(f"sro-nlp: the desk is at http://{shown}:{port}/ and keeps its data in {folder}", file=sys.stderr)
    if token is not None:
        print(f"sro-nlp: its token is {token}; without TLS before it, others on the network can read along",
              file=sys.stderr)  # fmt: skip
    print("sro-nlp: Ctrl-C stops it", file=sys.stderr, flush=True)
    try:
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, date_header=False)
    except SystemExit as error:  # how uvicorn says that the port is taken
        if error.code:
            raise SroError(f"port {port} on {host} cannot be used; choose another with --port") from error
