"""Alternate chunks of a DOCX: other files set into it. HTML and plain text are read, the rest is only named."""

from __future__ import annotations

import email
import re
from email import policy
from html.parser import HTMLParser

_BLOCKS = frozenset(  # elements that end a line
    re.findall(
        r"\w+",
        """
    address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr html
    li main nav ol p pre section table td th title tr ul
""",
    )
)
_SILENT = frozenset({"script", "style", "head", "template"})


class _Paragraphs(HTMLParser):
    """Gathers text between block tags; follows nothing and runs nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.end()
        if tag == "li":
            self._open.append("• ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._open.append(data)

    def end(self) -> None:
        text = " ".join("".join(self._open).split())
        if text and text != "•":
            self.found.append(text)
            self._open = []
        elif text != "•":
            self._open = []


def chunk_paragraphs(name: str, data: bytes) -> list[str] | None:
    """The paragraphs of a chunk of HTML, MHTML or plain text; None for any other kind."""
    if re.match(rb"\s*(?:mime-version|from|content-type)\s*:", data[:200], re.IGNORECASE):
        message = email.message_from_bytes(data, policy=policy.default)
        body = message.get_body(preferencelist=("html", "plain"))
        if body is None:
            return None
        content = body.get_content()
        return _html(content) if body.get_content_subtype() == "html" else _plain(content)
    text = _decode(data)
    if re.search(r"<(?:!doctype\s+html|html|body|p|div|table)\b", text[:4000], re.IGNORECASE):
        return _html(text)
    if name.lower().endswith((".txt", ".text")):
        return _plain(text)
    return None


def _html(text: str) -> list[str]:
    parser = _Paragraphs()
    parser.feed(text)
    parser.close()
    parser.end()
    return parser.found


def _plain(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n|\r\n?\s*\r\n?", text) if part.strip()]


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
