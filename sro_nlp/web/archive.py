"""The archive: the ledger of an audit as a heat map, from which a contract is opened at the desk."""

from __future__ import annotations

import hashlib
import shutil
from itertools import islice
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from sro_nlp.errors import SroError
from sro_nlp.records import AuditedContract
from sro_nlp.store.connect import connect
from sro_nlp.store.views import view
from sro_nlp.web.desk import Desk, desk_of, readable_size
from sro_nlp.web.uploads import shown_name

router = APIRouter(prefix="/archive")
A_PAGE = 200
"""Contracts on a page."""
_IN_ZIP = "!/"


def _ledger(desk: Desk) -> str:
    if desk.ledger is None:
        raise HTTPException(404)
    return desk.ledger


@router.get("")
def heat_map(request: Request, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """Contracts by requirement, a sign and a colour for each status."""
    desk = desk_of(request)
    with connect(_ledger(desk)) as engine:
        ledger = view(engine, _ledger(desk))
        contracts = list(islice(ledger.contracts(), (page - 1) * A_PAGE, page * A_PAGE + 1))
        return desk.page(
            "archive.html", ledger=ledger, contracts=contracts[:A_PAGE], page=page, more=len(contracts) > A_PAGE,
            short=shown_name,
        )  # fmt: skip


@router.post("/{sha256}/open")
def open_contract(request: Request, sha256: str) -> Response:
    """Put a contract of the archive on the desk; the file that was audited, not one that took its place."""
    desk = desk_of(request)
    with connect(_ledger(desk)) as engine:
        ledger = view(engine, _ledger(desk))
        found = next((one for one in ledger.contracts() if one.reading.sha256 == sha256), None)
    if found is None:
        raise HTTPException(404)
    known = next((entry for entry in desk.store.entries() if entry.sha256 == found.reading.sha256), None)
    return JSONResponse({"id": known.id if known else _taken(desk, found)})


def _taken(desk: Desk, contract: AuditedContract) -> str:
    """Copy the contract's file to the desk.

    Raises:
        SroError: it cannot be opened here, or is another file by now.
    """
    here = [path for path in contract.paths if _IN_ZIP not in path and "://" not in path]
    if not here:
        raise SroError(f"{contract.path}: stands in a zip archive or on another machine; take it out and upload it")
    source = Path(here[0])
    try:
        if source.stat().st_size > desk.limit:
            raise SroError(f"{source}: larger than {readable_size(desk.limit)}")
        content = source.read_bytes()
    except OSError as error:
        raise SroError(f"{source}: cannot be opened: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != contract.reading.sha256:
        raise SroError(f"{source}: was changed since it was audited; audit again")
    document, name = desk.store.new_id(), shown_name(source.name)
    target = desk.store.file(document, name)
    try:
        target.write_bytes(content)
        desk.store.add(document, name, len(content))
    except OSError as error:
        shutil.rmtree(target.parent, ignore_errors=True)
        raise SroError(f"{source}: cannot be copied: {error.strerror}") from error
    desk.work.add(document)
    return document
