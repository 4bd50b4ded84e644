"""A review as a workbook (XLSX): the requirements, the passages, the decisions about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from sro_nlp.catalogue import Catalogue
from sro_nlp.decisions import Decision
from sro_nlp.errors import MissingExtra
from sro_nlp.findings import GapReport, Status
from sro_nlp.report.words import DISCLAIMER, clean, document_facts, made_with, shortfall, status_words, where

_COLORS: dict[Status, str] = {
    "present": "#E5F4EA",
    "partial": "#FDF1D3",
    "conflict": "#F8E6F9",
    "missing": "#FDE8E6",
    "unassessed": "#E8ECF2",
}
_LONGEST = 32_000  # Excel's limit for a cell is 32,767 characters


def write_workbook(report: GapReport, catalogue: Catalogue, decisions: Sequence[Decision] = ()) -> bytes:
    """The review and its decisions as an XLSX file; every cell from the contract is text, never a formula.

    Raises:
        MissingExtra: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("a workbook needs XlsxWriter: pip install 'sro-nlp[web]'") from error
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        looks: dict[str, Any] = {
            "": book.add_format({"text_wrap": True, "valign": "top"}),
            "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            **{s: book.add_format({"bg_color": c, "text_wrap": True, "valign": "top"}) for s, c in _COLORS.items()},
        }
        _sheet(book, looks, "Requirements", _WIDE_REQUIREMENTS, _requirements(report, catalogue))
        _sheet(book, looks, "Passages", _WIDE_PASSAGES, _passages(report))
        if decisions:
            _sheet(book, looks, "Decisions", _WIDE_DECISIONS, _decisions(decisions))
        _sheet(book, looks, "Document", {"Fact": 18, "": 110}, _facts(report))
    return buffer.getvalue()


_WIDE_REQUIREMENTS = {
    "Id": 8,
    "Requirement": 44,
    "Status": 14,
    "Where": 9,
    "What is lacking": 44,
    "Why": 70,
    "Waived": 30,
}
_WIDE_PASSAGES = {"Id": 8, "Where": 9, "Grade": 10, "Score": 8, "Decided": 12, "Passage": 110}
_WIDE_DECISIONS = {"No.": 6, "Time (UTC)": 21, "Reviewer": 18, "Decision": 12, "Id": 8, "¶": 6, "Grade": 10,
                   "Reason": 40, "Words": 90}  # fmt: skip


def _sheet(book: Any, looks: dict[str, Any], name: str, columns: dict[str, int], rows: Iterable[Sequence[Any]]) -> None:
    """A sheet with frozen head and filters; the first item of a row is the look of its third cell."""
    sheet = book.add_worksheet(name)
    for column, (title, width) in enumerate(columns.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, looks["head"])
    last = 0
    for last, (look, *cells) in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            style = looks[look if column == 2 else ""]
            if isinstance(cell, int | float):
                sheet.write_number(last, column, cell, style)
            else:
                sheet.write_string(last, column, clean(str(cell or ""))[:_LONGEST], style)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)


def _requirements(report: GapReport, catalogue: Catalogue) -> Iterable[Sequence[Any]]:
    for finding in report.findings:
        first = next(iter(finding.evidence), None)
        yield (
            finding.status, finding.id, finding.title, status_words(finding.status),
            where(first.page, first.paragraph) if first else "", shortfall(finding, catalogue), finding.explanation,
            f"{finding.waiver.by}: {finding.waiver.reason}" if finding.waiver else "",
        )  # fmt: skip


def _passages(report: GapReport) -> Iterable[Sequence[Any]]:
    for finding in report.findings:
        for item in finding.evidence:
            place = where(item.page, item.paragraph)
            yield ("", finding.id, place, item.grade, round(item.score, 3), item.decided or "", item.text)


def _decisions(decisions: Sequence[Decision]) -> Iterable[Sequence[Any]]:
    for one in decisions:
        kind = f"withdraws {one.withdraws}" if one.kind == "withdraw" else one.kind
        yield (
            "", one.number, one.at, one.by, kind, one.requirement, one.paragraph or "", one.grade or "", one.reason,
            one.text,
        )  # fmt: skip


def _facts(report: GapReport) -> Iterable[Sequence[Any]]:
    yield ("", "File", report.document.path)
    yield ("", "SHA-256", report.document.sha256)
    for name, value in document_facts(report.document):
        yield ("", name, value)
    yield ("", "Made with", made_with(report))
    yield ("", "Note", DISCLAIMER)
