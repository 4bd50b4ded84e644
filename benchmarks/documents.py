"""Whole contracts held out of training: are gaps and conflicts of a document found?

    python benchmarks/documents.py [--model light] [--split test]

A leaf is truly missing in a contract when no paragraph carries it, and in conflict when one contradicts it; leaves on
which the readers of that contract differ are left out. Prints gap recall and precision, conflicts found, how many
findings outside the "look at this" band are right, how large the band is, and what went wrong, finding by finding.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.corpus import Row, read_corpus
from sro_nlp.document import Document, Paragraph
from sro_nlp.findings import Finding
from sro_nlp.reviewer import Reviewer

TOP = Path(__file__).parents[1]
FOUND = ("present", "partial", "conflict")


def documents(split: str) -> dict[str, list[Row]]:
    """The contracts of a split, by group, rows in order."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in read_corpus(TOP / "training_data", load_catalogue()):
        if row.split == split and row.origin != "noise":
            groups[row.group].append(row)
    return {group: rows for group, rows in groups.items() if len(rows) >= 30}


def truth_of(rows: list[Row], leaf: str) -> str | None:
    """`missing`, `conflict`, `full`, `partial`, or None where the readers differ."""
    grades = {row.labels[leaf] for row in rows if leaf in row.labels}
    if not grades:
        return None if any(leaf in row.undecided for row in rows) else "missing"
    return next(grade for grade in ("conflict", "full", "partial") if grade in grades)


def document_of(group: str, rows: list[Row]) -> Document:
    """The rows as a document whose paragraphs know their lead-ins."""
    paragraphs = tuple(Paragraph(id=i, text=row.text, lead_ins=row.context) for i, row in enumerate(rows, 1))
    return Document(path=group, sha256="", format="text", paragraphs=paragraphs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model")
    parser.add_argument("--split", default="test")
    parser.add_argument("--errors", action="store_true", help="list every wrong finding")
    arguments = parser.parse_args()
    reviewer = Reviewer(model=arguments.model)
    groups = documents(arguments.split)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for group, rows in groups.items():
        for finding in reviewer.review_document(document_of(group, rows)).findings:
            truth = truth_of(rows, finding.id)
            if truth is not None:
                count(counts, wrong, group, finding, truth)
    print(f"{len(groups)} contracts of the {arguments.split} split, {counts['findings']} findings")
    ratio("gaps found (recall)", counts["gap hit"], counts["gap"])
    ratio("gaps right (precision)", counts["gap hit"], counts["gap said"])
    ratio("gaps said or marked for a look", counts["gap hit or marked"], counts["gap"])
    ratio("what is there called missing", counts["gap said"] - counts["gap hit"], counts["findings"] - counts["gap"])
    ratio("  the same, unmarked", counts["missed unmarked"], counts["findings"] - counts["gap"])
    ratio("conflicts found", counts["conflict hit"], counts["conflict"])
    ratio("conflicts right", counts["conflict hit"], counts["conflict said"])
    ratio("marked `review`", counts["band"], counts["findings"])
    ratio("right outside the band", counts["outside right"], counts["findings"] - counts["band"])
    ratio("graded present, truly less", counts["overgraded"], counts["present said"])
    if arguments.errors:
        print("\n".join(wrong))


def count(counts: Counter[str], wrong: list[str], group: str, finding: Finding, truth: str) -> None:
    """Add one finding to the counts."""
    said = finding.status in FOUND
    right = said == (truth != "missing")
    counts["findings"] += 1
    counts["band"] += finding.review
    counts["outside right"] += right and not finding.review
    counts["gap"] += truth == "missing"
    counts["gap said"] += not said
    counts["gap hit"] += truth == "missing" and not said
    counts["gap hit or marked"] += truth == "missing" and (not said or finding.review)
    counts["missed unmarked"] += truth != "missing" and not said and not finding.review
    counts["conflict"] += truth == "conflict"
    counts["conflict said"] += finding.status == "conflict"
    counts["conflict hit"] += truth == "conflict" and finding.status == "conflict"
    counts["present said"] += finding.status == "present"
    counts["overgraded"] += finding.status == "present" and truth in ("partial", "conflict")
    if not right or (truth == "conflict") != (finding.status == "conflict"):
        text = finding.evidence[0].text if finding.evidence else finding.nearest[0].text if finding.nearest else ""
        mark = " (review)" if finding.review else ""
        said_so = f"truth {truth}, said {finding.status}{mark} {finding.score:.2f}"
        wrong.append(f"{group} {finding.id}: {said_so}: {text[:160]}")


def ratio(name: str, part: int, whole: int) -> None:
    """Print a ratio with its counts."""
    print(f"{name:<34} {part:>5} of {whole:<5} {part / whole if whole else 0:.3f}")


if __name__ == "__main__":
    main()
