"""Binding the report's pages into the copy: their links to the passages, and the numbers of all pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from sro_nlp.annotate.pdf_views import PassageView
from sro_nlp.marking import LINK_SCHEME

_DEPTH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The report's pages in the copy, and its named places as views."""

    pages: tuple[PageObject, ...] = ()
    places: Mapping[str, PassageView] = field(default_factory=dict)


def bind_report(writer: PdfWriter, report_pages: bytes, views: Mapping[str, PassageView], *, first: bool) -> Bound:
    """Put the report's pages before or behind those of the copy and lead their links to the passages.

    Args:
        writer: holds the copy.
        report_pages: the report as a PDF.
        views: the passages by name.
        first: before the copy's pages, or behind.
    """
    reader = PdfReader(io.BytesIO(report_pages))
    offset = 0 if first else len(writer.pages)
    pages = []
    for index, page in enumerate(reader.pages):
        # What a page does not say itself it would take over from the pages of the contract.
        for key, value in (("/Rotate", NumberObject(0)), ("/CropBox", page.mediabox)):
            page[NameObject(key)] = value
        pages.append(writer.insert_page(page, offset + index))
    references = [page.indirect_reference for page in pages]
    places = {}
    for name, target in reader.named_destinations.items():
        number = reader.get_destination_page_number(target)
        reference = references[number] if number is not None else None
        if reference is not None:
            places[name] = PassageView(page=reference, left=float(target.left or 0), top=float(target.top or 0))
    for page in pages:
        _lead_links(page, views, places)
    return Bound(pages=tuple(pages), places=places)


def _lead_links(page: PageObject, views: Mapping[str, PassageView], places: Mapping[str, PassageView]) -> None:
    kept = ArrayObject()
    for item in page.get("/Annots", ArrayObject()).get_object():
        link: Any = item.get_object()
        action = link.get("/A", DictionaryObject()).get_object()
        uri, name = str(action.get("/URI", "")), str(link.get("/Dest", action.get("/D", "")))
        if uri.startswith(LINK_SCHEME):
            view = views.get(uri.removeprefix(LINK_SCHEME))
        else:
            view = places.get(name.removeprefix("/"))
        if view is None:
            continue
        link.pop("/A", None)
        link[NameObject("/Dest")] = view.destination()
        kept.append(item)
    page[NameObject("/Annots")] = kept


def number_pages(writer: PdfWriter, added: int, original: int, *, first: bool) -> None:
    """Number the report's pages i, ii, iii, so that the contract's pages keep the numbers which the report cites."""
    root = writer.root_object
    old = _labels(root.get("/PageLabels"))
    if not old or old[0][0] != 0:
        old.insert(0, (0, DictionaryObject({NameObject("/S"): NameObject("/D")})))
    roman = DictionaryObject({NameObject("/S"): NameObject("/r"), NameObject("/P"): TextStringObject("Review ")})
    if first:
        ranges = [(0, roman), *((index + added, style) for index, style in old)]
    else:
        ranges = [*((index, style) for index, style in old if index < original), (original, roman)]
    nums = ArrayObject(part for index, style in ranges for part in (NumberObject(index), style))
    root[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): nums})


def _labels(tree: Any) -> list[tuple[int, Any]]:
    """The ranges of a number tree of page labels, in order."""
    return sorted(_walk(tree, 0), key=lambda pair: pair[0])


def _walk(node: Any, depth: int) -> Iterator[tuple[int, Any]]:
    node = node.get_object() if node is not None else None
    if not isinstance(node, DictionaryObject) or depth > _DEPTH:
        return
    numbers = node.get("/Nums", ArrayObject()).get_object()
    for index in range(0, len(numbers) - 1, 2):
        style = numbers[index + 1]
        yield int(numbers[index]), style if isinstance(style, IndirectObject) else style.get_object()
    for kid in node.get("/Kids", ArrayObject()).get_object():
        yield from _walk(kid, depth + 1)
