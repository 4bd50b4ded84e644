"""Styles of a DOCX as far as they decide what is read: hidden, struck, bold, numbering, indent and outline level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sro_nlp.extract.package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_OFF = frozenset({"0", "false", "off", "none"})


def is_on(element: Element | None) -> bool | None:
    """The value of an on/off property: None where it is not set."""
    return None if element is None else element.get(VAL, "1").lower() not in _OFF


def whole(text: str | None, default: int = 0) -> int:
    """An integer attribute; damaged ones count as the default."""
    try:
        return int(float(text)) if text else default
    except (ValueError, OverflowError):
        return default


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a run looks, as far as it matters."""

    hidden: bool = False
    struck: bool = False
    strong: bool = False
    """Bold, underlined or set in capitals: what headings without a heading style look like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingRef:
    """Which list and level (None: not said) a paragraph or style names; `style` is the style that names the list."""

    num_id: str | None = None
    level: int | None = None
    style: str | None = None


class Styles:
    """The styles part; an absent one gives an empty set."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default: str | None = None
        for style in root.iterfind(f"{W}style") if root is not None else ():
            identifier = style.get(f"{W}styleId")
            if identifier is None:
                continue
            self._styles[identifier] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in _OFF:
                self._default = self._default or identifier
        self._run_default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self._own = lru_cache(maxsize=4096)(self._toggles_of)
        self._chains = lru_cache(maxsize=4096)(self._chain_of)

    def chain(self, style: str | None, *, paragraph: bool = True) -> tuple[Element, ...]:
        """A style and those it is based on, nearest first; of a paragraph without a style: the default."""
        return self._chains(style or (self._default if paragraph else None))

    def _chain_of(self, style: str | None) -> tuple[Element, ...]:
        found: list[Element] = []
        while style is not None and style in self._styles and self._styles[style] not in found:
            element = self._styles[style]
            found.append(element)
            base = element.find(f"{W}basedOn")
            style = base.get(VAL) if base is not None else None
        return tuple(found)

    def look(self, paragraph_style: str | None, properties: Element | None) -> Look:
        """The look of a run: its own properties, else its character style against its paragraph's (toggles cross)."""
        run_style = properties.find(f"{W}rStyle") if properties is not None else None
        below = self._own(paragraph_style, run_style.get(VAL) if run_style is not None else None)
        if properties is None:
            return below
        hidden, struck = is_on(properties.find(f"{W}vanish")), is_on(properties.find(f"{W}strike"))
        double = is_on(properties.find(f"{W}dstrike"))
        if hidden is None and struck is None and double is None and len(properties) == (run_style is not None):
            return below
        strong = _strong(properties)
        if double is not None:
            struck = bool(struck) or double
        return Look(
            hidden=below.hidden if hidden is None else hidden,
            struck=below.struck if struck is None else struck,
            strong=below.strong if strong is None else strong,
        )

    def _toggles_of(self, paragraph_style: str | None, run_style: str | None) -> Look:
        above = [style.find(f"{W}rPr") for style in self.chain(paragraph_style)]
        own = [style.find(f"{W}rPr") for style in self.chain(run_style, paragraph=False)]

        def value(name: str) -> bool:
            crossed = _nearest(above, name) != _nearest(own, name)
            return crossed or bool(self._run_default is not None and is_on(self._run_default.find(W + name)))

        struck = value("strike") or _nearest(above, "dstrike") or _nearest(own, "dstrike")
        return Look(hidden=value("vanish"), struck=struck, strong=value("b") or value("caps"))

    def numbering(self, style: str | None) -> NumberingRef:
        """The list that a paragraph style puts its paragraphs in."""
        level: int | None = None
        for element in self.chain(style):
            reference = read_numbering(element.find(f"{W}pPr/{W}numPr"))
            level = reference.level if level is None else level
            if reference.num_id is not None:
                return NumberingRef(num_id=reference.num_id, level=level, style=element.get(f"{W}styleId"))
        return NumberingRef()

    def outline_level(self, style: str | None) -> int | None:
        """0 for the outermost heading style, None for a style that is no heading."""
        for element in self.chain(style):
            level = element.find(f"{W}pPr/{W}outlineLvl")
            if level is not None:
                found = whole(level.get(VAL), 9)
                return found if found < 9 else None
            name = self._name(element)
            if name.startswith("heading ") and name[8:].isdigit():
                return int(name[8:]) - 1
        return None

    def is_title(self, style: str | None) -> bool:
        """Whether the style is that of a document's title or subtitle."""
        return any(self._name(element) in ("title", "subtitle") for element in self.chain(style))

    def indents(self, style: str | None) -> list[Element]:
        """The `w:ind` of a paragraph style and those below it, nearest first."""
        found = (element.find(f"{W}pPr/{W}ind") for element in self.chain(style))
        return [indent for indent in found if indent is not None]

    def numbering_of(self, style: str) -> str | None:
        """The list id that a numbering style stands for."""
        for element in self.chain(style, paragraph=False):
            reference = read_numbering(element.find(f"{W}pPr/{W}numPr"))
            if reference.num_id is not None:
                return reference.num_id
        return None

    def marks_first_row(self, style: str | None) -> bool:
        """Whether a table style sets its first row apart."""
        return any(
            part.get(f"{W}type") == "firstRow" and len(part) > 0
            for element in self.chain(style, paragraph=False)
            for part in element.iterfind(f"{W}tblStylePr")
        )

    @staticmethod
    def _name(element: Element) -> str:
        name = element.find(f"{W}name")
        return name.get(VAL, "").lower() if name is not None else ""


def read_numbering(properties: Element | None) -> NumberingRef:
    """A `w:numPr` as written; list id "0" takes a paragraph out of its style's list."""
    if properties is None:
        return NumberingRef()
    num_id, level = properties.find(f"{W}numId"), properties.find(f"{W}ilvl")
    return NumberingRef(
        num_id=num_id.get(VAL) if num_id is not None else None,
        level=whole(level.get(VAL)) if level is not None else None,
    )


def _nearest(properties: list[Element | None], name: str) -> bool:
    for element in properties:
        found = is_on(element.find(W + name)) if element is not None else None
        if found is not None:
            return found
    return False


def _strong(properties: Element) -> bool | None:
    marks = [is_on(properties.find(W + name)) for name in ("b", "caps", "smallCaps", "u")]
    if any(marks):
        return True
    return False if marks[0] is False else None
