"""Pairs of versions (renumbered, moved, reworded, clauses dropped), with the exact gains and losses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sro_nlp.compare import change_of
from sro_nlp.comparing import compare_files
from sro_nlp.comparison import Comparison
from sro_nlp.findings import Finding, Status
from sro_nlp.report import COMPARISON_FORMATS
from sro_nlp.reviewer import Reviewer

TITLE = "School Resource Officer Agreement between the Alder School District and the Alder Police Department"
SEARCH = (
    "Searches. A search of a student by school staff requires reasonable suspicion. A search by the SRO requires "
    "probable cause or a warrant, and the principal shall be told before it takes place."
)
QUESTIONING = (
    "Questioning. Before the SRO questions a student in custody, the SRO shall advise the student of the Miranda "
    "rights and shall make a reasonable effort to notify a parent or guardian, who may be present."
)
FEEDBACK = (
    "Evaluation. At least once each year the Police Department shall seek and accept feedback from the School District "
    "on the performance of the SRO."
)
TRAINING = (
    "Joint training. The SRO and the principal of the school, or the principal's designee, shall jointly complete the "
    "SRO training required by law."
)
APPLICANTS = (
    "Selection. The School District and the Police Department shall jointly discuss and interview every SRO applicant "
    "before one is assigned."
)
PAY = "Compensation. The District shall pay the Department sixty-five thousand dollars for each contract year."
TERM = "Term. This agreement begins on July 1, 2025 and ends on June 30, 2026 unless a party ends it sooner."
NOTICES = "Notices. A notice under this agreement shall be in writing and sent to the superintendent and to the chief."
OLD = [SEARCH, QUESTIONING, PAY, FEEDBACK, TRAINING, APPLICANTS, TERM, NOTICES]


@pytest.fixture(scope="module")
def reviewer() -> Reviewer:
    return Reviewer(model="light")


def written(folder: Path, name: str, clauses: list[str]) -> Path:
    path = folder / name
    body = [TITLE, *(f"{number}. {clause}" for number, clause in enumerate(clauses, 1))]
    path.write_text("\n\n".join(body) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def compared(reviewer: Reviewer, tmp_path: Path):  # type: ignore[no-untyped-def]
    def run(new: list[str]) -> Comparison:
        return compare_files(reviewer, written(tmp_path, "old.txt", OLD), written(tmp_path, "new.txt", new))

    return run


def leaves(comparison: Comparison) -> dict[str, list[str]]:
    changed: dict[str, list[str]] = {}
    for leaf in comparison.leaves:
        if leaf.kind != "unchanged":
            changed.setdefault(leaf.kind, []).append(leaf.id)
    return changed


def fates(comparison: Comparison) -> list[tuple[str, str, bool, bool]]:
    return [
        ((change.new or change.old).text.split(" ")[1].rstrip("."), change.kind, change.moved, change.renumbered)  # type: ignore[union-attr]
        for change in comparison.paragraphs
        if change.changed
    ]


def test_the_same_contract(compared) -> None:  # type: ignore[no-untyped-def]
    comparison = compared(OLD)
    assert leaves(comparison) == {}
    assert fates(comparison) == []
    assert not any(leaf.reworded for leaf in comparison.leaves)


def test_renumbered(compared) -> None:  # type: ignore[no-untyped-def]
    comparison = compared(["Parking. The Department may park one vehicle at each school.", *OLD])
    assert leaves(comparison) == {}
    names = ["Searches", "Questioning", "Compensation", "Evaluation", "Joint", "Selection", "Term", "Notices"]
    assert fates(comparison) == [("Parking", "added", False, False), *((name, "same", False, True) for name in names)]
    assert not any(leaf.reworded for leaf in comparison.leaves)


def test_moved(compared) -> None:  # type: ignore[no-untyped-def]
    comparison = compared([SEARCH, PAY, FEEDBACK, TRAINING, APPLICANTS, TERM, NOTICES, QUESTIONING])
    assert leaves(comparison) == {}
    assert ("Questioning", "same", True, True) in fates(comparison)
    assert [name for name, _, moved, _ in fates(comparison) if moved] == ["Questioning"]


def test_dropped(compared) -> None:  # type: ignore[no-untyped-def]
    comparison = compared([clause for clause in OLD if clause not in (QUESTIONING, APPLICANTS)])
    assert leaves(comparison) == {"lost": ["4.2", "7"]}
    removed = [change for change in comparison.paragraphs if change.kind == "removed"]
    assert [change.requirements for change in removed] == [("4.2",), ("7",)]


def test_gained(compared, reviewer: Reviewer, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    fewer = written(tmp_path, "fewer.txt", [clause for clause in OLD if clause != FEEDBACK])
    comparison = compare_files(reviewer, fewer, written(tmp_path, "full.txt", OLD))
    assert leaves(comparison) == {"gained": ["8"]}


def test_reworded_and_weakened(compared) -> None:  # type: ignore[no-untyped-def]
    weaker = FEEDBACK.replace("At least once each year the", "The")
    comparison = compared([weaker if clause == FEEDBACK else clause for clause in OLD])
    assert leaves(comparison) == {"weakened": ["8"]}
    assert fates(comparison) == [("Evaluation", "reworded", False, False)]
    change = next(change for change in comparison.paragraphs if change.changed)
    assert [p.text for p in change.pieces if p.kind == "deleted"] == ["At least once each year the"]
    assert [p.text for p in change.pieces if p.kind == "inserted"] == ["The"]


def test_another_price_changes_no_requirement(compared) -> None:  # type: ignore[no-untyped-def]
    comparison = compared([clause.replace("sixty-five", "seventy") for clause in OLD])
    assert leaves(comparison) == {}
    assert fates(comparison) == [("Compensation", "reworded", False, False)]


def finding(status: Status, missing: tuple[str, ...] = ()) -> Finding:
    return Finding(
        id="1", slug="a", title="A", citation="", status=status, score=0.5, missing_elements=missing, evidence=(),
        nearest=(), explanation="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("missing", "present", "gained"),
        ("missing", "partial", "gained"),
        ("conflict", "present", "gained"),
        ("present", "missing", "lost"),
        ("partial", "conflict", "lost"),
        ("present", "partial", "weakened"),
        ("missing", "conflict", "weakened"),
        ("conflict", "missing", "strengthened"),
        ("partial", "present", "strengthened"),
        ("present", "present", "unchanged"),
        ("unassessed", "present", "unknown"),
        ("present", "unassessed", "unknown"),
    ],
)
def test_kinds_of_change(old: Status, new: Status, kind: str) -> None:
    assert change_of(finding(old), finding(new)) == kind


def test_elements_weigh_when_the_status_stays() -> None:
    assert change_of(finding("partial", ("a",)), finding("partial", ("a", "b"))) == "weakened"
    assert change_of(finding("partial", ("a", "b")), finding("partial", ("b",))) == "strengthened"
    assert change_of(finding("partial", ("a",)), finding("partial", ("b",))) == "unchanged"


def test_writers_escape_and_say_everything(compared) -> None:  # type: ignore[no-untyped-def]
    comparison = compared([*OLD[:-1], NOTICES + " <script>alert(1)</script>"])
    page = COMPARISON_FORMATS["html"](comparison)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<ins>" in page
    assert len(json.loads(COMPARISON_FORMATS["json"](comparison))["leaves"]) == len(comparison.leaves)
    assert "1 reworded" in COMPARISON_FORMATS["table"](comparison)
    assert "<script>" not in COMPARISON_FORMATS["markdown"](comparison)


def test_command_fails_on_what_is_weakened(tmp_path: Path) -> None:
    old = written(tmp_path, "old.txt", OLD)
    new = written(tmp_path, "new.txt", [clause for clause in OLD if clause != QUESTIONING])
    command = [
        sys.executable,
        "-m",
        "sro_nlp",
        "compare",
        str(old),
        str(new),
        "--model",
        "light",
        "--fail-on",
        "weakened",
    ]
    if not (Path(__file__).parents[2] / "sro_nlp" / "__main__.py").exists():
        command[1:3] = ["-c", "from sro_nlp.cli import main; main()"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert re.search(r"lost +4\.2", done.stdout)
