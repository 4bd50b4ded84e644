"""Any document as one page that stands alone: its text with highlights at left, the table of requirements at right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from sro_nlp.annotate.places import GAPS
from sro_nlp.annotate.values import AnnotatedCopy, AnnotateOptions
from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import Evidence, Finding, GapReport
from sro_nlp.marking import COLOURS, CONFLICT, RGB, colours_of, passage_name
from sro_nlp.wording import DISCLAIMER, SIGNS, STATUSES, clean, harmless

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A highlighted passage: the name of its place on the page, its finding, and the colour of its provision."""

    name: str
    finding: Finding
    evidence: Evidence
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a paragraph's text over which nothing changes: the passages that hold it, begin or end with it."""

    text: str
    passages: tuple[Passage, ...]
    begins: tuple[Passage, ...]
    ends: tuple[Passage, ...]
    struck: bool

    @property
    def conflicts(self) -> bool:
        """Whether a passage here says the opposite of what the law asks."""
        return any(passage.evidence.grade == "conflict" for passage in self.passages)

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours of the passages here, each once: a conflict's own, else those of their provisions."""
        if self.conflicts:
            return (CONFLICT.name,)
        return tuple(dict.fromkeys(passage.colour for passage in self.passages))


def annotate_html(
    source: bytes, document: Document, report: GapReport, catalogue: Catalogue, options: AnnotateOptions
) -> AnnotatedCopy:
    """The page; `source` is not needed, the document holds the text.

    It runs no script and fetches nothing; whatever the document says is shown as text.
    """
    passages = _passages(report, catalogue)
    shown = {paragraph.id for paragraph in document.paragraphs}
    page = _template().render(
        document=document,
        report=report,
        catalogue=catalogue,
        name=clean(PurePath(document.path.replace("\\", "/")).name),
        pieces=lambda paragraph: pieces(paragraph, passages.get(paragraph.id, ())),
        named=passage_name,
        of_provision={key: colour.name for key, colour in colours_of(catalogue).items()},
        colours={colour.name: (_css(colour.light), _css(colour.dark)) for colour in (*COLOURS, CONFLICT)},
        gaps=[finding for finding in report.findings if finding.status != "present"],
        is_gap=lambda finding: finding.status in GAPS,
        date=options.date,
        signs=SIGNS,
        statuses=STATUSES,
        disclaimer=DISCLAIMER,
    )
    marked = sum(len(found) for number, found in passages.items() if number in shown)
    return AnnotatedCopy(content=page.encode("utf-8"), suffix=".html", marked=marked)


def pieces(paragraph: Paragraph, passages: Sequence[Passage]) -> list[Piece]:
    """The text of a paragraph, cut wherever a passage or struck text begins or ends."""
    edges = {0, len(paragraph.text)}
    for start, end in (*((p.evidence.start, p.evidence.end) for p in passages), *paragraph.struck):
        edges |= {min(start, len(paragraph.text)), min(end, len(paragraph.text))}
    cuts = sorted(edges)
    return [
        Piece(
            text=harmless(paragraph.text[start:end]),
            passages=tuple(p for p in passages if p.evidence.start <= start and end <= p.evidence.end),
            begins=tuple(p for p in passages if p.evidence.start == start),
            ends=tuple(p for p in passages if p.evidence.end == end),
            struck=any(first <= start and end <= last for first, last in paragraph.struck),
        )
        for start, end in pairwise(cuts)
    ]


def _passages(report: GapReport, catalogue: Catalogue) -> dict[int, list[Passage]]:
    """The passages of all evidence by paragraph."""
    colours = colours_of(catalogue)
    found: dict[int, list[Passage]] = {}
    for finding in report.findings:
        for number, evidence in enumerate(finding.evidence, 1):
            passage = Passage(
                name=passage_name(finding.id, number),
                finding=finding,
                evidence=evidence,
                colour=colours[finding.id].name,
            )
            found.setdefault(evidence.paragraph, []).append(passage)
    return found


def _css(shade: RGB) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in shade)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    return environment.get_template("copy.html")
