"""A comparison of two versions as a table, JSON, Markdown or one HTML page that stands alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sro_nlp.comparison import Comparison, LeafChange, LeafChangeKind, ParagraphChange, Passage
from sro_nlp.report.markdown import escape
from sro_nlp.report.screen import PLAIN, Screen, draw
from sro_nlp.report.words import clean, quote, status_words, where

if TYPE_CHECKING:
    from jinja2 import Template
    from pydantic import TypeAdapter

CHANGE_SIGNS: dict[LeafChangeKind, str] = {
    "lost": "✗",
    "weakened": "▼",
    "gained": "＋",
    "strengthened": "▲",
    "unknown": "?",
    "unchanged": "＝",
}
"""Worst first."""
_COLORS = {"lost": "bold red", "weakened": "red", "gained": "bold green", "strengthened": "green", "unknown": "cyan"}
_INDENT = 15
_TEMPLATES = Path(__file__).parent / "templates"


def change_words(kind: LeafChangeKind) -> str:
    """Sign and word of a change, for example `▼ weakened`."""
    return f"{CHANGE_SIGNS[kind]} {kind}"


def totals(comparison: Comparison) -> str:
    """How many leaves changed how, worst first, in one line."""
    count = Counter(leaf.kind for leaf in comparison.leaves)
    return " · ".join(f"{count[kind]} {kind}" for kind in CHANGE_SIGNS if count[kind])


def paragraph_totals(comparison: Comparison) -> str:
    """How many paragraphs changed how, in one line."""
    changes = comparison.paragraphs
    counts: dict[str, int] = Counter(change.kind for change in changes)
    counts = {kind: counts.get(kind, 0) for kind in ("reworded", "added", "removed")}
    counts["moved"] = sum(change.moved for change in changes)
    counts["renumbered"] = sum(change.renumbered for change in changes)
    return " · ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "no paragraph changed"


def becoming(leaf: LeafChange) -> str:
    """What a leaf was and is."""
    if leaf.old_status == leaf.new_status:
        return status_words(leaf.new_status)
    return f"{status_words(leaf.old_status)} → {status_words(leaf.new_status)}"


def why(leaf: LeafChange) -> str:
    """The elements that came or went, in words; empty where none did."""
    parts = []
    if leaf.newly_missing:
        parts.append(f"no longer says: {'; '.join(leaf.newly_missing)}")
    if leaf.newly_found:
        parts.append(f"now says: {'; '.join(leaf.newly_found)}")
    if not parts and leaf.kind == "unchanged" and leaf.reworded:
        parts.append("other words, same standing")
    return "; ".join(parts)


def fate(change: ParagraphChange) -> str:
    """What became of a paragraph, in words."""
    words: list[str] = [change.kind] if change.kind != "same" else []
    if change.moved:
        words.append("moved")
    if change.renumbered and change.old and change.new:
        words.append(f"renumbered {change.old.label or 'unnumbered'} → {change.new.label or 'unnumbered'}")
    return ", ".join(words) or "unchanged"


def place(passage: Passage | None) -> str:
    """Where a passage stands; a dash where there is none."""
    return where(passage.page, passage.paragraph) if passage else "—"


@cache
def _adapter() -> TypeAdapter[Comparison]:
    from pydantic import TypeAdapter

    return TypeAdapter(Comparison)


def write_comparison_json(comparison: Comparison, screen: Screen = PLAIN) -> str:
    """The comparison as one JSON object."""
    return _adapter().dump_json(comparison, indent=2).decode("utf-8") + "\n"


def write_comparison_table(comparison: Comparison, screen: Screen = PLAIN) -> str:
    """The leaves that changed, then the changed paragraphs with deleted words in [-…-] and inserted ones in {+…+}."""
    from rich.padding import Padding
    from rich.text import Text

    parts: list[Padding | Text] = [
        Text(f"{clean(comparison.old.path)}  →  {clean(comparison.new.path)}", style="bold"),
        Text(f"Requirements: {totals(comparison)}"),
        Text(f"Paragraphs:   {paragraph_totals(comparison)}"),
        Text(),
    ]
    for kind in CHANGE_SIGNS:
        for leaf in comparison.leaves_of(kind) if kind != "unchanged" else ():
            line = Text.assemble((f"{change_words(kind):<15}", _COLORS.get(kind, "")), f"{leaf.id} {clean(leaf.title)}")
            line.append(f"   {becoming(leaf)}", style="dim")
            parts.append(line)
            below = [clean(why(leaf))] if why(leaf) else []
            for name, passage in (("was", leaf.old), ("is", leaf.new)):
                if passage is not None:
                    head = f"{name} {place(passage)} "
                    below.append(head + quote(passage.text, max(screen.width - _INDENT - len(head), 20)))
            parts += [Padding(Text(text, style="dim"), (0, 0, 0, _INDENT)) for text in below]
    parts += [Text(), Text("Changed paragraphs", style="bold")]
    for change in comparison.paragraphs:
        if change.changed:
            leaves = f"  [{', '.join(change.requirements)}]" if change.requirements else ""
            parts.append(Text(f"{place(change.old)} → {place(change.new)}  {fate(change)}{leaves}", style="bold"))
            parts.append(
                Text("  " + _inline(change), style="") if change.kind != "same" else Text(f"  {_short(change)}")
            )
    return draw(list(parts), screen)


def _inline(change: ParagraphChange) -> str:
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return clean("".join(marks[piece.kind].format(piece.text) for piece in change.pieces))


def _short(change: ParagraphChange) -> str:
    passage = change.new or change.old
    return quote(passage.text, 80) if passage else ""


def write_comparison_markdown(comparison: Comparison, screen: Screen = PLAIN) -> str:
    """The comparison as Markdown, everything from the contracts escaped."""
    return "\n".join(_markdown(comparison)) + "\n"


def _markdown(comparison: Comparison) -> Iterator[str]:
    yield f"# {escape(comparison.old.path)} → {escape(comparison.new.path)}\n"
    yield f"**{escape(totals(comparison))}**; paragraphs: {escape(paragraph_totals(comparison))}.\n"
    yield "| Change | Requirement | Was | Is | Where | |"
    yield "|---|---|---|---|---|---|"
    for kind in CHANGE_SIGNS:
        for leaf in comparison.leaves_of(kind):
            cells = [
                change_words(kind),
                f"{leaf.id} {escape(leaf.title)}",
                status_words(leaf.old_status),
                status_words(leaf.new_status),
                f"{place(leaf.old)} → {place(leaf.new)}",
                escape(why(leaf)),
            ]
            yield f"| {' | '.join(cells)} |"
    yield "\n## Changed paragraphs\n"
    marks = {"same": "{}", "deleted": "~~{}~~", "inserted": "**{}**"}
    for change in comparison.paragraphs:
        if change.changed:
            leaves = f" ({', '.join(change.requirements)})" if change.requirements else ""
            yield f"- {place(change.old)} → {place(change.new)}, {escape(fate(change))}{leaves}\n"
            words = [marks[piece.kind].format(escape(piece.text)) for piece in change.pieces if piece.text.strip()]
            yield f"  > {' '.join(words)}\n"


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["clean"] = clean
    return environment.get_template("comparison.html")


def view(comparison: Comparison) -> dict[str, Any]:
    """What the templates of a comparison need besides the comparison itself."""
    return {
        "comparison": comparison,
        "signs": CHANGE_SIGNS,
        "becoming": becoming,
        "why": why,
        "fate": fate,
        "place": place,
        "totals": totals(comparison),
        "paragraph_totals": paragraph_totals(comparison),
    }


def write_comparison_html(comparison: Comparison, screen: Screen = PLAIN) -> str:
    """The comparison as one HTML page: no script, nothing fetched, everything from the contracts escaped."""
    return _template().render(**view(comparison))
