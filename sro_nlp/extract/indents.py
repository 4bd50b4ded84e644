"""The x of each paragraph's label or left edge, relative to its column; first-line indents do not count. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sro_nlp.extract.drafts import Draft


def measure_indents(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Set `indent` on drafts as they pass, `first_indent` where a first line stands in, `single` on lone lines."""
    above = 0.0
    for draft in drafts:
        if draft.row is None and draft.kind is None:
            _measure(draft, above)
            above = draft.lines[0].x0
        yield draft


def usual_first_indent(firsts: Iterable[float]) -> float:
    """By how much first lines usually stand in; 0 where they do not."""
    found = sorted(firsts)
    return found[len(found) // 2] if found else 0.0


def _measure(draft: Draft, above: float) -> None:
    first = draft.lines[0]
    own = first.x0 - first.left
    if draft.label:
        draft.indent = own
    elif len(draft.lines) > 1:
        draft.indent = min(line.x0 - line.left for line in draft.lines)
        step = own - min(line.x0 - line.left for line in draft.lines[1:])
        draft.first_indent = max(step, 0.0)
    else:
        # Two lines at one x are no centred ones, but a list that looks it.
        centered = abs(first.x0 - above) > 3 and _centered(draft)
        draft.indent, draft.single = (0.0 if centered else own), not centered


def _centered(draft: Draft) -> bool:
    for line in draft.lines:
        width = line.right - line.left
        before, behind = line.x0 - line.left, line.right - line.x1
        if before < 0.08 * width or abs(before - behind) > 0.04 * width + 4:
            return False
    return True
