"""Lemmas by look-up: a table of word forms that ships with the package, trimmed from spaCy's English one (MIT).

The table holds each form of every word that stands in a shipped cue or in the given texts. It is rebuilt, with the
development package spacy-lookups-data installed, by `python -m sro_nlp.classify.lemmas TEXTS.jsonl ...`.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("lemmas.json")

_OVERRIDES = {"does": "do", "better": "good", "best": "good", "data": "data", "left": "left", "criteria": "criteria"}
"""Where the table's choice is wrong for contracts."""
_NO_PLURAL = ("ss", "us", "is")


@cache
def lemma_table() -> dict[str, str]:
    """Word form (lower case) to lemma."""
    table: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table | _OVERRIDES


def lemma(word: str) -> str:
    """The lemma of a word form, in lower case; a form that is not in the table loses only a plural s."""
    form = word.lower()
    found = lemma_table().get(form)
    if found is not None:
        return found
    if len(form) > 3 and form.endswith("s") and form.isalpha() and not form.endswith(_NO_PLURAL):
        return lemma_table().get(form[:-1], form[:-1])
    return form


def build_table(full: dict[str, str], words: Iterable[str]) -> dict[str, str]:
    """The part of a full look-up table that concerns these words: each of them, and all forms of their lemmas."""
    forms = {word.lower() for word in words}
    wanted = {full.get(form, form) for form in forms}
    return {form: base for form, base in sorted(full.items()) if form.islower() and (form in forms or base in wanted)}


def _main(paths: list[str]) -> None:
    import spacy_lookups_data

    from sro_nlp.catalogue import load_catalogue, profiles

    source = Path(spacy_lookups_data.__file__).parent / "data" / "en_lemma_lookup.json.gz"
    full = json.loads(gzip.decompress(source.read_bytes()))
    catalogues = [load_catalogue(name, edition) for name, editions in profiles().items() for edition in editions]
    texts = [catalogue.model_dump_json() for catalogue in catalogues]
    texts += [Path(path).read_text(encoding="utf-8") for path in paths]
    table = build_table(full, re.findall(r"[a-z]+", " ".join(texts).lower()))
    TABLE.write_text(json.dumps(table, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _main(sys.argv[1:])
