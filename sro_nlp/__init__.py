"""Review school resource officer contracts against the provisions that the law requires.

from sro_nlp import extract, review

report = review("contract.pdf")
for finding in report.findings:
    print(finding.id, finding.status, finding.explanation)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# Bound at once: the function has the name of its package, and importing that package later would hide it.
from sro_nlp.extract import extract

if TYPE_CHECKING:
    from sro_nlp.catalogue import Catalogue, load_catalogue
    from sro_nlp.document import Document, Paragraph
    from sro_nlp.errors import SroError, UnreadableFile
    from sro_nlp.findings import Finding, GapReport
    from sro_nlp.reviewer import Reviewer, review

__all__ = [
    "Catalogue",
    "Document",
    "Finding",
    "GapReport",
    "Paragraph",
    "Reviewer",
    "SroError",
    "UnreadableFile",
    "extract",
    "load_catalogue",
    "review",
]

_HOMES = {
    "Catalogue": "catalogue",
    "Document": "document",
    "Finding": "findings",
    "GapReport": "findings",
    "Paragraph": "document",
    "Reviewer": "reviewer",
    "SroError": "errors",
    "UnreadableFile": "errors",
    "load_catalogue": "catalogue",
    "review": "reviewer",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use: `import sro_nlp` and `sro-nlp --help` stay instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sro_nlp' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"sro_nlp.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
