"""Read one file in this process: what it is, its reader, and every failure turned into `UnreadableFile`."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb

from sro_nlp.document import Document
from sro_nlp.errors import MissingExtra, SroError, UnreadableFile
from sro_nlp.extract.formats import detect, load_reader
from sro_nlp.extract.limits import MAX_FILE
from sro_nlp.extract.options import Options


def read_here(path: str | os.PathLike[str], options: Options) -> Document:
    """Read `path` in this process, without limits on time and memory.

    Raises:
        UnreadableFile: whatever stood in the way.
    """
    name = os.fspath(path)
    check_file(name)
    try:
        data = Path(name).read_bytes()
        if not data:
            raise UnreadableFile(name, "empty", "is empty (0 bytes): ask for it again")
        digest = hashlib.sha256(data).hexdigest()
        entry = detect(name, data)
        reader = load_reader(entry)
        del data
        document = reader(Path(name), options)
    except UnreadableFile as error:
        if error.path == name:
            raise
        raise UnreadableFile(name, error.kind, error.reason) from error
    except SroError:
        raise
    except ImportError as error:
        raise MissingExtra(
            f"{name}: a package that reads it is not installed ({error}): install sro-nlp anew"
        ) from error
    except MemoryError as error:
        raise UnreadableFile(name, "out-of-memory", OUT_OF_MEMORY) from error
    except FileNotFoundError as error:
        raise UnreadableFile(name, "missing", "is gone: it was there a moment ago") from error
    except Exception as error:  # a damaged file may break a reader anywhere; the sentence says where
        raise UnreadableFile(name, "damaged", broken(error)) from error
    return replace(document, path=name, sha256=digest)


OUT_OF_MEMORY = (
    "needs more memory to read than is allowed, so it is damaged or made to harm: print it to a new PDF and review that"
)


def broken(error: Exception) -> str:
    """The sentence for a reader that broke: what the library said and where, for whoever mends it."""
    frames = extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}sro_nlp{os.sep}" in frame.filename] or frames
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    said = " ".join(str(error).split())[:120]
    return (
        f"is damaged and cannot be read ({type(error).__name__} at {where}{': ' + said if said else ''}): "
        "open it in the program that made it and save it again"
    )


def check_file(path: str, *, empty: bool = False) -> None:
    """Refuse what is not a regular file of sensible size, before anything opens it (a FIFO would never end).

    Args:
        path: the file.
        empty: let an empty one pass.

    Raises:
        UnreadableFile: missing, empty, wrong-type or too-large.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - Path.stat raises ValueError on more names than os.stat does
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableFile(path, "missing", "does not exist: check the name") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(path, "missing", f"cannot be opened ({said.lower()}): check the name") from None
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableFile(path, "wrong-type", "is a folder: name the file in it, or audit the whole folder")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(path, "wrong-type", "is not a regular file: name a file on disk")
    if not os.access(path, os.R_OK):
        raise UnreadableFile(path, "missing", "may not be read by this user: change its permissions")
    if status.st_size == 0 and not empty:
        raise UnreadableFile(path, "empty", "is empty (0 bytes): ask for it again")
    if status.st_size > MAX_FILE:
        limit = MAX_FILE // 1024**2
        raise UnreadableFile(path, "too-large", f"is larger than {limit} MB: split it and review the parts")
