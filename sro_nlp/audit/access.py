"""The bytes of a source: their hash, and a file on disk for readers that want one, which no kill leaves behind."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sro_nlp.audit.remote import is_remote, open_remote
from sro_nlp.audit.zips import BROKEN, open_member
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.limits import MAX_FILE
from sro_nlp.extract.reading import check_file
from sro_nlp.records import Source

_CHUNK = 1024 * 1024


def digest(source: Source) -> str:
    """The SHA-256 of a source.

    Raises:
        UnreadableFile: it cannot be opened, or is too large to be read at all.
    """
    hasher = hashlib.sha256()
    with _opened(source) as file:
        while chunk := file.read(_CHUNK):
            hasher.update(chunk)
    return hasher.hexdigest()


@contextmanager
def on_disk(source: Source) -> Iterator[str]:
    """A path by which the source can be read: its own, or that of a copy that is gone when this process is.

    Raises:
        UnreadableFile: as for `digest`.
    """
    if source.member is None and not is_remote(source.location):
        yield source.location
        return
    with _nameless() as (copy, path):
        with _opened(source) as file:
            shutil.copyfileobj(file, copy, _CHUNK)
        copy.flush()
        yield path


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if source.size > MAX_FILE:
        limit = MAX_FILE // 1024**2
        raise UnreadableFile(source.name, "too-large", f"is larger than {limit} MB: split it and audit the parts")
    try:
        if source.member is not None:
            with open_member(source) as file:
                yield file
        elif is_remote(source.location):
            with open_remote(source.location) as file:
                yield file
        else:
            check_file(source.location, empty=True)
            with open(source.location, "rb") as file:  # noqa: PTH123 - a name of the archive, which Path would change
                yield file
    except BROKEN as error:
        kind, said = ("damaged", "unpacked") if source.member is not None else ("missing", "opened")
        what = " ".join(str(error).split())[:120]
        raise UnreadableFile(
            source.name,
            "damaged" if kind == "damaged" else "missing",
            f"cannot be {said} ({type(error).__name__}: {what}): ask for it again",
        ) from error


@contextmanager
def _nameless() -> Iterator[tuple[BinaryIO, str]]:
    """A temporary file and its path; on Linux it has no name in any folder, so that nothing is left after a kill."""
    if sys.platform == "linux" and Path("/proc/self/fd").is_dir():
        with tempfile.TemporaryFile() as file:
            yield file, f"/proc/self/fd/{file.fileno()}"
        return
    handle, name = tempfile.mkstemp(prefix="sro-nlp-")
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file, name
    finally:
        Path(name).unlink(missing_ok=True)
