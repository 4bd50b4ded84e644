"""Word comments: their part of the package, and the place in the body where each of them hangs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sro_nlp.annotate.comments import AUTHOR
from sro_nlp.annotate.docx_names import Element, Names
from sro_nlp.annotate.docx_package import WordPackage

INITIALS: Final = "SRO"
NO_DATE: Final = "1970-01-01T00:00:00Z"
"""What a comment or change is dated where no date is given: no clock enters the copy."""
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NUMBERED = (
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "comment",
    "commentRangeStart",
    "commentReference",
    "rPrChange",
    "pPrChange",
)
# Word lets a comment begin and end inside these; out of a content control, a simple field or a ruby it is moved.
_MAY_HOLD_RANGE = ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo")


def written(day: date | None) -> str:
    """A day as `w:date` says it."""
    return NO_DATE if day is None else f"{day.isoformat()}T00:00:00Z"


class Comments:
    """Adds comments to a document; those that it has stay as they are.

    Args:
        package: the package.
        body: the root element of its main part, to be edited.
        day: the date of the comments.
    """

    def __init__(self, package: WordPackage, body: Element, day: date | None) -> None:
        self._package, self._names, self._date = package, Names(body), written(day)
        self._part = package.linked(package.main, "comments")
        if self._part is not None and not package.has(self._part):
            self._part = None
        self._root = package.root(self._part) if self._part is not None else None
        self._next = 1 + max(_numbers(self._names, body, self._root), default=-1)
        styles = package.linked(package.main, "styles")
        known = package.root(styles).iter(self._names("style")) if styles is not None and package.has(styles) else ()
        self._styles = {style.get(self._names("styleId")) for style in known}

    def number(self) -> str:
        """A number that no comment and no tracked change of the document has."""
        self._next += 1
        return str(self._next - 1)

    def add_all(self, passages: Sequence[tuple[str, Element, Element]]) -> None:
        """Comment with a text on what stands from one run of the body (its tables, its text boxes) to another.

        They are written in the given order, and hung in the opposite: of two at one place the first comes first.
        """
        numbers = [self._write(text) for text, _, _ in passages]
        for number, (_, first, last) in reversed(list(zip(numbers, passages, strict=True))):
            self._hang(number, first, last)

    def _hang(self, number: str, first: Element, last: Element) -> None:
        names = self._names
        start, end = names.make("commentRangeStart", id=number), names.make("commentRangeEnd", id=number)
        reference = self._reference(number)
        first, last = _out_of_boxes(names, first), _out_of_boxes(names, last)
        control = _outermost_control(names, first)
        if control is not None:
            # LibreOffice drops a control's paragraph that a comment ends in: beside the control, else before its words.
            paragraph, before = _beside(names, control) or (names.paragraph_of(first), False)
            _put_in(names, paragraph, [start, end, reference], at_end=before)
            return
        _holder(names, first).addprevious(start)
        holder = _holder(names, last)
        holder.addnext(end)
        top = _below_paragraph(names, holder)
        (end if top is holder else top).addnext(reference)

    def add_around(self, text: str, insertion: Element) -> None:
        """Comment on a tracked insertion from within it: who rejects the insertion is rid of the comment too."""
        number = self._write(text)
        insertion.insert(0, self._names.make("commentRangeStart", id=number))
        insertion.append(self._names.make("commentRangeEnd", id=number))
        insertion.append(self._reference(number))

    def _reference(self, number: str) -> Element:
        names = self._names
        run = names.make("r", names.make("commentReference", id=number))
        if "CommentReference" in self._styles:
            run.insert(0, names.make("rPr", names.make("rStyle", val="CommentReference")))
        return run

    def _write(self, text: str) -> str:
        root = self._editable()
        names, number = Names(root), self.number()
        comment = names.make("comment", id=number, author=AUTHOR, date=self._date, initials=INITIALS)
        for position, line in enumerate(text.split("\n")):
            properties = names.make("pPr")
            if "CommentText" in self._styles:
                properties.append(names.make("pStyle", val="CommentText"))
            # The text style of a contract is wide and justified; a comment stands close.
            properties.append(names.make("spacing", before="0", after="40", line="240", lineRule="auto"))
            properties.append(names.make("ind", left="0", right="0", firstLine="0"))
            properties.append(names.make("jc", val="left"))
            look = names.make("rPr", names.make("sz", val="18"), names.make("szCs", val="18"))
            if position == 0:
                names.place_property(look, names.make("b"))
            paragraph = names.make("p", properties)
            if position == 0:
                paragraph.append(names.make("r", names.make("annotationRef")))
            paragraph.append(names.make("r", look, names.text(line)))
            comment.append(paragraph)
        root.append(comment)
        return number

    def _editable(self) -> Element:
        if self._part is not None:
            self._root = self._package.editable(self._part)
        elif self._root is None:
            self._root = self._names.root("comments")
            self._package.add_part("comments", self._root, _CONTENT_TYPE, "comments")
        return self._root


def _numbers(names: Names, *roots: Element | None) -> list[int]:
    tags = [names(name) for name in _NUMBERED]
    found = [element.get(names("id"), "") for root in roots if root is not None for element in root.iter(*tags)]
    return [int(number) for number in found if number.isdigit()]


def _out_of_boxes(names: Names, run: Element) -> Element:
    """The run itself, or the run of the body's text that holds the text box in which it stands."""
    for ancestor in run.iterancestors(names("txbxContent")):
        run = next(ancestor.iterancestors(names.r), run)
    return run


def _outermost_control(names: Names, run: Element) -> Element | None:
    """The outermost content control around whole paragraphs in which a run stands."""
    paragraph = next(run.iterancestors(names.p), run)
    return next(iter(list(paragraph.iterancestors(names("sdt")))[::-1]), None)


def _beside(names: Names, control: Element) -> tuple[Element, bool] | None:
    """The paragraph before a content control (True), else the one behind it (False), that stands in none."""
    element = control
    while element is not None:
        before = next(element.itersiblings(names.p, preceding=True), None)
        if before is not None:
            return before, True
        after = next(element.itersiblings(names.p), None)
        if after is not None:
            return after, False
        element = element.getparent()
    return None


def _put_in(names: Names, paragraph: Element, elements: Sequence[Element], *, at_end: bool) -> None:
    if at_end:
        paragraph.extend(elements)
        return
    position = 1 if paragraph.find(names.pPr) is not None else 0
    for offset, element in enumerate(elements):
        paragraph.insert(position + offset, element)


def _holder(names: Names, run: Element) -> Element:
    """The run, or what is around it, beside which the mark of a comment's begin or end may stand."""
    allowed = {names(name) for name in _MAY_HOLD_RANGE}
    holder = run
    for ancestor in run.iterancestors():
        if ancestor.tag == names.p:
            break
        if ancestor.tag not in allowed:
            holder = ancestor
    return holder


def _below_paragraph(names: Names, element: Element) -> Element:
    """The child of the paragraph in which an element stands."""
    while element.getparent().tag != names.p:
        element = element.getparent()
    return element
