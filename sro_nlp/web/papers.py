"""One document: its pages, its text, its findings, its downloads."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from sro_nlp.decision_log import decision_of
from sro_nlp.decisions import standing
from sro_nlp.findings import GapReport
from sro_nlp.web.desk import Desk, desk_of
from sro_nlp.web.exports import DOWNLOADS, Export
from sro_nlp.web.views import flowing, leaf_titles, overlays, page_shapes, page_text

router = APIRouter(prefix="/documents/{document}")
Text = Annotated[str, Query(max_length=200)]


@router.get("")
def desk_page(request: Request, document: str) -> Response:
    """The desk: the document beside its findings."""
    desk = desk_of(request)
    entry = desk.store.entry(document)
    if entry.state != "ready":
        return desk.page("waiting.html", entry=entry)
    read = desk.store.document(document)
    report = desk.store.decided(document, desk.catalogue)
    flow = None if read.format == "pdf" else flowing(desk.store.paragraphs(document), report)
    return desk.page(
        "desk.html",
        entry=entry,
        shapes=page_shapes(read),
        flow=flow,
        leaves=leaf_titles(desk.catalogue),
        downloads=[
            (name, title) for name, (title, _) in DOWNLOADS.items() if name != "suggest" or _is_word(read.format)
        ],
        **_panel(desk, document, report),
    )


def _is_word(format_: str) -> bool:
    return format_ == "docx"


def _panel(desk: Desk, document: str, report: GapReport) -> dict[str, Any]:
    entries = [decision_of(entry) for entry in desk.store.log(document)]
    valid = {decision.number for decision in standing(entries)}
    return {"report": report, "decisions": entries, "standing": valid}


@router.get("/panel")
def panel(request: Request, document: str) -> Response:
    """The findings, as a part of the page."""
    desk = desk_of(request)
    report = desk.store.decided(document, desk.catalogue)
    return desk.page("panel.html", **_panel(desk, document, report))


@router.get("/overlays")
def overlay_list(request: Request, document: str) -> Response:
    """Where the evidence stands on the pages."""
    desk = desk_of(request)
    report = desk.store.decided(document, desk.catalogue)
    return JSONResponse(overlays(desk.store.document(document), report))


@router.get("/text")
def text(request: Request, document: str) -> Response:
    """The running text of a document without pages, as a part of the page."""
    desk = desk_of(request)
    report = desk.store.decided(document, desk.catalogue)
    return desk.page("flow.html", flow=flowing(desk.store.paragraphs(document), report))


@router.get("/paragraphs/{number}")
def place(request: Request, document: str, number: int) -> Response:
    """Where a paragraph stands: a list of one, empty where there is none."""
    found = desk_of(request).store.paragraphs(document, numbers=[number])
    return JSONResponse([{"paragraph": one.id, "page": one.page} for one in found])


@router.get("/pages/{number}.json")
def lines(request: Request, document: str, number: int) -> Response:
    """The lines of a page with their places."""
    desk = desk_of(request)
    page = next((page for page in desk.store.document(document).pages if page.number == number), None)
    if page is None:
        raise HTTPException(404)
    return JSONResponse(page_text(desk.store.paragraphs(document, page=number), page))


@router.get("/pages/{number}.png")
def picture(
    request: Request, document: str, number: int, width: Annotated[int, Query(ge=1, le=10000)] = 900
) -> Response:
    """A page as a picture."""
    desk = desk_of(request)
    read = desk.store.document(document)
    if read.format != "pdf" or not 1 <= number <= len(read.pages):
        raise HTTPException(404)
    drawn = desk.renderer.page(desk.store.file(document), number, width)
    # Kept by the page that shows it, never on the browser's disk: a deleted contract leaves nothing behind.
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get("/search")
def search(request: Request, document: str, q: Text = "") -> Response:
    """Paragraphs of the document that hold some words."""
    desk = desk_of(request)
    desk.store.entry(document)
    hits = desk.store.search(q, document)
    return JSONResponse(
        [{"paragraph": hit.paragraph, "page": hit.page, "snippet": hit.snippet} for hit in hits],
    )


@router.get("/download/{what}")
def download(request: Request, document: str, what: str) -> Response:
    """A file of the decided state."""
    desk = desk_of(request)
    if what not in DOWNLOADS:
        raise HTTPException(404)
    made = Export(desk.store, desk.catalogue, document).make(what)
    plain = made.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(made.name, safe='')}"
    return Response(made.content, media_type=made.media_type, headers={"Content-Disposition": disposition})
