"""What the reports of a ledger share."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from sro_nlp.findings import Status
from sro_nlp.records import AuditedContract, LedgerView, Reading

GAPS: tuple[Status, ...] = ("conflict", "missing", "unassessed", "partial")
ERRORS = {
    "missing": "cannot be opened",
    "empty": "empty",
    "wrong-type": "not a document",
    "encrypted": "encrypted",
    "damaged": "damaged",
    "no-text": "no text",
    "too-large": "too large",
    "timed-out": "timed out",
    "out-of-memory": "out of memory",
    "not-installed": "a package is lacking",
    "internal": "fault of the program",
}
OTHER = "not an SRO contract"
_MEMBER = "!/"


def link(path: str, page: int | None = None) -> str:
    """The URL of a file at a page (PDF viewers take `#page=`); of the archive for a file in a zip; "" if remote."""
    file, member, _ = path.partition(_MEMBER)
    if not PurePosixPath(file).is_absolute():
        return ""
    return Path(file).as_uri() + (f"#page={page}" if page and not member else "")


def short_name(path: str, roots: tuple[str, ...]) -> str:
    """A path below the folder that was audited; the whole path if there were several folders."""
    if len(roots) == 1 and path.startswith(roots[0].rstrip("/") + "/"):
        return path[len(roots[0].rstrip("/")) + 1 :]
    return path


def counted(reading: Reading) -> dict[Status, int]:
    """How many leaves of a contract have each status."""
    counts: dict[Status, int] = {}
    for finding in reading.findings:
        counts[finding.status] = counts.get(finding.status, 0) + 1
    return counts


def statuses(contract: AuditedContract) -> dict[str, Status]:
    """By leaf the status in a contract."""
    return {finding.requirement: finding.status for finding in contract.reading.findings}


def facts(view: LedgerView) -> list[tuple[str, str]]:
    """What a reader wants to know first, as names and values."""
    run, counts = view.run, view.counts
    edition = run.edition
    rows = [
        ("Ledger", view.name),
        ("Last run", f"{run.id}, begun {run.started} UTC: {run.state}"),
        ("Audited", "; ".join(run.roots)),
        ("Requirements", f"{edition.profile}/{edition.edition}"),
        ("Model", f"{edition.model} ({edition.model_sha256[:12]})"),
        ("Files", f"{counts['files']:,}, of which {counts['copies']:,} are copies of others"),
        ("Contracts", f"{counts['contracts']:,} of different content; {counts['groups']:,} groups of near versions"),
        ("Other", f"{counts['other']:,} read and {OTHER}"),
        ("Failed", failed_words(view)),
    ]
    if counts["earlier"]:
        rows.append(("Earlier", f"{counts['earlier']:,} files were read with other requirements, model or program"))
    if run.passed_over:
        listed = ", ".join(f"{count:,} {suffix}" for suffix, count in list(run.passed_over.items())[:8])
        rows.append(("Passed over", f"{sum(run.passed_over.values()):,} files that are no documents: {listed}"))
    return rows


def failed_words(view: LedgerView) -> str:
    """How many files failed, by kind."""
    if not view.failures:
        return "none"
    kinds = ", ".join(f"{count:,} {ERRORS.get(kind, kind)}" for kind, count in view.failures.items())
    return f"{view.counts['failed']:,}: {kinds}"
