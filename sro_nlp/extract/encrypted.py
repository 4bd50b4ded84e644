"""Word files encrypted with a password (an OLE container around the package), opened by msoffcrypto-tool."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from sro_nlp.document import Document
from sro_nlp.errors import UnreadableFile
from sro_nlp.extract.formats import detect
from sro_nlp.extract.options import Options


def read_encrypted(path: Path, options: Options) -> Document:
    """Decrypt a DOCX in memory and read it.

    Raises:
        UnreadableFile: encrypted, with the way to open it, or what `read_docx` raises.
    """
    from sro_nlp.extract.docx import read_docx_bytes

    data = decrypt(str(path), path.read_bytes(), options.password)
    found = detect(str(path), data)
    if found.name not in ("docx", "package"):
        raise UnreadableFile(str(path), "damaged", "is damaged: what its password opens is no Word document")
    return read_docx_bytes(str(path), data, options)


def decrypt(path: str, data: bytes, password: str | None) -> bytes:
    """The bytes of an encrypted Office file without the encryption.

    Raises:
        UnreadableFile: encrypted, when there is no or a wrong password or msoffcrypto-tool is not installed; damaged.
    """
    if password is None:
        raise UnreadableFile(path, "encrypted", "is protected by a password: give it with --password")
    try:
        import msoffcrypto
        from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
    except ImportError:
        raise UnreadableFile(
            path,
            "encrypted",
            "is protected by a password: install 'sro-nlp[office]' to open it, or save it without one",
        ) from None
    opened = BytesIO()
    try:
        file = msoffcrypto.OfficeFile(BytesIO(data))
        _load_key(file, password)
        file.decrypt(opened)
    except (InvalidKeyError, DecryptionError) as error:
        raise UnreadableFile(path, "encrypted", "is not opened by this password: check it and try again") from error
    except (FileFormatError, zipfile.BadZipFile, ValueError, KeyError, struct.error) as error:
        raise UnreadableFile(path, "damaged", "is a damaged encrypted Office file: ask for it again") from error
    return opened.getvalue()


def _load_key(file: Any, password: str) -> None:
    """Derive the key; where its hash is shorter than the key (SHA-1, 256 bits), msoffcrypto leaves it unpadded."""
    try:
        file.load_key(password=password)
    except ValueError:
        if getattr(file, "type", "") != "agile" or hashlib.new(file.info["passwordHashAlgorithm"]).digest_size >= 32:
            raise
        file.load_key(secret_key=_padded_key(file.info, password))


def _padded_key(info: dict[str, Any], password: str) -> bytes:
    """The document key by [MS-OFFCRYPTO] 2.3.4.11 to 2.3.4.13, the password's hash padded with 0x36 to the key size.

    Raises:
        InvalidKeyError: the password is wrong.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from msoffcrypto.exceptions import InvalidKeyError

    salt, name = info["passwordSalt"], info["passwordHashAlgorithm"]
    size = info["passwordKeyBits"] // 8

    def digest(data: bytes) -> bytes:
        return hashlib.new(name, data).digest()

    spun = digest(salt + password.encode("utf-16-le"))
    for turn in range(info["spinValue"]):
        spun = digest(struct.pack("<I", turn) + spun)

    def opened(block: str, data: bytes) -> bytes:
        key = digest(spun + bytes.fromhex(block))[:size].ljust(size, b"\x36")
        decryptor = Cipher(algorithms.AES(key), modes.CBC(salt[:16].ljust(16, b"\x36"))).decryptor()
        return decryptor.update(data) + decryptor.finalize()

    verifier = opened("fea7d2763b4b9e79", info["encryptedVerifierHashInput"])[: len(salt)]
    expected = opened("d7aa0f6d3061344e", info["encryptedVerifierHashValue"])
    if not expected.startswith(digest(verifier)):
        raise InvalidKeyError("the verifier does not match")
    return opened("146e0be7abacd0d6", info["encryptedKeyValue"])[:size]
