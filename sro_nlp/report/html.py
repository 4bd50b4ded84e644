"""A report as one HTML page that stands alone: no script, nothing fetched, everything from the contract escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import GapReport
from sro_nlp.report import words
from sro_nlp.report.screen import PLAIN, Screen

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = words.clean
    return environment.get_template("review.html")


def write_html(report: GapReport, catalogue: Catalogue, screen: Screen = PLAIN) -> str:
    """The report as an HTML page: facts, the table of all requirements, and a section for each with its passages."""
    return _template().render(
        report=report,
        catalogue=catalogue,
        words=words,
        name=words.clean(PurePath(report.document.path.replace("\\", "/")).name),
        signs=words.SIGNS,
    )
