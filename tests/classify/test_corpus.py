import json
from pathlib import Path

import pytest

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.corpus import corpus_hash, near_duplicates, read_corpus, read_labelled
from sro_nlp.errors import CorpusError

CATALOGUE = load_catalogue()
LEAF = CATALOGUE.ids[0]


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def row(**changes: object) -> dict[str, object]:
    return {
        "id": "a.1",
        "text": "The officer keeps the school safe.",
        "labels": {LEAF: "partial"},
        "group": "a",
        **changes,
    }


def test_rows_are_read_with_their_defaults(tmp_path):
    write(tmp_path / "rows.jsonl", row())
    (only,) = read_corpus(tmp_path, CATALOGUE)
    assert only.labels == {LEAF: "partial"}
    assert only.split == "train"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"labels": {"99.9": "full"}}, "label '99.9' is not a leaf"),
        ({"labels": {LEAF: "good"}}, "labels"),
        ({"undecided": ["42"]}, "label '42' is not a leaf"),
        ({"text": ""}, "text"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_row_is_refused_with_file_line_and_reason(tmp_path, changes, reason):
    write(tmp_path / "rows.jsonl", row(id="a.0"), row(**changes))
    with pytest.raises(CorpusError, match=r"rows\.jsonl, line 2") as error:
        read_corpus(tmp_path, CATALOGUE)
    assert reason in str(error.value)


def test_a_line_that_is_not_json_is_named(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"id": ', encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1: not valid JSON"):
        read_corpus(tmp_path, CATALOGUE)


def test_an_id_that_stands_twice_is_refused(tmp_path):
    write(tmp_path / "one.jsonl", row())
    write(tmp_path / "two.jsonl", row())
    with pytest.raises(CorpusError, match=r"stands in one\.jsonl already"):
        read_corpus(tmp_path, CATALOGUE)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"no \.jsonl files"):
        read_corpus(tmp_path, CATALOGUE)


def test_disputed_labels_of_a_document_become_undecided(tmp_path):
    first, second, third = CATALOGUE.ids[:3]
    paragraph = {
        "id": "p1",
        "text": "x",
        "labels": {first: "full", third: "partial"},
        "disputed": {second: "presence:partial (first reader)", third: "grade:full/partial"},
    }
    path = write(tmp_path / "labelled.jsonl", {"id": "d", "paragraphs": [paragraph]})
    (only,) = read_labelled(path, CATALOGUE)
    assert only.id == "p1"
    assert only.undecided == (second,)
    assert only.undecided_grade == (third,)


def test_the_hash_follows_the_content_not_the_layout(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    write(one / "all.jsonl", row(), row(id="a.2", text="Another."))
    write(two / "a.jsonl", row(id="a.2", text="Another."))
    write(two / "b.jsonl", row())
    assert corpus_hash(read_corpus(one, CATALOGUE)) == corpus_hash(read_corpus(two, CATALOGUE))
    write(two / "b.jsonl", row(labels={LEAF: "full"}))
    assert corpus_hash(read_corpus(one, CATALOGUE)) != corpus_hash(read_corpus(two, CATALOGUE))


def test_near_duplicates_are_found_and_different_clauses_are_not(tmp_path):
    texts = [
        "The officer shall notify the principal before making an arrest on school grounds.",
        "The officer shall notify the principal before making an arrest on the school grounds.",
        "Payment is due within thirty days of the invoice of the City.",
    ]
    write(tmp_path / "rows.jsonl", *(row(id=f"a.{i}", text=text) for i, text in enumerate(texts)))
    pairs = near_duplicates(read_corpus(tmp_path, CATALOGUE))
    assert [(a, b) for a, b, _ in pairs] == [("a.0", "a.1")]
