"""An error of our own is not taken for damage to the file."""

from __future__ import annotations

import pytest
from pypdf.errors import PdfReadError
from pypdf.generic import NumberObject

from sro_nlp.annotate.pdf_source import is_damage


def test_errors_out_of_pypdf_are_damage_and_our_own_are_not() -> None:
    assert is_damage(PdfReadError("odd"))
    assert not is_damage(KeyError("6.1"))
    assert not is_damage(OSError("disk full"))
    with pytest.raises(KeyError) as ours:
        {}["colour"]
    assert not is_damage(ours.value)
    with pytest.raises(AttributeError) as theirs:
        NumberObject.read_from_stream(None)  # type: ignore[arg-type]  # as a damaged file might make pypdf do
    assert is_damage(theirs.value)
