"""Labelled paragraphs: the rows of training_data/ and of evaluation files, validated one by one."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sro_nlp.catalogue import Catalogue
from sro_nlp.errors import CorpusError
from sro_nlp.findings import Grade

Split = Literal["train", "calibration", "test"]


class Row(BaseModel):
    """One labelled paragraph.

    `context` holds the headings and lead-ins that govern it, outermost first. `group` names the source document: rows
    of a group belong to one split. Leaves in `undecided` are those on which readers differ: neither positive nor
    negative. Leaves in `undecided_grade` are carried, but their grade is in doubt.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    labels: dict[str, Grade] = {}
    context: tuple[str, ...] = ()
    group: str = Field(min_length=1)
    split: Split = "train"
    undecided: tuple[str, ...] = ()
    undecided_grade: tuple[str, ...] = ()
    origin: Literal["restated", "written", "noise"] = "written"


def read_rows(path: Path, catalogue: Catalogue) -> list[Row]:
    """The rows of a JSON-lines file.

    Raises:
        CorpusError: a line is not valid JSON, not a row, or labels a leaf that the catalogue does not have.
    """
    known = set(catalogue.ids)
    rows = []
    for number, data in _json_lines(path):
        try:
            row = Row.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise CorpusError(f"{path}, line {number}: {key}: {first['msg']}") from error
        _check_ids([*row.labels, *row.undecided, *row.undecided_grade], known, f"{path}, line {number}", catalogue)
        rows.append(row)
    return rows


def read_corpus(folder: Path, catalogue: Catalogue) -> list[Row]:
    """All rows of the `*.jsonl` files of a folder, files in the order of their names.

    Raises:
        CorpusError: the folder holds no rows, a row is not valid, or an id stands twice.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise CorpusError(f"{folder}: no .jsonl files with training rows; give the folder of the training data")
    rows: list[Row] = []
    seen: dict[str, Path] = {}
    for file in files:
        for row in read_rows(file, catalogue):
            if row.id in seen:
                raise CorpusError(f"{file}: row id {row.id!r} stands in {seen[row.id].name} already")
            seen[row.id] = file
            rows.append(row)
    return rows


def read_labelled(path: Path, catalogue: Catalogue) -> list[Row]:
    """Rows of an evaluation file: rows as above, bare `{"id", "text", "labels"}` objects, or whole documents.

    A document is `{"id", ..., "paragraphs": [{"id", "text", "labels", "disputed"}]}`; `disputed` maps a leaf to
    `presence:...` (it becomes undecided) or `grade:...` (its grade becomes undecided).

    Raises:
        CorpusError: as for `read_rows`.
    """
    known = set(catalogue.ids)
    rows = []
    for number, data in _json_lines(path):
        where = f"{path}, line {number}"
        if not isinstance(data, dict):
            raise CorpusError(f"{where}: not a JSON object; each line holds one paragraph or one document")
        paragraphs = data.get("paragraphs", [data])
        group = str(data.get("group") or data.get("id") or number)
        for index, item in enumerate(paragraphs, 1):
            rows.append(_labelled(item, group, f"{group}.{index}", where))
            _check_ids([*rows[-1].labels, *rows[-1].undecided], known, where, catalogue)
    if not rows:
        raise CorpusError(f"{path}: holds no paragraphs; each line should be a JSON object with a text")
    return rows


def _labelled(item: Any, group: str, fallback_id: str, where: str) -> Row:
    try:
        disputed = {str(leaf): str(what) for leaf, what in (item.get("disputed") or {}).items()}
        return Row(
            id=str(item.get("id") or fallback_id),
            text=item["text"],
            labels=item.get("labels") or {},
            context=tuple(item.get("context") or ()),
            group=group,
            split="test",
            undecided=(
                *item.get("undecided", ()),
                *(leaf for leaf, what in disputed.items() if what.startswith("presence")),
            ),
            undecided_grade=tuple(leaf for leaf, what in disputed.items() if what.startswith("grade")),
        )
    except (ValidationError, KeyError, AttributeError, TypeError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else f"{error} is missing or wrong"
        raise CorpusError(f"{where}: a paragraph is not valid: {reason}") from error


def _json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read: {error}; give a UTF-8 file of JSON lines") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise CorpusError(f"{path}, line {number}: not valid JSON: {error}") from error


def _check_ids(ids: Iterable[str], known: set[str], where: str, catalogue: Catalogue) -> None:
    unknown = sorted(set(ids) - known)
    if unknown:
        raise CorpusError(
            f"{where}: label {unknown[0]!r} is not a leaf of {catalogue.profile}/{catalogue.edition}; "
            "correct the label or choose the catalogue that it was written for"
        )


def corpus_hash(rows: Sequence[Row]) -> str:
    """SHA-256 over the rows' content, independent of how the files are laid out."""
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.id):
        digest.update(row.model_dump_json().encode())
    return digest.hexdigest()


def normalise(text: str) -> str:
    """Text for comparing rows: NFKC, lower case, letters and digits only, blanks folded."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def near_duplicates(rows: Sequence[Row], threshold: float = 0.7) -> list[tuple[str, str, float]]:
    """Pairs of rows whose character 5-gram sets have a Jaccard similarity from `threshold` on: (id, id, similarity)."""
    grams = [_grams(normalise(" ".join((*row.context, row.text)))) for row in rows]
    index: dict[str, list[int]] = {}
    pairs = []
    for i, own in enumerate(grams):
        counts: dict[int, int] = {}
        for gram in own:
            for j in index.get(gram, ()):
                counts[j] = counts.get(j, 0) + 1
        for j, shared in counts.items():
            similarity = shared / max(1, len(own) + len(grams[j]) - shared)
            if similarity >= threshold:
                pairs.append((rows[j].id, rows[i].id, similarity))
        for gram in own:
            index.setdefault(gram, []).append(i)
    return pairs


def _grams(text: str, size: int = 5) -> set[str]:
    # Every third position by hash keeps the index small and still samples both texts alike.
    return {
        gram for i in range(len(text) - size + 1) if int.from_bytes((gram := text[i : i + size]).encode()[-2:]) % 3 == 0
    } or {text}
