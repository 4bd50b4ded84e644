"""Passwords of encrypted contracts: in memory only, as long as the desk runs."""

from __future__ import annotations

import threading
from pathlib import Path

from sro_nlp.errors import SroError, UnreadableFile
from sro_nlp.web.render import PageNotDrawn, Renderer

OLE = b"\xd0\xcf\x11\xe0"
"""How an encrypted Word file begins."""


class Keys:
    """The passwords that people gave, by document."""

    def __init__(self) -> None:
        self._passwords: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, document: str) -> str | None:
        """The password of a document; None where none was given since the desk was started."""
        with self._lock:
            return self._passwords.get(document)

    def put(self, document: str, password: str) -> None:
        """Remember a password."""
        with self._lock:
            self._passwords[document] = password

    def drop(self, document: str) -> None:
        """Forget a password."""
        with self._lock:
            self._passwords.pop(document, None)


def check(file: Path, password: str, renderer: Renderer) -> None:
    """Try a password on a file that was read before.

    Raises:
        SroError: it does not open it.
    """
    from sro_nlp.extract.encrypted import decrypt

    try:
        data = file.read_bytes()
        if data.startswith(OLE):
            decrypt(str(file), data, password)
        else:
            renderer.sizes(file, password)
    except (PageNotDrawn, UnreadableFile) as error:
        raise SroError("the password does not open it: check it and try again") from error
