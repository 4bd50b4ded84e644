"""The sentence on a finding, as a lawyer would write it in the margin."""

from __future__ import annotations

from collections.abc import Sequence

from sro_nlp.carriers import Carrier, lacking
from sro_nlp.catalogue import Requirement
from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import NearMiss, Status


def explanation_of(
    leaf: Requirement, status: Status, carriers: Sequence[Carrier], near: Sequence[NearMiss], document: Document
) -> str:
    """One sentence on a finding.

    Args:
        leaf: the requirement.
        status: its state.
        carriers: the passages that count, strongest first.
        near: for a gap the passages that came nearest.
        document: the document.
    """
    if status == "conflict":
        return (
            f"The contract says the opposite of what the law asks, {_place(carriers[0].paragraph)}; it must be changed."
        )
    if status == "present":
        return _present(carriers)
    if status == "partial":
        unread = f"; it may stand on {_unread(document)}, which could not be read" if document.unread_pages else ""
        return f"{_partial(leaf, carriers)}{unread}."
    if status == "unassessed":
        return (
            f"Nothing was found, but {_unread(document)} could not be read, so it cannot be said that this is missing."
        )
    read = _count(len(document.paragraphs), "paragraph")
    read += f" on {_count(len(document.pages), 'page')}" if document.pages else ""
    closest = f"; the nearest passage, {_place_of(near[0].page, near[0].paragraph)}, falls short" if near else ""
    return f"Nothing in the {read} provides for this{closest}."


def _present(carriers: Sequence[Carrier]) -> str:
    if carriers[0].graded.grade == "full":
        return f"The contract provides for this, with every element that the law asks, {_place(carriers[0].paragraph)}."
    bearing: list[Carrier] = []
    shown: set[str] = set()
    for carrier in carriers:
        if not shown.issuperset(carrier.graded.elements):
            bearing.append(carrier)
            shown.update(carrier.graded.elements)
    places = " and ".join(_place(carrier.paragraph) for carrier in bearing)
    return f"No passage says all of it, but together these provide every element: {places}."


def _partial(leaf: Requirement, carriers: Sequence[Carrier]) -> str:
    """What is lacking, without the full stop: first what a blank leaves open and no other passage says."""
    shown = {element for carrier in carriers for element in carrier.graded.elements}
    place, absent = _place(carriers[0].paragraph), lacking(leaf, carriers)
    for carrier in carriers:
        titles = [one.title for one in leaf.elements if one.id in carrier.graded.blanks and one.id not in shown]
        if titles:
            rest = [title for title in absent if title not in titles]
            also = f"; nor does it say: {'; '.join(rest)}" if rest else ""
            said = f"where the contract should say: {'; '.join(titles)}"
            return f"A blank is still to be filled in, {_place(carrier.paragraph)}, {said}{also}"
    if absent:
        return f"The contract speaks of this, {place}, but does not say: {'; '.join(absent)}"
    return f"The contract speaks of this, {place}, but not as a definite commitment to all that the law asks"


def _unread(document: Document) -> str:
    """The unread pages, neighbours joined: "page 3", "pages 2-4, 7"."""
    runs: list[list[int]] = []
    for page in sorted({page.page for page in document.unread_pages}):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    words = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return ("page " if words.isdigit() else "pages ") + words


def _count(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("" if count == 1 else "s")


def _place(paragraph: Paragraph) -> str:
    return _place_of(paragraph.page, paragraph.id)


def _place_of(page: int | None, paragraph: int) -> str:
    return f"in paragraph {paragraph}" + (f" on page {page}" if page is not None else "")
