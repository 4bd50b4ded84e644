"""The application: parts put together, routes included, errors turned to sentences."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from sro_nlp.errors import SroError
from sro_nlp.reviewer import Reviewer
from sro_nlp.web import archive, pages, papers, uploads
from sro_nlp.web.desk import DEFAULT_LIMIT, HERE, Desk, environment
from sro_nlp.web.guard import Door, Guard
from sro_nlp.web.keys import Keys
from sro_nlp.web.render import PageNotDrawn, Renderer
from sro_nlp.web.store import Store, UnknownDocument
from sro_nlp.web.work import Work


def create_app(
    reviewer: Reviewer,
    folder: Path,
    *,
    token: str | None = None,
    limit: int = DEFAULT_LIMIT,
    ledger: str | None = None,
) -> FastAPI:
    """The review desk as an ASGI application.

    Args:
        reviewer: reviews what is uploaded.
        folder: where everything is kept; made where it is absent.
        token: demanded of every visitor; without one the desk answers only to loopback names.
        limit: bytes of an upload at most.
        ledger: the ledger of an archive to show.

    Raises:
        SroError: the folder cannot be used.
    """
    store, keys = Store(folder), Keys()
    desk = Desk(
        store=store, work=Work(store, reviewer, keys), keys=keys, renderer=Renderer(), reviewer=reviewer,
        templates=environment(), limit=limit, ledger=ledger,
    )  # fmt: skip

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        desk.work.start()
        yield
        desk.work.stop()
        desk.renderer.close()
        store.close()

    app = FastAPI(title="sro-nlp", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.desk = desk
    app.add_middleware(Guard, door=Door(token=token))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for router in (pages.router, papers.router, uploads.router, archive.router):
        app.include_router(router)
    app.add_exception_handler(UnknownDocument, _not_found)
    app.add_exception_handler(PageNotDrawn, _not_found)
    app.add_exception_handler(SroError, _refused)
    app.add_exception_handler(404, _not_found)
    return app


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


async def _not_found(request: Request, error: Exception) -> Response:
    said = str(error) if isinstance(error, SroError) else "There is nothing at this address."
    if _wants_page(request):
        desk: Desk = request.app.state.desk
        return desk.page("error.html", 404, said=said)
    return JSONResponse({"error": said}, 404)


async def _refused(request: Request, error: Exception) -> Response:
    if _wants_page(request):
        desk: Desk = request.app.state.desk
        return desk.page("error.html", 400, said=str(error))
    return JSONResponse({"error": str(error)}, 400)
