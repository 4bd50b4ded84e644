"""Files behind URLs (`s3://`, `gs://`, ...), by fsspec."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from sro_nlp.errors import MissingExtra, UnreadableFile
from sro_nlp.records import Refused, Source

if TYPE_CHECKING:
    from sro_nlp.audit.selection import Selection


def is_remote(location: str) -> bool:
    """Whether a location is a URL, not a path."""
    return "://" in location


def find_remote(root: str, selection: Selection) -> Iterator[Source | Refused]:
    """The chosen files below a URL.

    Raises:
        MissingExtra: fsspec, or the package it needs for this kind of URL, is not installed.
        UnreadableFile: there is nothing, or it cannot be reached.
    """
    from sro_nlp.audit.selection import ARCHIVE, suffix_of
    from sro_nlp.audit.zips import members

    system, path = _system(root)
    try:
        listed: dict[str, Any] = system.find(path, detail=True)
    except Exception as error:  # each service has errors of its own
        said = " ".join(str(error).split())[:200]
        raise UnreadableFile(root, "missing", f"cannot be listed ({type(error).__name__}: {said})") from error
    if not listed:
        raise UnreadableFile(root, "missing", "holds no files: check the URL")
    base = path.rstrip("/")
    for key in sorted(listed):
        below = posixpath.basename(key) if key == base else key.removeprefix(base).lstrip("/")
        url = system.unstrip_protocol(key)
        if suffix_of(key) == ARCHIVE and selection.open_archive(below):
            yield from members(url, url, 0, selection, below)
        elif key == base or selection.chosen(below):
            yield Source(name=url, location=url, size=int(listed[key].get("size") or 0))
        else:
            selection.pass_over(below)


def open_remote(url: str) -> BinaryIO:
    """A file behind a URL, seekable.

    Raises:
        MissingExtra: as for `find_remote`.
        OSError: it cannot be opened.
    """
    system, path = _system(url)
    return cast(BinaryIO, system.open(path, "rb"))


def _system(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs

        found: tuple[Any, str] = url_to_fs(url)
    except ImportError as error:
        raise MissingExtra(f"{url}: needs a package that is not installed: {error}") from error
    except ValueError as error:
        raise UnreadableFile(url, "missing", f"is no URL that can be read: {error}") from error
    return found
