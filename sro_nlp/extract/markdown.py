"""Markdown as paragraphs: headings, lists and tables by their marks; emphasis and links as their words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sro_nlp.extract.labels import find_label
from sro_nlp.extract.outline import Block
from sro_nlp.extract.rows import compose_row

_ATX = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})\s*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_BULLET = re.compile(r"(\s*)[-*+]\s+(?=\S)")
_NUMBER = re.compile(r"(\s*)(\d{1,9}[.)])\s+(?=\S)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r" {0,3}\[[^\]]+\]:\s+\S+")
_EMPHASIS = (
    re.compile(r"(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])"),
    re.compile(r"(?<![\w_])(_{1,2})(?=[^\s_])(.+?)(?<=[^\s_])\1(?![\w_])"),
    re.compile(r"()~~(?=\S)(.+?)(?<=\S)~~"),
    re.compile(r"()`([^`]+)`"),
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def looks_like_markdown(text: str) -> bool:
    """Whether a text has marks that only Markdown has: "# " headings, table rules, several links or bold words."""
    lines = text[:200_000].splitlines()
    if any(_ATX.match(line) for line in lines) or any("|" in line and _TABLE_RULE.match(line) for line in lines):
        return True
    return len(re.findall(r"\*\*\S.*?\S\*\*|\]\(https?://", text[:200_000])) >= 3


def markdown_blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a Markdown text in order."""
    yield from _Markdown(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).expandtabs(4).splitlines()).blocks()


class _Markdown:
    """Gathers lines until a mark or an empty line ends the paragraph."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._open: list[str] = []
        self._label = ""
        self._level: int | None = None
        self._indents: list[int] = []
        self._after_blank = True

    def blocks(self) -> Iterator[Block]:
        at = self._front_matter()
        while at < len(self._lines):
            line = re.sub(r"^\s{0,3}(?:>\s?)+", "", self._lines[at])
            following = self._lines[at + 1] if at + 1 < len(self._lines) else ""
            if "|" in line and "|" in following and _TABLE_RULE.match(following):
                yield from self._flush()
                at, rows = self._table(at)
                yield from (Block(text=row, kind="table-row") for row in rows if row)
                continue
            if self._open and not self._label and _SETEXT.match(line):
                yield from self._flush(heading=1 if "=" in line else 2)
            else:
                yield from self._line(line)
            at += 1
        yield from self._flush()

    def _front_matter(self) -> int:
        """Skip a YAML block at the top: it is about the file, not of it."""
        if self._lines and self._lines[0].strip() == "---":
            for at, line in enumerate(self._lines[1:60], start=1):
                if line.strip() in ("---", "..."):
                    return at + 1
        return 0

    def _line(self, line: str) -> Iterator[Block]:
        heading = _ATX.match(line)
        if not line.strip() or _RULE.match(line) or _FENCE.match(line) or _REFERENCE.match(line):
            yield from self._flush()
            self._after_blank = True
            return
        if heading:
            yield from self._flush()
            self._open = [heading.group(2)]
            yield from self._flush(heading=len(heading.group(1)))
            return
        label, rest, indent = self._marker(line)
        if label:
            yield from self._flush()
            self._label, self._open = label, [rest]
            self._level = self._depth(indent) if rest is not line else None
        else:
            if self._after_blank and not line.startswith(" "):
                self._indents.clear()
            self._open.append(line.strip())
        self._after_blank = False

    def _marker(self, line: str) -> tuple[str, str, int]:
        """Label, rest of the line and indent of a list item; ("", line, 0) for running text."""
        bullet, number = _BULLET.match(line), _NUMBER.match(line)
        if bullet:
            return "•", line[bullet.end() :], len(bullet.group(1))
        # A wrapped line may begin with a number: inside a paragraph only "1." begins a list, as in CommonMark.
        if number and (self._after_blank or self._label or number.group(2)[:-1] == "1"):
            return number.group(2), line[number.end() :], len(number.group(1))
        label = find_label(line.strip())
        if label and not number and (self._after_blank or (self._open and self._open[-1].endswith((";", ":", ".")))):
            return label, line.strip()[len(label) :], len(line) - len(line.lstrip())
        return "", line, 0

    def _depth(self, indent: int) -> int:
        while self._indents and self._indents[-1] > indent:
            self._indents.pop()
        if not self._indents or indent > self._indents[-1] + 1:
            self._indents.append(indent)
        return len(self._indents)

    def _table(self, at: int) -> tuple[int, list[str]]:
        rows = [_cells(self._lines[at])]
        at += 2
        while at < len(self._lines) and "|" in self._lines[at] and self._lines[at].strip():
            rows.append(_cells(self._lines[at]))
            at += 1
        self._after_blank = True
        return at, [compose_row(row, rows[0] if number else None)[0] for number, row in enumerate(rows)]

    def _flush(self, heading: int = 0) -> Iterator[Block]:
        text = plain(" ".join(self._open))
        label = self._label or (find_label(text) if heading else "")
        if text and self._label:
            text = f"{label} {text}"
        if text:
            level = heading if heading and not label else self._level if self._label == "•" else None
            yield Block(text=text, label=label, level=level, is_heading=heading > 0)
        self._open, self._label, self._level = [], "", None


def plain(text: str) -> str:
    """A run of Markdown as its words, white space folded."""
    # An escaped mark is set aside (in the private use area) until all marks that are meant are gone.
    text = _ESCAPE.sub(lambda match: chr(0xE000 + ord(match[1])), text)
    text = _LINK.sub(r"\1", text)
    text = re.sub(r"<(https?://[^>\s]+|[\w.+-]+@[\w.-]+)>", r"\1", text)
    text = re.sub(r"</?(?:b|i|u|em|strong|br|span|sup|sub)\b[^>]*>", " ", text, flags=re.IGNORECASE)
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\2", text)
    text = re.sub("[\ue000-\ue07f]", lambda match: chr(ord(match[0]) - 0xE000), text)
    return " ".join(text.split())


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", inner)]
