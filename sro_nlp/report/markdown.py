"""A report as Markdown (GitHub's), with everything that comes from the contract escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sro_nlp.catalogue import Catalogue
from sro_nlp.findings import Finding, GapReport
from sro_nlp.report.screen import PLAIN, Screen
from sro_nlp.report.words import (
    DISCLAIMER,
    LOOK,
    best,
    clean,
    document_facts,
    element_titles,
    law,
    made_with,
    marked,
    miss_rate,
    nearest,
    no_contract,
    quote,
    shortfall,
    status_words,
    suggested,
    summary_words,
    where,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def escape(text: str) -> str:
    """A text on one line that Markdown shows as it stands."""
    safe = _SPECIAL.sub(r"\\\1", clean(text).replace("&", "&amp;"))
    # A scheme or host would become a link by itself.
    safe = re.sub(r"(?i)\b(https?|ftp|mailto):", r"\1\\:", safe)
    return re.sub(r"(?i)\bwww\.", r"www\\.", safe)


def write_markdown(report: GapReport, catalogue: Catalogue, screen: Screen = PLAIN) -> str:
    """The report: facts, the table of all requirements, then each with its passages."""
    lines = [f"# Contract review: {escape(report.document.path)}", ""]
    if alert := no_contract(report):
        lines += [f"**{escape(alert)}**", ""]
    lines += [f"- **{escape(name)}:** {escape(value)}" for name, value in document_facts(report.document)]
    lines += ["", f"**{escape(summary_words(report))}**", "", DISCLAIMER, "", *_table(report, catalogue)]
    for provision in report.provisions:
        lines += ["", f"## {provision.id}. {escape(provision.title)}: {status_words(provision.status)}"]
        for finding in provision.requirements:
            lines += ["", *_detail(finding, catalogue)]
    lines += [
        "",
        "---",
        "",
        f"{escape(made_with(report))}. SHA-256 of the document: `{clean(report.document.sha256)}`.",
    ]
    return "\n".join(lines) + "\n"


def _table(report: GapReport, catalogue: Catalogue) -> Iterator[str]:
    yield "| | Requirement | Status | Where | What was found |"
    yield "|---|---|---|---|---|"
    for finding in report.findings:
        evidence, near = best(finding), nearest(finding)
        place = where(evidence.page, evidence.paragraph) if evidence else ""
        found = [quote(evidence.text, 90)] if evidence else []
        found += [shortfall(finding, catalogue)]
        if not evidence and near:
            found.append(f"nearest, {where(near.page, near.paragraph)}: {quote(near.text, 70)}")
        words = "; ".join(escape(part) for part in found if part)
        yield f"| {finding.id} | {escape(finding.title)} | {status_words(finding.status)} | {place} | {words} |"


def _detail(finding: Finding, catalogue: Catalogue) -> Iterator[str]:
    yield f"### {finding.id} {escape(finding.title)}: {status_words(finding.status)}"
    yield ""
    yield f"*{escape(finding.citation)}.* {escape(law(finding, catalogue))}"
    yield ""
    yield escape(finding.explanation)
    if finding.review:
        yield f"\n**{LOOK.capitalize()}.**"
    if finding.missing_elements:
        yield "\nNot found:\n"
        yield from (f"- {escape(title)}" for title in element_titles(finding, finding.missing_elements, catalogue))
    for item in finding.evidence:
        shown = "; ".join(element_titles(finding, item.elements, catalogue))
        text = "".join(
            f"**{escape(piece)}**" if hit and piece.strip() == piece else _inside(piece)
            for piece, hit in marked(item.text, item.matched)
        )
        yield ""
        yield f"> {text}"
        yield ">"
        yield f"> — {where(item.page, item.paragraph)}, {item.grade}" + (f"; shows: {escape(shown)}" if shown else "")
    if finding.status in ("missing", "unassessed") and finding.nearest:
        yield "\nNearest passages:\n"
        for near in finding.nearest:
            yield f"- {where(near.page, near.paragraph)}: {escape(quote(near.text, 200))} {escape(near.why)}"
    if rate := miss_rate(finding):
        yield f"\n{escape(rate)}"
    language = suggested(finding, catalogue)
    if finding.status != "present" and language:
        yield "\nLanguage that would satisfy it:\n"
        yield f"> {escape(language)}"


def _inside(piece: str) -> str:
    """A piece of a sentence with the blanks at its ends kept, which `escape` would strip."""
    head, tail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
    return head + escape(piece) + (tail if piece.strip() else "")
