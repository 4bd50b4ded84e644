"""One document: its pages, its text, its findings, its downloads."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from sro_nlp.decision_log import decision_of
from sro_nlp.decisions import standing
from sro_nlp.findings import GapReport
from sro_nlp.web.desk import Desk, desk_of
from sro_nlp.web.exports import DOWNLOADS, Export
from sro_nlp.web.geometry import size
from sro_nlp.web.render import PageNotDrawn
from sro_nlp.web.views import flowing, leaf_titles, overlays, page_shapes, page_text

router = APIRouter(prefix="/documents/{document}")
Text = Annotated[str, Query(max_length=200)]


@router.get("")
def desk_page(request: Request, document: str) -> Response:
    """The desk: the document beside its findings; its pages alone while a PDF is being reviewed."""
    desk = desk_of(request)
    entry = desk.store.entry(document)
    if entry.state == "ready":
        read = desk.store.document(document)
        report: GapReport | None = desk.store.decided(document, desk.catalogue)
        sizes, format_ = [size(page) for page in read.pages], str(read.format)
    elif entry.state == "failed" or not (sizes := _sizes(desk, document)):
        return desk.page("waiting.html", entry=entry)
    else:
        report, format_ = None, "pdf"
    return desk.page(
        "desk.html",
        entry=entry,
        count=len(sizes),
        shapes=page_shapes(sizes),
        pdf=format_ == "pdf",
        locked=entry.encrypted and desk.keys.get(document) is None,
        leaves=leaf_titles(desk.catalogue),
        downloads=[(name, title) for name, (title, _) in DOWNLOADS.items() if name != "suggest" or format_ == "docx"],
        report=report,
    )


def _sizes(desk: Desk, document: str) -> list[tuple[float, float]]:
    """The sizes of the pages of a document that has not been read yet; [] where it has none that can be drawn."""
    file = desk.store.file(document)
    try:
        with file.open("rb") as opened:
            return desk.renderer.sizes(file, desk.keys.get(document)) if b"%PDF-" in opened.read(1024) else []
    except (OSError, PageNotDrawn):
        return []


@router.get("/state")
def state(request: Request, document: str) -> Response:
    """How far a document is."""
    return JSONResponse({"state": desk_of(request).store.entry(document).state})


@router.get("/panel")
def panel(request: Request, document: str) -> Response:
    """The findings, as a part of the page; what is said of each is fetched when it is opened."""
    desk = desk_of(request)
    return desk.page("panel.html", report=desk.store.decided(document, desk.catalogue))


@router.get("/leaves/{leaf}")
def finding(request: Request, document: str, leaf: str) -> Response:
    """All about one requirement, as a part of the page."""
    desk = desk_of(request)
    report = desk.store.decided(document, desk.catalogue)
    found = next((each for each in report.findings if each.id == leaf), None)
    if found is None:
        raise HTTPException(404)
    entries = [decision_of(entry) for entry in desk.store.journal.entries(document)]
    valid = {decision.number for decision in standing(entries)}
    own = [decision for decision in entries if decision.requirement == leaf]
    return desk.page("leaf.html", finding=found, decisions=own, standing=valid)


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
    """What lies over the picture of a page: its lines of text and the passages, with their places."""
    desk = desk_of(request)
    read = desk.store.document(document)
    page = next((page for page in read.pages if page.number == number), None)
    if page is None:
        raise HTTPException(404)
    marked = overlays(read, desk.store.decided(document, desk.catalogue), number)
    return JSONResponse({"lines": page_text(desk.store.paragraphs(document, page=number), page), "passages": marked})


@router.get("/pages/{number}.png")
def picture(
    request: Request, document: str, number: int, width: Annotated[int, Query(ge=1, le=10000)] = 900
) -> Response:
    """A page as a picture."""
    desk = desk_of(request)
    desk.store.entry(document)
    if number < 1:
        raise HTTPException(404)
    drawn = desk.renderer.page(desk.store.file(document), number, width, desk.keys.get(document))
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
    made = Export(desk.store, desk.catalogue, document, desk.keys.get(document)).make(what)
    plain = made.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(made.name, safe='')}"
    return Response(made.content, media_type=made.media_type, headers={"Content-Disposition": disposition})
