"""Zip archives: their members as sources, read one by one and never unpacked beside the archive."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from sro_nlp.audit.remote import is_remote, open_remote
from sro_nlp.audit.selection import ARCHIVE, Selection, suffix_of
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.limits import MAX_FILE
from sro_nlp.records import Refused, Source

SEPARATOR = "!/"
MAX_DIRECTORY = 16 * 1024**2
"""Bytes of the list of members: some hundred thousand names. It is held in memory."""
MAX_RATIO = 120
"""Unpacked to packed size of a member over 2 MB; contracts stay far below."""
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
    *(RuntimeError, ValueError, struct.error, OSError),
)
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_held: dict[str, zipfile.ZipFile] = {}  # the archive in hand: its list is not read anew for each member


def members(name: str, location: str, modified: int, selection: Selection, below: str) -> Iterator[Source | Refused]:
    """The chosen members of an archive, and what is wrong with it.

    Args:
        name: how the ledger knows the archive.
        location: the path or URL to open.
        modified: nanoseconds since 1970, for all members.
        selection: chooses members by their path.
        below: the archive's path below the folder audited.
    """
    try:
        archive = open_archive(location)
        listed = archive.infolist()
        packed = sum(entry.compress_size for entry in listed)
        size = _size(archive)
    except UnreadableFile as error:
        yield Refused(name=name, kind=error.kind, reason=error.reason)
        return
    except BROKEN:
        yield Refused(name=name, kind="damaged", reason="is a damaged zip archive: ask for it again")
        return
    if packed > size:
        reason = "is a zip archive whose members overlap, as no honest one does: nothing in it was read"
        yield Refused(name=name, kind="too-large", reason=reason)
        return
    met: Counter[str] = Counter()
    for number, entry in enumerate(listed):
        if entry.is_dir():
            continue
        path = f"{below}{SEPARATOR}{entry.filename}"
        nested = suffix_of(path) == ARCHIVE
        if not nested and not selection.chosen(path):
            selection.pass_over(path)
            continue
        met[entry.filename] += 1
        again = f" ({met[entry.filename]})" if met[entry.filename] > 1 else ""
        own = f"{name}{SEPARATOR}{entry.filename}{again}"
        refused = _refused(own, entry, nested)
        yield refused or Source(name=own, location=location, size=entry.file_size, modified=modified, member=number)


def _refused(name: str, entry: zipfile.ZipInfo, nested: bool) -> Refused | None:
    if nested:
        reason = "is a zip archive within a zip archive: unpack the outer one and audit its folder"
        return Refused(name=name, kind="wrong-type", reason=reason)
    if entry.flag_bits & 1:
        return Refused(name=name, kind="encrypted", reason="lies in a zip archive with a password: unpack it")
    if entry.file_size > MAX_FILE:
        reason = f"unpacks to more than {MAX_FILE // 1024**2} MB: split it and audit the parts"
        return Refused(name=name, kind="too-large", reason=reason)
    if entry.file_size > 2 * 1024**2 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        reason = f"unpacks to over {MAX_RATIO} times its size, as no contract does: unpack it and look at it"
        return Refused(name=name, kind="too-large", reason=reason)
    return None


def open_archive(location: str) -> zipfile.ZipFile:
    """An archive, open until another one is asked for.

    Raises:
        UnreadableFile: too-large: it lists more members than anyone packs.
    """
    if location in _held:
        return _held[location]
    for held in _held.values():
        held.close()
        if held.fp is not None:
            held.fp.close()
    _held.clear()
    file = open_remote(location) if is_remote(location) else open(location, "rb")  # noqa: PTH123, SIM115 - held open
    try:
        if directory_size(file) > MAX_DIRECTORY:
            raise UnreadableFile(location, "too-large", "is a zip archive of far too many members: unpack it")
        archive = zipfile.ZipFile(file)
    except BaseException:
        file.close()
        raise
    _held[location] = archive
    return archive


@contextmanager
def open_member(source: Source) -> Iterator[BinaryIO]:
    """A member of an archive, opened to be read once from front to end."""
    assert source.member is not None
    archive = open_archive(source.location)
    with archive.open(archive.infolist()[source.member]) as file:
        yield file  # type: ignore[misc]  # typeshed: IO[bytes], of which BinaryIO is the usual name


def directory_size(file: BinaryIO) -> int:
    """Bytes of the list of members, by the record that ends the archive; 0 where there is none.

    Layout: APPNOTE 4.3.16 (end), 4.3.15 and 4.3.14 (its forms of 64 bits).
    """
    length = file.seek(0, 2)
    start = max(0, length - 65_557)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 16 > len(tail):
        return 0
    size: int = struct.unpack_from("<I", tail, at + 12)[0]
    locator = tail.rfind(_LOCATOR_64, 0, at)
    if locator >= 0 and locator + 16 <= len(tail):
        file.seek(struct.unpack_from("<Q", tail, locator + 8)[0])
        record = file.read(48)
        if record[:4] == _END_64 and len(record) == 48:
            size = (
                max(size, struct.unpack_from("<Q", record, 40)[0])
                if size < 2**32 - 1
                else struct.unpack_from("<Q", record, 40)[0]
            )
    return size


def _size(archive: zipfile.ZipFile) -> int:
    assert archive.fp is not None
    return archive.fp.seek(0, 2)
