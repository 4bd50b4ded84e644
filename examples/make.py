"""Writes the three example contracts, each as PDF and as DOCX, from one source: `python examples/make.py [FOLDER]`.

The sources (`source/*.txt`) are plain text; the first character of a line says what it is:

    key: value      before the first empty line: numbering, font, date, header, footer, title, subtitle
    # text          numbered heading               - text   clause        -- text   item of a clause
    = text          heading without a number       ~ text   lettered recital
    | a | b         row of a table; the first row of a table is its header
    sign: a | b | c signature block: party, title of the signer, date
    text            a paragraph; a line that begins **so.** has a run-in title

The same sources give the same bytes: no clock and no random number is used.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
NAMES = ("complete", "draft", "old")
_MARKS = {"#": "heading", "-": "clause", "--": "item", "=": "plain-heading", "~": "recital"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph (`title` is its run-in title), a table (`rows`), or a signature block (`rows[0]`)."""

    kind: str
    text: str = ""
    title: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract as its source states it."""

    name: str
    settings: dict[str, str]
    blocks: tuple[Block, ...]


def read_source(path: Path) -> Contract:
    """The contract of a source file."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines())
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, body.splitlines())):
        if line.startswith("|"):
            row = tuple(cell.strip() for cell in line[1:].split("|"))
            rows = blocks.pop().rows if blocks[-1].kind == "table" else ()
            blocks.append(Block(kind="table", rows=(*rows, row)))
        elif line.startswith("sign: "):
            blocks.append(Block(kind="signature", rows=(tuple(cell.strip() for cell in line[6:].split("|")),)))
        else:
            mark, _, rest = line.partition(" ")
            kind, text = (_MARKS[mark], rest) if mark in _MARKS else ("body", line)
            title, text = text[2:].split("** ", 1) if text.startswith("**") else ("", text)
            blocks.append(Block(kind=kind, text=text, title=title))
    return Contract(name=path.stem, settings=settings, blocks=tuple(blocks))


def main(folder: Path) -> None:
    """Write the examples into a folder."""
    from as_docx import write_docx
    from as_pdf import write_pdf

    for name in NAMES:
        contract = read_source(HERE / "source" / f"{name}.txt")
        write_pdf(contract, folder / f"{name}.pdf")
        write_docx(contract, folder / f"{name}.docx")
        print(f"{name}: PDF and DOCX written to {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
