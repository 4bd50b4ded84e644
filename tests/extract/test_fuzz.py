"""Damaged PDF and DOCX files end in a Document or in UnreadableFile, never in anything else (bounded here)."""

import importlib.util
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sro_nlp.errors import UnreadableFile
from sro_nlp.extract import extract

_SPEC = importlib.util.spec_from_file_location("fuzz", Path(__file__).parents[2] / "benchmarks" / "fuzz.py")
assert _SPEC is not None
fuzz = importlib.util.module_from_spec(_SPEC)


@pytest.fixture(scope="module")
def originals():
    import sys

    sys.modules["fuzz"] = fuzz  # its dataclasses look their module up
    assert _SPEC.loader is not None
    _SPEC.loader.exec_module(fuzz)
    return fuzz.sample_contracts()


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(which=st.integers(0, 1), seed=st.integers(0, 2**32))
def test_damaged_copies(which, seed, originals, tmp_path):
    path = tmp_path / "mutant"
    path.write_bytes(fuzz.mutant(originals[which], random.Random(seed)))
    read_or_refused(path)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes(content, tmp_path):
    path = tmp_path / "any"
    path.write_bytes(content)
    read_or_refused(path)


def read_or_refused(path):
    try:
        document = extract(path, isolate=False, ocr=False)
    except UnreadableFile:
        return
    assert document.paragraphs
