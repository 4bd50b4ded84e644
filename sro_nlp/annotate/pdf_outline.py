"""Bookmarks by provision that lead to the passages, behind the bookmarks that the document has."""

from __future__ import annotations

from collections.abc import Mapping

from pypdf import PdfWriter
from pypdf.generic import Fit, IndirectObject

from sro_nlp.annotate.pdf_pages import Bound
from sro_nlp.annotate.pdf_views import PassageView
from sro_nlp.findings import Finding, GapReport
from sro_nlp.marking import passage_name


def add_outline(writer: PdfWriter, report: GapReport, views: Mapping[str, PassageView], bound: Bound) -> None:
    """Add bookmarks: the report, and below it each provision, its requirements and their passages."""
    start = bound.pages[0].indirect_reference if bound.pages else None
    root = writer.add_outline_item(
        title="Contract review", page_number=start, bold=True, is_open=True, fit=Fit.xyz(None, None, None)
    )
    for provision in report.provisions:
        found = [view for finding in provision.requirements for view in _views(finding, views, bound)]
        parent = _item(writer, f"{provision.id}. {provision.title}: {provision.status}", root, found[:1])
        for finding in provision.requirements:
            _finding(writer, finding, parent, views, bound)


def _finding(
    writer: PdfWriter, finding: Finding, parent: IndirectObject, views: Mapping[str, PassageView], bound: Bound
) -> None:
    own = _item(writer, f"{finding.id} {finding.title}: {finding.status}", parent, _views(finding, views, bound)[:1])
    if len(finding.evidence) < 2:
        return
    for number, evidence in enumerate(finding.evidence, 1):
        view = views.get(passage_name(finding.id, number))
        if view is not None:
            _item(writer, f"p. {view.number} ({evidence.grade})", own, [view])


def _views(finding: Finding, views: Mapping[str, PassageView], bound: Bound) -> list[PassageView]:
    """The views of a finding's passages; where it has none, the place in the report that says so."""
    names = [passage_name(finding.id, number) for number in range(1, len(finding.evidence) + 1)]
    found = [views[name] for name in names if name in views]
    gap = bound.places.get(f"gap-{finding.id}")
    return found or ([gap] if gap is not None else [])


def _item(writer: PdfWriter, title: str, parent: IndirectObject, views: list[PassageView]) -> IndirectObject:
    """A closed bookmark to the first of the views, or to nowhere."""
    if not views:
        return writer.add_outline_item(title=title, page_number=None, parent=parent, is_open=False)
    view = views[0]
    fit = Fit.xyz(left=round(view.left, 2), top=round(view.top, 2), zoom=None)
    return writer.add_outline_item(title=title, page_number=view.page, parent=parent, is_open=False, fit=fit)
