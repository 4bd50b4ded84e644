"""A model that learns from the decisions at the desk: rows of a local corpus, a new model, before and after."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sro_nlp.accuracy import Accuracy
from sro_nlp.catalogue import Catalogue
from sro_nlp.classify.corpus import Row, Split, read_corpus
from sro_nlp.classify.model import Model, load_model
from sro_nlp.classify.views import SHORT_WORDS, governing
from sro_nlp.decisions import Decision, standing
from sro_nlp.document import Paragraph
from sro_nlp.errors import CorpusError
from sro_nlp.files import write_output

CURRENT = "current"
"""The file in `models/` that names the adopted model."""
ONE_IN = 5
"""One contract in so many is held out, to measure on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A contract with its decisions and the paragraphs that they are about, by number."""

    sha256: str
    decisions: Sequence[Decision]
    paragraphs: dict[int, Paragraph]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What came of learning: both models' figures on the held-out rows, and the new folder.

    `rows` are those that decisions gave, `own_held_out` of them are measured on instead of learned from; `encoder` says
    that the model has a sentence encoder, which was kept as it is.
    """

    rows: int
    own_held_out: int
    held_out: int
    encoder: bool
    before: Accuracy
    after: Accuracy
    folder: Path
    adopted: bool

    @property
    def worse(self) -> bool:
        """Whether the new model's micro-F1 is lower."""
        return self.after.micro_f1 < self.before.micro_f1


def rows_of(decided: Iterable[Decided], catalogue: Catalogue) -> list[Row]:
    """The rows that decisions on passages give, one a paragraph; gaps that were waived give none.

    A leaf that nobody decided on in a paragraph is undecided in its row. A contract's rows share a split.
    """
    rows: dict[str, Row] = {}
    for one in decided:
        about: dict[int, list[Decision]] = {}
        for decision in standing(one.decisions):
            if decision.paragraph is not None and decision.paragraph in one.paragraphs:
                about.setdefault(decision.paragraph, []).append(decision)
        for number, decisions in sorted(about.items()):
            row = _row(one.sha256, one.paragraphs[number], decisions, catalogue)
            rows[row.id] = row
    return list(rows.values())


def _row(sha256: str, paragraph: Paragraph, decisions: Sequence[Decision], catalogue: Catalogue) -> Row:
    labels = {decision.requirement: decision.grade for decision in decisions if decision.grade is not None}
    settled = {decision.requirement for decision in decisions if decision.kind == "reject"} | set(labels)
    lead_ins = governing(paragraph)
    alone = not lead_ins and len(paragraph.text.split()) >= SHORT_WORDS
    split: Split = "test" if int(hashlib.sha256(sha256.encode()).hexdigest()[:8], 16) % ONE_IN == 0 else "train"
    return Row(
        id=f"desk-{sha256[:12]}-{paragraph.id}",
        text=paragraph.text,
        labels=labels,
        context=() if alone else (*paragraph.headings[-1:], *lead_ins),
        group=f"desk-{sha256[:12]}",
        split=split,
        undecided=tuple(leaf for leaf in catalogue.ids if leaf not in settled),
    )


def adopted_model(folder: Path) -> str | None:
    """The folder of the model that a data folder adopted; None where there is none."""
    current = folder / "models" / CURRENT
    if not current.is_file():
        return None
    return str(folder / "models" / Path(current.read_text(encoding="utf-8").strip()).name)


def learn(
    decided: Iterable[Decided],
    folder: Path,
    base: Path,
    catalogue: Catalogue,
    model: str | None = None,
    *,
    force: bool = False,
    report: Callable[[str], None] = lambda message: None,
) -> Learned:
    """Train a model on the base rows and the decisions, measure it against the present one, adopt it if not worse.

    The light view, the blend of the views and the thresholds are refit. The sentence encoder and its heads are kept as
    they are: to train them takes torch and an hour, and some hundred decisions would not move them.

    The rows are kept in `folder/corpus`, every model in `folder/models`; the one before stays.

    Args:
        decided: the contracts at the desk.
        folder: the desk's data folder.
        base: folder of the labelled rows that the present model was trained on.
        catalogue: the requirements.
        model: the present model, where the folder has not adopted one.
        force: adopt the new model even if it is worse.
        report: takes a line on each step.

    Raises:
        CorpusError: there are no decisions or no base rows.
    """
    own = rows_of(decided, catalogue)
    if not own:
        raise CorpusError(f"{folder}: there are no decisions on passages yet; accept or reject some at the desk")
    rows = read_corpus(base, catalogue)
    _keep_corpus(folder, own)
    present = load_model(adopted_model(folder) or model)
    target = _next_folder(folder / "models")
    report(f"{len(own)} rows from decisions, {len(rows)} from {base}")
    _train([*rows, *own], catalogue, target, present, report)
    held_out = [row for row in (*rows, *own) if row.split == "test"]
    before = _measured(present, held_out, catalogue)
    after = _measured(Model(target, present.mode), held_out, catalogue)
    adopted = adopt(folder, target, before, after, force=force)
    return Learned(
        rows=len(own), own_held_out=sum(row.split == "test" for row in own), held_out=len(held_out),
        encoder=(target / "encoder").is_dir(), before=before, after=after, folder=target, adopted=adopted,
    )  # fmt: skip


def adopt(folder: Path, model: Path, before: Accuracy, after: Accuracy, *, force: bool = False) -> bool:
    """Make a model that of a data folder if its micro-F1 is not lower than the one before, or if forced to."""
    if not force and after.micro_f1 < before.micro_f1:
        return False
    write_output(folder / "models" / CURRENT, model.name + "\n")
    return True


def _keep_corpus(folder: Path, rows: Sequence[Row]) -> None:
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    write_output(corpus / "decisions.jsonl", "".join(row.model_dump_json() + "\n" for row in rows))


def _next_folder(models: Path) -> Path:
    models.mkdir(parents=True, exist_ok=True)
    taken = [int(path.name[5:]) for path in models.glob("desk-*") if path.name[5:].isdigit()]
    return models / f"desk-{max(taken, default=0) + 1:04d}"


def _train(
    rows: Sequence[Row], catalogue: Catalogue, target: Path, present: Model, report: Callable[[str], None]
) -> None:
    from sro_nlp.classify.train import train
    from sro_nlp.classify.training import split_sentences

    encoder = present.folder / "encoder"
    if present.mode == "full" and encoder.is_dir():  # taken as it stands: decisions retrain what is fitted over it
        shutil.copytree(encoder, target / "encoder", copy_function=_link)
    train(rows, catalogue, target, split_sentences, report)


def _link(source: str, target: str) -> None:
    """One file under two names where the disk allows it: encoders are large and never written to."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _measured(model: Model, rows: Sequence[Row], catalogue: Catalogue) -> Accuracy:
    from sro_nlp.classify.evaluate import measure
    from sro_nlp.classify.train import predict
    from sro_nlp.classify.training import split_sentences

    return measure(rows, predict(model, rows, split_sentences), catalogue.ids)
