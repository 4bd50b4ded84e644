"""The text of one `w:p`: each run, field result, symbol and control, with the text element each word comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sro_nlp.document import TextNode
from sro_nlp.extract.docx_styles import VAL, Look, Styles, W, is_on, whole
from sro_nlp.extract.package import Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
P, T, TBL, R = f"{W}p", f"{W}t", f"{W}tbl", f"{W}r"

_SYMBOLS = {
    "wingdings": {
        0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x76: "❖", 0x78: "☒", 0xA7: "▪", 0xA8: "☐", 0xB7: "•", 0xD8: "➢",
        0xE0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐"},
    "wingdings 3": {},
    "webdings": {0x61: "✓", 0x63: "☐", 0x72: "✗"},
    "symbol": {0x2D: "−", 0xA3: "≤", 0xB3: "≥", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB7: "•", 0xD2: "®", 0xD3: "©"},
}  # fmt: skip
_TOKEN = re.compile(r"(?P<space>\s+)|(?P<dropped>[\u00ad\u200b\ufeff]+)|[^\s\u00ad\u200b\ufeff]+")
_SILENT = frozenset(
    W + name
    for name in (
        "pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "instrText", "delInstrText", "fldData",
        "ffData", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "rt", "rubyPr", "permStart", "permEnd", "softHyphen",
    )
) | {f"{MC}Fallback", f"{M}oMathParaPr", f"{M}ctrlPr"}  # fmt: skip
_SPACES = frozenset(W + name for name in ("tab", "ptab", "br", "cr"))
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


class Run(NamedTuple):
    """A stretch of text; `node` is the ordinal of its `w:t` in the `w:p` number `paragraph`, None for others."""

    text: str
    paragraph: int
    node: int | None = None
    struck: bool = False
    strong: bool = False


class NoteRef(NamedTuple):
    """A reference to a note: "footnotes" or "endnotes", its id, and whether it has a mark of its own (no number)."""

    kind: str
    id: str
    marked: bool


@dataclass(slots=True)
class Inline:
    """What one `w:p` holds: its runs, the boxes and notes anchored in it."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[NoteRef] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """Text with white space folded, the text elements it comes from, and the struck spans."""

    text: str
    nodes: tuple[TextNode, ...]
    paragraphs: tuple[int, ...]
    struck: tuple[tuple[int, int], ...]
    strong: bool


class InlineReader:
    """Reads the paragraphs of one story (body, notes) in order; open fields go on from one paragraph to the next."""

    def __init__(self, styles: Styles, tracked: Literal["accepted", "original"]) -> None:
        self._styles = styles
        gone = ("del", "moveFrom") if tracked == "accepted" else ("ins", "moveTo")
        self.gone = frozenset(W + name for name in gone)
        """The elements whose content is not part of the text that is read."""
        self._original = tracked == "original"
        self.note_mark = ""
        """What stands where a note's own number is shown, while a note is read."""
        self._after_mark = False
        self._fields: list[bool] = []  # one entry an open field: whether its result has begun
        self._index = 0
        self._ordinals: dict[Element, int] = {}
        self._style: str | None = None
        self._found = Inline()

    def read(self, paragraph: Element, index: int, style: str | None) -> Inline:
        """Gather what stands in one `w:p`, the `index`-th of its part."""
        self._index, self._style, self._found = index, style, Inline()
        self._ordinals = {element: number for number, element in enumerate(paragraph.iter(T))}
        self._children(paragraph, Look())
        return self._found

    def _children(self, element: Element, look: Look) -> None:
        for child in element:
            self._element(child, look)

    def _element(self, element: Element, look: Look) -> None:
        tag = element.tag
        if tag == R:
            look = self._styles.look(self._style, element.find(f"{W}rPr"))
            # A field's marks count even in a hidden run, else its instruction would be read as text.
            for child in element:
                if not look.hidden or child.tag == f"{W}fldChar":
                    self._element(child, look)
        elif tag == T or (tag == f"{W}delText" and self._original):
            self._text(element, look)
        elif tag in _SILENT or tag in self.gone or not isinstance(tag, str):
            return
        elif tag in (P, TBL, f"{W}txbxContent"):
            self._found.boxes.append(element)
        elif tag == f"{MC}AlternateContent":
            chosen = element.find(f"{MC}Choice")
            for child in chosen if chosen is not None else element.iterfind(f"{MC}Fallback/*"):
                self._element(child, look)
        elif tag == f"{W}fldChar":
            self._field_mark(element, look)
        else:
            self._other(element, look)

    def _other(self, element: Element, look: Look) -> None:
        tag = element.tag
        if tag in _SPACES:
            self._add(" ", look)
        elif tag == f"{W}noBreakHyphen":
            self._add("-", look)
        elif tag == f"{W}sym":
            self._add(symbol(element.get(f"{W}font", ""), element.get(f"{W}char", "")), look)
        elif tag == f"{M}t":
            self._add(element.text or "", look)
        elif tag in (f"{W}footnoteRef", f"{W}endnoteRef"):
            self._add(self.note_mark, look)
            self._after_mark = True
        elif tag in _NOTES:
            if all(self._fields):
                own = element.get(f"{W}customMarkFollows", "0").lower() in ("1", "true", "on")
                self._found.notes.append(NoteRef(_NOTES[tag], element.get(f"{W}id", ""), own))
        elif tag != f"{W}delText":
            self._children(element, look)

    def _text(self, element: Element, look: Look) -> None:
        if element.text and all(self._fields):
            if self._after_mark and element.text[0].isalnum():
                self._add(" ", look)
            self._after_mark = False
            node = self._ordinals.get(element)
            self._found.runs.append(Run(element.text, self._index, node, look.struck, look.strong))

    def _add(self, text: str, look: Look) -> None:
        if all(self._fields):
            self._found.runs.append(Run(text, self._index, None, look.struck, look.strong))

    def _field_mark(self, mark: Element, look: Look) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            shown = _form_value(mark.find(f"{W}ffData"))
            if shown:
                self._add(shown, look)
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def _form_value(data: Element | None) -> str:
    """What a legacy form field shows that is no text: a check box, or the chosen entry of a list."""
    if data is None:
        return ""
    box, choice = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
    if box is not None:
        checked = is_on(box.find(f"{W}checked"))
        return "☒" if (is_on(box.find(f"{W}default")) if checked is None else checked) else "☐"
    if choice is not None:
        entries = [entry.get(VAL, "") for entry in choice.iterfind(f"{W}listEntry")]
        chosen = choice.find(f"{W}result")
        chosen = chosen if chosen is not None else choice.find(f"{W}default")
        at = whole(chosen.get(VAL)) if chosen is not None else 0
        return entries[at] if 0 <= at < len(entries) else ""
    return ""


