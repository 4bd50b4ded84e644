"""What classification, grading and gap analysis hand on. Values only; JSON names are the field names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sro_nlp.document import Box, Paragraph

Grade = Literal["full", "partial", "conflict"]
Status = Literal["present", "partial", "conflict", "missing", "unassessed"]
WORST_FIRST: tuple[Status, ...] = ("conflict", "missing", "unassessed", "partial", "present")
DocumentKind = Literal["sro-contract", "other"]
Decided = Literal["accepted", "regraded", "marked"]
"""What a person did with a passage: kept it, gave it another grade, or found it where the program had not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Words `text[start:end]` of a paragraph that show an element of a requirement, or (element None) a conflict."""

    element: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A leaf requirement that a paragraph carries.

    `score` is the calibrated probability (0 to 1) that it does; `full` and `conflict` the learned probabilities of
    these grades given that it does. `start`, `end` bound the sentences of the paragraph that carry the label.
    `uncertain` says that the score lies in the band in which a person should look.
    """

    requirement: str
    score: float
    full: float
    conflict: float
    start: int
    end: int
    matches: tuple[Match, ...] = ()
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedParagraph:
    """A paragraph, its tags (score descending) and the score of every leaf, tagged or not."""

    paragraph: Paragraph
    tags: tuple[Tag, ...]
    scores: dict[str, float]
    near: tuple[Tag, ...] = ()
    """Leaves that were not tagged but came nearest (kept for the proof of a gap)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedTag:
    """A tag with its grade, the elements of the requirement that it shows and the reason in words."""

    tag: Tag
    grade: Grade
    elements: tuple[str, ...]
    blanks: tuple[str, ...] = ()
    """Elements where an unfilled blank stands."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that carries a requirement: `text` is `paragraph.text[start:end]`, `boxes` its words, a box a line."""

    paragraph: int
    page: int | None
    boxes: tuple[Box, ...]
    text: str
    score: float
    grade: Grade
    elements: tuple[str, ...]
    matched: tuple[str, ...]
    """The words that show the elements, as they stand in the text."""
    start: int
    end: int
    label: str = ""
    headings: tuple[str, ...] = ()
    decided: Decided | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """One of the passages nearest to a requirement that was not found, and why it fell short."""

    paragraph: int
    page: int | None
    text: str
    score: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissRate:
    """How often the model missed this leaf on held-out text: rate with its 95% interval, of `count` positives."""

    rate: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A gap that a person lets stand: who, when (UTC, ISO 8601) and why."""

    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The state of one leaf requirement in a document, and why."""

    id: str
    slug: str
    title: str
    citation: str
    status: Status
    score: float
    missing_elements: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    nearest: tuple[NearMiss, ...]
    explanation: str
    review: bool = False
    """True where the score lies between yes and no: a person should look."""
    miss_rate: MissRate | None = None
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionFinding:
    """The state of a provision: the worst of its leaves, as `WORST_FIRST` orders them."""

    id: str
    slug: str
    title: str
    status: Status
    requirements: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact of the document found by rule, and where it stands."""

    value: str
    paragraph: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Kind, parties, dates (`effective`, `term`; None where not found) and unfilled blanks of a document."""

    kind: DocumentKind
    kind_reason: str
    parties: tuple[Fact, ...]
    dates: dict[str, Fact | None]
    blanks: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadPageNote:
    """A page that could not be read, and why."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """The document as the report states it."""

    path: str
    sha256: str
    format: str
    pages: int | None
    paragraphs: int
    kind: DocumentKind
    kind_reason: str
    parties: tuple[Fact, ...]
    dates: dict[str, Fact | None]
    blanks: tuple[Fact, ...]
    unread_pages: tuple[UnreadPageNote, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileReference:
    """The requirement profile a report was made against."""

    profile: str
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReference:
    """The model a report was made with; sha256 over its files."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many leaves have each status."""

    present: int = 0
    partial: int = 0
    conflict: int = 0
    missing: int = 0
    unassessed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewNote:
    """That people reviewed a report: who, the time of the last decision (UTC, ISO 8601), and how much they decided.

    `log` is the hash of the last entry of the log of decisions, by which report and log belong together.
    """

    by: tuple[str, ...]
    at: str
    accepted: int
    rejected: int
    regraded: int
    marked: int
    waived: int
    entries: int
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """The review of one document against one catalogue."""

    schema: str
    document: DocumentSummary
    requirements: ProfileReference
    model: ModelReference
    provisions: tuple[ProvisionFinding, ...]
    summary: Summary
    reviewed: ReviewNote | None = None
    """None where the report is the program's alone."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All leaf findings in the catalogue's order."""
        return tuple(finding for provision in self.provisions for finding in provision.requirements)


REVIEW_SCHEMA = "sro-nlp/review/1"
