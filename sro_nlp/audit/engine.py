"""What the run asks of those that do the work, here or on a cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sro_nlp.catalogue import Catalogue
from sro_nlp.extract.limits import MEMORY, TIMEOUT
from sro_nlp.records import Reading, Refused, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How files are read."""

    catalogue: Catalogue
    model: str | None = None
    ocr: bool = True
    password: str | None = None
    """Tried on every encrypted file."""
    timeout: float = TIMEOUT
    """Seconds a file, before what OCR and long documents add."""
    memory: int = MEMORY
    """Bytes of address space a file, beyond what the loaded model maps."""
    remember: int = 30_000
    """Paragraphs whose tags a worker remembers."""

    @property
    def limits(self) -> str:
        """The limits in words; a file that failed for one of them is tried again when they change."""
        password = ", a password" if self.password else ""
        return f"{self.timeout:g} s, {self.memory // 1024**2} MB{password}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to read, by the hash of its content."""

    source: Source
    sha256: str


Hashed = tuple[Source, str] | Refused


class Engine(Protocol):
    """Workers that hash and read files. At most `slots` jobs are given to it at a time."""

    name: str
    workers: int
    slots: int

    def hashed(self, sources: Iterable[Source | Refused]) -> Iterator[Hashed]:
        """Each source with the hash of its content, or why there is none; in order."""

    def submit(self, job: Job) -> None:
        """Begin a job."""

    def wait(self, seconds: float) -> list[tuple[Job, Reading]]:
        """The jobs that ended, waiting up to so many seconds for the first.

        Raises:
            SroError: the workers cannot work at all (no model).
        """

    def close(self) -> None:
        """End all workers, whatever they do."""
