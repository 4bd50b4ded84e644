"""An Office package (zip of XML parts) opened with care: bounds first, no DOCTYPE, nothing outside it followed."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from lxml import etree

from sro_nlp.errors import UnreadableFile

Element = Any
"""An lxml element (lxml ships no types)."""

MAX_MEMBERS = 5_000
MAX_TOTAL = 2 * 1024**3
"""Bytes of all members together, by what the archive declares; only the XML parts are ever expanded."""
MAX_PART = 100 * 1024**2
MAX_RATIO = 120
"""Expanded to packed size of a part over a megabyte or two: Word's own XML stays under 60."""
MAX_TAGS = 2_000_000

_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SAVE_AGAIN = "open it in Word, save it again and review that"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """What a part refers to: the last word of the type ("footnotes", "header") and the part's name in the package."""

    type: str
    target: str


class Package:
    """The parts of a DOCX held in memory.

    Raises:
        UnreadableFile: damaged (not a whole zip) or too-large (made to blow up).
    """

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise self._bomb(f"holds over {MAX_MEMBERS:,} parts")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise UnreadableFile(
                path, "damaged", "is a damaged or incomplete Office file (its end is cut off?): ask for it again"
            ) from error
        members = self._zip.infolist()
        if sum(member.file_size for member in members) > MAX_TOTAL:
            raise self._bomb(f"expands to over {MAX_TOTAL // 1024**3} GB")
        self._members = {_key(member.filename): member for member in members}
        self.broken: list[str] = []
        """Parts that are there but cannot be read."""

    def _bomb(self, why: str) -> UnreadableFile:
        return UnreadableFile(self._path, "too-large", f"{why}, as no contract does: {_SAVE_AGAIN}")

    @property
    def names(self) -> list[str]:
        """Names of all parts as the archive writes them."""
        return [member.filename for member in self._members.values()]

    def has(self, name: str) -> bool:
        """Whether there is a part of that name (upper and lower case are the same in a package)."""
        return _key(name) in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            KeyError: there is none.
            UnreadableFile: too-large, damaged or encrypted.
        """
        member = self._members[_key(name)]
        if member.file_size > MAX_PART:
            raise self._bomb(f"has a part ({member.filename}) of over {MAX_PART // 1024**2} MB")
        if member.file_size > 2 * 1024**2 and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise self._bomb(f"has a part ({member.filename}) that expands over {MAX_RATIO} times")
        if member.flag_bits & 1:
            raise UnreadableFile(self._path, "encrypted", "is a zip with a password: unpack it, or save it from Word")
        try:
            return self._zip.read(member)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise UnreadableFile(
                self._path, "damaged", f"is damaged (part {member.filename} cannot be unpacked): ask for it again"
            ) from error

    def xml(self, name: str) -> Element:
        """The root element of a part, strict OOXML turned into the usual namespaces.

        Raises:
            KeyError: there is no such part.
            UnreadableFile: damaged or too-large.
        """
        data = self.read(name)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = re.sub(rb"^<\?xml[^>]*\?>", b"", data.decode("utf-16", errors="replace").encode())
        if re.search(rb"<!(?:DOCTYPE|ENTITY)", data):
            raise UnreadableFile(
                self._path, "damaged", f"is not a sound Word file (part {name} declares entities): {_SAVE_AGAIN}"
            )
        if data.count(b"<") > MAX_TAGS:
            raise self._bomb(f"has a part ({name}) of over {MAX_TAGS:,} tags")
        if b"http://purl.oclc.org/ooxml/" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        try:
            root = etree.fromstring(data, _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            said = " ".join(str(getattr(error, "msg", error)).split())[:100]
            if "limit" in said:  # a text of over ten million characters
                raise self._bomb(f"has a part ({name}) beyond what an XML reader takes") from error
            raise UnreadableFile(
                self._path, "damaged", f"is damaged (part {name} is not well-formed: {said}): {_SAVE_AGAIN}"
            ) from error
        return root

    def optional_xml(self, name: str | None) -> Element | None:
        """The root of a part that the text can do without: None when it is absent or broken (noted in `broken`)."""
        if name is None or not self.has(name):
            return None
        try:
            return self.xml(name)
        except UnreadableFile as error:
            if error.kind == "too-large":
                raise
            self.broken.append(name)
            return None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """What a part refers to inside the package, by id; external targets are left out and never followed."""
        folder, _, name = part.rpartition("/")
        root = self.optional_xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found: dict[str, Relationship] = {}
        for item in root.iter(_RELATIONSHIP) if root is not None else ():
            if item.get("TargetMode") == "External" or not item.get("Target"):
                continue
            target = unquote(item.get("Target").replace("\\", "/").split("#")[0])
            whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = item.get("Type", "").rpartition("/")[2]
            found[item.get("Id", "")] = Relationship(type=kind, target=whole)
        return found

    def main_part(self) -> str:
        """The name of the main document part: by relationship, else by its usual name.

        Raises:
            UnreadableFile: wrong-type when the package holds no Word document.
        """
        targets = [link.target for link in self.relationships("").values() if link.type == "officeDocument"]
        for name in (*targets, "word/document.xml", "word/document2.xml"):
            if self.has(name) and not name.lower().startswith(("xl/", "ppt/")):
                return self._members[_key(name)].filename.replace("\\", "/").lstrip("/")
        if targets:
            raise UnreadableFile(self._path, "damaged", f"is damaged (its part {targets[0]} is missing): {_SAVE_AGAIN}")
        raise UnreadableFile(self._path, "wrong-type", "holds no Word document: save the contract as DOCX or PDF")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _parser() -> Element:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
