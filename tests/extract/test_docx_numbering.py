"""Automatic numbering as Word shows it."""

import pytest
from docx_packages import level, make_docx, numbered, numbering, p, part

from sro_nlp.extract import extract
from sro_nlp.extract.number_formats import format_number

OUTLINE = level(0, "%1.") + level(1, "(%2)", "lowerLetter") + level(2, "%3.", "lowerRoman")
LEGAL = level(0, "Article %1", "upperRoman") + level(1, "%1.%2", "decimal", "<w:isLgl/>")


def labels(path) -> list[str]:
    found = extract(path, isolate=False).paragraphs
    assert all(paragraph.text.startswith(paragraph.label) for paragraph in found)
    return [paragraph.label for paragraph in found]


def made(tmp_path, body, lists, nums, **parts):
    return make_docx(tmp_path / "a.docx", body, numbering=numbering(lists, nums), **parts)


def items(*levels: int, num: int = 1) -> str:
    return "".join(numbered("x", num, at) for at in levels)


@pytest.mark.parametrize(
    ("definition", "levels", "expected"),
    [
        (OUTLINE, (0, 1, 2, 2, 1, 0, 1), ["1.", "(a)", "i.", "ii.", "(b)", "2.", "(a)"]),
        (LEGAL, (0, 1, 1, 0, 1), ["Article I", "1.1", "1.2", "Article II", "2.1"]),
        (level(0, "%1.", start=6), (0, 0), ["6.", "7."]),
        (level(0, "%1.") + level(1, "%1.%2."), (1, 1, 0, 1), ["1.1.", "1.2.", "2.", "2.1."]),
        (level(0, "%1.") + level(1, "%2)", more='<w:lvlRestart w:val="0"/>'), (0, 1, 0, 1), ["1.", "1)", "2.", "2)"]),
        (level(0, "\uf0b7", "bullet") + level(1, "o", "bullet"), (0, 1), ["•", "o"]),
        (level(0, "Section %1:", "decimalZero"), (0,), ["Section 01:"]),
        (level(0, "%1.", "upperLetter"), (0,) * 28, [f"{chr(65 + n)}." for n in range(26)] + ["AA.", "BB."]),
    ],
)
def test_levels_formats_and_restarts(tmp_path, definition, levels, expected):
    assert labels(made(tmp_path, items(*levels), {0: definition}, {1: (0, "")})) == expected


def test_counters_are_shared_by_the_lists_of_one_definition(tmp_path):
    body = items(0, 0) + items(0, num=2) + items(0)
    assert labels(made(tmp_path, body, {0: OUTLINE}, {1: (0, ""), 2: (0, "")})) == ["1.", "2.", "3.", "4."]


def test_a_start_override_begins_anew_once(tmp_path):
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = items(0, 0) + items(0, 0, num=2)
    assert labels(made(tmp_path, body, {0: OUTLINE}, {1: (0, ""), 2: (0, override)})) == ["1.", "2.", "1.", "2."]


def test_an_override_may_replace_a_level(tmp_path):
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "[%1]")}</w:lvlOverride>'
    assert labels(made(tmp_path, items(0), {0: OUTLINE}, {1: (0, override)})) == ["[1]"]


def test_numbering_comes_from_styles_and_their_bases(tmp_path):
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="Base"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="Linked"><w:basedOn w:val="Base"/></w:style>',
    )
    lists = {0: level(0, "%1.") + level(1, "%1.%2") + level(2, "(%3)", more='<w:pStyle w:val="Linked"/>')}
    body = "".join(p("x", f'<w:pStyle w:val="{style}"/>') for style in ("Base", "Sub", "Linked", "Base"))
    assert labels(made(tmp_path, body, lists, {1: (0, "")}, styles=styles)) == ["1.", "1.1", "(1)", "2."]


def test_list_zero_takes_a_paragraph_out_of_its_styles_list(tmp_path):
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    )
    body = (
        p("x", '<w:pStyle w:val="L"/>')
        + p("x", '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("x", '<w:pStyle w:val="L"/>')
    )
    assert labels(made(tmp_path, body, {0: OUTLINE}, {1: (0, "")}, styles=styles)) == ["1.", "", "2."]


def test_a_list_style_stands_for_its_list(tmp_path):
    styles = part(
        "styles",
        '<w:style w:type="numbering" w:styleId="Outline"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'
        "</w:style>",
    )
    lists = {0: '<w:numStyleLink w:val="Outline"/>', 1: '<w:styleLink w:val="Outline"/>' + OUTLINE}
    assert labels(made(tmp_path, items(0, 1), lists, {1: (0, ""), 2: (1, "")}, styles=styles)) == ["1.", "(a)"]


def test_empty_paragraphs_count_and_deleted_ones_do_not(tmp_path):
    gone = numbered("x", 1).replace("<w:numPr>", "<w:rPr><w:del/></w:rPr><w:numPr>").replace("<w:t ", "<w:delText ")
    gone = (
        gone.replace("</w:t>", "</w:delText>")
        .replace("<w:r>", "<w:del><w:r>")
        .replace("</w:r></w:p>", "</w:r></w:del></w:p>")
    )
    body = items(0) + gone + numbered("", 1) + items(0)
    assert labels(made(tmp_path, body, {0: OUTLINE}, {1: (0, "")})) == ["1.", "3."]


def test_a_tracked_change_of_numbering(tmp_path):
    old = '<w:pPrChange><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'
    body = items(0) + numbered("x", 1).replace("</w:pPr>", f"{old}</w:pPr>")
    path = made(tmp_path, body, {0: OUTLINE}, {1: (0, "")})
    assert labels(path) == ["1.", "2."]
    original = extract(path, isolate=False, tracked_changes="original")
    assert [paragraph.label for paragraph in original.paragraphs] == ["1.", "(a)"]


def test_labels_inside_tables_count_on(tmp_path):
    body = items(0) + f"<w:tbl><w:tr><w:tc>{numbered('x', 1)}{numbered('y', 1)}</w:tc></w:tr></w:tbl>" + items(0)
    assert labels(made(tmp_path, body, {0: OUTLINE}, {1: (0, "")})) == ["1.", "2.", "3.", "4."]


def test_definitions_that_refer_to_themselves_end(tmp_path):
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="numbering" w:styleId="N"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    )
    body = p("x", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="1"/></w:numPr>')
    path = made(tmp_path, body, {0: '<w:numStyleLink w:val="N"/>'}, {1: (0, "")}, styles=styles)
    assert labels(path) == [""]


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (27, "lowerLetter", "aa"),
        (22, "ordinal", "22nd"),
        (12, "ordinal", "12th"),
        (21, "ordinalText", "Twenty-first"),
        (40, "cardinalText", "Forty"),
        (3, "none", ""),
        (3, "russianLower", "3"),
        (10**20, "lowerLetter", str(10**20)),
    ],
)
def test_number_formats(value, style, expected):
    assert format_number(value, style) == expected


def test_items_with_strange_labels_do_not_nest_without_end(tmp_path):
    """Each label past "999." once opened a list below the last, so that 20,000 items took minutes."""
    body = items(*[0] * 1200) + items(*[0] * 300, num=2)
    lists = {0: level(0, "%1."), 1: level(0, "Duty %1 ~")}
    found = extract(made(tmp_path, body, lists, {1: (0, ""), 2: (1, "")}), isolate=False).paragraphs
    assert max(paragraph.level for paragraph in found) <= 3
