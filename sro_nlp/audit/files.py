"""Finding the files of an archive: folders, links, zip archives and URLs, in order, without opening a document."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sro_nlp.audit.remote import find_remote, is_remote
from sro_nlp.audit.selection import ARCHIVE, Selection, suffix_of
from sro_nlp.audit.zips import members
from sro_nlp.errors import UnreadableFile
from sro_nlp.records import Refused, Source

_OUTSIDE = "is a link that leads out of the folder audited and was not followed: audit the place it leads to"
_NOWHERE = "is a link that leads nowhere or in a circle: mend it or remove it"
_NO_FILE = "is not a regular file: name a file on disk"


def local_root(root: str) -> str:
    """A root as given: `file://` URLs and paths become absolute paths, other URLs stay.

    Raises:
        UnreadableFile: there is no such file or folder.
    """
    if root.startswith("file://"):
        root = unquote(urlsplit(root).path)
    if is_remote(root):
        return root
    path = os.path.abspath(root)  # noqa: PTH100 - Path.absolute keeps "..", by which one file would have two names
    if not os.path.lexists(path):
        raise UnreadableFile(root, "missing", "does not exist: check the name")
    return path


def outermost(roots: Sequence[str]) -> list[str]:
    """The roots without those that lie within another one, so that no file is met twice."""
    plain = list(dict.fromkeys(roots))
    return [root for root in plain if not any(_within(root, other) for other in plain if other != root)]


def _within(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


def find(roots: Sequence[str], selection: Selection) -> Iterator[Source | Refused]:
    """The files below the roots (as `outermost` gives them), sorted by name within each folder."""
    for root in roots:
        if is_remote(root):
            yield from find_remote(root, selection)
        elif os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises for names that os.path takes
            yield from _below(root, selection)
        else:
            yield from _named(root, selection)


def _named(path: str, selection: Selection) -> Iterator[Source | Refused]:
    """A file that was named itself: taken whatever it is called."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a name of the archive, which Path would change
    except OSError as error:
        yield _unreachable(path, error)
        return
    if suffix_of(path) == ARCHIVE and stat.S_ISREG(status.st_mode):
        yield from members(path, path, status.st_mtime_ns, selection, Path(path).name)
    else:
        yield _file(path, status)


def _below(root: str, selection: Selection) -> Iterator[Source | Refused]:
    """All files below a folder. Links to folders are not entered: inside, their target is met anyway."""
    inside = os.path.realpath(root)
    stack = [root]
    while stack:
        folder = stack.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield _unreachable(folder, error)
            continue
        folders = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                yield from _entry(entry, root, inside, selection)
        stack.extend(reversed(folders))


def _entry(entry: os.DirEntry[str], root: str, inside: str, selection: Selection) -> Iterator[Source | Refused]:
    below = os.path.relpath(entry.path, root)
    archive = suffix_of(entry.name) == ARCHIVE and selection.open_archive(below)
    if not archive and not selection.chosen(below):
        selection.pass_over(below)
        return
    try:
        status = entry.stat()
    except OSError as error:
        yield _unreachable(entry.path, error)
        return
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if target != inside and not _within(target, inside):
            yield Refused(name=entry.path, kind="wrong-type", reason=_OUTSIDE)
            return
        if stat.S_ISDIR(status.st_mode):
            return
    if archive and stat.S_ISREG(status.st_mode):
        yield from members(entry.path, entry.path, status.st_mtime_ns, selection, below)
    else:
        yield _file(entry.path, status)


def _file(path: str, status: os.stat_result) -> Source | Refused:
    if not stat.S_ISREG(status.st_mode):
        return Refused(name=path, kind="wrong-type", reason=_NO_FILE)
    return Source(name=path, location=path, size=status.st_size, modified=status.st_mtime_ns)


def _unreachable(path: str, error: OSError) -> Refused:
    if error.errno in (errno.ENOENT, errno.ELOOP) and os.path.islink(path):  # noqa: PTH114 - as above
        return Refused(name=path, kind="missing", reason=_NOWHERE)
    said = (error.strerror or str(error)).lower()
    return Refused(name=path, kind="missing", reason=f"cannot be opened ({said}): check its permissions")
