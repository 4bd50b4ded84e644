"""The detector as a component of spaCy, found by its name alone."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import spacy

nlp = spacy.blank("en")
nlp.add_pipe("sro_provisions", config={"model": "light"})
doc = nlp("The parties meet.\\n\\nThe SRO and the principal shall together complete the training for SROs.\\n")
assert not nlp("").spans["sro_provisions"]
for span in doc.spans["sro_provisions"]:
    print(span.label_, span._.sro_grade, round(span._.sro_score, 2), span.text)
"""


def test_spacy_knows_the_component_without_an_import():
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr
    assert "complete the training" in result.stdout
