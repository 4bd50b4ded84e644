"""Writing outputs: aside first, then renamed, and never over an input."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sro_nlp.errors import OutputError


def write_output(path: Path, content: str | bytes, inputs: Iterable[str | Path] = ()) -> None:
    """Write a file whole or not at all.

    Args:
        path: the file; an older one of that name is replaced.
        content: text (written as UTF-8) or bytes.
        inputs: files that must not be overwritten.

    Raises:
        OutputError: the output is one of the inputs, or cannot be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with written_aside(path, inputs) as aside:
        aside.write_bytes(data)


@contextmanager
def written_aside(path: Path, inputs: Iterable[str | Path] = ()) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place when the block ends without an error.

    A link goes on to lead to its file, and a device or pipe (/dev/stdout) is written to, never replaced.

    Raises:
        OutputError: as for `write_output`.
    """
    check_output(path, inputs)
    aside = None
    stream = path.exists() and not path.is_file()
    target = path.resolve()
    try:
        folder = None if stream else target.parent
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{path.name[:40]}.", suffix=".part")
        os.close(handle)
        aside = Path(temporary)
        yield aside
        if stream:
            with aside.open("rb") as source, path.open("wb") as out:
                shutil.copyfileobj(source, out)
        else:
            umask = os.umask(0)
            os.umask(umask)
            aside.chmod(0o666 & ~umask)
            aside.replace(target)
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {why}; choose another place with -o") from error
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)


def check_output(path: Path, inputs: Iterable[str | Path]) -> None:
    """Refuse an output that is one of the inputs (also by another name), or a folder.

    Raises:
        OutputError: it is.
    """
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give the name of a file with -o")
    for source in inputs:
        if path.exists() and Path(source).exists() and path.samefile(source):
            raise OutputError(f"{path}: is the input itself, which is never changed; choose another name with -o")
