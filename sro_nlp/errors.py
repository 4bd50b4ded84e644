"""The errors a user of the package may meet. Each message says what happened and what to do.

SroError
├── UnreadableFile      the input could not be read (exit status 3); `kind` says why
├── CatalogueError      a requirement profile is wrong or unknown
├── CorpusError         a training or evaluation row is wrong
├── ModelError          a trained model is absent, damaged or made for another catalogue
├── MissingExtra        an optional dependency or program is not installed
├── LedgerError         a ledger is absent, is none, or cannot be written
└── OutputError         an output could not be written (the input is never touched)
"""

from __future__ import annotations

from typing import Literal

UnreadableKind = Literal[
    "missing", "empty", "wrong-type", "encrypted", "damaged", "no-text", "too-large", "timed-out", "out-of-memory"
]


class SroError(Exception):
    """Base of all errors raised on purpose; its message is one clear sentence."""


class UnreadableFile(SroError):
    """An input file could not be read.

    Args:
        path: the file as the user named it.
        kind: why, as one word of `UnreadableKind`.
        reason: the rest of the sentence: what is wrong and what to do.
    """

    def __init__(self, path: str, kind: UnreadableKind, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.kind: UnreadableKind = kind
        self.reason = reason

    def __reduce__(self) -> tuple[type[UnreadableFile], tuple[str, UnreadableKind, str]]:
        """Pickle by the three arguments: the error crosses from the worker process that read the file."""
        return (UnreadableFile, (self.path, self.kind, self.reason))


class CatalogueError(SroError):
    """A requirement profile is unknown or not valid; names file, key and reason."""


class CorpusError(SroError):
    """A labelled row is not valid; names file, line and reason."""


class ModelError(SroError):
    """A model cannot be loaded or does not fit the catalogue."""


class MissingExtra(SroError):
    """An optional package or program is needed and absent; says how to install it."""


class LedgerError(SroError):
    """The ledger of an archive cannot be opened, read or written; says what to do."""


class OutputError(SroError):
    """An output could not be written; nothing half-written is left behind."""
