"""Lines in reading order become paragraphs: where one ends, what its label is, whether it is a heading. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sro_nlp.extract.drafts import Draft
from sro_nlp.extract.footnotes import begins_footnote, mark_footnotes
from sro_nlp.extract.headings import mark_headings
from sro_nlp.extract.indents import measure_indents
from sro_nlp.extract.labels import BULLETS, LevelTracker, find_label
from sro_nlp.extract.ocr_text import mend_label
from sro_nlp.extract.outline import is_signature, is_signature_field
from sro_nlp.extract.pieces import Flow, Line, Note, TableRow
from sro_nlp.extract.wrapping import Habits

_CLOSERS = "”\"’')]»"
_AND_OR = re.compile(r"[;,]\s+(?:and|or|and/or)$", re.I)
_WEAK_BULLETS = frozenset("-–—o*·")


def build_paragraphs(pages: Iterable[Sequence[Flow]], habits: Habits) -> Iterator[Draft]:
    """Join lines into paragraphs, table rows each on its own; a page is asked for when the one before is used up.

    Args:
        pages: lines and table rows of each page in reading order, furniture taken out.
        habits: what is usual in the whole document.
    """
    return mark_headings(measure_indents(_Builder(habits).read(pages)), habits)


def _set_edges(flow: Iterable[Flow]) -> None:
    """Set on the lines of a page how far their text could have reached."""
    block: list[Line] = []
    for item in (*flow, None):
        if isinstance(item, Line) and (not block or _same_block(block[-1], item)):
            block.append(item)
            continue
        edge = _block_edge(block) if block else 0.0
        for line in block:
            line.edge = edge
        block = [item] if isinstance(item, Line) else []


def _same_block(upper: Line, lower: Line) -> bool:
    near = 0 < upper.base - lower.base < 1.8 * max(upper.size, lower.size)
    return upper.column == lower.column and near and abs(upper.x0 - lower.x0) < 3


def _block_edge(block: list[Line]) -> float:
    column = block[0].right
    own = max(line.x1 for line in block)
    if len(block) < 4 or column - own < 20:
        return column
    full = sum(own - line.x1 < 45 for line in block[:-1])
    return own if full >= 0.7 * (len(block) - 1) else column


class _Builder:
    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.drafts: list[Draft] = []
        self.current = Draft()
        self.levels = LevelTracker()
        self.asides: list[Draft] = []

    def read(self, pages: Iterable[Sequence[Flow]]) -> Iterator[Draft]:
        """The drafts in order, each as soon as nothing more can join it."""
        for flow in pages:
            self.habits.widen(item for item in flow if isinstance(item, Line))
            mark_footnotes(flow, self.habits.body_size)
            _set_edges(flow)
            for item in flow:
                self.take(item)
            done = self.drafts[:-1]  # the last one may be a footnote that goes on
            del self.drafts[:-1]
            yield from done
        self.flush()
        yield from self.drafts

    def take(self, item: Flow) -> None:
        if isinstance(item, TableRow):
            self.row(item)
        elif isinstance(item, Note):
            self.aside(Draft(lines=[Line(item.words)], kind="annotation"))
        elif item.note:
            self.footnote(item)
        else:
            self.line(item)

    def row(self, row: TableRow) -> None:
        self.flush()
        self.drafts.append(Draft(row=row, kind="table-row"))

    def line(self, line: Line) -> None:
        if self._starts_new(line):
            self.flush()
            self._mend_label(line)
            self.current.label = self._label_of_new(line)
            if self.current.label:
                self.levels.place(self.current.label, "", indent=line.x0 - line.left)
        self.current.lines.append(line)
        if all(word.field for word in line.words) and len(self.current.lines) == 1:
            self.current.kind = "form-field"
        elif self.current.kind == "form-field":
            self.current.kind = None

    def flush(self) -> None:
        if self.current.lines:
            _mend_end(self.current.lines)
            self.drafts.append(self.current)
        self.current = Draft()
        self.drafts.extend(self.asides)
        self.asides = []

    def aside(self, draft: Draft) -> None:
        """A note that is read after the paragraph that goes on over it."""
        if self.current.lines:
            self.asides.append(draft)
        else:
            self.drafts.append(draft)

    def footnote(self, line: Line) -> None:
        """A line of a footnote: it begins one with its mark, or goes on in the one before."""
        before = self.asides[-1] if self.asides else self.drafts[-1] if self.drafts and not self.current.lines else None
        if begins_footnote(line) or before is None or before.kind != "footnote":
            self.aside(Draft(lines=[line], kind="footnote"))
        else:
            before.lines.append(line)

    def _mend_label(self, line: Line) -> None:
        """Put right a label that was read from a picture."""
        first = line.words[0]
        if first.confidence is not None and len(line.words) > 1:
            mended = mend_label(first.text, self.levels)
            if mended != first.text:
                first.text = mended
                line.refresh()

    def _label_of_new(self, line: Line) -> str:
        label = find_label(line.text)
        if not label or self.levels.expects(label) or label in BULLETS:
            return label
        rest = line.text[len(label) :].lstrip()
        return label if not rest or not rest[0].islower() else ""

    def _starts_new(self, line: Line) -> bool:
        lines = self.current.lines
        if not lines:
            return True
        prev = lines[-1]
        label = find_label(line.text)
        if prev.page != line.page or prev.column != line.column or line.base > prev.base:
            return not self._goes_on_over_break(prev, line, label)
        leading = self.habits.leading(line.size)
        if _breaks_word(prev, line) and prev.base - line.base < 1.8 * leading:
            return False
        if prev.base - line.base > leading + max(2.2, 0.17 * leading):
            return True
        if self._style_changes(prev, line):
            return True
        ended = ends_sentence(prev.text)
        fits = self._would_fit(prev, line, ended=ended)
        if label and self._is_marker(line, label, ended=ended, fits=fits):
            return True
        if fits or (is_signature(line.text) and (ended or is_signature_field(line.text))) or is_signature(prev.text):
            return True
        return ended and self._indent_changes(line)

    def _would_fit(self, prev: Line, line: Line, *, ended: bool) -> bool:
        """Whether the first word of `line` had room on the line before: then the break was meant."""
        edge = prev.edge
        if not ended and line.text[0].islower() and prev.x1 - prev.left > 0.6 * (edge - prev.left):
            return False  # a long line that stops inside a sentence, taken up in small letters: an inset block
        slack = 2.0 if ended else max(6.0, 0.05 * (edge - prev.left))
        return prev.x1 + 0.28 * prev.size + line.first_width < edge - slack

    def _style_changes(self, prev: Line, line: Line) -> bool:
        if abs(prev.size - line.size) > 0.09 * max(prev.size, line.size) and min(len(prev.text), len(line.text)) > 2:
            return True
        before = all(own.bold for own in self.current.lines)
        if before == line.bold:
            return False
        if before:  # a heading run into the text below it, or one bold line that the text takes up
            return len(self.current.text.split()) <= 14 or ends_sentence(prev.text)
        return ends_sentence(prev.text) or self._would_fit(prev, line, ended=False)

    def _continuation_x(self) -> float:
        """Where the next line of the current paragraph is expected to begin, relative to its column."""
        lines = self.current.lines
        if len(lines) > 1:
            return lines[-1].x0 - lines[-1].left
        return (_text_x(lines[0]) if self.current.label else lines[0].x0) - lines[0].left

    def _is_marker(self, line: Line, label: str, *, ended: bool, fits: bool) -> bool:
        """Whether the label that a line begins with is one, or only the place where the text happened to wrap."""
        if label in BULLETS and label not in _WEAK_BULLETS:
            return True
        shifted = abs(line.x0 - line.left - self._continuation_x()) > 4
        if ended or fits:
            return self.levels.expects(label) or shifted or (ended and fits)
        if not self.levels.continues(label):
            return False
        lines = self.current.lines
        beside = bool(self.current.label) and len(lines) == 1 and abs(line.x0 - lines[0].x0) < 3
        return (shifted or beside) and _same_case(line.text, label, lines[0].text, self.current.label)

    def _indent_changes(self, line: Line) -> bool:
        lines = self.current.lines
        step = line.x0 - line.left - self._continuation_x()
        if len(lines) > 1:
            return abs(step) > 5
        if self.current.label:
            return step > 5  # a flush wrap below a label is no change
        return step > 5

    def _goes_on_over_break(self, prev: Line, line: Line, label: str) -> bool:
        """Whether a paragraph goes on at the top of the next column or page."""
        if self._style_changes(prev, line) or is_signature(line.text):
            return False
        ended = ends_sentence(prev.text)
        if label:
            plausible = self.levels.expects(label) if ended or label in BULLETS else self.levels.continues(label)
            if plausible or ended:
                return False
        if not ended:
            return line.text[:1].islower() or self._runs_on(prev, line)
        if self._would_fit(prev, line, ended=True):
            return False
        hang = self._continuation_x()
        return bool(self.current.label) and hang > 8 and abs(line.x0 - line.left - hang) < 4

    def _runs_on(self, prev: Line, line: Line) -> bool:
        """Whether an unfinished line of prose is taken up by a line that begins with a capital."""
        prose = len(self.current.lines) > 1 or len(prev.words) > 6
        return prose and line.text.isupper() == prev.text.isupper() and not self._would_fit(prev, line, ended=False)


def _mend_end(lines: Sequence[Line]) -> None:
    """An underlined line of its own that OCR ends in a comma is a heading that ends in a full stop."""
    last = lines[-1].words[-1]
    if last.confidence is None or len(lines) > 1 or not last.text.endswith(","):
        return
    if all(word.underlined for word in lines[0].words):
        last.text = last.text[:-1] + "."
        lines[0].refresh()


def _breaks_word(prev: Line, line: Line) -> bool:
    """Whether a word runs on from one line into the next."""
    return prev.words[-1].glued or (
        len(prev.text) > 2 and prev.text[-1] == "-" and prev.text[-2].isalpha() and line.text[0].islower()
    )


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a paragraph or list item may end."""
    bare = text.rstrip(_CLOSERS + " ")
    return bare.endswith((".", ";", ":", "?", "!", "。", "；", "：", "؟")) or bool(_AND_OR.search(bare))


def _text_x(line: Line) -> float:
    """Where the text after the label of a line begins."""
    label = find_label(line.text)
    reach = 0
    for word in line.words:
        if reach >= len(label):
            return word.x0
        reach += len(word.text) + 1
    return line.x0


def _same_case(text: str, label: str, other: str, other_label: str) -> bool:
    """Whether the words after two labels begin alike, in capitals or not."""
    mine, theirs = text[len(label) :].lstrip()[:1], other[len(other_label) :].lstrip()[:1]
    return mine.islower() == theirs.islower()