def symbol(font: str, code: str) -> str:
    """A `w:sym` as a Unicode character: check boxes and bullets of the symbol fonts by table."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    low = value - 0xF000 if 0xF000 <= value <= 0xF0FF else value
    table = _SYMBOLS.get(font.lower())
    if table is not None:
        return table.get(low, "•" if font.lower() != "symbol" else chr(low) if 32 <= low < 127 else "")
    return chr(low) if 32 <= low < 0xD800 or 0xE000 <= low < 0x110000 else ""


def fold(runs: list[Run]) -> Folded:
    """Join runs to white-space folded text; each `TextNode` covers characters that stand side by side in its `w:t`."""
    out: list[str] = []
    length = 0
    spans: list[list[int]] = []  # start, end, node, offset, paragraph
    struck: list[list[int]] = []
    strong = bool(runs)
    spaced = True  # nothing yet, or a space last
    for run in runs:
        fresh = True
        for token in _TOKEN.finditer(run.text):
            kept, at = token.group(), token.start()
            if token["dropped"] or (token["space"] and spaced):
                continue
            if token["space"]:
                kept = " "
            elif not run.strong:
                strong = False
            if run.node is not None:
                last = spans[-1] if spans else None
                if not fresh and last is not None and last[1] == length and last[3] + last[1] - last[0] == at:
                    last[1] += len(kept)
                else:
                    spans.append([length, length + len(kept), run.node, at, run.paragraph])
                fresh = False
            if run.struck:
                if struck and struck[-1][1] == length:
                    struck[-1][1] += len(kept)
                else:
                    struck.append([length, length + len(kept)])
            out.append(kept)
            length += len(kept)
            spaced = kept == " "
    text = "".join(out).rstrip(" ")
    spans = [[start, min(end, len(text)), *rest] for start, end, *rest in spans if start < len(text)]
    return Folded(
        text=text,
        nodes=tuple(TextNode(start=s, end=e, node=n, offset=o) for s, e, n, o, _ in spans),
        paragraphs=tuple(span[4] for span in spans),
        struck=tuple((start, min(end, len(text))) for start, end in struck if start < len(text)),
        strong=strong and bool(text),
    )
