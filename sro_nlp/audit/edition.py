"""With what an audit reads: requirements, model, code. What was read stays good as long as these are the same."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sro_nlp.catalogue import Catalogue
from sro_nlp.classify.card import model_hash
from sro_nlp.classify.model import locate_model
from sro_nlp.records import Edition

_PACKAGE = Path(__file__).parents[1]
DECIDING = (
    *("extract", "classify", "reviewer.py", "grade.py", "gaps.py", "carriers.py", "gap_words.py", "nearest.py"),
    *("facts.py", "parties.py", "blanks.py", "hinted.py", "cuelang.py", "catalogue.py", "document.py", "places.py"),
    *("findings.py", "similarity.py", "audit/task.py"),
)
"""Parts of the package that findings depend on."""
_PROGRAMS = ("tesseract", "soffice")
_READERS = ("pypdfium2", "pdfplumber", "python-docx", "lxml", "spacy")


def edition_of(catalogue: Catalogue, model: str | None, ocr: bool) -> Edition:
    """The edition of an audit; nothing is loaded.

    Args:
        catalogue: the requirements.
        model: a model's name or folder; None for the default one.
        ocr: whether scanned pages are read.

    Raises:
        ModelError: there is no such model.
    """
    folder, mode = locate_model(model)
    if mode == "full" and model is None and importlib.util.find_spec("onnxruntime") is None:
        mode = "light"
    sha256 = model_hash(folder)
    code = _hash([_code(), f"ocr={ocr}", *_surroundings()])
    parts = [catalogue.model_dump_json(), sha256, mode, code]
    return Edition(
        profile=catalogue.profile,
        edition=catalogue.edition,
        model=folder.name if mode == "full" else f"{folder.name}:{mode}",
        model_sha256=sha256,
        code=code,
        fingerprint=_hash(parts),
    )


def _code() -> str:
    """Hash of the files of this package that decide results."""
    chosen: list[Path] = []
    for part in (_PACKAGE / name for name in DECIDING):
        found = part.rglob("*") if part.is_dir() else [part]
        chosen += sorted(path for path in found if path.suffix in (".py", ".json"))
    return _hash([line for path in chosen for line in (path.name, hashlib.sha256(path.read_bytes()).hexdigest())])


def _surroundings() -> list[str]:
    """Programs that are there or not, and versions of the packages that read files."""
    programs = [f"{name}={shutil.which(name) is not None}" for name in _PROGRAMS]
    return programs + [f"{name}={_version(name)}" for name in _READERS]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
