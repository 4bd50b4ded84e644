"""One story of a DOCX (body, note) in reading order: paragraphs with their labels, tables by row, text boxes once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sro_nlp.document import Anchor, TextNode
from sro_nlp.extract.docx_inline import MC, TBL, Folded, InlineReader, NoteRef, P, Run, fold
from sro_nlp.extract.docx_numbering import Label, Numbering
from sro_nlp.extract.docx_styles import VAL, Styles, W, is_on, read_numbering, whole
from sro_nlp.extract.docx_tables import Cell, Row, TextBlock, read_table
from sro_nlp.extract.labels import find_label
from sro_nlp.extract.outline import is_signature
from sro_nlp.extract.package import Element

R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TR, TC = f"{W}tr", f"{W}tc"
_TRANSPARENT = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))


@dataclass(slots=True)
class _Pending:
    """Text of paragraphs whose mark is deleted or hidden: it goes on in the next one."""

    runs: list[Run]
    index: int
    properties: Element | None
    keeps_number: bool


class Story:
    """Reads the blocks below an element of one part."""

    def __init__(
        self,
        part: str,
        root: Element,
        styles: Styles,
        numbering: Numbering,
        tracked: Literal["accepted", "original"],
        chunk: Callable[[str], list[TextBlock]],
    ) -> None:
        self._part = part
        self._indexes = {element: number for number, element in enumerate(root.iter(P))}
        self._styles, self._numbering = styles, numbering
        self._inline = InlineReader(styles, tracked)
        self._original = tracked == "original"
        self._pending: _Pending | None = None
        self._chunk = chunk
        self.notes: list[NoteRef] = []
        """The foot- and endnotes referred to, in order."""

    def note(self, container: Element, mark: str) -> Iterator[TextBlock]:
        """The blocks of a foot- or endnote whose number is `mark`."""
        self._inline.note_mark = mark
        yield from self.blocks(container)

    def blocks(self, container: Element) -> Iterator[TextBlock]:
        """The blocks below `container` in reading order."""
        for child in container:
            yield from self._block(child)
        if self._pending is not None:
            yield from self._finish(None, [], self._pending.index)

    def _block(self, element: Element) -> Iterator[TextBlock]:
        tag = element.tag
        if tag == P:
            yield from self._paragraph(element)
        elif tag == TBL:
            yield from self._table(element)
        elif tag == f"{MC}AlternateContent":
            chosen = element.find(f"{MC}Choice")
            for child in chosen if chosen is not None else element.iterfind(f"{MC}Fallback/*"):
                yield from self._block(child)
        elif tag == f"{W}altChunk":
            yield from self._chunk(element.get(R_ID, ""))
        elif tag not in self._inline.gone and tag not in (f"{W}sectPr", f"{W}sdtPr"):
            for child in element:
                yield from self._block(child)

    def _paragraph(self, element: Element) -> Iterator[TextBlock]:
        properties = element.find(f"{W}pPr")
        index = self._indexes[element]
        found = self._inline.read(element, index, _style(properties))
        self.notes.extend(found.notes)
        runs = found.runs
        if self._pending is not None:
            runs = [*self._pending.runs, *runs]
        if self._mark_is_gone(properties) and not found.boxes:
            kept = self._pending or _Pending([], index, properties, False)
            hidden = _run_in(properties) or _drop_cap(properties)
            self._pending = _Pending(runs, kept.index, kept.properties, kept.keeps_number or hidden)
            return
        yield from self._finish(properties, runs, index)
        for box in found.boxes:
            yield from self._block(box) if box.tag in (P, TBL) else self.blocks(box)

    def _finish(self, properties: Element | None, runs: list[Run], index: int) -> Iterator[TextBlock]:
        """End a paragraph: with its own properties, or with those of the run-in heading that it goes on from."""
        before, self._pending = self._pending, None
        if before is not None:
            runs = runs or before.runs
            if before.keeps_number or properties is None:
                properties = before.properties
        block = self._text_block(properties, runs, before.index if before is not None and before.runs else index)
        if block is not None:
            yield block

    def _text_block(self, properties: Element | None, runs: list[Run], index: int) -> TextBlock | None:
        folded = fold(runs)
        if not folded.text and self._all_hidden(properties):
            return None
        properties = self._before_change(properties)
        style = _style(properties)
        counted = self._label(properties, style)
        if not folded.text:
            return None
        label = counted.text if counted is not None else ""
        if not label:
            typed = find_label(folded.text)
            label = typed if folded.text != typed else ""
            shifted = folded
        else:
            shifted = shift(folded, len(label) + 1)
        heading, level = self._heading(style, folded, label)
        return TextBlock(
            text=f"{label} {folded.text}" if counted is not None and label else folded.text,
            anchor=self._anchor(shifted, index),
            label=label,
            indent=self._indent(properties, style, counted) if label else None,
            struck=shifted.struck,
            strong=folded.strong,
            is_heading=heading,
            level=level,
        )

    def _anchor(self, folded: Folded, index: int) -> Anchor:
        first = folded.paragraphs[0] if folded.paragraphs else index
        several = len(set(folded.paragraphs)) > 1
        return Anchor(part=self._part, index=first, nodes=folded.nodes, paragraphs=folded.paragraphs if several else ())

    def _label(self, properties: Element | None, style: str | None) -> Label | None:
        direct = properties.find(f"{W}numPr") if properties is not None else None
        return self._numbering.label(read_numbering(direct), style)

    def _heading(self, style: str | None, folded: Folded, label: str) -> tuple[bool, int | None]:
        """Whether it is a heading, and its level where a style says so.

        By its style if it is as short as one (templates set whole clauses in heading styles), else by its look.
        """
        text = folded.text
        outline = self._styles.outline_level(style)
        if outline is not None or self._styles.is_title(style):
            short = len(text) <= 150 and not (len(text) > 60 and text.endswith((".", ";", ",")))
            return short, outline + 1 if short and outline is not None else None
        words = len(text.split())
        looks = folded.strong or (text.isupper() and len(text) > 3)
        ends = text.endswith((";", ",", ":")) or (text.endswith(".") and (not label or words > 8))
        return looks and words <= 14 and len(text) <= 100 and not ends and not is_signature(text), None

    def _indent(self, properties: Element | None, style: str | None, counted: Label | None) -> float | None:
        """Where the first line begins, in points from the margin: own indent, then the list's, then the style's."""
        own = properties.find(f"{W}ind") if properties is not None else None
        of_list = counted.indent if counted is not None else None
        sources = [element for element in (own, of_list, *self._styles.indents(style)) if element is not None]
        if properties is not None and properties.find(f"{W}numPr") is None and len(sources) > 1 and of_list is not None:
            sources = [source for source in sources if source is not of_list] + [of_list]

        def value(*names: str) -> int:
            for source in sources:
                for name in names:
                    if source.get(W + name) is not None:
                        return whole(source.get(W + name))
            return 0

        return (value("left", "start") + value("firstLine") - value("hanging")) / 20

    def _before_change(self, properties: Element | None) -> Element | None:
        """The properties as they were before a tracked change of style or numbering, where the original is read."""
        old = properties.find(f"{W}pPrChange/{W}pPr") if self._original and properties is not None else None
        return old if old is not None else properties

    def _all_hidden(self, properties: Element | None) -> bool:
        mark = properties.find(f"{W}rPr") if properties is not None else None
        return bool(mark is not None and is_on(mark.find(f"{W}vanish")))

    def _mark_is_gone(self, properties: Element | None) -> bool:
        """Whether it runs on into the next paragraph: its mark is deleted, not yet inserted or hidden."""
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None:
            gone = ("ins", "moveTo") if self._original else ("del", "moveFrom")
            if any(mark.find(W + name) is not None for name in gone):
                return True
        return _run_in(properties) or _drop_cap(properties)

    def _table(self, table: Element) -> Iterator[TextBlock]:
        rows: list[Row] = []
        for row in self._below(table, TR):
            if self._row_is_gone(row):
                continue
            first = whole(_value(row.find(f"{W}trPr/{W}gridBefore")))
            cells: list[Cell] = []
            for cell in self._below(row, TC):
                blocks = [block for child in cell for block in self._block(child)]
                if self._pending is not None:
                    blocks.extend(self._finish(None, [], self._pending.index))
                cells.append(Cell(column=first, blocks=blocks))
                first += max(1, whole(_value(cell.find(f"{W}tcPr/{W}gridSpan")), 1))
            header = row.find(f"{W}trPr/{W}tblHeader")
            rows.append(Row(cells=cells, is_header=bool(is_on(header))))
        yield from read_table(rows, first_row_apart=self._first_row_apart(table))

    def _below(self, element: Element, wanted: str) -> Iterator[Element]:
        """Rows of a table or cells of a row, through content controls and custom XML around them."""
        for child in element:
            if child.tag == wanted:
                yield child
            elif child.tag in _TRANSPARENT and child.tag not in self._inline.gone:
                yield from self._below(child, wanted)

    def _row_is_gone(self, row: Element) -> bool:
        properties = row.find(f"{W}trPr")
        if properties is None:
            return False
        gone = properties.find(W + ("ins" if self._original else "del")) is not None
        return gone or bool(is_on(properties.find(f"{W}hidden")))

    def _first_row_apart(self, table: Element) -> bool:
        look, style = table.find(f"{W}tblPr/{W}tblLook"), table.find(f"{W}tblPr/{W}tblStyle")
        if look is None or style is None:
            return False
        bits = look.get(VAL, "")  # four hexadecimal digits; the 20 says first row
        marked = look.get(f"{W}firstRow") in ("1", "true", "on") or bits[2:3] in tuple("2367abefABEF")
        return marked and self._styles.marks_first_row(style.get(VAL))


def shift(folded: Folded, by: int) -> Folded:
    """The same text further along: `by` characters stand before it."""
    return replace(
        folded,
        nodes=tuple(TextNode(start=n.start + by, end=n.end + by, node=n.node, offset=n.offset) for n in folded.nodes),
        struck=tuple((start + by, end + by) for start, end in folded.struck),
    )


def _style(properties: Element | None) -> str | None:
    style = properties.find(f"{W}pStyle") if properties is not None else None
    return style.get(VAL) if style is not None else None


def _value(element: Element | None) -> str | None:
    return element.get(VAL) if element is not None else None


def _run_in(properties: Element | None) -> bool:
    """A style separator: the mark is hidden, so that a heading and the text after it share a line."""
    mark = properties.find(f"{W}rPr/{W}specVanish") if properties is not None else None
    return bool(is_on(mark))


def _drop_cap(properties: Element | None) -> bool:
    frame = properties.find(f"{W}framePr") if properties is not None else None
    return frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin")
