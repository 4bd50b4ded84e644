"""Old Word, RTF and OpenDocument files, turned into DOCX by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from sro_nlp.document import Document
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.options import Options

_SECONDS = 120
_START_AGAIN = 81  # what LibreOffice's binary says once it has made a new profile; its script would start it again
_MEMORY_KB = 4 * 1024**2  # LibreOffice maps far more than it uses; the readers' own bound is too narrow for it
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}</oor:items>
"""
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def read_doc(path: Path, options: Options) -> Document:
    """Read a Word 97-2003 file, decrypted where it is protected."""
    from sro_nlp.extract.encrypted import decrypt

    data = path.read_bytes()
    if _doc_is_encrypted(data):
        data = decrypt(str(path), data, options.password)
    return _read(path, data, options, "doc", "MS Word 97", "an old Word file (.doc)")


def _doc_is_encrypted(data: bytes) -> bool:
    """Whether the file information block says so ([MS-DOC] 2.5.2: fEncrypted); it begins a 512-byte sector."""
    for at in range(512, len(data) - 12, 512):
        if data[at : at + 2] == b"\xec\xa5":
            return bool(data[at + 11] & 1)
    return False


def read_rtf(path: Path, options: Options) -> Document:
    """Read a Rich Text Format file."""
    return _read(path, path.read_bytes(), options, "rtf", "Rich Text Format", "an RTF file")


def read_odt(path: Path, options: Options) -> Document:
    """Read an OpenDocument text, its zip checked as that of a DOCX is."""
    from sro_nlp.extract.package import Package

    data = path.read_bytes()
    package = Package(str(path), data)
    if package.has("META-INF/manifest.xml") and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableFile(str(path), "encrypted", "is protected by a password: save it from LibreOffice without one")
    for name in package.names:
        if name.endswith(".xml"):
            package.read(name)
    return _read(path, data, options, "odt", "writer8", "an OpenDocument text (.odt)")


def _read(path: Path, data: bytes, options: Options, suffix: str, import_filter: str, what: str) -> Document:
    from sro_nlp.extract.docx import read_docx

    program = find_soffice()
    if program is None:
        raise UnreadableFile(
            str(path),
            "wrong-type",
            f"is {what}: install LibreOffice (on Debian: apt install libreoffice-writer) or save it as DOCX",
        )
    with tempfile.TemporaryDirectory(prefix="sro-nlp-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"input.{suffix}"
        source.write_bytes(data)
        converted = _convert(program, source, import_filter)
        if converted is None:
            raise UnreadableFile(
                str(path), "damaged", f"is {what} that LibreOffice cannot open (damaged, or protected): save it as DOCX"
            )
        document = read_docx(converted, options)
    # The places in the converted copy are none in the file that the user has.
    paragraphs = tuple(replace(paragraph, anchor=None) for paragraph in document.paragraphs)
    notice = f"The file is {what}; it was read through LibreOffice, so nothing can be marked in it."
    return replace(document, format="office", paragraphs=paragraphs, notices=(notice, *document.notices))


def find_soffice() -> str | None:
    """LibreOffice's program: the binary itself where it lies beside its script, so that killing it ends it."""
    script = shutil.which("soffice") or shutil.which("libreoffice")
    if script is None:
        return None
    binary = Path(script).resolve().with_name("soffice.bin")
    return str(binary) if binary.is_file() and os.access(binary, os.X_OK) else script


def _convert(program: str, source: Path, import_filter: str) -> Path | None:
    """Turn a file into DOCX beside it: own profile, macros and links off, no network. None when that fails."""
    profile = source.parent / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nologo",
        f"--infilter={import_filter}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(source.parent),
        str(source),
    ]
    command = [*_without_network(), "/bin/sh", "-c", f'ulimit -S -v {_MEMORY_KB}; exec "$@"', "soffice", *command]
    for _ in range(2):
        try:
            ended = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False, cwd=source.parent
            )
        except subprocess.TimeoutExpired:
            return None
        if ended.returncode != _START_AGAIN:
            break
    target = source.with_suffix(".docx")
    return target if target.is_file() and target.stat().st_size else None


def _without_network() -> list[str]:
    """A prefix that takes the network from a command, where the system lets ordinary users do so."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    prefix = [unshare, "--map-root-user", "--net", "--"]
    tried = subprocess.run([*prefix, "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return prefix if tried.returncode == 0 else []
