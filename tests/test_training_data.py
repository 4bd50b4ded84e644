"""Every row that the shipped model is trained on."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.corpus import near_duplicates, normalise, read_corpus

TOP = Path(__file__).parents[1]
EVALUATION = TOP.parent / "shared" / "evaluation"
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def rows():
    return read_corpus(TOP / "training_data", CATALOGUE)


def test_there_are_enough_rows_for_every_leaf(rows):
    counts = Counter(leaf for row in rows if row.origin != "noise" for leaf in row.labels)
    assert len(rows) >= 8000
    assert {leaf: counts[leaf] for leaf in CATALOGUE.ids if counts[leaf] < 200} == {}
    assert sum(not row.labels for row in rows) >= 3000


def test_every_leaf_has_every_grade(rows):
    grades = defaultdict(Counter)
    for row in rows:
        for leaf, grade in row.labels.items():
            grades[leaf][grade] += 1
    assert [leaf for leaf in CATALOGUE.ids if min(grades[leaf][g] for g in ("full", "partial", "conflict")) < 10] == []


def test_a_source_document_stays_in_one_split(rows):
    splits = defaultdict(set)
    for row in rows:
        splits[row.group].add(row.split)
    assert {group: found for group, found in splits.items() if len(found) > 1} == {}


def test_no_row_stands_twice(rows):
    originals = [row for row in rows if row.origin != "noise"]
    texts = Counter(normalise(" ".join((*row.context, row.text))) for row in originals)
    assert [text for text, count in texts.items() if count > 1] == []
    assert near_duplicates(originals, threshold=0.8) == []


def test_noise_versions_stay_beside_their_original(rows):
    by_id = {row.id: row for row in rows}
    for row in rows:
        if row.origin == "noise":
            original = by_id[row.id.removesuffix(".n")]
            assert (row.group, row.labels, row.split) == (original.group, original.labels, "train")


def test_no_row_stands_in_the_evaluation_set(rows):
    if not EVALUATION.is_dir():
        pytest.skip("the evaluation set is not beside this checkout (../shared/evaluation)")
    held_out = {
        normalise(paragraph["text"])
        for line in (EVALUATION / "dev.jsonl").read_text(encoding="utf-8").splitlines()
        for paragraph in json.loads(line)["paragraphs"]
    }
    assert [row.id for row in rows if normalise(row.text) in held_out] == []


def test_the_readme_states_the_counts_that_are_there(rows):
    readme = (TOP / "training_data" / "README.md").read_text(encoding="utf-8")
    counts = Counter(leaf for row in rows for leaf in row.labels)
    assert f"{len(rows):,} rows" in readme
    for leaf in CATALOGUE.ids:
        assert any(line.startswith(f"| {leaf} |") and f"| {counts[leaf]} |" in line for line in readme.splitlines()), (
            leaf
        )
