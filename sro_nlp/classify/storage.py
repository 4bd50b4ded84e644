"""Saving and loading scikit-learn objects with skops, byte for byte the same for the same object."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from sro_nlp.errors import ModelError

EPOCH = (1980, 1, 1, 0, 0, 0)


def save_skops(path: Path, value: dict[str, Any]) -> None:
    """Save with skops, then rewrite the archive: members named in order of use and dated alike.

    skops names members and objects by their address in memory, so two saves of one model would differ.
    """
    from skops.io import dumps

    source = zipfile.ZipFile(io.BytesIO(dumps(value)))
    schema = source.read("schema.json").decode()
    order: dict[str, str] = {}
    for number in re.findall(r'"__id__": (\d+)|"(\d+)\.np[yz]"', schema):
        order.setdefault(number[0] or number[1], str(len(order) + 1))
    schema = re.sub(r'("__id__": )(\d+)', lambda m: m[1] + order[m[2]], schema)
    schema = re.sub(r'"(\d+)(\.np[yz])"', lambda m: f'"{order[m[1]]}{m[2]}"', schema)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        names = {f"{order.get(name.split('.')[0], '')}.{name.split('.')[-1]}": name for name in source.namelist()}
        names.pop(".json", None)
        for name in sorted(names, key=lambda name: int(name.split(".")[0])):
            target.writestr(_member(name), source.read(names[name]))
        target.writestr(_member("schema.json"), schema)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def load_skops(path: Path) -> dict[str, Any]:
    """Load a skops file, trusting scikit-learn's and numpy's own types only.

    Raises:
        ModelError: it is absent, damaged, or holds a type that is not trusted.
    """
    from skops.io import load
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        loaded: dict[str, Any] = load(path)
    except UntrustedTypesFoundException as error:
        raise ModelError(f"{path}: holds types that are not trusted ({error}); do not use this file") from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, TypeError) as error:
        raise ModelError(f"{path}: cannot be loaded ({error}); reinstall the model or train it again") from error
    return loaded
