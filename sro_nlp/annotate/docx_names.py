"""Names and order of WordprocessingML elements that the marks on a Word file need; transitional and strict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

Element = Any
"""An lxml element (lxml ships no types)."""
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# ECMA-376 part 1, 17.3.2.28 (CT_RPr): the children of a run's properties come in this order.
RUN_PROPERTIES: Final = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
]


class Names:
    """The tags of the namespace that a part's root element is in."""

    def __init__(self, root: Element) -> None:
        self.space = root.tag.partition("}")[0] + "}"
        self.p, self.r, self.t, self.rPr, self.pPr = (self(name) for name in ("p", "r", "t", "rPr", "pPr"))
        self.gone = frozenset(self(name) for name in ("del", "moveFrom")) | {_FALLBACK}
        """What lies below these is not part of the text that was read."""

    def __call__(self, name: str) -> str:
        """The whole tag or attribute of a local name."""
        return f"{self.space}{name}"

    def make(self, tag: str, *children: Element, **attributes: str) -> Element:
        """An element with attributes, all in the namespace."""
        element = etree.Element(self(tag), {self(name): value for name, value in attributes.items()})
        element.extend(children)
        return element

    def root(self, tag: str) -> Element:
        """The root element of a part, with the prefix that Word uses."""
        return etree.Element(self(tag), nsmap={"w": self.space[1:-1]})

    def text(self, text: str) -> Element:
        """A text element that keeps its spaces."""
        element = self.make("t")
        element.text = text
        element.set(SPACE, "preserve")
        return element

    def place_property(self, properties: Element, new: Element) -> None:
        """Set a run property in its place, instead of an older one of that name."""
        name = etree.QName(new).localname
        for old in properties.findall(self(name)):
            properties.remove(old)
        behind = {self(later) for later in RUN_PROPERTIES[RUN_PROPERTIES.index(name) + 1 :]}
        for position, child in enumerate(properties):
            if child.tag in behind:
                properties.insert(position, new)
                return
        properties.append(new)

    def run_properties(self, run: Element) -> Element:
        """The properties of a run, made where it has none."""
        properties = run.find(self.rPr)
        if properties is None:
            properties = self.make("rPr")
            run.insert(0, properties)
        return properties

    def paragraph_of(self, element: Element) -> Element | None:
        """The innermost paragraph around an element."""
        return next(element.iterancestors(self.p), None)

    def runs_of(self, paragraph: Element) -> Iterator[Element]:
        """The runs of a paragraph itself, in order: not those of text boxes in it, nor what is deleted."""
        stack = list(reversed(paragraph))
        while stack:
            element = stack.pop()
            if element.tag in self.gone or element.tag == self.p:
                continue
            if element.tag == self.r:
                yield element
            stack.extend(reversed(element))
