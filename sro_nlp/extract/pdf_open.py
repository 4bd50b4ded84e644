"""Opening a PDF: password, junk before the header, damage; each failure with its own sentence."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sro_nlp.errors import UnreadableFile

_PASSWORD_ERROR = 4
_SECURITY_ERROR = 5


@dataclass(slots=True)
class Opened:
    """A PDF that PDFium has open, and notices of what was mended to open it."""

    document: Any
    notices: tuple[str, ...]
    source: Path | bytes
    password: str | None

    def renew(self) -> None:
        """Close and open it again: PDFium keeps every object that it has read as long as a document is open."""
        self.document.close()
        self.document = _load(self.source, self.password)
        self.read_forms()

    def read_forms(self) -> None:
        """Let the values of its form fields be asked for."""
        if self.document.get_formtype() == 1:  # an AcroForm; XFA keeps its values elsewhere and is not run
            self.document.init_forms()


def open_pdf(path: Path, password: str | None) -> Opened:
    """Open a file, mended where it must be.

    Raises:
        UnreadableFile: encrypted (no or wrong password) or damaged.
    """
    import pypdfium2

    try:
        return Opened(_load(path, password), (), path, password)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_PASSWORD_ERROR, _SECURITY_ERROR):
            raise _encrypted(path, password, error.err_code) from error
        cause = error
    mended = _mend(path, password)
    if mended is not None:
        try:
            document = _load(mended, password)
        except pypdfium2.PdfiumError as error:
            cause = error
        else:
            notice = "The file is damaged and was mended to be read; compare with the original."
            return Opened(document, (notice,), mended, password)
    raise UnreadableFile(
        str(path), "damaged", "is damaged: no PDF reader here can open it; ask for it again or print it to a new PDF"
    ) from cause


def _load(source: Path | bytes, password: str | None) -> Any:
    """Open with the password in UTF-8, then in Latin-1, which older encryption takes."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(source, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code != _PASSWORD_ERROR or not password or password.isascii():
            raise
        try:
            latin = password.encode("latin-1").decode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raise error from None
        try:
            return _load_encoded(source, latin.encode("utf-8", "surrogateescape"))
        except pypdfium2.PdfiumError:
            raise error from None


def _load_encoded(source: Path | bytes, password: bytes) -> Any:
    """Open with a password as raw bytes."""
    import ctypes

    import pypdfium2
    import pypdfium2.raw as pdfium

    data = source if isinstance(source, bytes) else source.read_bytes()
    buffer = ctypes.create_string_buffer(data, len(data))
    handle = pdfium.FPDF_LoadMemDocument64(buffer, len(data), password)
    if not handle:
        raise pypdfium2.PdfiumError("wrong password", err_code=_PASSWORD_ERROR)
    document = pypdfium2.PdfDocument(handle)
    document._data_holder.append(buffer)  # PDFium reads from it as long as the document is open
    return document


def _encrypted(path: Path, password: str | None, code: int) -> UnreadableFile:
    if code == _SECURITY_ERROR:
        reason = "is encrypted in a way that cannot be opened here (by certificate): save it without protection"
    elif password:
        reason = "is encrypted and the password does not open it: check the password"
    else:
        reason = "is encrypted: give its password with --password"
    return UnreadableFile(str(path), "encrypted", reason)


def _mend(path: Path, password: str | None) -> bytes | None:
    """The file without junk before its header or, by pikepdf if that is installed, with a new cross-reference table."""
    data = path.read_bytes()
    start = data.find(b"%PDF-", 0, 65536)
    if start > 0:
        mended = _opens(data[start:], password)
        if mended is not None:
            return mended
    try:
        import pikepdf
    except ImportError:
        return None
    try:
        with pikepdf.open(io.BytesIO(data), password=password or "") as document:
            if len(document.pages) == 0:
                return None
            out = io.BytesIO()
            document.save(out)
            return out.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, TypeError, KeyError, AttributeError):
        return None


def _opens(data: bytes, password: str | None) -> bytes | None:
    import pypdfium2

    try:
        _load(data, password).close()
    except pypdfium2.PdfiumError:
        return None
    return data
