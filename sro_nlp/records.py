"""What an audit hands on: where a file stands, what was found in it, and the ledger as reports read it. Values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from sro_nlp.errors import UnreadableKind
from sro_nlp.findings import DocumentKind, Status

ErrorKind = UnreadableKind | Literal["not-installed", "internal"]
"""Why a file has no findings; `not-installed`: a package is lacking; `internal`: a fault of the program."""
RunState = Literal["running", "finished", "stopped", "interrupted"]
"""How a run ended: `stopped` by its user, `interrupted` when its process died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to audit.

    `name` is how the ledger knows it: an absolute path or a URL, with `!/` and the member's name behind it for a file
    in a zip archive. `location` is the file to open (that archive), as the system names it.
    """

    name: str
    location: str
    size: int
    """Bytes, unpacked."""
    modified: int = 0
    """Nanoseconds since 1970; 0 where not known."""
    member: int | None = None
    """Which entry of the zip archive, counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A place that cannot be read at all (a FIFO, a link into nothing), and why."""

    name: str
    kind: ErrorKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafRecord:
    """The state of one leaf requirement in a file, with its best evidence (for a gap: the nearest passage)."""

    requirement: str
    status: Status
    score: float
    review: bool
    page: int | None
    paragraph: int | None
    evidence: str
    missing: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading one content gave: its facts and findings, or the error that stood in the way."""

    sha256: str = ""
    """Of the bytes that were read; empty where they could not be."""
    format: str = ""
    pages: int | None = None
    ocr_pages: int = 0
    unread_pages: int = 0
    paragraphs: int = 0
    recalled: int = 0
    """Paragraphs whose tags were remembered from a file read before."""
    kind: DocumentKind | None = None
    kind_reason: str = ""
    parties: tuple[str, ...] = ()
    effective: str = ""
    term: str = ""
    blanks: int = 0
    error_kind: ErrorKind | None = None
    error: str = ""
    findings: tuple[LeafRecord, ...] = ()
    signature: bytes = b""
    """What `similarity.signature` gives."""
    seconds_read: float = 0.0
    seconds_tag: float = 0.0
    seconds_judge: float = 0.0
    peak_memory: int = 0
    """Bytes that the worker process had taken at most by then."""

    @property
    def seconds(self) -> float:
        """Seconds for the whole file."""
        return self.seconds_read + self.seconds_tag + self.seconds_judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """With what files are read: a reading stays good as long as all of this is the same."""

    profile: str
    edition: str
    model: str
    model_sha256: str
    code: str
    """Hash of the program's own code that decides results, and of the options and programs it reads with."""
    fingerprint: str
    """One hash over the catalogue and all of the above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run of an audit."""

    id: int
    started: str
    """UTC, ISO 8601; so is `finished`."""
    finished: str
    state: RunState
    edition: Edition
    roots: tuple[str, ...]
    engine: str
    workers: int
    seconds: float
    files: int
    read: int
    known: int
    """Files not read, as the same content had been read before."""
    failed: int
    gone: int
    passed_over: dict[str, int]
    """Files not looked at as their names are those of no document, counted by suffix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedFile:
    """A file of the archive, in whatever state."""

    path: str
    sha256: str
    size: int
    format: str
    pages: int | None
    ocr_pages: int
    unread_pages: int
    seconds: float
    kind: DocumentKind | None
    kind_reason: str
    error_kind: ErrorKind | None
    error: str
    reading: int | None
    """The reading's id; files of one content share it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedContract:
    """A content that was read, with its findings in the catalogue's order."""

    paths: tuple[str, ...]
    """All files of this very content, sorted."""
    group: int | None
    """Number of the group of near-identical versions that it belongs to."""
    reading: Reading

    @property
    def path(self) -> str:
        """The first of its paths."""
        return self.paths[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A leaf requirement as the ledger names it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView:
    """A ledger as reports read it; the callables give what they name anew, a row at a time, in the order of paths."""

    name: str
    run: RunRecord
    leaves: tuple[Leaf, ...]
    totals: dict[str, dict[Status, int]]
    """By leaf, how many contracts have each status; a content is counted once."""
    counts: dict[str, int]
    """Files, contracts, other (read, but no such contract), failed, copies (files beyond the first of a content),
    groups, earlier (read with another edition than the last run's)."""
    failures: dict[str, int]
    """By kind of error, how many files."""
    contracts: Callable[[], Iterator[AuditedContract]] = field(repr=False)
    others: Callable[[], Iterator[AuditedContract]] = field(repr=False)
    files: Callable[[], Iterator[AuditedFile]] = field(repr=False)
