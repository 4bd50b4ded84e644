"""Whether the text layer of a page is text: fonts without a map to letters give noise, not words. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from sro_nlp.extract.orientation import PageText

_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
_NO_VOWELS = re.compile(r"(?<![A-Za-z])[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{3,}(?![A-Za-z])")


def is_garbage(text: PageText) -> bool:
    """Whether most of what the text layer says are no words of any script."""
    if text.characters < 8:
        return False
    if text.unmapped > 0.3 * text.characters:
        return True
    sample = _sample(text)
    return _without_vowels(sample) or (not sample.isascii() and _mixed_scripts(sample.split()))


def _sample(text: PageText) -> str:
    return " ".join([word.text for word in text.words[:1500]])


def has_letters(text: PageText) -> bool:
    """Whether a garbage text layer at least holds letters, worth keeping when nothing better can be had."""
    return text.unmapped <= 0.3 * text.characters and not _without_vowels(_sample(text))


def _without_vowels(sample: str) -> bool:
    """Letters shifted by a constant, as with a subset font that has no map, make words without vowels."""
    words = len(_LATIN_WORD.findall(sample))
    return words >= 25 and len(_NO_VOWELS.findall(sample)) > 0.5 * words


def _mixed_scripts(words: list[str]) -> bool:
    """Words written in three scripts at once exist in no language."""
    odd = total = 0
    for word in words:
        if word.isascii():
            continue
        letters = [char for char in word if char.isalpha() and not char.isascii()]
        if len(letters) < 3:
            continue
        scripts = Counter(unicodedata.name(char, "?").split()[0] for char in letters)
        scripts.pop("LATIN", None)
        for together in ("HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "KATAKANA-HIRAGANA"):
            if together in scripts:
                scripts["CJK"] += scripts.pop(together)
        total += 1
        odd += len(scripts) >= 3
    return total >= 5 and odd > 0.5 * total
