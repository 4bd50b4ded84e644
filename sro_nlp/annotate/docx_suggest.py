"""Suggested language set into a Word file as tracked insertions, in the look and the numbering around them."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field

from sro_nlp.annotate.comments import AUTHOR, suggestion_comment
from sro_nlp.annotate.docx_comments import Comments, written
from sro_nlp.annotate.docx_names import Element, Names
from sro_nlp.annotate.docx_runs import Story
from sro_nlp.annotate.labels import first_below, next_label
from sro_nlp.annotate.places import Place, places
from sro_nlp.annotate.values import AnnotateOptions
from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import GapReport

_BRACKETS = re.compile(r"(\[[^\]]*\])")
_NOT_COPIED = ("sectPr", "pPrChange", "framePr", "pageBreakBefore", "cnfStyle", "divId")
_MARK_CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "vanish", "specVanish")
_LOOK_NOT_COPIED = ("rStyle", "highlight", "bdr", "shd", "vanish", "strike", "dstrike", "vertAlign", "rPrChange")
_LARGE_CONTROL = 20
"""From so many paragraphs on a content control is a frame around the contract; a smaller one is a field of it."""


@dataclass(slots=True)
class Suggester:
    """Sets the suggested language of every gap into the main story."""

    story: Story
    document: Document
    catalogue: Catalogue
    comments: Comments
    options: AnnotateOptions
    paragraphs: dict[int, Paragraph] = field(init=False)
    taken: dict[tuple[str, ...], set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.paragraphs = {paragraph.id: paragraph for paragraph in self.document.paragraphs}
        self.taken = {}
        for paragraph in self.document.paragraphs:
            if paragraph.label:
                self.taken.setdefault(paragraph.headings, set()).add(paragraph.label)

    def insert(self, report: GapReport) -> int:
        """Insert all suggestions; returns how many."""
        ends: dict[Element, Element] = {}  # what was inserted last behind an element: several keep their order
        inserted = 0
        for place in places(self.document, report, self.story.part):
            beside = self._block(self._elements(place.at)[0 if place.before else -1], place)
            last: Element = ends.get(beside, beside)
            for new in self._paragraphs(place):
                if place.before:
                    beside.addprevious(new)
                else:
                    last.addnext(new)
                    ends[beside] = last = new
            inserted += len(place.findings)
        return inserted

    def _elements(self, paragraph_id: int) -> list[Element]:
        """The `w:p` of a paragraph, in order."""
        anchor = self.paragraphs[paragraph_id].anchor
        numbers = [] if anchor is None else list(anchor.paragraphs) or [anchor.index]
        return [self.story.paragraphs[number] for number in sorted(set(numbers))]

    def _block(self, element: Element, place: Place) -> Element:
        """The block beside which new paragraphs may stand, seen from a paragraph at the place."""
        names = self.story.names
        for box in element.iterancestors(names("txbxContent")):
            element = next(box.iterancestors(names.p), element)
        if self.paragraphs[place.at].kind == "table-row":
            element = next(element.iterancestors(names("tbl")), element)
        for control in element.iterancestors(names("sdt")):
            if not _is_large(names, control):
                element = control
        while not place.before and element.tag == names.p and _runs_on(names, element):
            behind = next(element.itersiblings(names.p), None)
            if behind is None:
                break
            element = behind
        return element

    def _paragraphs(self, place: Place) -> list[Element]:
        """The new paragraphs of a place: a heading where the provision has none yet, and one for each gap."""
        like, new = self.paragraphs[place.like], []
        label = self._typed_label(like)
        if place.heading is not None:
            heading = self.paragraphs[place.heading]
            own = self._new_label(heading) if self._typed_label(heading) else ""
            title = place.provision.title.upper() if heading.text.isupper() else place.provision.title
            new.append(self._paragraph(heading, f"{own} {title}".strip(), None))
            label = first_below(label, heading.label, own)
        elif label:
            label = self._new_label(like, behind=not place.before)
        taken = self.taken.setdefault(like.headings, set()) if place.heading is None else set()
        for finding in place.findings:
            text = self.catalogue.requirement(finding.id).suggested
            new.append(self._paragraph(like, f"{label} {text}".strip(), suggestion_comment(finding, self.catalogue)))
            taken.add(label)
            label = next_label(label, taken) if label else ""
        return new

    def _new_label(self, paragraph: Paragraph, *, behind: bool = False) -> str:
        """The label to type behind a labelled paragraph, or before it: behind the one before it of its level."""
        taken = self.taken.setdefault(paragraph.headings, set())
        before = [
            other.label
            for other in self.document.paragraphs
            if other.id < paragraph.id
            and (other.headings, other.level) == (paragraph.headings, paragraph.level)
            and other.label
        ]
        label = next_label(paragraph.label if behind or not before else before[-1], taken)
        taken.add(label)
        return label

    def _typed_label(self, paragraph: Paragraph) -> str:
        """The label of a paragraph where it is typed as text; "" where Word counts, or there is none."""
        anchor = paragraph.anchor
        typed = anchor is not None and any(node.start < len(paragraph.label) for node in anchor.nodes)
        return paragraph.label if typed else ""

    def _paragraph(self, like: Paragraph, text: str, comment: str | None) -> Element:
        """A paragraph that looks like another, inserted with its mark."""
        names, model = self.story.names, self._elements(like.id)[0]
        properties = model.find(names.pPr)
        properties = names.make("pPr") if properties is None else deepcopy(properties)
        for name in _NOT_COPIED:
            for element in properties.findall(names(name)):
                properties.remove(element)
        for element in properties.findall(f"{names('numPr')}/{names('ins')}"):
            element.getparent().remove(element)
        mark = properties.find(names.rPr)
        if mark is None:
            mark = names.make("rPr")
            properties.append(mark)
        for name in _MARK_CHANGES:
            for element in mark.findall(names(name)):
                mark.remove(element)
        mark.insert(0, self._change())
        insertion = self._change()
        look = self._look(model)
        for position, piece in enumerate(_BRACKETS.split(text)):
            if piece:
                insertion.append(self._run(look, piece, to_fill=position % 2 == 1))
        if comment is not None:
            self.comments.add_around(comment, insertion)
        return names.make("p", properties, insertion)

    def _change(self) -> Element:
        number = self.comments.number()
        return self.story.names.make("ins", id=number, author=AUTHOR, date=written(self.options.date))

    def _look(self, model: Element) -> Element:
        """The properties of the run with the most text: how the words of that paragraph look."""
        names = self.story.names
        runs = list(names.runs_of(model))
        longest = max(runs, key=lambda run: sum(len(t.text or "") for t in run.iterfind(names.t)), default=None)
        properties = longest.find(names.rPr) if longest is not None else None
        look = names.make("rPr") if properties is None else deepcopy(properties)
        for name in _LOOK_NOT_COPIED:
            for element in look.findall(names(name)):
                look.remove(element)
        return look

    def _run(self, look: Element, text: str, *, to_fill: bool) -> Element:
        """A run of new text; what the parties are to fill in is highlighted."""
        names = self.story.names
        own = deepcopy(look)
        if to_fill:
            names.place_property(own, names.make("highlight", val="yellow"))
        run = names.make("r", names.text(text))
        if len(own):
            run.insert(0, own)
        return run


def _is_large(names: Names, control: Element) -> bool:
    return sum(1 for _ in control.iter(names.p)) >= _LARGE_CONTROL


def _runs_on(names: Names, paragraph: Element) -> bool:
    """Whether the paragraph's mark is deleted or hidden, so that its text goes on in the next one."""
    mark = paragraph.find(f"{names.pPr}/{names.rPr}")
    gone = ("del", "moveFrom", "specVanish")
    return mark is not None and any(mark.find(names(name)) is not None for name in gone)
