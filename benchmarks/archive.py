"""A synthetic archive of contracts, the same for the same seed (but for the times that DOCX files note).

    python benchmarks/archive.py FOLDER [--files 500] [--seed 1] [--renewals 0.5]

Seven in ten files are PDF, a quarter DOCX, the rest text; 1 to 40 pages, most of them short. Of a hundred files some
two are scans, three are broken, five are copies of others and fifty (`--renewals`) are later years' versions of others:
with new dates and amounts, often another officer, and now and then a clause reworded, added or dropped, so that the
numbers of those behind it shift. Clauses come from `training_data/`; six in ten paragraphs name the district.

A worker remembers the tags of paragraphs. What it gains by that depends on the share of renewals and copies, whose
paragraphs were met before: give `--renewals 0.05` for an archive in which hardly a contract was ever renewed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from multiprocessing import Pool
from pathlib import Path

from archive_files import Contract, File, write

ROOT = Path(__file__).resolve().parents[1]
RENEWALS = 0.5
OWN = 0.6
"""Part of the paragraphs that name their district."""
_LINES = 46
_PORTION = 400
_ADDED = ("Both parties agree to this.", "This is reviewed each spring.", "The parties may amend this in writing.")
_FIRST = "Alder Birch Cedar Dogwood Elm Fir Hazel Juniper Larch Maple Oak Pine Rowan Spruce Tamarack Willow".split()  # noqa: SIM905 - easier to read
_SECOND = "Bend Creek Falls Grove Hollow Junction Lake Mesa Park Point Ridge River Springs Valley View".split()  # noqa: SIM905 - as above


def make(folder: Path, files: int, seed: int = 1, renewals: float = RENEWALS, processes: int = 1) -> Counter[str]:
    """Fill a folder; returns how many files of each kind were made.

    Args:
        folder: where to; made if it is not there.
        files: how many.
        seed: the same one gives the same files, whatever the number of processes.
        renewals: the share of files that are later years' versions of others.
        processes: how many write at a time.
    """
    kinds: Counter[str] = Counter()
    copies: list[tuple[Path, Path]] = []
    with Pool(processes) as pool:
        plan = _plan(folder, files, seed, renewals, kinds, copies)
        while portion := list(islice(plan, _PORTION)):
            pool.map(write, portion, chunksize=8)
    for source, target in copies:
        shutil.copyfile(source, target)
    return kinds


def _plan(
    folder: Path, files: int, seed: int, renewals: float, kinds: Counter[str], copies: list[tuple[Path, Path]]
) -> Iterator[File]:
    """The files to write, in order; counts them, and notes those that are to be copied when all are written."""
    rng, clauses = random.Random(seed), _clauses()
    made: list[Path] = []
    versions: list[Contract] = []
    for number in range(files):
        home = folder / f"{number // 200:03d}"
        home.mkdir(parents=True, exist_ok=True)
        kind = _kind(rng, renewals)
        if kind == "copy" and made:
            source = rng.choice(made)
            copies.append((source, home / f"{number:05d} copy{source.suffix}"))
            kinds["copy"] += 1
            continue
        if kind == "renewal" and versions:
            place = rng.randrange(len(versions))
            contract = versions[place] = _renewed(versions[place], rng, clauses)
            kinds["renewal"] += 1
        else:
            contract = _contract(rng, clauses)
            if kind not in ("scan", "broken"):
                versions = [*versions[-200:], contract]
        odd = kind in ("scan", "broken")
        suffix = ".pdf" if odd else rng.choices((".pdf", ".docx", ".txt"), (0.71, 0.25, 0.04))[0]
        kinds[kind if odd else suffix[1:]] += 1
        path = home / f"{number:05d}{suffix}"
        made = [*made[-500:], path]
        yield File(path=path, contract=contract, broken=kind == "broken", scan=kind == "scan", seed=f"{seed} {number}")


def _kind(rng: random.Random, renewals: float) -> str:
    at = rng.random()
    for kind, share in (("scan", 0.02), ("broken", 0.03), ("copy", 0.05), ("renewal", renewals)):
        at -= share
        if at < 0:
            return kind
    return "new"


def _clauses() -> list[str]:
    rows = []
    for name in ("contracts-west.jsonl", "contracts-east.jsonl", "excerpts-mixed.jsonl", "excerpts-more.jsonl"):
        with (ROOT / "training_data" / name).open(encoding="utf-8") as file:
            rows += [json.loads(line)["text"] for line in file]
    return [re.sub(r"^[(]?[0-9A-Za-z.]{1,5}[.)] ", "", text) for text in rows if 40 < len(text) < 1500]


def _contract(rng: random.Random, clauses: list[str]) -> Contract:
    place = f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"
    pages = min(40, max(1, round(rng.lognormvariate(1.5, 0.8))))
    chosen, lines = [], 10
    while lines < pages * _LINES:
        text = _clause(rng, clauses, place)
        chosen.append(text)
        lines += len(text) // 90 + 2
    return Contract(
        place=place,
        year=rng.randint(2004, 2014),
        officer=_name(rng),
        dollars=rng.randrange(20_000, 90_000, 500),
        clauses=tuple(chosen),
    )


def _clause(rng: random.Random, clauses: list[str], place: str) -> str:
    text = rng.choice(clauses)
    if rng.random() >= OWN:
        return text
    named = re.sub(r"\b(the|The) (District|Board|City|County)\b", rf"\1 {place} \2", text, count=1)
    return named if named != text else f"{text} This applies in {place}."


def _name(rng: random.Random) -> str:
    return f"{rng.choice('ABCDEFGHJKLMNPRSTW')}. {rng.choice(_FIRST)}"


def _renewed(contract: Contract, rng: random.Random, clauses: list[str]) -> Contract:
    """A later year's contract: other dates and amounts; of a hundred clauses two are reworded and one dropped."""
    kept = []
    for text in contract.clauses:
        at = rng.random()
        if at < 0.02:
            kept.append(text.replace(" shall ", " will ") if " shall " in text else f"{text} {rng.choice(_ADDED)}")
        elif at >= 0.03:
            kept.append(text)
    if rng.random() < 0.3:
        kept.insert(rng.randint(0, len(kept)), _clause(rng, clauses, contract.place))
    return replace(
        contract,
        year=contract.year + rng.choice((1, 1, 1, 2, 3)),
        officer=_name(rng) if rng.random() < 0.4 else contract.officer,
        dollars=round(contract.dollars * rng.uniform(1.0, 1.06)),
        clauses=tuple(kept),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--renewals", type=float, default=RENEWALS, help="share of later years' versions of others")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    kinds = make(arguments.folder, arguments.files, arguments.seed, arguments.renewals, arguments.processes)
    print(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))


if __name__ == "__main__":
    main()
