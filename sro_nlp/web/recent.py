"""The values read last, kept at hand."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Recent(Generic[_T]):
    """The values read last, a few: a page asks for the same report many times."""

    def __init__(self, most: int = 8) -> None:
        self._most = most
        self._values: OrderedDict[str, _T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, read: Callable[[], _T]) -> _T:
        """The value of a key, read if need be."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = read()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def forget(self, beginning: str) -> None:
        """Read what has such a key, or one that begins so, anew the next time."""
        with self._lock:
            for key in [key for key in self._values if key.startswith(beginning)]:
                del self._values[key]
