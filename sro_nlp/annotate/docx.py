"""An annotated copy of a Word file: passages highlighted and commented on, suggestions as tracked insertions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from sro_nlp.annotate.comments import AUTHOR, comment
from sro_nlp.annotate.docx_comments import Comments
from sro_nlp.annotate.docx_names import Element
from sro_nlp.annotate.docx_package import WordPackage
from sro_nlp.annotate.docx_runs import Story, Stretch, cut, paint, runs_of_passage, stretches
from sro_nlp.annotate.docx_suggest import Suggester
from sro_nlp.annotate.places import GAPS
from sro_nlp.annotate.values import AnnotatedCopy, AnnotateOptions
from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document
from sro_nlp.errors import OutputError
from sro_nlp.findings import Evidence, Finding, GapReport
from sro_nlp.marking import CONFLICT, Colour, colours_of

_SUFFIXES: Final = (".docx", ".docm", ".dotx", ".dotm")
_NOTES: Final = ("footnote", "endnote")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A passage of the report and where its words stand in the package."""

    finding: Finding
    evidence: Evidence
    others: tuple[str, ...]
    places: tuple[Stretch, ...]

    @property
    def part(self) -> str:
        return self.places[0].part


def annotate_docx(
    source: bytes, document: Document, report: GapReport, catalogue: Catalogue, options: AnnotateOptions
) -> AnnotatedCopy:
    """An annotated copy of a Word file.

    Args:
        source: the bytes of the file from which `document` was read, without encryption.
        document: the document.
        report: its review.
        catalogue: the requirements it was reviewed against.
        options: the date, and whether suggested language is set in.

    Raises:
        OutputError: the file is annotated already, or too damaged.
    """
    package = WordPackage(document.path, source)
    _refuse_second_time(package, document.path)
    stories = {package.main: Story.of(package.main, package.editable(package.main))}
    comments = Comments(package, package.root(package.main), options.date)
    passages = _passages(document, report)
    for part in dict.fromkeys(passage.part for passage in passages):
        if part not in stories:
            stories[part] = Story.of(part, package.editable(part))
        cut(stories[part], [passage.places for passage in passages if passage.part == part])
    marked = _mark(passages, stories, comments, package, colours_of(catalogue), catalogue)
    inserted = 0
    if options.suggest:
        inserted = Suggester(stories[package.main], document, catalogue, comments, options).insert(report)
    total = sum(len(finding.evidence) for finding in report.findings)
    return AnnotatedCopy(
        content=package.write(),
        suffix=_suffix(document.path),
        marked=marked,
        notices=tuple(_notices(package, total - marked, total, inserted, report, options)),
    )


def _passages(document: Document, report: GapReport) -> list[_Passage]:
    """The passages of the report's evidence whose words have a place, in the report's order."""
    anchors = {paragraph.id: paragraph.anchor for paragraph in document.paragraphs}
    pairs = [(finding, evidence) for finding in report.findings for evidence in finding.evidence]
    found = []
    for finding, evidence in pairs:
        anchor = anchors.get(evidence.paragraph)
        places = stretches(anchor, evidence.start, evidence.end) if anchor is not None else []
        others = dict.fromkeys(
            other.id
            for other, words in pairs
            if words is not evidence
            and words.paragraph == evidence.paragraph
            and words.start < evidence.end
            and evidence.start < words.end
        )
        if places:
            found.append(_Passage(finding=finding, evidence=evidence, others=tuple(others), places=tuple(places)))
    return found


def _mark(
    passages: Sequence[_Passage],
    stories: dict[str, Story],
    comments: Comments,
    package: WordPackage,
    colours: dict[str, Colour],
    catalogue: Catalogue,
) -> int:
    """Paint the words of all passages and comment on each; returns how many could be marked.

    A run that several passages share has the colour of a conflict among them, else of the first; the comments name all.
    """
    runs_of = [(passage, runs_of_passage(stories[passage.part], passage.places)) for passage in passages]
    painted: dict[Element, _Passage] = {}
    for passage, paragraphs in runs_of:
        for run in (run for runs in paragraphs for run in runs):
            if run not in painted or _conflicts(passage) > _conflicts(painted[run]):
                painted[run] = passage
    hung = []
    for passage, paragraphs in runs_of:
        story = stories[passage.part]
        ends = _comment_ends(package, stories[package.main], story, paragraphs)
        if ends is not None:
            text = comment(passage.finding, passage.evidence, catalogue, passage.others)
            hung.append((text, *ends))
    comments.add_all(hung)
    for run, passage in painted.items():
        colour = CONFLICT if _conflicts(passage) else colours[passage.finding.id]
        paint(stories[passage.part].names, run, colour, framed=_conflicts(passage))
    return sum(1 for _, paragraphs in runs_of if paragraphs)


def _conflicts(passage: _Passage) -> bool:
    return passage.evidence.grade == "conflict"


def _comment_ends(
    package: WordPackage, main: Story, story: Story, paragraphs: list[list[Element]]
) -> tuple[Element, Element] | None:
    """The runs of the body from which to which a comment reaches: for a note, the reference to it."""
    if not paragraphs:
        return None
    if story.part == package.main:
        siblings = [runs for runs in paragraphs if _parent(story, runs) is _parent(story, paragraphs[0])]
        return paragraphs[0][0], siblings[-1][-1]
    for kind in _NOTES:
        note = next(paragraphs[0][0].iterancestors(story.names(kind)), None)
        if note is not None:
            number = note.get(story.names("id"))
            for reference in main.paragraphs[0].getroottree().getroot().iter(main.names(f"{kind}Reference")):
                if reference.get(main.names("id")) == number:
                    run = next(reference.iterancestors(main.names.r), None)
                    return None if run is None else (run, run)
    return None


def _parent(story: Story, runs: list[Element]) -> Element | None:
    paragraph = story.names.paragraph_of(runs[0])
    return paragraph.getparent() if paragraph is not None else None


def _refuse_second_time(package: WordPackage, name: str) -> None:
    """Refuse a copy that was annotated before: its marks would lie on each other."""
    part = package.linked(package.main, "comments")
    if part is None or not package.has(part):
        return
    for entry in package.root(part):
        if any(key.endswith("}author") and value == AUTHOR for key, value in entry.attrib.items()):
            raise OutputError(f"{name}: is an annotated copy already; annotate the original")


def _suffix(path: str) -> str:
    suffix = PurePath(path.replace("\\", "/")).suffix.lower()
    return suffix if suffix in _SUFFIXES else ".docx"


def _notices(
    package: WordPackage, missed: int, total: int, inserted: int, report: GapReport, options: AnnotateOptions
) -> list[str]:
    notices = []
    if missed:
        notices.append(f"{missed} of {total} passages have no words of their own in the file and are not marked.")
    if any("_xmlsignatures/" in name.lower() for name in package.names()):
        notices.append("The original is signed. The signature does not hold for the annotated copy; keep the original.")
    gaps = sum(finding.status in GAPS for finding in report.findings)
    if options.suggest and inserted < gaps:
        notices.append("No language could be set in: the file's own text has no paragraph beside which it could stand.")
    elif inserted:
        notices.append(
            f"Language for {inserted} requirements is set in as tracked changes; accept or reject each in Word."
        )
    elif options.suggest:
        notices.append("There is no gap, so nothing was set in.")
    return notices
