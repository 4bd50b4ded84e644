"""Opening a PDF to annotate it: its password, what its author permits, and its signatures."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import walk_tb

from pypdf import PasswordType, PdfReader
from pypdf.constants import UserAccessPermissions as Permission
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from sro_nlp.errors import OutputError

_STUMBLES = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, NotImplementedError)
"""What pypdf raises, beside errors of its own, on files that it cannot make sense of."""
_ANNOTATIONS_ALLOWED = 3
"""The level of DocMDP from which on comments leave a certified document valid (ISO 32000-1, table 254)."""
_INSTEAD = "use `sro-nlp packet`, which shows the passages on pages of its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePdf:
    """An opened PDF and how it may be changed.

    `encrypted` says that it was, `signed` that its bytes must stay, `pages_fixed` that no pages or bookmarks may be
    added.
    """

    reader: PdfReader
    encrypted: bool
    signed: bool
    pages_fixed: bool


@contextmanager
def quiet() -> Iterator[None]:
    """Keep pypdf's remarks about odd files off stderr: what matters to the reader is said in notices."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def open_source(data: bytes, name: str, password: str | None) -> SourcePdf:
    """Open a PDF that was read before.

    Raises:
        OutputError: its author or its signature forbids comments.
        PyPdfError: it is damaged; other errors may come out of pypdf too, see `is_damage`.
    """
    reader = PdfReader(io.BytesIO(_from_header(data)))
    encrypted = reader.is_encrypted
    pages_fixed = _check_permissions(reader, name, password) if encrypted else False
    signed = _check_signatures(reader, name)
    if signed and encrypted:
        raise OutputError(
            f"{name}: is signed and encrypted: a copy with comments would break the signature; {_INSTEAD}"
        )
    return SourcePdf(reader=reader, encrypted=encrypted, signed=signed, pages_fixed=pages_fixed or signed)


def is_damage(error: Exception) -> bool:
    """Whether pypdf cannot make sense of a file: an error of its own, or a stumble inside it, not one of ours."""
    if isinstance(error, PyPdfError):
        return True
    if not isinstance(error, _STUMBLES):
        return False
    names = [frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__)]
    packages = [name.partition(".")[0] for name in names]
    return next((name for name in reversed(packages) if name in ("pypdf", "sro_nlp")), "") == "pypdf"


def damaged(name: str) -> OutputError:
    """The error for a file that cannot be copied."""
    return OutputError(
        f"{name}: is too damaged to be annotated; print it to a new PDF and annotate that, or {_INSTEAD}"
    )


def mend(data: bytes) -> bytes | None:
    """The file with a new cross-reference table; None where pikepdf is absent or cannot help, or it is protected."""
    try:
        import pikepdf
    except ImportError:
        return None
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted or "/Perms" in document.Root or not len(document.pages):
                return None
            out = io.BytesIO()
            document.save(out, deterministic_id=True)
            return out.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, TypeError, KeyError, AttributeError):
        return None


def _from_header(data: bytes) -> bytes:
    """The file without junk before its header; offsets count from there."""
    start = data.find(b"%PDF-", 0, 65536)
    return data[start:] if start > 0 else data


def _check_permissions(reader: PdfReader, name: str, password: str | None) -> bool:
    """Whether pages and bookmarks must stay as they are."""
    entered = PasswordType.NOT_DECRYPTED
    for candidate in dict.fromkeys((password or "", "")):
        entered = reader.decrypt(candidate)
        if entered is not PasswordType.NOT_DECRYPTED:
            break
    if entered is PasswordType.NOT_DECRYPTED:
        raise OutputError(f"{name}: its password does not open it for annotating; {_INSTEAD}")
    allowed = reader.user_access_permissions
    if entered is PasswordType.OWNER_PASSWORD or allowed is None:
        return False
    if not allowed & Permission.ADD_OR_MODIFY:
        raise OutputError(
            f"{name}: its author does not permit comments; give the owner's password with --password, or {_INSTEAD}"
        )
    return not allowed & (Permission.MODIFY | Permission.ASSEMBLE_DOC)


def _check_signatures(reader: PdfReader, name: str) -> bool:
    """Whether the document is signed; refuses where a comment would break the certificate."""
    root = reader.root_object
    level = _certified(root)
    if level is not None and level < _ANNOTATIONS_ALLOWED:
        raise OutputError(f"{name}: is certified by its author, and comments would break the certificate; {_INSTEAD}")
    return level is not None or "/Perms" in root or any(_is_signature(field) for field in _fields(root))


def _certified(root: DictionaryObject) -> int | None:
    """The level of changes that a certifying signature allows (1 none, 2 forms, 3 comments); None without one."""
    certificate = _dictionary(_dictionary(root.get("/Perms")).get("/DocMDP"))
    if not certificate:
        return None
    references = certificate.get("/Reference")
    references = references.get_object() if references is not None else None
    for reference in references if isinstance(references, ArrayObject) else ():
        entry = _dictionary(reference)
        if entry.get("/TransformMethod") == "/DocMDP":
            level = _dictionary(entry.get("/TransformParams")).get("/P", 2)
            return level if isinstance(level, int) else 2
    return 2


def _fields(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """All form fields, each once."""
    fields = _dictionary(root.get("/AcroForm")).get("/Fields")
    pending = [fields] if fields is not None else []
    seen: set[int] = set()
    while pending:
        item = pending.pop().get_object()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, ArrayObject):
            pending.extend(item)
        elif isinstance(item, DictionaryObject):
            yield item
            if "/Kids" in item:
                pending.append(item["/Kids"])


def _is_signature(field: DictionaryObject) -> bool:
    return "/ByteRange" in _dictionary(field.get("/V"))


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
