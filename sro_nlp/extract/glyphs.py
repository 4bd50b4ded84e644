"""What PDFium gives for a character, as text: ligatures, symbol fonts, line-end hyphens, noise. Pure."""

from __future__ import annotations

import re

_IGNORED = frozenset(map(chr, (*range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Zero-width and direction marks."""
BROKEN = frozenset("\x02\u00ad\ufffe")
"""What PDFium writes for a hyphen at a line end, and the soft hyphen."""
_SYMBOLS = {
    **{"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf076": "❖", "\uf0fc": "✓", "\uf0fe": "☒", "\uf0fd": "☒"},
    **{"\uf0a8": "☐", "\uf06f": "☐", "\uf071": "☐", "\uf078": "☒", "\uf0b0": "°", "\uf02d": "–", "\uf0e0": "→"},
    **{"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"},
}
"""Bullets and boxes of symbol fonts, ligatures."""
_CID = re.compile(r"\(cid:\d+\)")


def decode(run: str) -> tuple[str, int]:
    """A run of characters as text, and how many of them say nothing."""
    chars: list[str] = []
    unmapped = 0
    for char in run:
        code = ord(char)
        if char in _SYMBOLS:
            chars.append(_SYMBOLS[char])
        elif char in _IGNORED or char in BROKEN:
            continue
        elif 0x20 < code < 0xD800 or 0xF900 <= code < 0xFFF9 or code > 0xFFFF:
            chars.append(char)
        else:
            unmapped += 1
            if 0xF021 <= code <= 0xF07E:  # a symbol font that keeps ASCII in the private area
                chars.append(chr(code - 0xF000))
            elif code >= 0x20:
                chars.append("\ufffd")
    text = "".join(chars)
    if "(cid:" in text:
        unmapped += sum(map(len, _CID.findall(text)))
    return text, unmapped
