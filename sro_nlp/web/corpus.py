"""The decisions of a data folder, for learning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sro_nlp.decision_log import decision_of
from sro_nlp.errors import CorpusError, MissingExtra
from sro_nlp.learning import Decided


def decided_contracts(folder: Path) -> Iterator[Decided]:
    """Every contract of a data folder on which something was decided.

    Raises:
        CorpusError: the folder is none of a desk.
        MissingExtra: the extra `web` is not installed.
    """
    if not (folder / "desk.sqlite").is_file():
        raise CorpusError(f"{folder}: is no folder of a review desk; make one with `sro-nlp serve --data {folder}`")
    try:
        from sro_nlp.web.store import Store
    except ImportError as error:
        raise MissingExtra(f"the desk's data needs {error.name}: pip install 'sro-nlp[web]'") from error
    store = Store(folder)
    try:
        for document in store.journal.counts():
            decisions = [decision_of(entry) for entry in store.journal.entries(document)]
            numbers = {decision.paragraph for decision in decisions if decision.paragraph is not None}
            paragraphs = {one.id: one for one in store.paragraphs(document, numbers=numbers)}
            yield Decided(sha256=store.entry(document).sha256, decisions=decisions, paragraphs=paragraphs)
    finally:
        store.close()
