"""Changing things: upload, decide, delete."""

from __future__ import annotations

import re
import shutil
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from sro_nlp.decisions import Decision, DecisionKind
from sro_nlp.document import Paragraph
from sro_nlp.errors import SroError
from sro_nlp.findings import Finding, Grade
from sro_nlp.report.words import clean
from sro_nlp.web.desk import Desk, desk_of, readable_size
from sro_nlp.web.keys import check

router = APIRouter()
_LONGEST_NAME = 180
_LONGEST_PASSWORD = 1000
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Wanted(BaseModel):
    """A decision as a page sends it."""

    model_config = ConfigDict(extra="forbid")

    kind: DecisionKind
    requirement: str
    by: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    paragraph: int | None = None
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)
    grade: Grade | None = None
    reason: Words = ""
    withdraws: int | None = None


def shown_name(name: str) -> str:
    """The last part of a file's name, without control and direction characters: it is shown, never used as a path."""
    last = PurePosixPath(clean(name).replace("\\", "/")).name
    kept = re.sub(r'[<>:"|?*\x00]', "_", last).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) > _LONGEST_NAME:
        kept = stem[: _LONGEST_NAME - 10] + dot + suffix[:9]
    return kept or "contract"


@router.post("/documents")
async def upload(request: Request, name: Annotated[str, Query(max_length=1000)]) -> Response:
    """Take a file (the body, raw), streamed to disk, and queue it."""
    desk = desk_of(request)
    said = JSONResponse({"error": f"larger than {readable_size(desk.limit)}; no contract is"}, 413)
    try:
        announced = int(request.headers.get("content-length", "0"))
    except ValueError:
        return JSONResponse({"error": "Content-Length is no number"}, 400)
    if announced > desk.limit:
        return said
    document, name = desk.store.new_id(), shown_name(name)
    file = desk.store.file(document, name)
    size, kept = 0, False
    try:
        with file.open("xb") as out:
            async for chunk in request.stream():
                size += len(chunk)
                if size > desk.limit:
                    return said
                out.write(chunk)
        await run_in_threadpool(desk.store.add, document, name, size)
        kept = True
    finally:
        if not kept:  # too large, or the sender went away
            shutil.rmtree(file.parent, ignore_errors=True)
    desk.work.add(document)
    return JSONResponse({"id": document, "name": name}, 201)


class Given(BaseModel):
    """A password as a page sends it; never shown when it is printed."""

    password: SecretStr


@router.post("/documents/{document}/password")
def unlock(request: Request, document: str, given: Given) -> Response:
    """Take the password of an encrypted document: it is read with it, or its pages are drawn again."""
    desk, password = desk_of(request), given.password.get_secret_value()
    entry = desk.store.entry(document)
    if not entry.encrypted:
        raise SroError("this contract needs no password")
    if not 0 < len(password) <= _LONGEST_PASSWORD:
        raise SroError("give the password")
    if entry.state == "ready":
        check(desk.store.file(document), password, desk.renderer)
    desk.keys.put(document, password)
    if entry.state == "failed":
        desk.store.set_queued(document)
        desk.work.add(document)
    return JSONResponse({"state": desk.store.entry(document).state})


@router.post("/documents/{document}/delete")
def delete(request: Request, document: str) -> Response:
    """Delete a document for good."""
    desk = desk_of(request)
    desk.store.delete(document)
    desk.keys.drop(document)
    return JSONResponse({"deleted": document})


@router.post("/documents/{document}/decisions")
def decide(request: Request, document: str, wanted: Wanted) -> Response:
    """Append a decision to the document's log."""
    desk = desk_of(request)
    sha256 = desk.store.entry(document).sha256
    entry = desk.store.journal.append(document, sha256, _checked(desk, document, wanted))
    finding = _finding(desk, document, wanted.requirement)
    return JSONResponse(
        {"number": entry["number"], "hash": entry["hash"], "status": finding.status, "title": finding.title}, 201
    )


def _finding(desk: Desk, document: str, requirement: str) -> Finding:
    report = desk.store.decided(document, desk.catalogue)
    return next(finding for finding in report.findings if finding.id == requirement)


def _checked(desk: Desk, document: str, wanted: Wanted) -> Decision:
    """The decision, with the words it is about.

    Raises:
        SroError: it is about nothing that is there, or lacks what its kind needs.
    """
    leaf = desk.catalogue.requirement(wanted.requirement)
    values: dict[str, Any] = wanted.model_dump()
    values["requirement"] = leaf.id
    if wanted.kind == "withdraw":
        numbers = {entry["number"] for entry in desk.store.journal.entries(document) if entry["kind"] != "withdraw"}
        if wanted.withdraws not in numbers:
            raise SroError("there is no such decision to withdraw")
        return Decision(number=0, at="", **values)
    if wanted.withdraws is not None:
        raise SroError("only a withdrawal names the decision that it withdraws")
    if wanted.kind == "waive":
        if not wanted.reason:
            raise SroError("say why the gap is waived")
        if _finding(desk, document, leaf.id).status == "present":
            raise SroError("this is no gap: the contract provides for it")
        return Decision(number=0, at="", **{**values, "paragraph": None, "start": None, "end": None, "grade": None})
    if wanted.kind in ("mark", "regrade") and wanted.grade is None:
        raise SroError("say whether the passage is full, partial or a conflict")
    return Decision(number=0, at="", **{**values, **_passage(desk, document, wanted, leaf.id)})


def _passage(desk: Desk, document: str, wanted: Wanted, leaf: str) -> dict[str, Any]:
    """The words that a decision on a passage is about: where they stand, and their grade where it was accepted."""
    found = desk.store.paragraphs(document, numbers=[wanted.paragraph]) if wanted.paragraph is not None else []
    if not found:
        raise SroError("there is no such paragraph")
    paragraph: Paragraph = found[0]
    evidence = next(
        (item for item in _finding(desk, document, leaf).evidence if item.paragraph == paragraph.id), None
    )  # fmt: skip
    if wanted.kind in ("accept", "regrade") and evidence is None:
        raise SroError("this passage is no evidence of the requirement; mark it instead")
    if wanted.kind == "mark":
        start, end = wanted.start or 0, len(paragraph.text) if wanted.end is None else wanted.end
        if not 0 <= start < end <= len(paragraph.text):
            raise SroError("these words are not in the paragraph")
    else:
        start, end = (evidence.start, evidence.end) if evidence else (0, len(paragraph.text))
    grade = wanted.grade or (evidence.grade if evidence and wanted.kind == "accept" else None)
    if wanted.kind == "reject":
        grade = None
    return {"start": start, "end": end, "grade": grade, "text": paragraph.text[start:end]}
