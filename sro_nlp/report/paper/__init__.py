"""Reports on paper, as PDF: the pages that go with an annotated copy, and the packet for the board's meeting.

Standard fonts only, no clock and no random numbers: the same input gives the same bytes.
"""

from __future__ import annotations

from datetime import date

from sro_nlp.catalogue import Catalogue
from sro_nlp.document import Document
from sro_nlp.findings import GapReport


def report_pages(report: GapReport, catalogue: Catalogue, day: date | None = None) -> bytes:
    """The report's pages; links to passages are written as in `sro_nlp.marking`."""
    from sro_nlp.report.paper.pages import write_pages

    return write_pages(report, catalogue, day)


def board_packet(document: Document, report: GapReport, catalogue: Catalogue, day: date | None = None) -> bytes:
    """The packet for the board: cover, summary, matrix, gaps, the board's own steps, and the contract's text."""
    from sro_nlp.report.paper.packet import write_packet

    return write_packet(document, report, catalogue, day)


__all__ = ["board_packet", "report_pages"]
