"""Runs of a Word file cut at the exact words of each passage, and painted; text and formatting stay as they were."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple

from sro_nlp.annotate.docx_names import SPACE, Element, Names
from sro_nlp.document import Anchor
from sro_nlp.marking import RGB, Colour

_SHOWN = ("t", "tab", "ptab", "sym", "noBreakHyphen", "br", "cr")
_DARK_TEXT = 0.6  # luminance of a font colour from which on it would not be legible on a light ground


class Stretch(NamedTuple):
    """Characters `first` to `last` of the `node`-th text element of the `paragraph`-th `w:p` of a part."""

    part: str
    paragraph: int
    node: int
    first: int
    last: int


class Piece(NamedTuple):
    """A text element after cutting: it holds characters `first` to `last` of the one that was there."""

    first: int
    last: int
    element: Element


@dataclass(slots=True)
class Story:
    """A part whose paragraphs and text elements are found by number, as anchors name them."""

    part: str
    names: Names
    paragraphs: list[Element]
    pieces: dict[tuple[int, int], list[Piece]] = field(default_factory=dict)

    @classmethod
    def of(cls, part: str, root: Element) -> Story:
        """The story of a part's root element."""
        names = Names(root)
        return cls(part, names, list(root.iter(names.p)))


def stretches(anchor: Anchor, start: int, end: int) -> list[Stretch]:
    """Where the characters `start` to `end` of a paragraph's text stand; label and symbols stand in no text element."""
    owners = anchor.paragraphs or (anchor.index,) * len(anchor.nodes)
    return [
        Stretch(
            part=anchor.part,
            paragraph=owner,
            node=node.node,
            first=node.offset + max(start, node.start) - node.start,
            last=node.offset + min(end, node.end) - node.start,
        )
        for node, owner in zip(anchor.nodes, owners, strict=True)
        if node.start < end and start < node.end
    ]


def cut(story: Story, wanted: Iterable[Sequence[Stretch]]) -> None:
    """Cut the runs of a story where a passage begins or ends in one of its paragraphs.

    All cuts are made before anything is added, while the numbers of the anchors still hold.
    """
    offsets: dict[tuple[int, int], set[int]] = {}
    for passage in wanted:
        for own in by_paragraph(passage).values():
            for stretch in own:
                offsets.setdefault((stretch.paragraph, stretch.node), set())
            offsets[own[0].paragraph, own[0].node].add(own[0].first)
            offsets[own[-1].paragraph, own[-1].node].add(own[-1].last)
    texts: dict[int, list[Element]] = {}
    for number in sorted({paragraph for paragraph, _ in offsets}):
        texts[number] = list(story.paragraphs[number].iter(story.names.t))
    for place, at in sorted(offsets.items()):
        story.pieces[place] = _cut_text(story.names, texts[place[0]][place[1]], at)


def by_paragraph(passage: Sequence[Stretch]) -> dict[int, list[Stretch]]:
    """The stretches of a passage by the `w:p` that they stand in, in order."""
    found: dict[int, list[Stretch]] = {}
    for stretch in passage:
        found.setdefault(stretch.paragraph, []).append(stretch)
    return found


def _cut_text(names: Names, text: Element, offsets: Iterable[int]) -> list[Piece]:
    content = text.text or ""
    pieces: list[Piece] = []
    end = len(content)
    run = text.getparent()
    for offset in sorted(offsets, reverse=True):
        if not 0 < offset < end or run.tag != names.r:
            continue
        after = names.text(content[offset:end])
        _split_run(names, run, text, after)
        pieces.insert(0, Piece(offset, end, after))
        end = offset
    if pieces:
        text.text = content[:end]
        text.set(SPACE, "preserve")
    return [Piece(0, end, text), *pieces]


def _split_run(names: Names, run: Element, text: Element, after: Element) -> None:
    """Put `after` and all that follows `text` into a run of its own behind this one, formatted alike."""
    behind = names.make("r")
    behind.attrib.update(run.attrib)
    properties = run.find(names.rPr)
    if properties is not None:
        behind.append(deepcopy(properties))
    following = list(text.itersiblings())
    behind.append(after)
    behind.extend(following)
    run.addnext(behind)


def runs_of_passage(story: Story, passage: Sequence[Stretch]) -> list[list[Element]]:
    """The runs that hold exactly the words of a passage, for each `w:p` it stands in; after `cut`."""
    found = []
    for number, own in by_paragraph(passage).items():
        covered: set[Element] = set()
        for node in {stretch.node for stretch in own}:
            low = own[0].first if node == own[0].node else 0
            high = own[-1].last if node == own[-1].node else sys.maxsize
            covered |= {
                piece.element
                for piece in story.pieces[number, node]
                if low <= piece.first < piece.last and piece.last <= high
            }
        runs = _between(story.names, story.paragraphs[number], covered)
        if runs:
            found.append(runs)
    return found


def _between(names: Names, paragraph: Element, covered: set[Element]) -> list[Element]:
    """The runs from the first to the last that hold one of the text elements, without what is hidden among them."""
    runs = list(names.runs_of(paragraph))
    holding = [number for number, run in enumerate(runs) if any(child in covered for child in run)]
    if not holding:
        return []
    shown = {names(name) for name in _SHOWN}
    return [
        run
        for run in runs[holding[0] : holding[-1] + 1]
        if any(child.tag in shown for child in run)
        and run.find(f"{names.rPr}/{names('vanish')}") is None
        and all(child in covered or not (child.text or "").strip() for child in run.iterfind(names.t))
    ]


def paint(names: Names, run: Element, colour: Colour, *, framed: bool) -> None:
    """Lay the colour's tint under a run, and a frame of its dark shade around it where asked.

    A run that has a ground of its own, or light letters, keeps them and gets the frame alone.
    """
    properties = names.run_properties(run)
    own_ground = any(_is_ground(names, properties.find(names(name))) for name in ("highlight", "shd"))
    bare = own_ground or _has_light_letters(names, properties)
    if framed or bare:
        frame = names.make("bdr", val="single", sz="8", space="0", color=_hex(colour.dark))
        names.place_property(properties, frame)
    if not bare:
        names.place_property(properties, names.make("shd", val="clear", color="auto", fill=_hex(colour.light)))


def fills(colours: Mapping[str, Colour]) -> set[str]:
    """The fills and frame colours, as Word writes them, of the given colours."""
    return {_hex(shade) for colour in colours.values() for shade in (colour.light, colour.dark)}


def _is_ground(names: Names, element: Element | None) -> bool:
    if element is None:
        return False
    value = element.get(names("fill")) or element.get(names("val")) or ""
    return value.lower() not in ("none", "clear", "nil", "auto", "ffffff", "white")


def _has_light_letters(names: Names, properties: Element) -> bool:
    colour = properties.find(names("color"))
    value = colour.get(names("val"), "") if colour is not None else ""
    try:
        red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:  # "auto"
        return False
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > _DARK_TEXT


def _hex(shade: RGB) -> str:
    return "".join(f"{round(part * 255):02X}" for part in shade)
