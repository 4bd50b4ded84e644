"""Two reviewed versions of a contract -> Comparison: what each leaf was and is, and what became of each paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sro_nlp.alignment import Pair, align, word_pieces
from sro_nlp.comparison import (
    COMPARISON_SCHEMA,
    Comparison,
    LeafChange,
    LeafChangeKind,
    ParagraphChange,
    Passage,
)
from sro_nlp.document import Paragraph
from sro_nlp.errors import CatalogueError
from sro_nlp.findings import Evidence, Finding, GapReport, Status

_RANK: dict[Status, int] = {"conflict": 0, "missing": 1, "partial": 2, "present": 3}
_HELD = 2
"""From this rank on the contract provides for the leaf, if only in part."""
_DECIDING = {"conflict": "conflict", "present": "full", "partial": "partial"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a contract: its paragraphs and its review."""

    paragraphs: Sequence[Paragraph]
    report: GapReport


def compare(old: Version, new: Version) -> Comparison:
    """What changed from one version of a contract to another.

    Raises:
        CatalogueError: the versions were reviewed against different requirements.
    """
    if old.report.requirements != new.report.requirements:
        raise CatalogueError("the two versions were reviewed against different requirements; review both against one")
    return Comparison(
        schema=COMPARISON_SCHEMA,
        old=old.report.document,
        new=new.report.document,
        leaves=tuple(
            _leaf(before, after, old, new)
            for before, after in zip(old.report.findings, new.report.findings, strict=True)
        ),
        paragraphs=_paragraphs(old, new),
    )


def change_of(old: Finding, new: Finding) -> LeafChangeKind:
    """How a leaf changed.

    Gained or lost: it came to be provided for, or ceased to be. Strengthened or weakened: any other rise or fall in the
    order conflict, missing, partial, present; or partial as before, with fewer or more elements lacking.
    """
    if old.status not in _RANK or new.status not in _RANK:
        return "unknown"
    before, after = _RANK[old.status], _RANK[new.status]
    if before != after:
        if before < _HELD <= after:
            return "gained"
        if after < _HELD <= before:
            return "lost"
        return "strengthened" if after > before else "weakened"
    lacked, lacks = set(old.missing_elements), set(new.missing_elements)
    if old.status == "partial" and lacked != lacks and (lacked < lacks or lacks < lacked):
        return "weakened" if lacked < lacks else "strengthened"
    return "unchanged"


def _leaf(before: Finding, after: Finding, old: Version, new: Version) -> LeafChange:
    was, now = _deciding(before), _deciding(after)
    lacked, lacks = set(before.missing_elements), set(after.missing_elements)
    shown_before, shown_after = before.status in ("present", "partial"), after.status in ("present", "partial")
    return LeafChange(
        id=after.id,
        title=after.title,
        citation=after.citation,
        kind=change_of(before, after),
        old_status=before.status,
        new_status=after.status,
        old=_passage_of(was),
        new=_passage_of(now),
        reworded=_bare(was, old) != _bare(now, new),
        newly_missing=tuple(title for title in after.missing_elements if shown_before and title not in lacked),
        newly_found=tuple(title for title in before.missing_elements if shown_after and title not in lacks),
    )


def _deciding(finding: Finding) -> Evidence | None:
    """The evidence that decides the status, else the first."""
    wanted = _DECIDING.get(finding.status)
    return next((item for item in finding.evidence if item.grade == wanted), next(iter(finding.evidence), None))


def _passage_of(evidence: Evidence | None) -> Passage | None:
    if evidence is None:
        return None
    return Passage(paragraph=evidence.paragraph, page=evidence.page, label=evidence.label, text=evidence.text)


def _bare(evidence: Evidence | None, version: Version) -> str:
    """The words of an evidence without the label that its paragraph begins with."""
    if evidence is None:
        return ""
    label = evidence.label if evidence.start == 0 else ""
    return evidence.text.removeprefix(label).strip()


def _paragraphs(old: Version, new: Version) -> tuple[ParagraphChange, ...]:
    carried_old, carried_new = _carried(old.report), _carried(new.report)
    changes = []
    for pair in align(old.paragraphs, new.paragraphs):
        leaves = {
            *(carried_old.get(pair.old.id, ()) if pair.old else ()),
            *(carried_new.get(pair.new.id, ()) if pair.new else ()),
        }
        ordered = tuple(finding.id for finding in new.report.findings if finding.id in leaves)
        changes.append(_change(pair, ordered))
    return tuple(changes)


def _change(pair: Pair, leaves: tuple[str, ...]) -> ParagraphChange:
    old, new = pair.old, pair.new
    pieces = word_pieces(bare_text(old) if old else "", bare_text(new) if new else "")
    reworded = any(piece.kind != "same" for piece in pieces)
    return ParagraphChange(
        kind="added" if old is None else "removed" if new is None else "reworded" if reworded else "same",
        moved=pair.moved,
        renumbered=old is not None and new is not None and old.label != new.label,
        old=_passage(old),
        new=_passage(new),
        pieces=pieces,
        requirements=leaves,
    )


def bare_text(paragraph: Paragraph) -> str:
    """The words of a paragraph without its label."""
    return paragraph.text.removeprefix(paragraph.label).strip()


def _passage(paragraph: Paragraph | None) -> Passage | None:
    if paragraph is None:
        return None
    return Passage(paragraph=paragraph.id, page=paragraph.page, label=paragraph.label, text=paragraph.text)


def _carried(report: GapReport) -> dict[int, list[str]]:
    """For each paragraph the leaves for which it is evidence."""
    carried: dict[int, list[str]] = {}
    for finding in report.findings:
        for evidence in finding.evidence:
            carried.setdefault(evidence.paragraph, []).append(finding.id)
    return carried
