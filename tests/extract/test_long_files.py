"""Files of many pages: what waits is packed and comes back as it was, and furniture is judged by the pages around."""

from __future__ import annotations

import random
from pathlib import Path

from pdf_maker import Maker, contract

from sro_nlp.extract.furniture import Furniture, PageRows
from sro_nlp.extract.options import Options
from sro_nlp.extract.pdf import read_pdf
from sro_nlp.extract.pieces import Flow, Line, Note, Piece, TableRow
from sro_nlp.extract.shelf import Shelf, pack, unpack


def word(text: str, x: float = 72.0, y: float = 700.0, page: int = 3, **more: object) -> Piece:
    box = (x, y, x + 30.0, y + 12.0)
    return Piece(text, page, *box, y + 2.5, 11.0, False, box, **more)  # type: ignore[arg-type]  # fields of Piece


def page() -> list[Flow]:
    marked = word("officer", 110.0, struck=True, glued=True, tight=True, underlined=True, field="name", confidence=0.5)
    turned = word("turned")
    turned.box = (1.0, 2.0, 3.0, 4.0)
    turned.bold = True
    line = Line([word("The"), marked], 70.0, 540.0, 1)
    row = TableRow([[word("a")], []], [[word("h", page=2)], []], 3, 650.0, False, (72, 200), True)
    return [line, row, Note([turned]), TableRow([[word("b")]], None, 3, 640.0, True)]


def test_a_packed_page_comes_back_as_it_was() -> None:
    assert unpack(pack(page())) == page()


def test_the_shelf_gives_pages_back_in_order() -> None:
    shelf = Shelf()
    pages: list[list[Flow]] = [[Line([word(f"page-{number}")])] for number in range(40)]
    for own in pages:
        shelf.put(own)
    assert list(shelf.texts()) == [f"page-{number}" for number in range(40)]
    assert list(shelf.take_up()) == pages
    assert list(shelf.take_up()) == []


def test_a_long_file_reads_as_its_parts_do(tmp_path: Path) -> None:
    """Beyond the pages that are held together, headers, page numbers and paragraphs over page breaks are known too."""
    maker = Maker(tmp_path / "long.pdf", header="School Agreement", footer="Page {page}")
    rng = random.Random(2)
    while maker.pages < 60:
        contract(maker, rng, sections=3)
    maker.save()
    document = read_pdf(tmp_path / "long.pdf", Options())
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert not [text for text in texts if "School Agreement" in text and len(text) < 40]
    assert not [text for text in texts if text.startswith("Page ")]
    assert [text for text in maker.truth if text not in set(texts)] == []


def test_an_exhibit_far_in_has_its_own_header_left_out() -> None:
    furniture = Furniture()
    done = []
    for number in range(1, 101):
        header = "Exhibit B" if 60 <= number < 84 else "ab" * number
        rows = [Line([word(header, y=760.0)]), Line([word("body", y=500.0)])]
        done += furniture.add(PageRows(number, rows, 0.0, 792.0))
    done += furniture.rest()
    assert [own.number for own in done] == list(range(1, 101))
    assert [own.number for own in done if len(own.rows) == 1] == list(range(60, 84))
