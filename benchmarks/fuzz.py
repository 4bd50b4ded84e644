"""Reads thousands of damaged PDF and DOCX files: each must end in a Document or in UnreadableFile.

    python benchmarks/fuzz.py --mutants 10000 [--seed 0] [--jobs 2] [FILE ...]

Mutants are made from the files named (else from contracts made here) by truncation, flipped bits and moved, doubled or
lost blocks; half of the DOCX mutants are damaged inside a part and packed again, so that the zip's checksum lets them
through. They are read in processes with the reading worker's memory limit. A process that dies or hangs is replaced and
counted apart: there `extract` answers UnreadableFile for it. Exit status 1 when anything else came out.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

SECONDS = 20.0


def mutant(original: bytes, generator: random.Random) -> bytes:
    """A damaged copy of a file."""
    if original.startswith(b"PK") and generator.random() < 0.5:
        return _mutant_part(original, generator)
    return _damage(original, generator)


def _mutant_part(original: bytes, generator: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    parts = [name for name in members if name.endswith((".xml", ".rels"))]
    body = "word/document.xml"
    chosen = body if body in members and generator.random() < 0.6 else generator.choice(parts)
    if generator.random() < 0.1:
        del members[chosen]
    elif generator.random() < 0.6:
        members[chosen] = _damage_markup(members[chosen], generator)
    else:
        members[chosen] = _damage(members[chosen], generator)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _damage_markup(data: bytes, generator: random.Random) -> bytes:
    """Well-formed still, but wrong: attribute values, whole elements lost or doubled between tags."""
    pieces = data.split(b'"')
    for _ in range(generator.randint(1, 6)):
        at = generator.randrange(1, len(pieces), 2) if len(pieces) > 2 else 0
        if b"http" not in pieces[at]:
            pieces[at] = generator.choice(
                [b"", b"-1", b"99999999999999999999", b"x", b"0", b"NaN", b"%1%9%0", pieces[at] * 3]
            )
    return b'"'.join(pieces)


def _damage(data: bytes, generator: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(generator.choice([1, 1, 2, 4])):
        if not changed:
            break
        at = generator.randrange(len(changed))
        length = min(len(changed) - at, generator.choice([1, 8, 64, 512]))
        kind = generator.randrange(6)
        if kind == 0:
            del changed[at:]
        elif kind == 1:
            for _ in range(generator.randint(1, 64)):
                changed[generator.randrange(len(changed))] ^= 1 << generator.randrange(8)
        elif kind == 2:
            del changed[at : at + length]
        elif kind == 3:
            changed[at:at] = changed[at : at + length] * generator.randint(1, 50)
        elif kind == 4:
            changed[at : at + length] = generator.randbytes(length)
        else:
            to = generator.randrange(len(changed))
            changed[to : to + length] = changed[at : at + length]
    return bytes(changed)


def outcome(path: Path) -> str:
    """What reading a file ends in: "Document", the kind of UnreadableFile, or "!" and whatever else came out.

    Where a reader broke on what it did not foresee (still UnreadableFile), the place is named, for whoever mends it.
    """
    from sro_nlp.errors import UnreadableFile
    from sro_nlp.extract import extract

    try:
        extract(path, isolate=False, ocr=False)
    except UnreadableFile as error:
        unforeseen = re.search(r"cannot be read \((\w+ at [\w.]+:\d+)", error.reason)
        return f"{error.kind}, unforeseen: {unforeseen[1]}" if unforeseen else error.kind
    except BaseException as error:  # noqa: BLE001 - the point is to see whatever comes out
        return f"!{type(error).__name__}: {error}"
    return "Document"


def serve(channel: Connection, folder: str, originals: list[bytes], seed: int) -> None:
    """A process of the pool: takes numbers of mutants, makes and reads them, answers."""
    from sro_nlp.extract.limits import limit_memory

    limit_memory()
    while True:
        try:
            number = channel.recv()
        except EOFError:
            return
        original = originals[number % len(originals)]
        path = Path(folder) / f"{number}"
        path.write_bytes(mutant(original, random.Random(f"{seed}/{number}")))
        channel.send((number, outcome(path)))
        path.unlink()


@dataclass
class Server:
    """A process, the channel to it, the mutant that it reads and since when."""

    process: BaseProcess
    channel: Connection
    number: int = -1
    since: float = 0.0


def run(mutants: int, jobs: int, originals: list[bytes], seed: int) -> Iterator[tuple[int, str, float]]:
    """Number, outcome and seconds of each mutant."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:

        def start() -> Server:
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, folder, originals, seed), daemon=True)
            process.start()
            theirs.close()
            return Server(process, ours)

        numbers = iter(range(mutants))
        servers: list[Server] = []
        for number in numbers:
            servers.append(_give(start(), number))
            if len(servers) == jobs:
                break
        while servers:
            wait([server.channel for server in servers], timeout=1.0)
            for server in list(servers):
                answer = _answer(server)
                if answer is None:
                    continue
                yield server.number, answer, time.monotonic() - server.since
                servers.remove(server)
                following = next(numbers, None)
                if following is not None:
                    fresh = server if server.process.is_alive() and answer[0] != "(" else start()
                    servers.append(_give(fresh, following))


