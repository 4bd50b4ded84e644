"""Files made to harm, and things that are no documents: each ends in a Document or in one clear sentence, in time."""

import os
import shutil
import zipfile

import docx
import pytest
from docx_packages import NAMESPACES, make_docx, make_package, p, part

from sro_nlp.errors import UnreadableFile
from sro_nlp.extract import extract

PARAGRAPH = p("The officer shall patrol.")
DOCUMENT = f"<w:document {NAMESPACES}><w:body>{{}}</w:body></w:document>"


def kind_of(path) -> str:
    """How reading ends: "Document", or the kind of the error, whose sentence must be one and name the file."""
    try:
        extract(path, timeout=30)
    except UnreadableFile as error:
        caught = error
    else:
        return "Document"
    message = str(caught)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert 10 < len(caught.reason) < 400
    return caught.kind


def declared(entities: str, text: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE d [{entities}]>' + DOCUMENT.format(p(text))


BODIES = {
    "three million paragraphs": ("<w:p/>" * 3_000_000, "too-large"),
    "two hundred thousand varied paragraphs": ("".join(p(f"{n * 7919:x}") for n in range(200_000)), "too-large"),
    "a bomb of white space": (f"<w:p><w:r><w:t>{' ' * 50_000_000}</w:t></w:r></w:p>", "too-large"),
    "deep XML": ("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000, "damaged"),
    "deep tables": ("<w:tbl><w:tr><w:tc>" * 80 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 80, "Document"),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_blow_up(name, tmp_path):
    body, expected = BODIES[name]
    assert kind_of(make_docx(tmp_path / "a.docx", body)) == expected


def _ten(number: int) -> str:
    return f"&a{number};" * 10


BOMB = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(f'<!ENTITY a{n + 1} "{_ten(n)}">' for n in range(9))


@pytest.mark.parametrize(("entities", "text"), [('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"), (BOMB, "&a9;")])
def test_entities_are_refused(tmp_path, entities, text):
    path = make_package(tmp_path / "a.docx", {"word/document.xml": declared(entities, text)})
    assert kind_of(path) == "damaged"


def test_entities_hidden_in_utf_16_are_refused(tmp_path):
    content = declared('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;").encode("utf-16")
    assert kind_of(make_package(tmp_path / "a.docx", {"word/document.xml": content})) == "damaged"


def test_what_stands_outside_the_package_is_never_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read this")
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="c" Type="x/aFChunk" Target="file://{secret}" TargetMode="External"/>'
        f'<Relationship Id="d" Type="x/aFChunk" Target="../../../../../..{secret}"/></Relationships>'
    )
    body = PARAGRAPH + '<w:altChunk r:id="c"/><w:altChunk r:id="d"/>'
    path = make_package(
        tmp_path / "a.docx",
        {"word/document.xml": part("document", f"<w:body>{body}</w:body>"), "word/_rels/document.xml.rels": links},
    )
    document = extract(path)
    assert [paragraph.text for paragraph in document.paragraphs] == ["The officer shall patrol."]
    assert "do not read" not in repr(document)


def test_a_flood_of_members(tmp_path):
    path = make_package(
        tmp_path / "a.docx",
        {"word/document.xml": DOCUMENT.format(PARAGRAPH), **{f"word/{n}.xml": "x" for n in range(6_000)}},
    )
    assert kind_of(path) == "too-large"


def test_a_huge_picture_is_not_unpacked(tmp_path):
    path = make_docx(tmp_path / "a.docx", PARAGRAPH)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a.png", "w") as member:
        for _ in range(300):
            member.write(bytes(1024**2))
    assert kind_of(path) == "Document"


@pytest.mark.parametrize("cut", [100, 0.5, -30])
def test_a_truncated_zip_is_damaged(tmp_path, cut):
    whole = make_docx(tmp_path / "a.docx", PARAGRAPH).read_bytes()
    (tmp_path / "b.docx").write_bytes(whole[: int(len(whole) * cut) if isinstance(cut, float) else cut])
    assert kind_of(tmp_path / "b.docx") == "damaged"


FILES = {
    "empty.pdf": (b"", "empty"),
    "white.txt": (b" \n ", "no-text"),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + bytes(99), "wrong-type"),
    "photo.docx": (b"\xff\xd8\xff\xe0" + bytes(99), "wrong-type"),
    "scan.tif": (b"II*\0" + bytes(99), "wrong-type"),
    "noise.txt": (bytes(range(256)) * 9, "wrong-type"),
    "page.html": (b"<!DOCTYPE html><html><body>x</body></html>", "wrong-type"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "wrong-type"),
    "header.pdf": (b"%PDF-1.7\n", "damaged"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_no_contract(name, tmp_path):
    content, expected = FILES[name]
    (tmp_path / name).write_bytes(content)
    assert kind_of(tmp_path / name) == expected


def test_other_zips_are_told_apart(tmp_path):
    for member, said in (("xl/workbook.xml", "spreadsheet"), ("ppt/presentation.xml", "slides"), ("a.txt", "archive")):
        with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(UnreadableFile, match=said) as caught:
            extract(tmp_path / "a.docx")
        assert caught.value.kind == "wrong-type"


def test_things_that_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert kind_of(tmp_path / "fifo") == "wrong-type"
    assert kind_of(tmp_path) == "wrong-type"
    assert kind_of(tmp_path / "loop") == "missing"
    assert kind_of(tmp_path / "none.pdf") == "missing"
    assert kind_of(tmp_path / "a.txt" / "b") == "missing"
    assert kind_of(f"{tmp_path}/a\0b") == "missing"
    assert kind_of(tmp_path / ("n" * 999)) == "missing"


def test_the_name_of_a_file_plays_no_part(tmp_path):
    shutil.copy(make_docx(tmp_path / "a.docx", PARAGRAPH), tmp_path / "a.pdf")
    assert extract(tmp_path / "a.pdf").format == "docx"


def test_an_encrypted_word_file_asks_for_its_password(tmp_path):
    crypto = pytest.importorskip("msoffcrypto.format.ooxml")
    plain = tmp_path / "a.docx"
    written = docx.Document()
    written.add_paragraph("The officer shall patrol.")
    written.save(plain)
    with plain.open("rb") as opened, (tmp_path / "b.docx").open("wb") as target:
        crypto.OOXMLFile(opened).encrypt("secret", target)
    assert kind_of(tmp_path / "b.docx") == "encrypted"
    with pytest.raises(UnreadableFile) as caught:
        extract(tmp_path / "b.docx", password="wrong")
    assert caught.value.kind == "encrypted"
    assert extract(tmp_path / "b.docx", password="secret").paragraphs[0].text == "The officer shall patrol."


def pdf(objects: list[bytes], compress: bool = False) -> bytes:
    """A PDF of these objects (numbered from 1, the first is the catalog)."""
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def page(content: bytes, resources: bytes = b"", box: bytes = b"0 0 612 792", *more: bytes) -> bytes:
    font = b"/Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>"
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources <<%s>>>>" % (box, font + resources),
            content,
            *more,
        ]
    )


def flate(content: bytes) -> bytes:
    import zlib

    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode")


TEXT = b"BT /F1 12 Tf 72 720 Td (The officer shall patrol.) Tj ET"
LOOP = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 5 0 R>>>>"
PDFS = {
    "a form that draws itself twice": lambda: page(
        stream(b"/X Do"), b"/XObject <</X 5 0 R>>", b"0 0 612 792", stream(b"/X Do /X Do", LOOP)
    ),
    "two million characters": lambda: page(flate(b"BT /F1 1 Tf 72 720 Td " + b"(abcdefgh) Tj " * 250_000 + b"ET")),
    "a Flate bomb": lambda: page(flate(b" " * 600_000_000)),
    "a page of 200,000 points": lambda: page(stream(TEXT), b"", b"0 0 200000 200000"),
    "a page tree that holds itself": lambda: pdf(
        [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"]
    ),
    "a deep page tree": lambda: pdf(
        [b"<</Type /Catalog /Pages 2 0 R>>"]
        + [b"<</Type /Pages /Kids [%d 0 R] /Count 1>>" % (number + 1) for number in range(2, 3000)]
        + [b"<</Type /Page /MediaBox [0 0 612 792]>>"]
    ),
    "an xref that comes before itself": lambda: page(stream(TEXT)).replace(b"/Root", b"/Prev 9 /Root"),
    "a length that names itself": lambda: page(stream(TEXT)).replace(b"/Length 56", b"/Length 4 0 R"),
}


@pytest.mark.parametrize("name", PDFS)
def test_hostile_pdfs(name, tmp_path, monkeypatch):
    monkeypatch.setenv("SRO_NLP_WORKER_MEMORY", str(1024**3))  # half of what is allowed: dead in half the time
    (tmp_path / "a.pdf").write_bytes(PDFS[name]())
    assert kind_of(tmp_path / "a.pdf") in ("Document", "damaged", "no-text", "too-large", "out-of-memory")
