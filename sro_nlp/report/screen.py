"""What a terminal can show: its width, and whether colour is wanted."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDEST = 98
NARROWEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Width in columns, and whether colours may be used. The default suits a file or a pipe."""

    width: int = WIDEST
    color: bool = False


PLAIN = Screen()


def screen_of(stream: TextIO, environ: Mapping[str, str]) -> Screen:
    """The screen behind a stream: plain if it is no terminal; NO_COLOR (no-color.org) and TERM=dumb mean no colour."""
    if not stream.isatty():
        return PLAIN
    columns = shutil.get_terminal_size((WIDEST, 24)).columns
    color = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Screen(width=max(NARROWEST, min(columns, WIDEST)), color=color)


def draw(parts: list[RenderableType], screen: Screen) -> str:
    """Render parts one below the other; plain text carries no control codes and no trailing blanks."""
    from io import StringIO

    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=screen.width,
        height=100,
        force_terminal=screen.color,
        color_system="standard" if screen.color else None,
        no_color=not screen.color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    text = captured.get()
    return text if screen.color else "".join(line.rstrip() + "\n" for line in text.splitlines())
