"""The ledger as a workbook: what is where in which contract, by sign and colour; gaps with links; failures; totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from sro_nlp.errors import MissingExtra
from sro_nlp.findings import Status
from sro_nlp.records import LedgerView
from sro_nlp.report.ledger.common import ERRORS, GAPS, OTHER, counted, facts, link, short_name, statuses
from sro_nlp.report.words import DISCLAIMER, MEANINGS, SIGNS, STATUSES, clean, shorten

MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading (a limit of the format)."""
MOST_LINKS = 65_000
"""Links of a sheet (the format allows 65,530)."""
_LINE = 15.0
"""Points of a line."""
_PASSAGE = 300
"""Characters of a passage that are shown."""
_FILLS: dict[Status, tuple[str, str]] = {
    "present": ("#E5F4EA", "#14592C"),
    "partial": ("#FDF1D3", "#6B4400"),
    "conflict": ("#F3D9F5", "#6C1A72"),
    "missing": ("#FDE0DC", "#8F1616"),
    "unassessed": ("#E8ECF2", "#3C4658"),
}


def write_workbook(view: LedgerView, path: Path) -> None:
    """Write the workbook; every text is stored as text, never as a formula.

    Raises:
        MissingExtra: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("a workbook needs XlsxWriter: pip install 'sro-nlp[audit]'") from error
    # constant_memory: rows go to disk as they come; numbers, not texts, decide how a cell is stored
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        _Workbook(book, view).write()


class _Sheet:
    """A sheet with a heading and rows below it; goes on in a further sheet when it is full."""

    def __init__(self, owner: _Workbook, name: str, columns: Sequence[tuple[str, float]], wrap: bool = False) -> None:
        self._owner, self._name, self._columns = owner, name, columns
        self._text = "wrapped" if wrap else "text"
        self._number, self._row, self._links = 1, 0, 0
        self._begin()

    def _begin(self) -> None:
        name = self._name if self._number == 1 else f"{self._name} {self._number}"
        self.sheet = self._owner.book.add_worksheet(name)
        for column, (title, width) in enumerate(self._columns):
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(0, column, title, self._owner.formats["head"])
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self._row, self._links = 0, 0

    def add(self, cells: Iterable[Any]) -> None:
        """Add a row: numbers, texts, statuses as (text, format name), links as (text, format name, url)."""
        if self._row >= MOST_ROWS:
            self.finish()
            self._number += 1
            self._begin()
        self._row += 1
        cells = list(cells)
        if self._text == "wrapped":
            self.sheet.set_row(self._row, _LINE * self._lines(cells))
        for column, cell in enumerate(cells):
            self._write(column, cell)

    def _lines(self, cells: Sequence[Any]) -> int:
        """Lines that the longest text of a row takes; not every program measures wrapped text by itself."""
        pairs = zip(cells, self._columns, strict=True)
        return min(max(ceil(len(cell) / width) if isinstance(cell, str) else 1 for cell, (_, width) in pairs), 20) or 1

    def _write(self, column: int, cell: Any) -> None:
        formats = self._owner.formats
        if cell is None or cell == "":
            self.sheet.write_blank(self._row, column, None, formats["text"])
        elif isinstance(cell, int | float):
            self.sheet.write_number(self._row, column, cell, formats["number"])
        elif isinstance(cell, str):
            self.sheet.write_string(self._row, column, clean(cell)[:32_000], formats[self._text])
        else:
            text, style, *url = cell
            if url and url[0] and len(url[0]) < 2_000 and self._links < MOST_LINKS:
                self._links += 1
                # In capitals, or XlsxWriter takes it for a path of Windows and turns its slashes.
                target = url[0].replace("file://", "FILE://", 1)
                self.sheet.write_url(self._row, column, target, formats[style], clean(text)[:255])
            else:
                self.sheet.write_string(self._row, column, clean(text), formats[self._text if url else style])

    def finish(self) -> None:
        """Let every column be filtered."""
        self.sheet.autofilter(0, 0, max(self._row, 1), len(self._columns) - 1)


class _Workbook:
    def __init__(self, book: Any, view: LedgerView) -> None:
        self.book, self.view = book, view
        top = {"valign": "top"}
        self.formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, **_FRAME}),
            "leaf": book.add_format({"bold": True, "rotation": 90, "valign": "bottom", "bottom": 1, **_FRAME}),
            "text": book.add_format(top),
            "wrapped": book.add_format({**top, "text_wrap": True}),
            "number": book.add_format({**top, "num_format": "#,##0.##"}),
            "percent": book.add_format({**top, "num_format": "0%"}),
            "link": book.add_format({**top, "font_color": "#0B4F9E", "underline": 1}),
            "title": book.add_format({"bold": True, "font_size": 16}),
        }
        for status, (paper, ink) in _FILLS.items():
            colours = {"bg_color": paper, "font_color": ink, "border": 1, "border_color": "#FFFFFF"}
            self.formats[status] = book.add_format({"align": "center", **top, **colours})

    def write(self) -> None:
        """All sheets; each is written from top to bottom."""
        self._summary()
        self._matrix()
        self._gaps()
        self._totals()
        self._failures()
        self._others()
        self._files()

    def _name(self, path: str, page: int | None = None) -> tuple[str, str, str]:
        return (short_name(path, self.view.run.roots), "link", link(path, page))

    def _summary(self) -> None:
        sheet = self.book.add_worksheet("Summary")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 110)
        sheet.write_string(0, 0, "Audit of an archive of contracts", self.formats["title"])
        row = 2
        for name, value in facts(self.view):
            sheet.write_string(row, 0, name, self.formats["text"])
            sheet.write_string(row, 1, clean(value), self.formats["wrapped"])
            row += 1
        row += 1
        for status in STATUSES:
            sheet.write_string(row, 0, f"{SIGNS[status]} {status}", self.formats[status])
            sheet.write_string(row, 1, MEANINGS[status], self.formats["text"])
            row += 1
        sheet.write_string(row + 1, 0, DISCLAIMER, self.formats["text"])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _matrix(self) -> None:
        counts = [(status, 4.3) for status in STATUSES]
        shared = [("Contract", 60.0), ("Group", 6.0), ("Copies", 6.0), ("Pages", 6.0), *counts]
        leaves = [(f"{leaf.id} {shorten(leaf.title, 44)}", 4.3) for leaf in self.view.leaves]
        table = _Sheet(self, "Matrix", [*shared, *leaves])
        table.sheet.set_row(0, 260)
        for column, (title, _) in list(enumerate([*shared, *leaves]))[1:]:
            table.sheet.write_string(0, column, title, self.formats["leaf"])
        for contract in self.view.contracts():
            own, by_status = statuses(contract), counted(contract.reading)
            signs = [_sign(own.get(leaf.id)) for leaf in self.view.leaves]
            extra = len(contract.paths) - 1 or None
            table.add(
                [
                    *(self._name(contract.path), contract.group, extra, contract.reading.pages),
                    *(by_status.get(status, 0) for status in STATUSES),
                    *signs,
                ]
            )
        table.finish()

    def _gaps(self) -> None:
        columns = [("Contract", 40.0), ("Requirement", 12.0), ("Title", 30.0), ("Status", 14.0), ("Check", 7.0)]
        columns += [("What is lacking", 36.0), ("Why", 44.0), ("Place", 8.0), ("Passage", 70.0)]
        table = _Sheet(self, "Gaps", columns, wrap=True)
        for row in self._gap_rows():
            table.add(row)
        table.finish()

    def _gap_rows(self) -> Iterator[list[Any]]:
        titles = {leaf.id: leaf.title for leaf in self.view.leaves}
        for contract in self.view.contracts():
            for finding in contract.reading.findings:
                if finding.status not in GAPS:
                    continue
                place = f"p. {finding.page}" if finding.page else f"¶ {finding.paragraph}" if finding.paragraph else ""
                yield [
                    short_name(contract.path, self.view.run.roots),
                    finding.requirement,
                    titles.get(finding.requirement, ""),
                    (f"{SIGNS[finding.status]} {finding.status}", finding.status),
                    "check" if finding.review else "",
                    "; ".join(finding.missing),
                    finding.explanation,
                    (place or "open", "link", link(contract.path, finding.page)),
                    shorten(finding.evidence, _PASSAGE),
                ]

    def _totals(self) -> None:
        columns = [("Requirement", 11.0), ("Title", 60.0), *((status, 12.0) for status in STATUSES), ("Present", 9.0)]
        table = _Sheet(self, "Totals", columns)
        for row, leaf in enumerate(self.view.leaves, 1):
            counts = self.view.totals[leaf.id]
            table.add([leaf.id, leaf.title, *(counts.get(status, 0) for status in STATUSES)])
            share = counts.get("present", 0) / max(sum(counts.values()), 1)
            table.sheet.write_number(row, 2 + len(STATUSES), share, self.formats["percent"])
        last = len(self.view.leaves)
        bar = {"type": "data_bar", "bar_color": "#7FC796", "bar_solid": True, "min_type": "num", "max_type": "num"}
        table.sheet.conditional_format(
            1, 2 + len(STATUSES), last, 2 + len(STATUSES), {**bar, "min_value": 0, "max_value": 1}
        )
        table.finish()

    def _failures(self) -> None:
        table = _Sheet(
            self, "Failures", [("File", 60.0), ("Kind", 22.0), ("What happened, and what to do", 90.0)], True
        )
        for file in self.view.files():
            if file.error_kind:
                table.add([self._name(file.path), ERRORS.get(file.error_kind, file.error_kind), f"It {file.error}"])
        table.finish()

    def _others(self) -> None:
        table = _Sheet(
            self, "Not SRO contracts", [("File", 60.0), ("Copies", 7.0), ("Pages", 7.0), ("Why", 90.0)], True
        )
        for other in self.view.others():
            reading = other.reading
            table.add([self._name(other.path), len(other.paths) - 1 or None, reading.pages, reading.kind_reason])
        table.finish()

    def _files(self) -> None:
        columns = [
            ("File", 60.0),
            ("State", 22.0),
            ("Format", 9.0),
            ("Bytes", 11.0),
            ("Pages", 7.0),
            ("OCR pages", 7.0),
        ]
        table = _Sheet(self, "Files", [*columns, ("Unread pages", 8.0), ("Seconds", 9.0), ("SHA-256", 68.0)])
        for file in self.view.files():
            state = ERRORS[file.error_kind] if file.error_kind else OTHER if file.kind == "other" else "SRO contract"
            numbers = (file.size, file.pages, file.ocr_pages or None, file.unread_pages or None)
            table.add([self._name(file.path), state, file.format, *numbers, round(file.seconds, 2), file.sha256])
        table.finish()


_FRAME = {"bg_color": "#F5F6F8"}


def _sign(status: Status | None) -> tuple[str, str] | None:
    return (SIGNS[status], status) if status else None
