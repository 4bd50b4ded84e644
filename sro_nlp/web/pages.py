"""The pages beside the desk: the list, the search, the comparison, the queue."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from sro_nlp.compare import Version, compare
from sro_nlp.report.comparison import view
from sro_nlp.web.desk import Desk, desk_of

router = APIRouter()
Text = Annotated[str, Query(max_length=200)]


def _listed(desk: Desk) -> list[dict[str, Any]]:
    counts = desk.store.journal.counts()
    listed: list[dict[str, Any]] = []
    for entry in desk.store.entries():
        report = desk.store.decided(entry.id, desk.catalogue) if entry.state == "ready" else None
        listed.append({"entry": entry, "report": report, "decisions": counts.get(entry.id, 0)})
    return listed


@router.get("/")
def documents(request: Request) -> Response:
    """The list of documents, where new ones are put in."""
    desk = desk_of(request)
    return desk.page("list.html", listed=_listed(desk), limit=desk.limit)


@router.get("/documents")
def rows(request: Request) -> Response:
    """The rows of the list, as a part of the page."""
    desk = desk_of(request)
    return desk.page("rows.html", listed=_listed(desk))


@router.get("/documents.json")
def states(request: Request) -> Response:
    """The state of every document, and the seconds that it took to read and review."""
    entries = desk_of(request).store.entries()
    return JSONResponse([{"id": e.id, "name": e.name, "state": e.state, "seconds": e.seconds} for e in entries])


@router.get("/search")
def search(request: Request, q: Text = "") -> Response:
    """All paragraphs at the desk that hold some words."""
    desk = desk_of(request)
    return desk.page("search.html", q=q, hits=desk.store.search(q) if q else [])


@router.get("/compare")
def comparison(request: Request, old: str = "", new: str = "") -> Response:
    """Two documents at the desk, as decided, compared."""
    desk = desk_of(request)
    ready = [entry for entry in desk.store.entries() if entry.state == "ready"]
    shown: dict[str, Any] = {"comparison": None}
    if old and new:
        versions = [
            Version(paragraphs=desk.store.paragraphs(one), report=desk.store.decided(one, desk.catalogue))
            for one in (old, new)
        ]
        shown = view(compare(*versions))
        shown["change_signs"] = shown.pop("signs")
    return desk.page("compare.html", entries=ready, old=old, new=new, **shown)


@router.get("/queue")
def queue(request: Request) -> Response:
    """The passages from whose decision the model would learn most."""
    desk = desk_of(request)
    return desk.page("queue.html", questions=desk.store.questions(), decided=sum(desk.store.journal.counts().values()))
