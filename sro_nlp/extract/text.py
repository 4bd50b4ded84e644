"""Plain text and Markdown: lines to paragraphs, in UTF-8, UTF-16 or cp1252."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sro_nlp.document import Document, Paragraph
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.labels import LevelTracker, find_label
from sro_nlp.extract.limits import MOST_PARAGRAPHS
from sro_nlp.extract.markdown import looks_like_markdown, markdown_blocks
from sro_nlp.extract.options import Options
from sro_nlp.extract.outline import Block, outline

_TERMINAL = re.compile(r"[.;:!?][\"'”’)\]]*$|[;,]\s*(?:and|or|and/or)$|_{3,}\W*$")
_RULE = re.compile(r"\s*([-=_*~#])(?:\s?\1){4,}\s*$")
_PAGE_NUMBER = re.compile(r"\s*(?:-\s*\d{1,4}\s*-|page\s+\d{1,4}(?:\s+of\s+\d{1,4})?)\s*$", re.IGNORECASE)
_LONG_LINE = 140  # characters; a file with such lines was not wrapped by hand: each line is a paragraph


def read_text(path: Path, options: Options) -> Document:
    """Read a text or Markdown file.

    Raises:
        UnreadableFile: no-text when it holds only white space, too-large when it is longer than a contract can be.
    """
    raw = path.read_bytes()
    if len(raw) > 4 * options.max_characters:
        raise _too_large(path, options)
    text, notices = decode(raw)
    if len(text) > options.max_characters:
        raise _too_large(path, options)
    markdown = looks_like_markdown(text)
    blocks = list(islice(markdown_blocks(text) if markdown else text_blocks(text), MOST_PARAGRAPHS + 1))
    if not blocks:
        raise UnreadableFile(str(path), "no-text", "holds no words, only white space: check that it is the right file")
    if len(blocks) > MOST_PARAGRAPHS:
        raise UnreadableFile(
            str(path), "too-large", f"has over {MOST_PARAGRAPHS:,} paragraphs: split it and review the parts"
        )
    return Document(
        path=str(path),
        sha256="",
        format="markdown" if markdown else "text",
        paragraphs=place(blocks),
        notices=notices,
    )


def _too_large(path: Path, options: Options) -> UnreadableFile:
    limit = options.max_characters // 1_000_000
    return UnreadableFile(str(path), "too-large", f"has over {limit} million characters: split it and review the parts")


def place(blocks: list[Block]) -> tuple[Paragraph, ...]:
    """Blocks with their outline as paragraphs."""
    return tuple(
        Paragraph(
            id=number,
            text=block.text,
            label=block.label,
            kind=found.kind,
            level=found.level,
            headings=found.headings,
            lead_ins=found.lead_ins,
        )
        for number, (block, found) in enumerate(zip(blocks, outline(blocks), strict=True), start=1)
    )


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file in UTF-8, UTF-16 or cp1252, and a notice where characters could not be read."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _lossy(raw, "utf-16")
    if b"\0" in raw[:65536]:
        even, odd = raw[:65536:2].count(0), raw[1:65536:2].count(0)
        return _lossy(raw, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _lossy(raw, "cp1252")


def _lossy(raw: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = raw.decode(encoding, errors="replace")
    lost = text.count("�")
    notices = (f"{lost} characters could not be decoded ({encoding}) and are shown as �",) if lost else ()
    return text.removeprefix("\ufeff"), notices


@dataclass(slots=True)
class _Open:
    """The paragraph that is being gathered."""

    label: str
    lines: list[str] = field(default_factory=list)
    indent: int = 0


def text_blocks(text: str) -> Iterator[Block]:
    """Paragraphs of plain text: wrapped lines joined, labelled items and lines that end early on their own."""
    lines = text.expandtabs(8).replace("\f", "\n\n").splitlines()
    width = _wrap_width(lines)
    words = {word.lower() for word in re.findall(r"[^\W\d_]+", text)}
    tracker = LevelTracker()
    current: _Open | None = None
    for line in lines:
        stripped = line.strip()
        if not stripped or _RULE.match(line) or _PAGE_NUMBER.match(line):
            if current:
                yield _block(current, words)
            current = None
            continue
        label = find_label(stripped)
        indent = len(line) - len(line.lstrip())
        if current and _goes_on(current, stripped, label, indent, width, tracker):
            current.lines.append(stripped)
            continue
        if current:
            yield _block(current, words)
        if label:
            tracker.place(label, stripped)
        current = _Open(label, [stripped], indent)
    if current:
        yield _block(current, words)


def _wrap_width(lines: list[str]) -> int:
    """The column at which lines were wrapped by hand; 0 when they were not."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not lengths:
        return 0
    longest = lengths[min(len(lengths) - 1, int(len(lengths) * 0.95))]
    return 0 if lengths[-1] > _LONG_LINE or longest > _LONG_LINE else max(longest, 50)


def _goes_on(current: _Open, line: str, label: str, indent: int, width: int, tracker: LevelTracker) -> bool:
    """Whether `line` is the next line of the open paragraph."""
    if not width:
        return False
    last = current.lines[-1]
    # The line before had room for this line's first word: it ended on purpose.
    ended_early = current.indent + len(last) + 1 + len(line.split(maxsplit=1)[0]) < 0.88 * width
    if label and tracker.expects(label) and (ended_early or _TERMINAL.search(last) or indent != current.indent):
        return bool(re.match(r"\(\d+\)\s+[a-z]", line)) and not _TERMINAL.search(last) and not ended_early
    if not ended_early:
        return True
    return line[0].islower() and not _TERMINAL.search(last)


def _block(current: _Open, words: set[str]) -> Block:
    text = " ".join(join_lines(current.lines, words).split())
    return Block(text=text, label=current.label, is_heading=_is_heading(text, current.label))


def join_lines(lines: list[str], words: set[str]) -> str:
    """Join wrapped lines; a hyphen at a line's end goes where the document knows the word without it."""
    text = lines[0]
    for line in lines[1:]:
        half = re.search(r"([^\W\d_]+)-$", text)
        rest = re.match(r"[^\W\d_]+", line)
        if half and rest and line[0].islower():
            known = (half.group(1) + rest.group()).lower() in words
            text = (text[:-1] if known else text) + line
        else:
            text = f"{text} {line}"
    return text


def _is_heading(text: str, label: str) -> bool:
    """Plain text has no typography but capitals: a short line of capitals, or "ARTICLE II"."""
    rest = text[len(label) :].strip()
    if len(text) > 100 or (text.endswith((".", ";", ",", ":")) and len(rest) > 40):
        return False
    if re.match(r"(?:section|article|part|chapter|exhibit|appendix|schedule)\b", label, re.IGNORECASE):
        return len(rest.split()) <= 10 and not rest.endswith(".")
    return rest.isupper() and len(rest) > 3 and "__" not in rest and not rest.endswith((";", ","))
