"""DOCX (also .docm, .dotx, strict OOXML): body, notes and comments of a package to a Document; macros are never run."""

from __future__ import annotations

from pathlib import Path

from sro_nlp.document import Document, Paragraph
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.altchunk import chunk_paragraphs
from sro_nlp.extract.docx_blocks import Story
from sro_nlp.extract.docx_inline import NoteRef, P, T
from sro_nlp.extract.docx_numbering import Numbering
from sro_nlp.extract.docx_styles import VAL, Styles, W
from sro_nlp.extract.docx_tables import TextBlock
from sro_nlp.extract.labels import find_label
from sro_nlp.extract.limits import MOST_PARAGRAPHS
from sro_nlp.extract.number_formats import format_number
from sro_nlp.extract.options import Options
from sro_nlp.extract.outline import Block, outline
from sro_nlp.extract.package import Element, Package, Relationship

_NOTE = {"footnotes": f"{W}footnote", "endnotes": f"{W}endnote"}


def read_docx(path: Path, options: Options) -> Document:
    """Read a Word document.

    Raises:
        UnreadableFile: damaged, encrypted, too-large, wrong-type or no-text.
    """
    return read_docx_bytes(str(path), path.read_bytes(), options)


def read_docx_bytes(path: str, data: bytes, options: Options) -> Document:
    """Read a Word document from memory; `path` is for messages."""
    return _Reader(path, Package(path, data), options).document()


