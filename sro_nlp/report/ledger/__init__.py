"""Reports from the ledger of an archive: one table of formats. A writer takes the ledger and the file to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sro_nlp.records import LedgerView
from sro_nlp.report.ledger.dashboard import write_dashboard
from sro_nlp.report.ledger.flat import write_csv, write_jsonl, write_parquet
from sro_nlp.report.ledger.summary import ledger_summary
from sro_nlp.report.ledger.workbook import write_workbook

LEDGER_FORMATS: dict[str, Callable[[LedgerView, Path], None]] = {
    "xlsx": write_workbook,
    "csv": write_csv,
    "parquet": write_parquet,
    "jsonl": write_jsonl,
    "html": write_dashboard,
}
__all__ = ["LEDGER_FORMATS", "ledger_summary"]
