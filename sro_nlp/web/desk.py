"""What the routes share: store, workers, renderer, reviewer and templates."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sro_nlp.catalogue import Catalogue
from sro_nlp.report import words
from sro_nlp.report.html import TEMPLATES as REPORT_TEMPLATES
from sro_nlp.reviewer import Reviewer
from sro_nlp.web.keys import Keys
from sro_nlp.web.render import Renderer
from sro_nlp.web.store import Store
from sro_nlp.web.work import Work

HERE = Path(__file__).parent
DEFAULT_LIMIT = 100 * 1024**2
"""Bytes of an upload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts of a running desk."""

    store: Store
    work: Work
    keys: Keys
    renderer: Renderer
    reviewer: Reviewer
    templates: Environment
    limit: int = DEFAULT_LIMIT
    ledger: str | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The requirements."""
        return self.reviewer.catalogue

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from its template."""
        shared = {"words": words, "signs": words.SIGNS, "catalogue": self.catalogue, "reviewer_name": login_name(),
                  "has_ledger": self.ledger is not None}  # fmt: skip
        return HTMLResponse(self.templates.get_template(name).render(**{**shared, **values}), status)


def login_name() -> str:
    """The name under which the person is logged in, to begin with; it can be changed on the page."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return ""


def environment() -> Environment:
    """The templates, with everything escaped."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(REPORT_TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clean"] = words.clean
    made.filters["bytes"] = readable_size
    return made


def readable_size(count: int) -> str:
    """Bytes in words."""
    number, unit = (count / 1024**2, "MB") if count >= 1024**2 else (max(count / 1024, 0.1), "KB")
    return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"


def desk_of(request: Request) -> Desk:
    """The desk that a request came to."""
    desk: Desk = request.app.state.desk
    return desk
