"""The one table of formats: how a file's content shows what it is, and which function reads it."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sro_nlp.document import Document
from sro_nlp.errors import UnreadableFile, UnreadableKind
from sro_nlp.extract.options import Options

Reader = Callable[[Path, Options], Document]

HEAD = 8192
"""Bytes of a file's beginning that are looked at."""
_CAN_READ = "sro-nlp reads PDF, DOCX, text and Markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file: `matches(data)` sees it by the whole content, `reader` is "module:function" or says why not."""

    name: str
    matches: Callable[[bytes], bool]
    reader: str = ""
    refusal: str = ""
    kind: UnreadableKind = "wrong-type"


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signatures)


def _pdf(data: bytes) -> bool:
    """By its header, anywhere in the first kilobyte (junk before it is common), or by an object where that is lost."""
    head = data[:1100]
    return re.search(rb"%PDF-\d", head) is not None or (
        re.search(rb"(?:^|[\r\n])\d+ \d+ obj\b", head) is not None and b"endobj" in data
    )


def _zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def _zip_with(*names: str) -> Callable[[bytes], bool]:
    """A zip that holds a member whose name begins with one of `names`; a broken one is seen by its local headers."""
    raw = tuple(name.encode() for name in names)
    return lambda data: _zip(data) and any(name in data for name in raw) and _has_member(data, names)


def _has_member(data: bytes, names: tuple[str, ...]) -> bool:
    if data.count(b"PK\x01\x02") > 20_000:  # too many to list: the reader refuses it with its own sentence
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.replace("\\", "/").lstrip("/").startswith(names) for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return True


def _odt(data: bytes) -> bool:
    return _zip(data) and b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]


def _ole(data: bytes) -> bool:
    return data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def _ole_with(stream: str) -> Callable[[bytes], bool]:
    name = stream.encode("utf-16-le")
    return lambda data: _ole(data) and name in data


def _heic(data: bytes) -> bool:
    return data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")


def _markup(data: bytes) -> bool:
    return re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", data[:1000], re.IGNORECASE) is not None


def _xml(data: bytes) -> bool:
    return re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b", data[:1000]) is not None


def _text(data: bytes) -> bool:
    """No control characters but white space: a byte 0 only as half of a UTF-16 character."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:65536]
    if b"\0" in sample:
        halves = (sample[0::2].count(0), sample[1::2].count(0))
        return max(halves) > 0.4 * len(sample) / 2 and min(halves) == 0
    controls = len(sample) - len(sample.translate(None, bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})))
    return controls <= len(sample) // 1000


_PICTURE = "is a picture, not a document: save it as PDF and review that (scans are read with OCR)"
_SHEET = f"is not a text document ({{}}): {_CAN_READ}; save the contract as one of these"

FORMATS: tuple[Format, ...] = (
    Format(name="pdf", matches=_pdf, reader="sro_nlp.extract.pdf:read_pdf"),
    Format(name="docx", matches=_zip_with("word/"), reader="sro_nlp.extract.docx:read_docx"),
    Format(name="odt", matches=_odt, reader="sro_nlp.extract.office:read_odt"),
    Format(name="spreadsheet", matches=_zip_with("xl/"), refusal=_SHEET.format("a spreadsheet")),
    Format(name="slides", matches=_zip_with("ppt/"), refusal=_SHEET.format("slides")),
    # A package may keep its document anywhere: "[Content_Types].xml" alone is enough to try.
    Format(name="package", matches=_zip_with("[Content_Types].xml"), reader="sro_nlp.extract.docx:read_docx"),
    Format(name="zip", matches=_zip, refusal=f"is a zip archive: unpack it first; {_CAN_READ}"),
    Format(name="encrypted", matches=_ole_with("EncryptedPackage"), reader="sro_nlp.extract.encrypted:read_encrypted"),
    Format(name="doc", matches=_ole_with("WordDocument"), reader="sro_nlp.extract.office:read_doc"),
    Format(name="ole", matches=_ole, refusal=_SHEET.format("an old Office file that is not a Word document")),
    Format(name="rtf", matches=_starts(b"{\\rtf"), reader="sro_nlp.extract.office:read_rtf"),
    Format(name="png", matches=_starts(b"\x89PNG\r\n\x1a\n"), refusal=_PICTURE),
    Format(name="jpeg", matches=_starts(b"\xff\xd8\xff"), refusal=_PICTURE),
    Format(name="tiff", matches=_starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), refusal=_PICTURE),
    Format(name="gif", matches=_starts(b"GIF87a", b"GIF89a"), refusal=_PICTURE),
    Format(name="webp", matches=lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", refusal=_PICTURE),
    Format(name="bmp", matches=lambda data: data[:2] == b"BM" and data[6:10] == b"\0\0\0\0", refusal=_PICTURE),
    Format(name="heic", matches=_heic, refusal=_PICTURE),
    Format(name="html", matches=_markup, refusal=f"is a web page: print it to PDF; {_CAN_READ}"),
    Format(name="xml", matches=_xml, refusal=f"is an XML file: save it from Word as DOCX; {_CAN_READ}"),
    Format(name="text", matches=_text, reader="sro_nlp.extract.text:read_text"),
)


def detect(path: str, data: bytes) -> Format:
    """The format of a file by its content; its name plays no part.

    Raises:
        UnreadableFile: of a kind that nothing here reads; the sentence says what to do.
    """
    for entry in FORMATS:
        if entry.matches(data):
            if not entry.reader:
                refuse(path, entry)
            return entry
    raise UnreadableFile(path, "wrong-type", f"is of a kind that cannot be read: {_CAN_READ}; save it as one of these")


def refuse(path: str, entry: Format) -> NoReturn:
    """Raise the sentence of a format that is known but not read."""
    raise UnreadableFile(path, entry.kind, entry.refusal)


def load_reader(entry: Format) -> Reader:
    """Import the function that reads a format; only this imports the libraries it needs."""
    module, _, name = entry.reader.partition(":")
    reader: Reader = getattr(importlib.import_module(module), name)
    return reader
