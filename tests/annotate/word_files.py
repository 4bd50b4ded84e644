"""Word files made for the tests, and an independent reader of annotated copies: zip and lxml alone."""

import re
import zipfile
from io import BytesIO

from lxml import etree

from sro_nlp.marking import COLOURS, CONFLICT

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{TRANSITIONAL}}}"
RPR = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
]
PALETTE = {
    "".join(f"{round(part * 255):02X}" for part in shade)
    for colour in (*COLOURS, CONFLICT)
    for shade in (colour.light, colour.dark)
}


def part(data, name):
    """The root of a part, strict namespaces turned into the usual ones."""
    raw = zipfile.ZipFile(BytesIO(data)).read(name)
    return etree.fromstring(raw.replace(STRICT.encode(), TRANSITIONAL.encode()))


def members(data):
    archive = zipfile.ZipFile(BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def own_runs(paragraph):
    """The runs of a paragraph without those of text boxes in it."""
    return [run for run in paragraph.iter(f"{W}r") if next(run.iterancestors(f"{W}p")) is paragraph]


def is_marked(run):
    look = run.find(f"{W}rPr")
    shade = look.find(f"{W}shd") if look is not None else None
    frame = look.find(f"{W}bdr") if look is not None else None
    return (shade is not None and shade.get(f"{W}fill") in PALETTE) or (
        frame is not None and frame.get(f"{W}color") in PALETTE
    )


def words_of(run):
    from sro_nlp.extract.docx_inline import symbol

    said = []
    for child in run:
        name = etree.QName(child).localname
        if name == "t":
            said.append(child.text or "")
        elif name in ("tab", "ptab", "br", "cr"):
            said.append(" ")
        elif name == "noBreakHyphen":
            said.append("-")
        elif name == "sym":
            said.append(symbol(child.get(f"{W}font", ""), child.get(f"{W}char", "")))
    return "".join(said)


def marked_words(root):
    """The marked words of each paragraph of a part, by its number."""
    found = {}
    for number, paragraph in enumerate(root.iter(f"{W}p")):
        said = "".join(words_of(run) for run in own_runs(paragraph) if is_marked(run))
        if said:
            found[number] = fold(said)
    return found


def fold(text):
    """Folded, without the boxes that Word draws for form fields: these are no characters of the file."""
    return re.sub(r"\s+", " ", re.sub("[☐☒\u00ad\u200b\ufeff]", "", text)).strip()


def texts(root):
    """The text of each paragraph, deleted text too, without regard to runs."""
    return [
        "".join(item.text or "" for item in paragraph.iter(f"{W}t", f"{W}delText", f"{W}instrText"))
        for paragraph in root.iter(f"{W}p")
    ]


def looks(root):
    """Text with its formatting, our marks taken off: equal before and after where only marks were added."""
    found = []
    for run in root.iter(f"{W}r"):
        if run.find(f"{W}commentReference") is not None:
            continue
        look = run.find(f"{W}rPr")
        kept = [
            etree.tostring(child, method="c14n")
            for child in (look if look is not None else ())
            if not (etree.QName(child).localname in ("shd", "bdr") and PALETTE & set(child.attrib.values()))
        ]
        text = "".join(t.text or "" for t in run.findall(f"{W}t"))
        if found and found[-1][0] == kept:
            found[-1] = (kept, found[-1][1] + text)
        else:
            found.append((kept, text))
    return [entry for entry in found if entry[1]]


def comments(data):
    """Comments by number: author, initials, date, lines."""
    if "word/comments.xml" not in members(data):
        return {}
    return {
        comment.get(f"{W}id"): (
            comment.get(f"{W}author"),
            comment.get(f"{W}initials"),
            comment.get(f"{W}date"),
            ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in comment.iter(f"{W}p")],
        )
        for comment in part(data, "word/comments.xml")
    }


def comment_marks(root):
    """The marks of each comment in order; meanwhile that properties come first and in the schema's order."""
    for look in root.iter(f"{W}rPr"):
        if look.getparent().tag == f"{W}r":
            names = [etree.QName(child).localname for child in look if child.tag.startswith(W)]
            known = [RPR.index(name) for name in names if name in RPR]
            assert known == sorted(known), names
            assert len(set(known)) == len(known), names
    for run in root.iter(f"{W}r"):
        assert all(child.tag != f"{W}rPr" for child in run[1:])
    for paragraph in root.iter(f"{W}p"):
        assert all(child.tag != f"{W}pPr" for child in paragraph[1:])
    order = {}
    for position, element in enumerate(root.iter()):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            order.setdefault(element.get(f"{W}id"), []).append((position, name))
    return {number: [name for _, name in sorted(found)] for number, found in order.items()}
