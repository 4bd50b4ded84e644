"""Labels of numbered clauses and list items: which words are one, what follows which, and how deep they nest. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLETS = "•●○◦▪■□◆◇►▶➢➤✓✔‣⁃∙·–—*-o\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
_ROMAN = r"[ivxl]{1,7}|[IVXL]{1,7}"
_ENUMERATOR = re.compile(
    rf"""(?:
      (?P<word>(?:section|article|part|chapter|exhibit|appendix|schedule|§)\s*)(?P<wordno>\d{{1,3}}(?:\.\d{{1,3}})*|{_ROMAN}|[A-Z])
          (?P<wordend>[.:)–—-]|(?=\s*$))
    | (?P<dotted>\d{{1,3}}(?:\.\d{{1,3}}){{1,5}})(?P<dotend>[.)]?)(?=\s|$|[A-Z“"(])
    | (?P<open>[(\[])(?P<inner>\d{{1,3}}|{_ROMAN}|[a-z]{{1,2}}|[A-Z]{{1,2}})[)\]]
    | (?P<plain>\d{{1,3}}|{_ROMAN}|[a-z]|[A-Z]|[a-z]{{2}}(?=\)))(?P<end>[.)])(?=\s|$|[A-Z“"(])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_BULLET = re.compile(rf"(?P<bullet>[{re.escape(BULLETS)}])(?=\s|$)")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_DEEPEST = 24  # levels; no contract nests half as deep, and a chain costs its length at every item
_CANONICAL = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a label: its family (script and punctuation), its place in the sequence, its dotted prefix."""

    family: str
    ordinal: int
    prefix: tuple[int, ...] = ()

    @property
    def first(self) -> bool:
        """Whether a list may begin with it."""
        return self.ordinal <= 1


def find_label(text: str) -> str:
    """The label that `text` begins with ("1.", "(a)", "4.2", "Section 3.", "•"), or ""."""
    match = _BULLET.match(text) or _ENUMERATOR.match(text)
    if match is None:
        return ""
    label = match.group()
    groups = match.groupdict()
    if groups.get("plain") and not _well_formed(groups["plain"]):
        return ""
    if groups.get("inner") and not _well_formed(groups["inner"]):
        return ""
    return label


def readings(label: str) -> tuple[Reading, ...]:
    """All ways to read a label, the likelier first: "i." is a Roman one or the ninth letter; () for a strange label."""
    return tuple(_readings(label.strip()))


def _readings(label: str) -> Iterator[Reading]:
    if len(label) == 1 and label in BULLETS:
        yield Reading(f"bullet {label}", 0)
        return
    match = _ENUMERATOR.fullmatch(label)
    if match is None:
        return
    if match["dotted"]:
        numbers = tuple(int(part) for part in match["dotted"].split("."))
        yield Reading(f"dotted {len(numbers)}", numbers[-1], numbers[:-1])
        return
    if match["word"]:
        body, frame = match["wordno"], match["word"].strip().lower() + " %"
        if "." in body:
            numbers = tuple(int(part) for part in body.split("."))
            yield Reading(f"{frame} dotted {len(numbers)}", numbers[-1], numbers[:-1])
            return
    elif match["inner"]:
        body, frame = match["inner"], "(%)"
    else:
        body, frame = match["plain"], "%" + match["end"]
    yield from _plain_readings(body, frame)


def _plain_readings(body: str, frame: str) -> Iterator[Reading]:
    if body.isdigit():
        yield Reading(f"{frame} digit", int(body))
        return
    case = "upper" if body.isupper() else "lower"
    roman = roman_value(body)
    letter = _letter_value(body)
    # "i" and "v" begin or carry on Roman lists far more often than lists of letters reach them; "c" and "d" do not.
    if roman and (len(body) > 1 or roman <= 1):
        yield Reading(f"{frame} roman {case}", roman)
        if letter:
            yield Reading(f"{frame} letter {case}", letter)
        return
    if letter:
        yield Reading(f"{frame} letter {case}", letter)
    if roman:
        yield Reading(f"{frame} roman {case}", roman)


def roman_value(text: str) -> int:
    """The value of a Roman numeral up to 89, or 0 when it is none."""
    lowered = text.lower()
    if not lowered or not (text.islower() or text.isupper()) or not _CANONICAL.fullmatch(lowered):
        return 0
    total = 0
    for char, after in zip(lowered, lowered[1:] + " ", strict=True):
        value = _VALUES[char]
        total += -value if _VALUES.get(after, 0) > value else value
    return total


def _letter_value(text: str) -> int:
    lowered = text.lower()
    if len(lowered) == 1 and "a" <= lowered <= "z":
        return ord(lowered) - 96
    if len(lowered) == 2 and lowered[0] == lowered[1] and "a" <= lowered[0] <= "z":
        return ord(lowered[0]) - 96 + 26
    return 0


def _shape(label: str) -> str:
    """A strange label without its number, so that "1000." and "1001.", "First:" and "Second:" are of one list."""
    shape = re.sub(r"\d+|\b(?:[IVXLC]+|[A-Za-z])\b", "#", label)
    return shape if shape != label else re.sub(r"\w+", "#", label)


def _well_formed(body: str) -> bool:
    if body.isdigit():
        return not (len(body) > 1 and body.startswith("0"))
    return bool(roman_value(body) or _letter_value(body))


@dataclass(slots=True)
class _Open:
    reading: Reading
    level: int
    indent: float | None
    heading: bool


class LevelTracker:
    """Gives each label of a document, in order, its depth (1 is outermost).

    Labels nest by sequence: a label that comes next in an open list belongs to that list, a label that may begin a list
    opens one below. Indents (points), where they are known, settle what the labels leave open.
    """

    def __init__(self) -> None:
        self._stack: list[_Open] = []
        self._closed: dict[str, _Open] = {}
        self._colon = False
        self._fresh = False

    @property
    def depth(self) -> int:
        """The level of the item last seen, 0 before any."""
        return self._stack[-1].level if self._stack else 0

    def expects(self, label: str) -> bool:
        """Whether `label` comes next in an open list or may begin one."""
        found = readings(label)
        if any(reading.first for reading in found):
            return True
        return any(_follows(reading, entry.reading) for reading in found for entry in self._known())

    def continues(self, label: str) -> bool:
        """Whether `label` comes next in a list that is open (a bullet: in a list of the same bullets)."""
        return any(_follows(reading, entry.reading) for reading in readings(label) for entry in self._stack)

    def is_last(self, label: str) -> bool:
        """Whether `label` is the one last seen in a list that is open."""
        seen = [(entry.reading.family, entry.reading.ordinal, entry.reading.prefix) for entry in self._stack]
        return any((one.family, one.ordinal, one.prefix) in seen for one in readings(label))

    def heading(self) -> None:
        """An unlabelled heading: items above it are closed, labelled headings stay open."""
        while self._stack and not self._stack[-1].heading:
            self._close()
        self._colon, self._fresh = False, True

    def body(self, text: str) -> None:
        """A paragraph without a label: a list begun after it is a new one."""
        self._fresh, self._colon = True, text.rstrip().endswith(":")

    def inside(self, indent: float) -> int:
        """The level of running text that begins at `indent`: one more than that of the open item it stands in, or 0."""
        for entry in reversed(self._stack):
            if not entry.heading and entry.indent is not None and indent > entry.indent + 6.0:
                return entry.level + 1
        return 0

    def place(self, label: str, text: str, *, indent: float | None = None, heading: bool = False) -> int:
        """The level of the next labelled paragraph; `text` is all of it, `indent` the x of its label."""
        found = readings(label) or (Reading(f"other {_shape(label)}", 0),)
        reading, at = self._choose(found, indent)
        if at is None:
            at = min(self._depth_of_new(reading, indent), _DEEPEST)
            level = (self._stack[at - 1].level if at else 0) + 1
        else:
            level = self._stack[at].level
        while len(self._stack) > at:
            self._close()
        self._stack.append(_Open(reading, level, indent, heading))
        self._colon, self._fresh = text.rstrip().endswith((":", ":-", ": -")), False
        return level

    def _known(self) -> Iterator[_Open]:
        yield from self._stack
        yield from self._closed.values()

    def _close(self) -> None:
        entry = self._stack.pop()
        self._closed[entry.reading.family] = entry

    def _choose(self, found: tuple[Reading, ...], indent: float | None) -> tuple[Reading, int | None]:
        """The reading that fits the open lists best and its place in the stack (None: it opens a list)."""
        for reading in found:
            for at in range(len(self._stack) - 1, -1, -1):
                entry = self._stack[at]
                if _follows(reading, entry.reading) and not self._opens_below(found, reading, at, indent):
                    return reading, at
        for reading in found:
            if reading.first:
                restart = self._restart(reading, indent)
                return reading, restart
        for reading in found:
            for at in range(len(self._stack) - 1, -1, -1):
                if self._stack[at].reading.family == reading.family:
                    return reading, at
        return found[0], None

    def _opens_below(self, found: tuple[Reading, ...], reading: Reading, at: int, indent: float | None) -> bool:
        """Whether "(i)" after "(h)", or a deeper bullet of the same sign, begins a list below instead of going on."""
        entry = self._stack[at]
        begins = any(other.first and other != reading for other in found) or reading.ordinal == 0
        if not begins or at != len(self._stack) - 1:
            return reading.ordinal == 0 and indent is not None and _deeper(indent, entry.indent)
        if indent is not None and entry.indent is not None:
            return _deeper(indent, entry.indent)
        return self._colon and reading.ordinal != 0

    def _restart(self, reading: Reading, indent: float | None) -> int | None:
        """A first label whose family is open already: the same depth, unless it stands deeper or after a colon."""
        for at in range(len(self._stack) - 1, -1, -1):
            entry = self._stack[at]
            if entry.reading.family != reading.family:
                continue
            if indent is not None and entry.indent is not None:
                return None if _deeper(indent, entry.indent) else at
            if self._colon and not self._fresh and not entry.heading:
                return None
            return at
        return None

    def _depth_of_new(self, reading: Reading, indent: float | None) -> int:
        """How many stack entries stay open above a label that begins a list."""
        if reading.prefix:
            for at in range(len(self._stack) - 1, -1, -1):
                other = self._stack[at].reading
                if (*other.prefix, other.ordinal) == reading.prefix:
                    return at + 1
                if other.family == reading.family:
                    return at
            return sum(entry.heading for entry in self._stack)
        remembered = self._closed.get(reading.family)
        if not reading.first and remembered is not None and _follows(reading, remembered.reading):
            return sum(entry.level < remembered.level for entry in self._stack)
        if self._fresh and indent is None:
            return sum(entry.heading for entry in self._stack)
        if indent is None:
            return len(self._stack)
        keep = len(self._stack)
        while keep and not self._stack[keep - 1].heading and _deeper(self._stack[keep - 1].indent or 0.0, indent):
            keep -= 1
        if self._fresh:
            while keep and not self._stack[keep - 1].heading and not _deeper(indent, self._stack[keep - 1].indent):
                keep -= 1
        return keep


def _follows(reading: Reading, before: Reading) -> bool:
    """Whether `reading` comes next after `before` in one list (one number may be left out)."""
    if reading.family != before.family:
        return False
    if reading.ordinal == 0:
        return True
    if reading.prefix != before.prefix:
        return bool(reading.prefix) and reading.ordinal <= 1 and reading.prefix > before.prefix
    return 1 <= reading.ordinal - before.ordinal <= 2


def _deeper(indent: float, other: float | None) -> bool:
    return other is not None and indent > other + 4.0