def _give(server: Server, number: int) -> Server:
    server.number, server.since = number, time.monotonic()
    server.channel.send(number)
    return server


def _answer(server: Server) -> str | None:
    """What the process says; None while it is at work."""
    try:
        if server.channel.poll():
            return str(server.channel.recv()[1])
    except (EOFError, ConnectionResetError):
        server.process.join()
        return f"(died: exit {server.process.exitcode})"
    if time.monotonic() - server.since > SECONDS + 5:
        server.process.kill()
        server.process.join()
        return "(hung)"
    return None


def sample_contracts() -> list[bytes]:
    """A PDF and a DOCX with lists and a table, for a run without files."""
    import docx
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    clauses = [
        f"{n}. The officer shall meet with the principal of school {n} at least once a month." for n in range(1, 40)
    ]
    style = getSampleStyleSheet()["BodyText"]
    pdf = io.BytesIO()
    table = Table(
        [["School", "Hours"], ["Lincoln High", "7:30 to 3:30"]], style=[("GRID", (0, 0), (-1, -1), 1, "black")]
    )
    SimpleDocTemplate(pdf).build([*(Paragraph(clause, style) for clause in clauses), table])
    word = docx.Document()
    for clause in clauses:
        word.add_paragraph(clause.split(". ", 1)[1], style="List Number")
    for cell, text in zip(word.add_table(rows=1, cols=2).rows[0].cells, ("Lincoln High", "7:30 to 3:30"), strict=True):
        cell.text = text
    packed = io.BytesIO()
    word.save(packed)
    return [pdf.getvalue(), packed.getvalue()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="files to damage")
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    originals = [path.read_bytes() for path in given.files] or sample_contracts()
    begun, counts, slowest = time.monotonic(), Counter[str](), (0.0, -1)
    bad: list[tuple[int, str]] = []
    for number, answer, seconds in run(given.mutants, given.jobs, originals, given.seed):
        counts[answer if not answer.startswith("!") else "!"] += 1
        slowest = max(slowest, (seconds, number))
        if answer.startswith("!"):
            bad.append((number, answer))
        if answer.startswith("("):
            print(f"mutant {number} of {given.files[number % len(originals)] if given.files else 'a sample'}: {answer}")
    for answer, count in counts.most_common():
        print(f"{count:7}  {answer}")
    for number, answer in bad[:20]:
        print(f"mutant {number}: {answer}")
    took = time.monotonic() - begun
    print(f"{given.mutants} mutants of {len(originals)} files in {took:.0f} s; slowest {slowest[0]:.1f} s")
    print(f"{len(bad)} ended in neither a Document nor UnreadableFile")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
