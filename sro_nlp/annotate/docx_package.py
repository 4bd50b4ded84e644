"""The zip of a Word file, written again with a few parts changed and every other member as it was, byte for byte."""

from __future__ import annotations

import posixpath
import shutil
import zipfile
import zlib
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from sro_nlp.errors import OutputError

Element = Any
"""An lxml element (lxml ships no types)."""

_NEW_MEMBER_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: no clock enters the copy
_CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class WordPackage:
    """The parts of a Word file. Parts that are asked for by `editable` are written anew, the others are copied.

    Args:
        name: the file as the user named it, for messages.
        data: its bytes.

    Raises:
        OutputError: it is no whole zip with a Word document in it.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except BROKEN as error:
            raise self._damaged() from error
        self._members = {_key(member.filename): member for member in self._zip.infolist()}
        self._roots: dict[str, Element] = {}
        self._new: dict[str, bytes] = {}
        self._edited: set[str] = set()
        main = self.linked("", "officeDocument") or "word/document.xml"
        if not self.has(main):
            raise self._damaged()
        self.main = main

    def _damaged(self) -> OutputError:
        return OutputError(
            f"{self._name}: is too damaged for a copy to be written; open it in Word, save it again and annotate that"
        )

    def has(self, part: str) -> bool:
        """Whether there is a part of that name; upper and lower case are the same in a package."""
        return _key(part) in self._members or _key(part) in self._new

    def root(self, part: str) -> Element:
        """The root element of a part, to be read only.

        Raises:
            OutputError: the part is absent or no sound XML.
        """
        key = _key(part)
        if key not in self._roots:
            try:
                self._roots[key] = etree.fromstring(self._zip.read(self._members[key]), _parser())
            except (*BROKEN, KeyError, etree.XMLSyntaxError) as error:
                raise self._damaged() from error
        return self._roots[key]

    def editable(self, part: str) -> Element:
        """The root element of a part that will be written anew; else as `root`."""
        self._edited.add(_key(part))
        return self.root(part)

    def linked(self, part: str, kind: str) -> str | None:
        """The part that `part` ("" for the package) refers to by a relationship whose type ends in `kind`."""
        links = _links_of(part)
        if not self.has(links):
            return None
        for link in self.root(links):
            if link.get("TargetMode") != "External" and link.get("Type", "").rpartition("/")[2] == kind:
                target = unquote(link.get("Target", "").replace("\\", "/").partition("#")[0])
                folder = part.rpartition("/")[0]
                return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return None

    def add_part(self, stem: str, content: Element, content_type: str, kind: str) -> str:
        """Add a part beside the main part, known to it by a relationship; returns its name.

        Args:
            stem: the part's name without `.xml`; a number is added where it is taken.
            content: its root element.
            content_type: what `[Content_Types].xml` says of it.
            kind: the last word of the relationship's type.
        """
        folder = self.main.rpartition("/")[0]
        number, part = 1, posixpath.join(folder, f"{stem}.xml")
        while self.has(part):
            number += 1
            part = posixpath.join(folder, f"{stem}{number}.xml")
        self._roots[_key(part)] = content
        self._new[_key(part)] = part.encode()
        types = self.editable(_CONTENT_TYPES)
        etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{part}", ContentType=content_type)
        self._link(posixpath.basename(part), kind)
        return part

    def _link(self, target: str, kind: str) -> None:
        name = _links_of(self.main)
        if self.has(name):
            links = self.editable(name)
        else:
            links = etree.Element(f"{{{_LINKS}}}Relationships", nsmap={None: _LINKS})
            self._roots[_key(name)] = links
            self._new[_key(name)] = name.encode()
            types = self.editable(_CONTENT_TYPES)
            if not any(item.get("Extension", "").lower() == "rels" for item in types):
                etree.SubElement(types, f"{_TYPES}Default", Extension="rels", ContentType=_LINKS_TYPE)
        taken = {link.get("Id") for link in links}
        number = len(links) + 1
        while f"rId{number}" in taken:
            number += 1
        strict = any(link.get("Type", "").startswith(_STRICT_OFFICE) for link in links)
        office = _STRICT_OFFICE if strict else _OFFICE
        etree.SubElement(links, f"{{{_LINKS}}}Relationship", Id=f"rId{number}", Type=f"{office}/{kind}", Target=target)

    def content_type(self, part: str) -> str:
        """What `[Content_Types].xml` says of a part; empty where it says nothing by name."""
        wanted = _key(part)
        for item in self.root(_CONTENT_TYPES) if self.has(_CONTENT_TYPES) else ():
            if _key(item.get("PartName", "")) == wanted:
                return str(item.get("ContentType", ""))
        return ""

    def names(self) -> list[str]:
        """The names of all members as the archive writes them."""
        return [member.filename for member in self._members.values()]

    def write(self) -> bytes:
        """The package: changed parts written anew in their old place, new ones at the end.

        Raises:
            OutputError: a member cannot be unpacked.
        """
        out = BytesIO()
        try:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
                for key, member in self._members.items():
                    self._copy(key, member, target)
                for key, name in self._new.items():
                    entry = zipfile.ZipInfo(name.decode(), _NEW_MEMBER_DATE)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    target.writestr(entry, _bytes_of(self._roots[key]))
        except BROKEN as error:
            raise self._damaged() from error
        return out.getvalue()

    def _copy(self, key: str, member: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo(member.filename, max(member.date_time, _NEW_MEMBER_DATE))
        entry.compress_type = zipfile.ZIP_STORED if member.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
        entry.external_attr, entry.create_system = member.external_attr, member.create_system
        if key in self._edited:
            target.writestr(entry, _bytes_of(self._roots[key]))
            return
        entry.file_size = member.file_size
        with self._zip.open(member) as source, target.open(entry, "w") as sink:
            shutil.copyfileobj(source, sink, 1024 * 1024)


def _bytes_of(root: Element) -> bytes:
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))


def _links_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _parser() -> Element:
    """As the reader's parser, so that text elements are counted alike; nothing outside the part is followed."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