class _Reader:
    """Reads one package: its main part, then what that refers to."""

    def __init__(self, path: str, package: Package, options: Options) -> None:
        self._path, self._package, self._options = path, package, options
        self._main = package.main_part()
        self._links = package.relationships(self._main)
        self._styles = Styles(package.optional_xml(self._linked("styles")))
        self._numbering = Numbering(package.optional_xml(self._linked("numbering")), self._styles)
        self._notices: list[str] = []

    def document(self) -> Document:
        root = self._package.xml(self._main)
        body = root.find(f"{W}body")
        if body is None:
            raise UnreadableFile(self._path, "wrong-type", "is an Office file without a Word text: save it as DOCX")
        if sum(1 for _ in root.iter(P)) > MOST_PARAGRAPHS:
            raise UnreadableFile(
                self._path, "too-large", f"has over {MOST_PARAGRAPHS:,} paragraphs: split it and review the parts"
            )
        story = self._story(self._main, root)
        blocks = list(story.blocks(body))
        blocks += self._notes(story.notes)
        if sum(len(block.text) for block in blocks) > self._options.max_characters:
            limit = self._options.max_characters // 1_000_000
            raise UnreadableFile(self._path, "too-large", f"has over {limit} million characters: split it")
        self._note_left_out(root)
        if not blocks:
            raise UnreadableFile(
                self._path,
                "no-text",
                "holds no text (only pictures?): print it to PDF, so that it can be read with OCR",
            )
        return Document(
            path=self._path,
            sha256="",
            format="docx",
            paragraphs=_place(blocks),
            notices=tuple(self._notices),
            comments=tuple(self._comments()),
        )

    def _story(self, part: str, root: Element) -> Story:
        return Story(part, root, self._styles, self._numbering, self._options.tracked_changes, self._chunk)

    def _linked(self, kind: str) -> str | None:
        """The part of a kind that the main part refers to, or the one that lies where Word puts it."""
        for link in self._links.values():
            if link.type == kind and self._package.has(link.target):
                return link.target
        folder = self._main.rpartition("/")[0]
        usual = f"{folder}/{kind}.xml" if folder else f"{kind}.xml"
        return usual if self._package.has(usual) else None

    def _notes(self, wanted: list[NoteRef]) -> list[TextBlock]:
        """Foot- and endnotes in the order in which the text refers to them."""
        found: list[TextBlock] = []
        for kind, tag in _NOTE.items():
            part = self._linked(kind)
            root = self._package.optional_xml(part)
            if part is None or root is None:
                continue
            notes = {note.get(f"{W}id", ""): note for note in root.iterfind(tag)}
            story = self._story(part, root)
            number = 0
            for reference in wanted:
                note = notes.pop(reference.id, None) if reference.kind == kind else None
                if note is not None:
                    number += not reference.marked
                    mark = format_number(number, self._note_format(kind))
                    found += [_as_note(block) for block in story.note(note, mark)]
        return found

    def _note_format(self, kind: str) -> str:
        """How notes are numbered: as the settings say, else as Word does by itself."""
        settings = self._package.optional_xml(self._linked("settings"))
        path = f"{W}footnotePr/{W}numFmt" if kind == "footnotes" else f"{W}endnotePr/{W}numFmt"
        said = settings.find(path) if settings is not None else None
        return str(said.get(VAL)) if said is not None else "decimal" if kind == "footnotes" else "lowerRoman"

    def _comments(self) -> list[str]:
        root = self._package.optional_xml(self._linked("comments"))
        found = []
        for comment in root.iterfind(f"{W}comment") if root is not None else ():
            text = " ".join(" ".join("".join(t.text or "" for t in p.iter(T)) for p in comment.iter(P)).split())
            author = comment.get(f"{W}author", "").strip()
            if text:
                found.append(f"{author}: {text}" if author else text)
        return found

    def _chunk(self, identifier: str) -> list[TextBlock]:
        """What an alternate chunk holds, where it is simple enough to be read."""
        link = self._links.get(identifier)
        if link is None or not self._package.has(link.target):
            self._notices.append("A file set into the document (altChunk) is missing from it.")
            return []
        texts = chunk_paragraphs(link.target, self._package.read(link.target))
        if texts is None:
            self._notices.append(
                f"A file set into the document ({link.target}) was not read: open it in Word and save it again."
            )
            return []
        self._notices.append(f"The text of a file set into the document ({link.target}) was read without its layout.")
        return [TextBlock(text=text, label=find_label(text)) for text in texts]

    def _note_left_out(self, root: Element) -> None:
        """Say what was read apart or left out: headers and footers, changes, hidden parts, broken ones."""
        texts = dict.fromkeys(
            text
            for link in self._links.values()
            if link.type in ("header", "footer")
            for text in [self._running_text(link)]
            if text
        )
        if texts:
            shown = "; ".join(f"“{text[:80]}”" for text in list(texts)[:4])
            self._notices.append(f"Headers and footers were left out: {shown}.")
        changes = sum(1 for name in ("ins", "del", "moveFrom", "moveTo") for _ in root.iter(W + name))
        if changes:
            how = "as accepted" if self._options.tracked_changes == "accepted" else "as if never made"
            self._notices.append(f"The document has {changes} tracked changes; they were read {how}.")
        if any(name.lower().endswith("vbaproject.bin") for name in self._package.names):
            self._notices.append("The document holds macros; they were not run.")
        for name in dict.fromkeys(self._package.broken):
            self._notices.append(f"The part {name} of the file is damaged and was left out.")

    def _running_text(self, link: Relationship) -> str:
        root = self._package.optional_xml(link.target)
        if root is None:
            return ""
        return " ".join(" ".join("".join(t.text or "" for t in p.iter(T)) for p in root.iter(P)).split())


def _as_note(block: TextBlock) -> TextBlock:
    return TextBlock(text=block.text, anchor=block.anchor, label=block.label, kind="footnote", struck=block.struck)


def _place(blocks: list[TextBlock]) -> tuple[Paragraph, ...]:
    placed = outline(
        Block(
            text=block.text,
            label=block.label,
            level=block.level,
            is_heading=block.is_heading,
            kind=block.kind,
            indent=block.indent,
        )
        for block in blocks
    )
    return tuple(
        Paragraph(
            id=number,
            text=block.text,
            anchor=block.anchor,
            kind=found.kind,
            label=block.label,
            level=found.level,
            headings=found.headings,
            lead_ins=found.lead_ins,
            struck=block.struck,
        )
        for number, (block, found) in enumerate(zip(blocks, placed, strict=True), start=1)
    )
