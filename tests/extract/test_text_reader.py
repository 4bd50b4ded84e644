"""Plain text and Markdown."""

import pytest

from sro_nlp.errors import UnreadableFile
from sro_nlp.extract import extract

CONTRACT = """\
SCHOOL RESOURCE OFFICER AGREEMENT

This Agreement is made between the City of Lincoln and the Lincoln School
District so that an officer serve in its schools. Either party may give
(30) days notice to the other and so end it.

1. The SRO shall:
   (a) maintain safe schools and be a positive role model to the students of
       the schools; and
   (b) meet with the principal.
2. Training. The SRO shall complete training together with the school adminis-
trator of the school; the administrator attends it.

                                  - 2 -

By: ________________
Date: _______________
"""
PARAGRAPHS = [
    "SCHOOL RESOURCE OFFICER AGREEMENT",
    "This Agreement is made between the City of Lincoln and the Lincoln School District so that an officer serve in "
    "its schools. Either party may give (30) days notice to the other and so end it.",
    "1. The SRO shall:",
    "(a) maintain safe schools and be a positive role model to the students of the schools; and",
    "(b) meet with the principal.",
    "2. Training. The SRO shall complete training together with the school administrator of the school; the "
    "administrator attends it.",
    "By: ________________",
    "Date: _______________",
]


def read(path):
    return extract(path, isolate=False)


def texts(tmp_path, content, encoding="utf-8"):
    (tmp_path / "a.txt").write_bytes(content.encode(encoding))
    return [paragraph.text for paragraph in read(tmp_path / "a.txt").paragraphs]


def test_wrapped_lines_are_joined_and_items_stand_alone(tmp_path):
    assert texts(tmp_path, CONTRACT) == PARAGRAPHS


def test_labels_levels_and_lead_ins(tmp_path):
    (tmp_path / "a.txt").write_text(CONTRACT)
    found = read(tmp_path / "a.txt").paragraphs
    assert [paragraph.label for paragraph in found] == ["", "", "1.", "(a)", "(b)", "2.", "", ""]
    assert found[3].lead_ins == ("1. The SRO shall:",) or found[3].lead_ins == ("The SRO shall:",)
    assert found[0].kind == "heading"
    assert found[-1].kind == "signature"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(tmp_path, encoding):
    assert texts(tmp_path, "The “officer” shall act – always – as agreed.", encoding) == [
        "The “officer” shall act – always – as agreed."
    ]


def test_lines_that_were_never_wrapped_are_paragraphs(tmp_path):
    lines = [
        "The officer shall patrol the school and its grounds on every school day. " * 3,
        "Short line",
        "another one",
    ]
    assert texts(tmp_path, "\n".join(lines)) == [" ".join(line.split()) for line in lines]


def test_windows_and_old_mac_line_ends(tmp_path):
    assert texts(tmp_path, CONTRACT.replace("\n", "\r\n")) == PARAGRAPHS
    assert texts(tmp_path, CONTRACT.replace("\n", "\r")) == PARAGRAPHS


MARKDOWN = """\
---
title: left out
---
# Agreement

This is **bold** and a [link](http://x.test/a_(b)) in a wrapped
line that goes on.

Training
--------

The SRO shall:

- patrol the
  school
  - nested \\*item\\*
- teach `law`

1) One
2) Two

| School | Hours |
|:---|---:|
| Lincoln High | 7:30 to 3:30 |

<!-- not text -->
> Quoted by the parties.
"""


def test_markdown(tmp_path):
    (tmp_path / "a.md").write_text(MARKDOWN)
    document = read(tmp_path / "a.md")
    assert document.format == "markdown"
    assert [(paragraph.kind, paragraph.text) for paragraph in document.paragraphs] == [
        ("heading", "Agreement"),
        ("body", "This is bold and a link in a wrapped line that goes on."),
        ("heading", "Training"),
        ("body", "The SRO shall:"),
        ("item", "• patrol the school"),
        ("item", "• nested *item*"),
        ("item", "• teach law"),
        ("item", "1) One"),
        ("item", "2) Two"),
        ("table-row", "School; Hours"),
        ("table-row", "School: Lincoln High; Hours: 7:30 to 3:30"),
        ("body", "Quoted by the parties."),
    ]
    assert document.paragraphs[5].level == 2
    assert document.paragraphs[3].headings == ("Agreement", "Training")


def test_white_space_alone_is_no_text(tmp_path):
    (tmp_path / "a.txt").write_text(" \n\t\n")
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path / "a.txt")
    assert caught.value.kind == "no-text"
