"""Paragraph truth of DOCX files: each construct alone, exact text."""

import re
import zipfile

import docx
import pytest
from docx_packages import NAMESPACES, W, make_docx, make_package, numbered, p, part, relationships, run
from lxml import etree

from sro_nlp.document import Document
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract import extract


def read(path, **options) -> Document:
    return extract(path, isolate=False, **options)


def texts(path, **options) -> list[str]:
    return [paragraph.text for paragraph in read(path, **options).paragraphs]


def texts_of(tmp_path, body, **parts) -> list[str]:
    return texts(make_docx(tmp_path / "a.docx", body, **parts))


def check_anchors(path) -> int:
    """Every node's text equals the text of the `w:t` it names; returns how many nodes were checked."""
    checked = 0
    with zipfile.ZipFile(path) as archive:
        for paragraph in read(path).paragraphs:
            anchor = paragraph.anchor
            assert anchor is not None
            found = list(etree.fromstring(archive.read(anchor.part)).iter(f"{{{W}}}p"))
            for number, node in enumerate(anchor.nodes):
                index = anchor.paragraphs[number] if anchor.paragraphs else anchor.index
                element = list(found[index].iter(f"{{{W}}}t"))[node.node]
                there = element.text[node.offset : node.offset + node.end - node.start]
                assert re.sub(r"\s", " ", there) == paragraph.text[node.start : node.end]
                checked += 1
    return checked


