"""Builds DOCX packages part by part, for what python-docx cannot make."""

import zipfile
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def relationships(*links: tuple[str, str, str]) -> str:
    """A relationships part from (id, type, target)."""
    items = "".join(f'<Relationship Id="{i}" Type="{_TYPE}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def part(name: str, content: str) -> str:
    """An XML part with the usual namespaces: part("styles", ...) is a `w:styles`."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{content}</w:{name}>'


def p(text: str = "", properties: str = "") -> str:
    """A paragraph of one run."""
    before = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{before}{run(text) if text else ''}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, num: int, level: int = 0) -> str:
    """A paragraph in a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def level(number: int, text: str, fmt: str = "decimal", more: str = "", start: int = 1) -> str:
    """A level of an abstract list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(lists: dict[int, str], nums: dict[int, tuple[int, str]]) -> str:
    """A numbering part: abstract lists by id, lists by id with (abstract id, overrides)."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{i}">{levels}</w:abstractNum>' for i, levels in lists.items())
    concrete = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="{a}"/>{overrides}</w:num>' for i, (a, overrides) in nums.items()
    )
    return part("numbering", abstract + concrete)


def make_docx(path: Path, body: str, **parts: str) -> Path:
    """Write a DOCX; `parts` are further ones below word/ ("numbering" is word/numbering.xml), related by name."""
    return make_package(
        path,
        {
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relationships(*((name, name, f"{name}.xml") for name in parts)),
            **{f"word/{name}.xml": content for name, content in parts.items()},
        },
    )


def make_package(path: Path, members: dict[str, str | bytes]) -> Path:
    """Write a package with exactly these members besides the two that every package has."""
    everything = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")),
        **members,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in everything.items():
            archive.writestr(name, content)
    return path
