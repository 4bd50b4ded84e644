"""What is done with one file, on whatever machine: read it, tag it, judge it, and put down what came of it."""

from __future__ import annotations

import time
from itertools import pairwise
from traceback import extract_tb
from typing import TYPE_CHECKING

from sro_nlp.audit.access import on_disk
from sro_nlp.errors import MissingExtra, SroError, UnreadableFile
from sro_nlp.extract import extract
from sro_nlp.extract.limits import more_time
from sro_nlp.extract.reading import OUT_OF_MEMORY
from sro_nlp.records import LeafRecord, Reading, Source
from sro_nlp.similarity import signature

if TYPE_CHECKING:
    from sro_nlp.document import Document
    from sro_nlp.findings import Evidence, Finding, GapReport, NearMiss
    from sro_nlp.reviewer import Reviewer

LONGEST_EVIDENCE = 600
"""Characters of a passage that are kept."""
TAG_SECONDS = 0.05
"""Seconds more for each paragraph, several times what it takes to tag one."""


def read_source(reviewer: Reviewer, source: Source, ocr: bool = True, password: str | None = None) -> Reading:
    """Review a source in this process. Whatever goes wrong is a Reading with an error.

    Args:
        reviewer: with its model; it should remember paragraphs.
        source: the file.
        ocr: whether to read scanned pages by OCR.
        password: tried where the file is encrypted.
    """
    try:
        return _read(reviewer, source, ocr, password)
    except UnreadableFile as error:
        return Reading(error_kind=error.kind, error=error.reason)
    except MissingExtra as error:
        return Reading(error_kind="not-installed", error=str(error))
    except MemoryError:
        return Reading(error_kind="out-of-memory", error=OUT_OF_MEMORY)
    except SroError as error:
        return Reading(error_kind="internal", error=str(error))
    except Exception as error:  # noqa: BLE001 - one file may not end the audit of all others; the row says where
        return Reading(error_kind="internal", error=_fault(error))


def _read(reviewer: Reviewer, source: Source, ocr: bool, password: str | None) -> Reading:
    clock = [time.perf_counter()]
    with on_disk(source) as path:
        document = extract(path, password=password, ocr=ocr, isolate=False)
    clock.append(time.perf_counter())
    more_time(TAG_SECONDS * len(document.paragraphs))
    before = reviewer.detector.recalled
    graded = reviewer.tag(document.paragraphs)
    clock.append(time.perf_counter())
    report = reviewer.report(document, graded, brief=True)
    mark = signature(paragraph.text for paragraph in document.paragraphs)
    clock.append(time.perf_counter())
    seconds = [after - before for before, after in pairwise(clock)]
    return _reading(document, report, mark, seconds, reviewer.detector.recalled - before)


def _reading(document: Document, report: GapReport, mark: bytes, seconds: list[float], recalled: int) -> Reading:
    summary = report.document
    effective, term = summary.dates.get("effective"), summary.dates.get("term")
    return Reading(
        sha256=document.sha256,
        format=document.format,
        pages=summary.pages,
        ocr_pages=sum(page.ocr for page in document.pages),
        unread_pages=len(document.unread_pages),
        paragraphs=len(document.paragraphs),
        recalled=recalled,
        kind=summary.kind,
        kind_reason=summary.kind_reason,
        parties=tuple(party.value for party in summary.parties),
        effective=effective.value if effective else "",
        term=term.value if term else "",
        blanks=len(summary.blanks),
        findings=tuple(_leaf(finding) for finding in report.findings),
        signature=mark,
        seconds_read=seconds[0],
        seconds_tag=seconds[1],
        seconds_judge=seconds[2],
    )


def _leaf(finding: Finding) -> LeafRecord:
    """A finding with its best evidence, or the passage nearest to it."""
    passages: tuple[Evidence | NearMiss, ...] = (*finding.evidence, *finding.nearest)
    best = passages[0] if passages else None
    return LeafRecord(
        requirement=finding.id,
        status=finding.status,
        score=finding.score,
        review=finding.review,
        page=best.page if best else None,
        paragraph=best.paragraph if best else None,
        evidence=best.text[:LONGEST_EVIDENCE] if best else "",
        missing=finding.missing_elements,
        explanation=finding.explanation,
    )


def _fault(error: Exception) -> str:
    """The sentence for a fault of the program: what was raised and where, for whoever mends it."""
    last = extract_tb(error.__traceback__)[-1]
    said = " ".join(str(error).split())[:120]
    place = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
    return f"could not be reviewed, by a fault of this program ({type(error).__name__} at {place}: {said}): report it"
