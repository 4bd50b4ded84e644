"""Scans: pictures of pages read by Tesseract, with boxes that fall on the words."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from pdf_maker import Maker, contract
from scans import character_error, scan
from scoring import f1

from sro_nlp.document import Document
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.options import Options
from sro_nlp.extract.pdf import read_pdf

REAL = Path(__file__).parents[3] / "shared" / "documents" / "real" / "WW_Shared_Services_Agreement_2018_06_21.pdf"
tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


def whole(document: Document) -> str:
    return " ".join(paragraph.text for paragraph in document.paragraphs)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A made contract and its scan, of which the second page lies on its side."""
    folder = tmp_path_factory.mktemp("scan")
    maker = Maker(folder / "contract.pdf")
    contract(maker, random.Random(3), sections=2)
    maker.save()
    scan(folder / "contract.pdf", folder / "scan.pdf", turned=2, pages=2)
    return folder / "contract.pdf", folder / "scan.pdf"


@pytest.fixture(scope="module")
def documents(pair: tuple[Path, Path]) -> tuple[Document, Document]:
    """Both as they are read."""
    return read_pdf(pair[0], Options()), read_pdf(pair[1], Options())


@tesseract
def test_a_skewed_noisy_turned_scan_is_read(documents: tuple[Document, Document]) -> None:
    original, scanned = documents
    assert scanned.unread_pages == ()
    assert all(page.ocr for page in scanned.pages)
    shown = " ".join(p.text for p in original.paragraphs if p.page in (1, 2))
    assert character_error(shown, whole(scanned)) < 0.02
    assert all(p.confidence is not None and p.confidence > 0.6 for p in scanned.paragraphs)
    labels = [p.label for p in original.paragraphs if p.label and p.page in (1, 2)]
    read = [p.label for p in scanned.paragraphs if p.label]
    assert sum(label in read for label in labels) >= 0.8 * len(labels)


@tesseract
def test_boxes_of_a_scan_fall_on_its_words(documents: tuple[Document, Document]) -> None:
    """On the page that lies straight but for its skew, a word's box lies within a few points of the original's."""
    original, scanned = documents
    first = {word: box for word, box in places(original) if box.page == 1}
    near = total = 0
    for word, box in places(scanned):
        if box.page == 1 and word in first:
            total += 1
            other = first[word]
            # The picture was turned by 2 degrees about its middle, which moves a corner by some 17 points.
            near += abs(box.x0 - other.x0) < 20 and abs(box.y0 - other.y0) < 20
    assert total > 5
    assert near >= 0.9 * total


def places(document: Document):  # type: ignore[no-untyped-def]  # a generator of (word, Box)
    """Words that stand once in the document, with their place."""
    seen: dict[str, list[object]] = {}
    for paragraph in document.paragraphs:
        for word in paragraph.words:
            seen.setdefault(paragraph.text[word.start : word.end], []).append(word.boxes[0])
    return ((text, boxes[0]) for text, boxes in seen.items() if len(boxes) == 1)


def test_without_ocr_a_scan_is_refused_with_the_reason(pair: tuple[Path, Path]) -> None:
    with pytest.raises(UnreadableFile, match="scan without a text layer") as caught:
        read_pdf(pair[1], Options(ocr=False))
    assert caught.value.kind == "no-text"


def test_without_tesseract_the_page_is_unread_and_says_what_to_install(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdf

    mixed = tmp_path / "mixed.pdf"
    writer = pypdf.PdfWriter()
    writer.append(pair[0], pages=(0, 1))
    writer.append(pair[1], pages=(0, 1))
    writer.write(mixed)
    monkeypatch.setenv("PATH", str(tmp_path))
    document = read_pdf(mixed, Options())
    assert [page.page for page in document.unread_pages] == [2]
    assert "apt install tesseract-ocr" in document.unread_pages[0].reason
    assert document.paragraphs


@tesseract
@pytest.mark.skipif(not REAL.exists(), reason="../shared is not beside the checkout")
def test_the_real_agreement_scanned(tmp_path: Path) -> None:
    pages = 2
    scan(REAL, tmp_path / "scan.pdf", turned=2, pages=pages)
    original, scanned = read_pdf(REAL, Options()), read_pdf(tmp_path / "scan.pdf", Options())
    shown = [p.text for p in original.paragraphs if p.page is not None and p.page <= pages]
    assert character_error(" ".join(shown), whole(scanned)) < 0.02
    assert f1(shown, [p.text for p in scanned.paragraphs]) > 0.6
