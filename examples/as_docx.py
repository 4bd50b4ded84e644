"""An example contract as DOCX, by python-docx: styles, Word's own numbering, header and footer with page fields."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from labels import LEVELS, RECITAL, SCHEMES, Level

if TYPE_CHECKING:
    from make import Block, Contract

FONTS = {"serif": ("Times New Roman", 11.5), "sans": ("Arial", 11), "typewriter": ("Courier New", 11)}
STYLES = {"heading": "Heading 1", "clause": "Clause", "item": "Clause Item", "recital": "Recital"}
CONTRACT_LIST, RECITAL_LIST = 91, 92


def write_docx(contract: Contract, path: Path) -> None:
    """Write a contract as DOCX."""
    document = Document()
    settings = contract.settings
    _numbering(document, contract)
    _styles(document, contract)
    _furniture(document, contract)
    document.add_paragraph(settings["title"].upper(), style="Title")
    document.add_paragraph(settings["subtitle"], style="Subtitle")
    for block in contract.blocks:
        _add(document, block)
    date = dt.datetime.fromisoformat(settings["date"])
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = settings["title"], settings["footer"], ""
    properties.created = properties.modified = date
    properties.comments, properties.revision = "", 1
    _save(document, path)


def _add(document: Any, block: Block) -> None:
    if block.kind == "table":
        _table(document, block)
        return
    if block.kind == "signature":
        _signature(document, block)
        return
    if block.kind == "plain-heading":
        document.add_paragraph(block.text.upper(), style="Heading 2")
        return
    paragraph = document.add_paragraph(style=STYLES.get(block.kind, "Normal"))
    if block.title:
        paragraph.add_run(block.title).bold = True
        paragraph.add_run(" ")
    paragraph.add_run(block.text)


def _signature(document: Any, block: Block) -> None:
    """A signature block that stays together, and with the sentence or block before it."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    party, title, date = block.rows[0]
    lines = (party, "By: ______________________________", f"Title: {title}", f"Date: {date}")
    for number, line in enumerate(lines):
        paragraph = document.add_paragraph(style="Signature Block")
        paragraph.add_run(line).bold = number == 0 or None
        paragraph.paragraph_format.keep_with_next = number < len(lines) - 1
        paragraph.paragraph_format.space_before = Pt(14) if number == 0 else None


def _table(document: Any, block: Block) -> None:
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            run = paragraph.add_run(text)
            run.bold, run.font.size = number == 0 or None, Pt(10)
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _element(tag: str, **values: str) -> Any:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _numbering(document: Any, contract: Contract) -> None:
    """Define the list of clauses and the list of recitals, each level bound to its paragraph style."""
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    levels = list(zip(SCHEMES[contract.settings["numbering"]], LEVELS, strict=True))
    lists = ((CONTRACT_LIST, levels), (RECITAL_LIST, [(RECITAL, "recital")]))
    for number, kinds in lists:
        abstract = _element("w:abstractNum", abstractNumId=str(number))
        abstract.append(_element("w:multiLevelType", val="multilevel"))
        for index, (level, kind) in enumerate(kinds):
            abstract.append(_level(index, level, STYLES[kind]))
        first.addprevious(abstract)
    for number, _ in lists:
        instance = _element("w:num", numId=str(number))
        instance.append(_element("w:abstractNumId", val=str(number)))
        numbering.append(instance)


def _level(index: int, level: Level, style: str) -> Any:
    element = _element("w:lvl", ilvl=str(index))
    element.append(_element("w:start", val="1"))
    element.append(_element("w:numFmt", val=level.format))
    element.append(_element("w:pStyle", val=style.replace(" ", "")))
    element.append(_element("w:lvlText", val=level.text))
    element.append(_element("w:lvlJc", val="left"))
    properties = _element("w:pPr")
    left, hanging = str(round(level.left * 20)), str(round(level.hanging * 20))
    properties.append(_element("w:ind", left=left, hanging=hanging))
    element.append(properties)
    return element


def _styles(document: Any, contract: Contract) -> None:
    styles = document.styles
    font, size = FONTS[contract.settings["font"]]
    normal = styles["Normal"]
    _font(normal, font, size)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(7), 1.1
    if contract.settings["font"] == "serif":
        normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, points in (("Title", size + 3), ("Subtitle", size), ("Heading 1", size), ("Heading 2", size)):
        style = styles[name]
        _font(style, font, points)
        style.font.bold, style.font.italic = name != "Subtitle", False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER if name != "Heading 1" else WD_ALIGN_PARAGRAPH.LEFT
        style.paragraph_format.space_before = Pt(9) if name.startswith("Heading") else Pt(0)
        style.paragraph_format.space_after = Pt(16 if name == "Subtitle" else 6)
        for parent, tag in ((style.element.pPr, "w:pBdr"), (style.element.rPr, "w:spacing")):
            for ornament in parent.findall(qn(tag)):
                parent.remove(ornament)
    for name in ("Clause", "Clause Item", "Recital", "Signature Block"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = normal
    for kind, level in LEVELS.items():
        _bind(styles[STYLES[kind]], CONTRACT_LIST, level)
    _bind(styles[STYLES["recital"]], RECITAL_LIST, 0)


def _font(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.rPr.rFonts
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    fonts.set(qn("w:cs"), name)


def _bind(style: Any, number: int, level: int) -> None:
    """Number the paragraphs of a style by a level of a list."""
    properties = style.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = level, number


def _furniture(document: Any, contract: Contract) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.add_run(contract.settings["header"])
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Inches(6.5), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(contract.settings["footer"] + "\tPage ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")
    for paragraph in (header, footer):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for run in paragraph.runs:
            run.font.size = Pt(8.5)


def _field(paragraph: Any, instruction: str) -> None:
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            code = _element("w:instrText")
            code.text = f" {instruction} "
            paragraph.add_run()._r.append(code)
        paragraph.add_run()._r.append(_element("w:fldChar", fldCharType=kind))
        if kind == "separate":
            paragraph.add_run("1")


def _save(document: Any, path: Path) -> None:
    """Save with fixed times inside the package, so that the same contract gives the same bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