CASES = {
    "content control around paragraphs": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('One.')}{p('Two.')}</w:sdtContent></w:sdt>",
        ["One.", "Two."],
    ),
    "content control in a line": (
        f"<w:p>{run('The ')}<w:sdt><w:sdtContent>{run('City')}</w:sdtContent></w:sdt>{run(' pays.')}</w:p>",
        ["The City pays."],
    ),
    "hyperlink, smart tag, custom XML and direction": (
        f"<w:p><w:hyperlink>{run('Link')}</w:hyperlink><w:smartTag>{run(' tag')}</w:smartTag>"
        f"<w:customXml>{run(' custom')}</w:customXml><w:bdo>{run(' way')}</w:bdo></w:p>",
        ["Link tag custom way"],
    ),
    "simple field": (
        f'<w:p>{run("See ")}<w:fldSimple w:instr="REF x">{run("Section 4")}</w:fldSimple>{run(".")}</w:p>',
        ["See Section 4."],
    ),
    "complex field, its result alone": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://x"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("shown")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f"{run(' after')}</w:p>",
        ["shown after"],
    ),
    "field in a field's instruction": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("hid")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run("yes")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        ["yes"],
    ),
    "symbols, tabs, breaks and hyphens": (
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:tab/><w:t>Yes</w:t><w:br/><w:t>non</w:t>'
        "<w:noBreakHyphen/><w:t>profit co</w:t><w:softHyphen/><w:t>operate</w:t></w:r></w:p>",
        ["☑ Yes non-profit cooperate"],
    ),
    "legacy check box": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/>'
        "</w:checkBox>"
        "</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run(" agreed")}</w:p>',
        ["☒ agreed"],
    ),
    "text box once, not its fallback": (
        f"<w:p>{run('Before.')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{p('In the box.')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{p('In the box.')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
        "</w:r>"
        f"</w:p>{p('After.')}",
        ["Before.", "In the box.", "After."],
    ),
    "old text box": (
        f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{p('Boxed.')}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        ["Boxed."],
    ),
    "hidden text": (f"<w:p>{run('Seen')}{run(' unseen', '<w:vanish/>')}{run('.')}</w:p>", ["Seen."]),
    "mathematics": (f"<w:p>{run('x is ')}<m:oMath><m:r><m:t>2+2</m:t></m:r></m:oMath></w:p>", ["x is 2+2"]),
    "ruby's base": (
        f"<w:p><w:ruby><w:rubyPr/><w:rt>{run('above')}</w:rt><w:rubyBase>{run('base')}</w:rubyBase></w:ruby></w:p>",
        ["base"],
    ),
    "white space folded": (p("  a \u00a0 b\n c  "), ["a b c"]),
    "run-in heading": (
        p("Duties.", "<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p("The officer patrols."),
        ["Duties.The officer patrols."],
    ),
    "drop cap": (p("T", '<w:framePr w:dropCap="drop"/>') + p("he parties agree."), ["The parties agree."]),
    "typed label": (p("(a) first item"), ["(a) first item"]),
    "nested table": (
        f"<w:tbl><w:tr><w:tc>{p('Above')}<w:tbl><w:tr><w:tc>{p('Day')}</w:tc><w:tc>{p('Monday')}</w:tc></w:tr></w:tbl>{p()}"
        "</w:tc></w:tr></w:tbl>",
        ["Above", "Day; Monday"],
    ),
    "page layout by a table, cell by cell": (
        f"<w:tbl><w:tr><w:tc>{p('City of Lincoln')}{p('By: ______')}{p('Mayor of the city')}{p('Date: ______')}</w:tc>"
        f"<w:tc>{p('Lincoln School District')}{p('By: ______')}{p('Superintendent')}{p('Date: ______')}</w:tc>"
        "</w:tr></w:tbl>",
        [
            "City of Lincoln",
            "By: ______",
            "Mayor of the city",
            "Date: ______",
            "Lincoln School District",
            "By: ______",
            "Superintendent",
            "Date: ______",
        ],
    ),
    "numbers in a column of their own": (
        f"<w:tbl><w:tr><w:tc>{p('2.1')}</w:tc><w:tc>{p('The officer patrols.')}</w:tc></w:tr></w:tbl>",
        ["2.1 The officer patrols."],
    ),
    "deleted and inserted": (
        f"<w:p>{run('The officer ')}<w:del><w:r><w:delText>may</w:delText></w:r></w:del><w:ins>{run('shall')}</w:ins>"
        f"{run(' patrol.')}</w:p>",
        ["The officer shall patrol."],
    ),
    "moved once": (
        f"<w:p><w:moveFrom>{run('Moved.')}</w:moveFrom></w:p>{p('Stays.')}<w:p><w:moveTo>{run('Moved.')}</w:moveTo></w:p>",
        ["Stays.", "Moved."],
    ),
    "deleted paragraph mark": (
        p("The officer", "<w:rPr><w:del/></w:rPr>") + p(" shall patrol."),
        ["The officer shall patrol."],
    ),
    "deleted row": (
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('Gone')}</w:tc></w:tr><w:tr><w:tc>{p('Kept')}</w:tc></w:tr></w:tbl>",
        ["Kept"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_paragraphs_and_anchors_are_exact(name, tmp_path):
    body, expected = CASES[name]
    path = make_docx(tmp_path / "a.docx", body)
    assert texts(path) == expected
    assert check_anchors(path) > 0


def test_original_is_the_reverse_of_accepted(tmp_path):
    body = (
        f"<w:p>{run('The officer ')}<w:del><w:r><w:delText>may</w:delText></w:r></w:del><w:ins>{run('shall')}</w:ins>"
        f"{run(' patrol.')}</w:p><w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:ins>{run('New.')}</w:ins></w:p>"
        f"{p('Last.')}<w:p><w:moveFrom>{run('Moved.')}</w:moveFrom></w:p><w:p><w:moveTo>{run('Moved.')}</w:moveTo></w:p>"
    )
    path = make_docx(tmp_path / "a.docx", body)
    assert texts(path) == ["The officer shall patrol.", "New.", "Last.", "Moved."]
    assert texts(path, tracked_changes="original") == ["The officer may patrol.", "Last.", "Moved."]
    assert any("tracked changes" in notice for notice in read(path).notices)


def test_a_table_is_read_row_by_row_with_its_header(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in [
        ("School", "Hours", "Contact"),
        ("Lincoln High School", "7:30 to 3:30", "Principal"),
        ("Roosevelt Middle School", "8:00 to 3:00", ""),
    ]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(tmp_path / "a.docx")
    assert texts(tmp_path / "a.docx") == [
        "School; Hours; Contact",
        "School: Lincoln High School; Hours: 7:30 to 3:30; Contact: Principal",
        "School: Roosevelt Middle School; Hours: 8:00 to 3:00",
    ]
    rows = read(tmp_path / "a.docx").paragraphs
    assert {row.kind for row in rows} == {"table-row"}
    assert rows[1].anchor.paragraphs == (3, 4, 5)
    check_anchors(tmp_path / "a.docx")


def test_merged_cells_keep_their_columns(tmp_path):
    def cell(text, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    header = "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + cell("School") + cell("Days") + cell("Hours") + "</w:tr>"
    first = "<w:tr>" + cell("Lincoln", '<w:vMerge w:val="restart"/>') + cell("Monday") + cell("8 to 3") + "</w:tr>"
    second = "<w:tr>" + cell("", "<w:vMerge/>") + cell("Closed all day", '<w:gridSpan w:val="2"/>') + "</w:tr>"
    body = f"<w:tbl>{header}{first}{second}</w:tbl>"
    assert texts_of(tmp_path, body)[1:] == ["School: Lincoln; Days: Monday; Hours: 8 to 3", "Days: Closed all day"]


def test_hidden_by_a_style_and_shown_again_by_the_run(tmp_path):
    styles = part(
        "styles",
        '<w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="HidPara"><w:rPr><w:vanish/></w:rPr></w:style>',
    )
    hidden = '<w:rStyle w:val="Hid"/>'
    shown = hidden + '<w:vanish w:val="0"/>'
    body = f"<w:p>{run('a')}{run('b', hidden)}{run('c', shown)}</w:p>" + p("gone", '<w:pStyle w:val="HidPara"/>')
    assert texts_of(tmp_path, body, styles=styles) == ["ac"]


def test_struck_text_is_read_and_known_as_struck(tmp_path):
    live = '<w:strike w:val="false"/>'
    body = f"<w:p>{run('Pay $90,000', '<w:strike/>')}{run(' $120,000', live)}</w:p>"
    (paragraph,) = read(make_docx(tmp_path / "a.docx", body)).paragraphs
    assert paragraph.text == "Pay $90,000 $120,000"
    assert [paragraph.text[start:end] for start, end in paragraph.struck] == ["Pay $90,000"]


def test_notes_follow_the_body_with_their_numbers(tmp_path):
    body = (
        f'<w:p>{run("Training.")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        f'<w:p>{run("Hours.")}<w:r><w:endnoteReference w:id="1"/></w:r></w:p>'
    )
    notes = (
        '<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{run(" At least forty hours.")}</w:p></w:footnote>'
    )
    ends = f'<w:endnote w:id="1"><w:p><w:r><w:endnoteRef/></w:r>{run("School days.")}</w:p></w:endnote>'
    path = make_docx(tmp_path / "a.docx", body, footnotes=part("footnotes", notes), endnotes=part("endnotes", ends))
    found = read(path).paragraphs
    assert [(note.kind, note.text) for note in found[2:]] == [
        ("footnote", "1 At least forty hours."),
        ("footnote", "i School days."),
    ]
    assert found[2].anchor.part == "word/footnotes.xml"
    check_anchors(path)


def test_comments_headers_and_macros_are_apart(tmp_path):
    path = make_package(
        tmp_path / "a.docm",
        {
            "word/document.xml": part("document", f"<w:body>{p('Text.')}</w:body>"),
            "word/_rels/document.xml.rels": relationships(
                ("a", "comments", "comments.xml"), ("b", "header", "header1.xml"), ("c", "vba", "vbaProject.bin")
            ),
            "word/comments.xml": part("comments", f'<w:comment w:id="0" w:author="Ann">{p("Why?")}</w:comment>'),
            "word/header1.xml": part("hdr", p("City of Lincoln draft")),
            "word/vbaProject.bin": b"macro",
        },
    )
    document = read(path)
    assert [paragraph.text for paragraph in document.paragraphs] == ["Text."]
    assert document.comments == ("Ann: Why?",)
    assert any("City of Lincoln draft" in notice for notice in document.notices)
    assert any("macros" in notice for notice in document.notices)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("chunk.html", "<html><body><h1>Duties</h1><p>The officer<br/>patrols.</p></body></html>", 3),
        ("chunk.txt", "One paragraph\nwrapped.\n\nAnother.", 2),
        ("chunk.mht", "MIME-Version: 1.0\nContent-Type: text/html\n\n<html><p>The officer patrols.</p></html>", 1),
    ],
)
def test_a_simple_alternate_chunk_is_read_in_its_place(tmp_path, name, content, expected):
    path = make_package(
        tmp_path / "a.docx",
        {
            "word/document.xml": part(
                "document", f'<w:body>{p("Before.")}<w:altChunk r:id="c"/>{p("After.")}</w:body>'
            ),
            "word/_rels/document.xml.rels": relationships(("c", "aFChunk", name)),
            f"word/{name}": content,
        },
    )
    found = texts(path)
    assert (found[0], found[-1]) == ("Before.", "After.")
    assert len(found) == expected + 2
    assert any(name in notice for notice in read(path).notices)


def test_an_alternate_chunk_of_another_kind_is_noted(tmp_path):
    path = make_package(
        tmp_path / "a.docx",
        {
            "word/document.xml": part("document", f'<w:body>{p("Text.")}<w:altChunk r:id="c"/></w:body>'),
            "word/_rels/document.xml.rels": relationships(("c", "aFChunk", "chunk.rtf")),
            "word/chunk.rtf": r"{\rtf1 x}",
        },
    )
    assert any("was not read" in notice for notice in read(path).notices)


def test_strict_ooxml(tmp_path):
    path = make_docx(tmp_path / "a.docx", p("Strict text."))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    document = members["word/document.xml"].replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    make_package(path, {**members, "word/document.xml": document})
    assert texts(path) == ["Strict text."]


def test_missing_and_broken_parts_are_tolerated(tmp_path):
    path = make_package(
        tmp_path / "a.docx",
        {
            "word/document.xml": part("document", f"<w:body>{numbered('Text.', 7)}</w:body>"),
            "word/_rels/document.xml.rels": relationships(("a", "styles", "none.xml"), ("b", "numbering", "num.xml")),
            "word/num.xml": "<w:numbering",
        },
    )
    document = read(path)
    assert [paragraph.text for paragraph in document.paragraphs] == ["Text."]
    assert any("num.xml" in notice for notice in document.notices)


def test_without_relationships_the_usual_names_are_tried(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{p('Text.')}</w:body></w:document>")
    assert texts(path) == ["Text."]


def test_headings_by_style_and_by_look(tmp_path):
    document = docx.Document()
    document.add_heading("Duties", 1)
    document.add_paragraph("The officer patrols the school.")
    document.add_paragraph().add_run("Training").bold = True
    document.add_paragraph("The officer takes a course each year.")
    document.add_heading("The officer shall maintain order in the whole building on every day of the school year.", 2)
    document.save(tmp_path / "a.docx")
    found = read(tmp_path / "a.docx").paragraphs
    assert [paragraph.kind for paragraph in found] == ["heading", "body", "heading", "body", "body"]
    assert found[1].headings == ("Duties",)


def test_no_text_is_said(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        read(make_docx(tmp_path / "a.docx", p()))
    assert caught.value.kind == "no-text"
