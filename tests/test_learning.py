"""Decisions become rows, rows a model, and a worse model is refused."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.corpus import Row, read_corpus
from sro_nlp.decisions import Decision
from sro_nlp.document import Paragraph
from sro_nlp.errors import CorpusError
from sro_nlp.learning import Decided, adopt, adopted_model, learn, rows_of

CATALOGUE = load_catalogue()
ROOT = Path(__file__).parents[1]
PARAGRAPHS = {
    1: Paragraph(id=1, text="The deputy shall wear a uniform on campus on every day on which school is in session."),
    2: Paragraph(id=2, text="(a) search lockers;", lead_ins=("The SRO shall:",), headings=("Duties",)),
}


def decision(number: int, kind: str, leaf: str, paragraph: int | None, **more: object) -> Decision:
    values: dict[str, object] = {"number": number, "kind": kind, "requirement": leaf, "paragraph": paragraph, **more}
    return Decision(at="2025-07-01T10:00:00Z", by="A", **values)  # type: ignore[arg-type]  # values of a test's table


def decided(*decisions: Decision, sha256: str = "ab" * 32) -> Decided:
    return Decided(sha256=sha256, decisions=decisions, paragraphs=PARAGRAPHS)


def test_what_nobody_decided_is_undecided() -> None:
    (row,) = rows_of([decided(decision(1, "accept", "5.3", 1, grade="full"), decision(2, "reject", "8", 1))], CATALOGUE)
    assert row.labels == {"5.3": "full"}
    assert "8" not in row.undecided
    assert len(row.undecided) == len(CATALOGUE.ids) - 2


def test_rows_have_the_context_that_the_model_reads() -> None:
    (row,) = rows_of([decided(decision(1, "mark", "4.1", 2, grade="partial"))], CATALOGUE)
    assert row.context == ("Duties", "The SRO shall:")


def test_withdrawn_waived_and_replaced_decisions_give_no_rows() -> None:
    one = decision(1, "reject", "8", 1)
    assert rows_of([decided(one, decision(2, "withdraw", "8", None, withdraws=1))], CATALOGUE) == []
    assert rows_of([decided(decision(1, "waive", "8", None, reason="x"))], CATALOGUE) == []
    (row,) = rows_of([decided(one, decision(2, "mark", "8", 1, grade="full"))], CATALOGUE)
    assert row.labels == {"8": "full"}


def test_a_contract_is_held_out_whole() -> None:
    rows = rows_of(
        [decided(*(decision(n, "reject", "8", n) for n in (1, 2)), sha256=f"{n:02x}" * 32) for n in range(40)],
        CATALOGUE,
    )
    splits = defaultdict(set)
    for row in rows:
        splits[row.group].add(row.split)
    assert all(len(found) == 1 for found in splits.values())
    assert {split for found in splits.values() for split in found} == {"train", "test"}


def test_no_decisions_no_model(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no decisions on passages yet"):
        learn([], tmp_path, tmp_path, CATALOGUE)


def few_rows(folder: Path, each: int) -> Path:
    """Enough rows of the real corpus for a model of every leaf, and no more."""
    count: dict[tuple[str, str], int] = defaultdict(int)
    kept: list[Row] = []
    for row in read_corpus(ROOT / "training_data", CATALOGUE):
        wanted = [leaf for leaf in row.labels if count[row.split, leaf] < each] or (
            [""] if not row.labels and count[row.split, ""] < 15 else []
        )
        if wanted:
            kept.append(row)
            for leaf in row.labels or [""]:
                count[row.split, leaf] += 1
    (folder / "rows.jsonl").write_text("".join(row.model_dump_json() + "\n" for row in kept), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return few_rows(tmp_path_factory.mktemp("rows"), 6)


def test_a_worse_model_is_refused_and_the_old_one_kept(small_corpus: Path, tmp_path: Path) -> None:
    """The shipped model has seen all rows; one of a few hundred is worse."""
    contract = decided(decision(1, "mark", "5.3", 1, grade="full"))
    refused = learn([contract], tmp_path, small_corpus, CATALOGUE, "light")
    assert refused.worse
    assert not refused.adopted
    assert adopted_model(tmp_path) is None
    assert (tmp_path / "corpus" / "decisions.jsonl").read_text(encoding="utf-8").count("\n") == 1
    before, after = refused.before, refused.after
    assert adopt(tmp_path, refused.folder, before, after, force=True)
    assert adopted_model(tmp_path) == str(refused.folder)
    assert adopt(tmp_path, refused.folder, after, after)  # not better, and not worse
