"""The awkward Word files that lie beside the checkout meet what their manifest expects."""

import csv
import json
import re
from pathlib import Path

import pytest

from sro_nlp.errors import UnreadableFile
from sro_nlp.extract import extract
from sro_nlp.extract.office import find_soffice

FOLDER = Path(__file__).parents[3] / "shared" / "documents" / "awkward"


def rows():
    if not (FOLDER / "MANIFEST.tsv").is_file():
        return []
    with (FOLDER / "MANIFEST.tsv").open(encoding="utf-8", newline="") as opened:
        return [row for row in csv.DictReader(opened, delimiter="\t") if not row["file"].startswith("pdf/")]


ROWS = rows()


@pytest.mark.skipif(not ROWS, reason="the awkward files are not beside this checkout")
@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_meets_its_manifest_row(row):
    path, expected = FOLDER / row["file"], row["expected"]
    if path.suffix in (".doc", ".rtf", ".odt") and find_soffice() is None:
        pytest.skip("LibreOffice is not installed")
    said = row["password"]
    password = json.loads(said) if said.startswith('"') else said or None
    if expected == "corrupt_clear_error":
        with pytest.raises(UnreadableFile):
            extract(path)
        return
    if expected == "needs_password":
        with pytest.raises(UnreadableFile) as caught:
            extract(path)
        assert caught.value.kind == "encrypted"
    document = extract(path, password=password)
    characters = sum(len(re.sub(r"\s", "", paragraph.text)) for paragraph in document.paragraphs)
    assert characters >= int(row["min_chars"] or 1)
