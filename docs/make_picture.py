"""Draws docs/review.svg, the picture of a review in the README: `python docs/make_picture.py`."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sro_nlp.catalogue import load_catalogue
from sro_nlp.report import FORMATS, Screen
from sro_nlp.reviewer import Reviewer

ROOT = Path(__file__).parents[1]
EXAMPLE = "examples/draft.pdf"
WIDTH = 98
FIRST_LEFT_OUT = "5. "
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


def main() -> None:
    """Review an example and draw the first provisions and the summary."""
    report = Reviewer().review(ROOT / EXAMPLE)
    text = FORMATS["table"](report, load_catalogue(), Screen(width=WIDTH, color=True))
    text = text.replace(str(ROOT) + "/", "")
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, highlight=False)
    console.print(Text(f"$ sro-nlp review {EXAMPLE}", style="bold"))
    for line in _excerpt(Text.from_ansi(text).split("\n")):
        console.print(line, no_wrap=True, overflow="crop")
    svg = console.export_svg(title="sro-nlp review", unique_id="review")
    # rich names a font on the network: the picture must need none.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code, monospace", FONT)
    svg = svg.replace("font-family: Fira Code", f"font-family: {FONT}")
    (ROOT / "docs" / "review.svg").write_text(svg, encoding="utf-8")


def _excerpt(lines: list[Text]) -> list[Text]:
    start = next(number for number, line in enumerate(lines) if line.plain.startswith(FIRST_LEFT_OUT))
    end = next(number for number, line in enumerate(lines) if "requirements: " in line.plain)
    return [*lines[:start], Text("[...]", style="dim"), Text(), *lines[end:]]


if __name__ == "__main__":
    main()
