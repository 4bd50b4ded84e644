"""Automatic numbering of a DOCX, computed as Word shows it: the label in front of each numbered paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from sro_nlp.extract.docx_styles import VAL, NumberingRef, Styles, W, is_on, whole
from sro_nlp.extract.number_formats import format_number
from sro_nlp.extract.package import Element

_LEVELS = 9
_SYMBOL_BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0a8": "□",
    "\uf06f": "□",
    "\uf06e": "■",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf076": "❖",
    "\uf0fc": "✓",
    "\uf02d": "-",
}


@dataclass(slots=True, kw_only=True)
class _Level:
    """One level of a list definition."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str | None = None
    indent: Element | None = None


@dataclass(slots=True, kw_only=True)
class _List:
    """A `w:num`: the abstract list whose counters it shares, its levels, and where it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The label of one paragraph, its level in its list (0 outermost) and the list level's own indent."""

    text: str
    level: int
    indent: Element | None = None


class Numbering:
    """Counts through a document; ask for each numbered paragraph once, in reading order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        for abstract in root.iterfind(f"{W}abstractNum"):
            self._abstract[abstract.get(f"{W}abstractNumId", "")] = abstract
        self._nums = {num.get(f"{W}numId", ""): num for num in root.iterfind(f"{W}num")}
        for num_id in self._nums:
            found = self._read_num(num_id)
            if found is not None:
                self._lists[num_id] = found

    def label(self, direct: NumberingRef, style: str | None) -> Label | None:
        """Count one paragraph and return its label; None when it is in no list.

        Args:
            direct: what the paragraph's own properties say.
            style: its paragraph style, which may put it in a list.
        """
        place = self._place(direct, style)
        if place is None:
            return None
        num_id, level = place
        numbered = self._lists[num_id]
        self._count(num_id, numbered, level)
        definition = numbered.levels.get(level)
        if definition is None:
            return None
        return Label(text=self._render(numbered, level), level=level, indent=definition.indent)

    def _place(self, direct: NumberingRef, style: str | None) -> tuple[str, int] | None:
        from_style = self._styles.numbering(style)
        num_id = direct.num_id if direct.num_id is not None else from_style.num_id
        if num_id is None or num_id not in self._lists:
            return None
        if direct.level is not None:
            level = direct.level
        elif direct.num_id is not None:
            level = from_style.level or 0
        else:
            level = self._level_of_style(num_id, style, from_style)
        return num_id, min(max(level, 0), _LEVELS - 1)

    def _level_of_style(self, num_id: str, style: str | None, reference: NumberingRef) -> int:
        """A list level that names the style wins over the level that the style names."""
        for name in (style, reference.style):
            for level, definition in self._lists[num_id].levels.items():
                if name is not None and definition.style == name:
                    return level
        return reference.level or 0

    def _count(self, num_id: str, numbered: _List, level: int) -> None:
        counters = self._counters[numbered.abstract]
        for at, start in numbered.starts.items():
            # A start override holds once: when this list is first used at that level or, for outer levels, at all.
            if at <= level and (num_id, at) not in self._started:
                self._started.add((num_id, at))
                counters[at] = start - 1 if at == level else start
                if at == level:
                    counters[at + 1 :] = [None] * (_LEVELS - at - 1)
        for outer in range(level):
            if counters[outer] is None:  # a level left out counts as begun: "1.1.1" is followed by "1.2"
                counters[outer] = numbered.levels.get(outer, _Level()).start
        definition = numbered.levels.get(level, _Level())
        current = counters[level]
        counters[level] = definition.start if current is None else current + 1
        for deeper in range(level + 1, _LEVELS):
            restart = numbered.levels.get(deeper, _Level()).restart
            if restart is None or (restart != 0 and level < restart):
                counters[deeper] = None

    def _render(self, numbered: _List, level: int) -> str:
        definition = numbered.levels[level]
        if definition.format == "bullet":
            return "".join(_SYMBOL_BULLETS.get(char, _bullet(char)) for char in definition.text).strip()
        if definition.format == "none":
            return re.sub(r"%\d", "", definition.text).strip()
        counters = self._counters[numbered.abstract]

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            part = numbered.levels.get(at, _Level())
            counter = counters[at]
            value = counter if counter is not None else numbered.starts.get(at, part.start)
            return format_number(value, "decimal" if definition.legal else part.format)

        return " ".join(re.sub(r"%([1-9])", number, definition.text).split())

    def _read_num(self, num_id: str) -> _List | None:
        num = self._nums[num_id]
        reference = num.find(f"{W}abstractNumId")
        abstract = reference.get(VAL, "") if reference is not None else ""
        levels = self._read_abstract(abstract, set())
        if levels is None:
            return None
        found = _List(abstract=abstract, levels=dict(levels))
        for override in num.iterfind(f"{W}lvlOverride"):
            at = whole(override.get(f"{W}ilvl"))
            own, start = override.find(f"{W}lvl"), override.find(f"{W}startOverride")
            if own is not None:
                found.levels[at] = _read_level(own)
            if start is not None:
                found.starts[at] = whole(start.get(VAL), 1)
        return found

    def _read_abstract(self, identifier: str, seen: set[str]) -> dict[int, _Level] | None:
        abstract = self._abstract.get(identifier)
        if abstract is None or identifier in seen:
            return None
        link = abstract.find(f"{W}numStyleLink")
        if link is not None:
            num = self._nums.get(self._styles.numbering_of(link.get(VAL, "")) or "")
            target = num.find(f"{W}abstractNumId") if num is not None else None
            linked = self._read_abstract(target.get(VAL, ""), seen | {identifier}) if target is not None else None
            if linked is not None:
                return linked
        return {whole(level.get(f"{W}ilvl")): _read_level(level) for level in abstract.iterfind(f"{W}lvl")}


def _read_level(level: Element) -> _Level:
    def value(name: str) -> str | None:
        element = level.find(W + name)
        return element.get(VAL) if element is not None else None

    restart = value("lvlRestart")
    return _Level(
        start=whole(value("start"), 0 if level.find(f"{W}start") is None else 1),
        format=_number_format(level),
        text=value("lvlText") or "",
        legal=bool(is_on(level.find(f"{W}isLgl"))),
        restart=whole(restart) if restart is not None else None,
        style=value("pStyle"),
        indent=level.find(f"{W}pPr/{W}ind"),
    )


def _number_format(level: Element) -> str:
    """The number format; a custom one (in mc:AlternateContent) shows as its fallback."""
    for element in level.iter(f"{W}numFmt"):
        if element.get(VAL, "") != "custom":
            return str(element.get(VAL, "decimal"))
        if "0" in element.get(f"{W}format", ""):
            return "decimalZero"
    return "decimal"


def _bullet(char: str) -> str:
    return "•" if "\ue000" <= char <= "\uf8ff" else char
