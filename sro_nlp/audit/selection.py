"""Which files of an archive are audited, by their names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

SUFFIXES = frozenset(
    (
        *(".pdf", ".docx", ".docm", ".dotx", ".dotm", ".doc", ".rtf", ".odt"),
        *(".txt", ".text", ".md", ".markdown", ""),
    )
)
"""Names that end so are those of documents; what a file really is shows when it is read."""
ARCHIVE = ".zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Chooses files by globs over their path below the folder audited, or over their name alone; case plays no part.

    `include` takes the place of the usual suffixes. `passed_over` counts, by suffix, what was not chosen.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    passed_over: Counter[str] = field(default_factory=Counter)

    def chosen(self, path: str) -> bool:
        """Whether to audit a file, given by its path below the folder audited with `/` between its parts."""
        name = PurePosixPath(path).name
        if name.startswith(("~$", "._", ".")) or "__MACOSX/" in path or _any(self.exclude, path, name):
            return False
        if self.include:
            return _any(self.include, path, name)
        return suffix_of(name) in SUFFIXES

    def open_archive(self, path: str) -> bool:
        """Whether to look into a zip archive: unless it is excluded by name."""
        return not _any(self.exclude, path, PurePosixPath(path).name)

    def pass_over(self, path: str) -> None:
        """Count a file that was not chosen."""
        self.passed_over[suffix_of(path) or "(none)"] += 1


def suffix_of(path: str) -> str:
    """The suffix of a name in lower case; names of old files may have odd ones such as ".2008", which count as none."""
    suffix = PurePosixPath(path).suffix.lower()
    return "" if suffix[1:].isdigit() or " " in suffix or len(suffix) > 10 else suffix


def _any(globs: tuple[str, ...], path: str, name: str) -> bool:
    return any(fnmatchcase(part.lower(), glob.lower()) for glob in globs for part in (path, name))
