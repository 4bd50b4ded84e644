"""The ledger's tables as SQLAlchemy sees them; the files of `migrations/` make them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, Table, Text

metadata = MetaData()


def _table(name: str, **columns: type) -> Table:
    kinds: dict[type, type] = {str: Text, int: BigInteger, float: Double, bool: Integer}
    return Table(name, metadata, *(Column(column, kinds[kind]()) for column, kind in columns.items()))


runs = _table(
    "runs",
    id=int,
    started=str,
    finished=str,
    state=str,
    profile=str,
    edition=str,
    model=str,
    model_sha256=str,
    code=str,
    fingerprint=str,
    leaves=str,
    roots=str,
    engine=str,
    workers=int,
    seconds=float,
    files=int,
    read=int,
    known=int,
    failed=int,
    gone=int,
    passed_over=str,
)
readings = _table(
    "readings",
    id=int,
    sha256=str,
    fingerprint=str,
    limits=str,
    format=str,
    pages=int,
    ocr_pages=int,
    unread_pages=int,
    paragraphs=int,
    kind=str,
    kind_reason=str,
    parties=str,
    effective=str,
    term=str,
    blanks=int,
    error_kind=str,
    error=str,
    signature=str,
    seconds_read=float,
    seconds_tag=float,
    seconds_judge=float,
    peak_memory=int,
    recalled=int,
)
documents = _table(
    "documents",
    path=str,
    sha256=str,
    size=int,
    modified=int,
    reading=int,
    error_kind=str,
    error=str,
    run=int,
    gone=int,
)
findings = _table(
    "findings",
    reading=int,
    place=int,
    requirement=str,
    status=str,
    score=float,
    review=bool,
    page=int,
    paragraph=int,
    evidence=str,
    missing=str,
    explanation=str,
)
