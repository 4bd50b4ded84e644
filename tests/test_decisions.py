"""Decisions over a report, and the log that keeps them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sro_nlp.catalogue import load_catalogue
from sro_nlp.cli.app import app
from sro_nlp.decision_log import START, BrokenLog, decision_of, export_log, seal, verify_log
from sro_nlp.decisions import Decision, decided_report, standing
from sro_nlp.document import Document
from sro_nlp.findings import Finding, GapReport
from sro_nlp.reviewer import Reviewer

DRAFT = Path(__file__).parents[1] / "examples" / "draft.docx"
CATALOGUE = load_catalogue()
Reviewed = tuple[Document, GapReport]


@pytest.fixture(scope="module")
def reviewed() -> Reviewed:
    return Reviewer(model="light").examine(DRAFT)


def decide(reviewed: Reviewed, *decisions: Decision) -> GapReport:
    document, report = reviewed
    numbered = [replace(decision, number=number) for number, decision in enumerate(decisions, 1)]
    return decided_report(report, numbered, CATALOGUE, {p.id: p for p in document.paragraphs}, "f" * 64)


def decision(kind: str, requirement: str, paragraph: int | None = None, **more: object) -> Decision:
    return Decision(
        number=0,
        at="2025-07-01T10:00:00Z",
        by="A. Counsel",
        kind=kind,  # type: ignore[arg-type]  # a word of the test's own table
        requirement=requirement,
        paragraph=paragraph,
        **more,  # type: ignore[arg-type]  # as above
    )


def finding(report: GapReport, leaf: str) -> Finding:
    return next(finding for finding in report.findings if finding.id == leaf)


def of_status(reviewed: Reviewed, status: str) -> Finding:
    return next(finding for finding in reviewed[1].findings if finding.status == status)


def test_nothing_decided_changes_nothing(reviewed: Reviewed) -> None:
    assert decide(reviewed) is reviewed[1]


def test_accepted(reviewed: Reviewed) -> None:
    before = of_status(reviewed, "present")
    first = before.evidence[0]
    after = finding(decide(reviewed, decision("accept", before.id, first.paragraph)), before.id)
    assert after.status == "present"
    assert after.evidence[0].decided == "accepted"
    assert "Confirmed by A. Counsel on 2025-07-01" in after.explanation
    assert not after.review


def test_all_passages_rejected_is_a_gap(reviewed: Reviewed) -> None:
    before = of_status(reviewed, "present")
    rejections = [decision("reject", before.id, item.paragraph, reason="another matter") for item in before.evidence]
    report = decide(reviewed, *rejections)
    after = finding(report, before.id)
    assert after.status == "missing"
    assert after.evidence == ()
    assert after.nearest[0].why == "Rejected by A. Counsel: another matter."
    assert report.summary.missing == reviewed[1].summary.missing + 1
    assert report.summary.present == reviewed[1].summary.present - 1
    provision = next(p for p in report.provisions if after in p.requirements)
    assert provision.status in ("missing", "conflict")


def test_regraded(reviewed: Reviewed) -> None:
    before = of_status(reviewed, "partial")
    paragraph = before.evidence[0].paragraph
    after = finding(decide(reviewed, decision("regrade", before.id, paragraph, grade="full")), before.id)
    assert after.status == "present"
    assert after.missing_elements == ()
    worse = finding(decide(reviewed, decision("regrade", before.id, paragraph, grade="conflict")), before.id)
    assert worse.status == "conflict"


def test_marked_by_hand(reviewed: Reviewed) -> None:
    before = of_status(reviewed, "missing")
    paragraph = reviewed[0].paragraphs[20]
    after = finding(
        decide(reviewed, decision("mark", before.id, paragraph.id, grade="full", start=3, end=20)), before.id
    )
    assert after.status == "present"
    assert after.evidence[0].text == paragraph.text[3:20]
    assert after.evidence[0].decided == "marked"
    assert after.nearest == ()


def test_a_waived_gap_stays_a_gap_and_says_why(reviewed: Reviewed) -> None:
    before = of_status(reviewed, "missing")
    report = decide(reviewed, decision("waive", before.id, reason="the district has a policy"))
    after = finding(report, before.id)
    assert after.status == "missing"
    assert after.waiver is not None
    assert after.explanation.startswith("Waived by A. Counsel on 2025-07-01: the district has a policy. ")
    assert report.reviewed is not None
    assert report.reviewed.waived == 1


def test_the_report_says_that_it_was_reviewed(reviewed: Reviewed) -> None:
    before = of_status(reviewed, "present")
    report = decide(reviewed, decision("accept", before.id, before.evidence[0].paragraph))
    assert report.document.notices[-1].startswith("Reviewed by A. Counsel, last on 2025-07-01: 1 accepted.")


def test_withdrawn_and_replaced_decisions_do_not_stand(reviewed: Reviewed) -> None:
    one = replace(decision("reject", "8", 4), number=1)
    two = replace(decision("accept", "8", 4), number=2)
    assert standing([one, two]) == (two,)
    assert standing([one, two, replace(decision("withdraw", "8", withdraws=2), number=3)]) == (one,)
    before = of_status(reviewed, "present")
    undone = decide(
        reviewed,
        decision("reject", before.id, before.evidence[0].paragraph),
        decision("withdraw", before.id, withdraws=1),
    )
    assert undone is reviewed[1]


@pytest.fixture
def log() -> dict[str, object]:
    entries: list[dict[str, object]] = []
    for number in range(1, 5):
        previous = entries[-1]["hash"] if entries else START
        entries.append(seal(replace(decision("accept", "8", number), number=number), "ab" * 32, str(previous)))
    return json.loads(export_log("a.pdf", "ab" * 32, entries))


def test_a_log_as_written_is_unbroken(log) -> None:  # type: ignore[no-untyped-def]
    assert verify_log(json.dumps(log)) == (4, log["entries"][-1]["hash"])
    assert verify_log(json.dumps(log), log["head"][:16] + "…")[0] == 4
    assert decision_of(log["entries"][1]).paragraph == 2


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda log: log["entries"][1].update(reason="x"), "entry 2 was changed"),
        (lambda log: log["entries"].pop(1), "entry 2 does not follow"),
        (lambda log: log["entries"].pop(), "cut off"),
        (lambda log: log["entries"].reverse(), "entry 1 does not follow"),
        (lambda log: log["entries"].append({"hash": "1"}), "entry 5 is not an entry"),
        (lambda log: log.update(document="cd" * 32), "another document"),
        (lambda log: log.update(schema="x"), "not a log"),
    ],
)
def test_a_log_that_was_touched_is_broken(log, harm, said: str) -> None:  # type: ignore[no-untyped-def]
    harm(log)
    with pytest.raises(BrokenLog, match=said):
        verify_log(json.dumps(log))


def test_cut_off_with_a_new_head_is_found_by_the_report(log) -> None:  # type: ignore[no-untyped-def]
    head = log["head"]
    log["entries"].pop()
    log["head"] = log["entries"][-1]["hash"]
    assert verify_log(json.dumps(log))[0] == 3
    with pytest.raises(BrokenLog, match="cut off"):
        verify_log(json.dumps(log), head)


def test_the_command(log, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "log.json"
    file.write_text(json.dumps(log), encoding="utf-8")
    good = CliRunner().invoke(app, ["log", "verify", str(file)])
    assert good.exit_code == 0
    assert "4 entries, unbroken" in good.stdout
    file.write_text(json.dumps(log).replace("Counsel", "Nobody"), encoding="utf-8")
    assert CliRunner().invoke(app, ["log", "verify", str(file)]).exit_code == 1
