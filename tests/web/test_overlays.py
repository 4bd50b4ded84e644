"""Highlights lie on the words: asked from the PDF by another program, rotated and cropped pages included."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from sro_nlp.document import Paragraph
from sro_nlp.findings import Evidence
from sro_nlp.reviewer import Reviewer
from sro_nlp.web.geometry import size
from sro_nlp.web.views import overlays, page_shapes, page_text
from tests.web.conftest import EXAMPLES, ROOT

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
REAL = ROOT.parent / "shared" / "documents" / "real" / "WW_Shared_Services_Agreement_2018_06_21.pdf"
Place = tuple[str, float, float]


def words_by_page(path: Path) -> list[list[Place]]:
    """Every word with the middle of its box on the page as shown."""
    done = subprocess.run(["pdftotext", "-bbox", "-cropbox", str(path), "-"], capture_output=True, check=True)
    tree = ElementTree.fromstring(re.sub(rb"&(?!amp;|lt;|gt;|quot;|apos;|#)", b"&amp;", done.stdout))
    space = "{http://www.w3.org/1999/xhtml}"
    return [
        [
            (unescape(word.text or ""), (float(word.get("xMin", 0)) + float(word.get("xMax", 0))) / 2,
             (float(word.get("yMin", 0)) + float(word.get("yMax", 0))) / 2)
            for word in page.iter(f"{space}word")
        ]
        for page in tree.iter(f"{space}page")
    ]  # fmt: skip


def within(words: list[Place], rect: dict[str, Any], degrees: int = 0) -> str:
    """The words whose middle lies in a rectangle of one line, as the turned text is read."""
    right, low = rect["x"] + rect["width"], rect["y"] + rect["height"]
    inside = [place for place in words if rect["x"] <= place[1] <= right and rect["y"] <= place[2] <= low]
    along = {0: lambda p: p[1], 90: lambda p: p[2], 180: lambda p: -p[1], 270: lambda p: -p[2]}[degrees]
    return "".join(text for text, _, _ in sorted(inside, key=along))


def bare(text: str) -> str:
    return re.sub(r"[\s\-\u00ad\u2010]+", "", text)


def standing(paragraph: Paragraph, evidence: Evidence) -> str:
    """The words that stand on the page: all, but in a table, where a row is told with its column's heads before it."""
    if paragraph.kind != "table-row":
        return evidence.text
    words = [word for word in paragraph.words if word.start < evidence.end and word.end > evidence.start]
    return " ".join(paragraph.text[word.start : word.end] for word in words)


def turned(source: Path, target: Path, degrees: int, crop: bool) -> Path:
    writer = PdfWriter(clone_from=PdfReader(source))
    for page in writer.pages:
        if crop:
            box = page.mediabox
            page.cropbox = RectangleObject((box.left + 40, box.bottom + 30, box.right - 25, box.top - 20))
        page.rotate(degrees)
    writer.write(target)
    return target


def check(reviewer: Reviewer, path: Path) -> int:
    document, report = reviewer.examine(path)
    words = words_by_page(path)
    paragraphs = {paragraph.id: paragraph for paragraph in document.paragraphs}
    evidence = {(f.id, e.paragraph): standing(paragraphs[e.paragraph], e) for f in report.findings for e in f.evidence}
    found: dict[tuple[str, int], str] = defaultdict(str)
    for page in document.pages:
        for overlay in overlays(document, report, page.number):
            key = (str(overlay["leaf"]), int(str(overlay["paragraph"])))
            for rect in overlay["rects"]:  # type: ignore[attr-defined]
                found[key] += within(words[page.number - 1], rect, page.rotation)
    for key, text in found.items():
        assert bare(text) == bare(evidence[key]), key
    assert found.keys() == {key for key, text in evidence.items() if text}
    return len(found)


def test_fifty_passages_of_five_documents(reviewer: Reviewer, tmp_path: Path) -> None:
    paths = [EXAMPLES / f"{name}.pdf" for name in ("complete", "draft", "old")]
    paths.append(turned(EXAMPLES / "draft.pdf", tmp_path / "cropped.pdf", 0, crop=True))
    paths.append(turned(EXAMPLES / "old.pdf", tmp_path / "upside-down.pdf", 180, crop=True))
    assert sum(check(reviewer, path) for path in paths) >= 50


@pytest.mark.parametrize("degrees", [90, 270])
def test_turned_pages(reviewer: Reviewer, tmp_path: Path, degrees: int) -> None:
    assert check(reviewer, turned(EXAMPLES / "draft.pdf", tmp_path / "turned.pdf", degrees, crop=True)) >= 5


@pytest.mark.skipif(not REAL.exists(), reason="the real agreement is not beside the checkout")
def test_the_real_agreement(reviewer: Reviewer) -> None:
    assert check(reviewer, REAL) >= 5


def test_text_lines_lie_on_the_words_too(reviewer: Reviewer) -> None:
    path = EXAMPLES / "draft.pdf"
    document, _ = reviewer.examine(path)
    words = words_by_page(path)[0]
    lines = page_text(document.paragraphs, document.pages[0])
    assert len(lines) > 20
    for line in lines:
        assert bare(within(words, line)) == bare(str(line["text"]))
    assert page_shapes(size(page) for page in document.pages) == [(612, 792, len(document.pages))]
