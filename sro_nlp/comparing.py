"""Two files compared: where reading, review and comparison are joined."""

from __future__ import annotations

from pathlib import Path

from sro_nlp.compare import Version, compare
from sro_nlp.comparison import Comparison
from sro_nlp.reviewer import ReadingOptions, Reviewer


def compare_files(reviewer: Reviewer, old: Path, new: Path, reading: ReadingOptions | None = None) -> Comparison:
    """Review two versions of a contract and compare them.

    Raises:
        UnreadableFile: one of them could not be read.
    """
    versions = []
    for path in (old, new):
        document, report = reviewer.examine(path, reading)
        versions.append(Version(paragraphs=document.paragraphs, report=report))
    return compare(*versions)
