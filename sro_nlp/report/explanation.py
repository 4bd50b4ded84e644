"""An explanation as text for the terminal."""

from __future__ import annotations

from sro_nlp.explanation import Explanation, Influence

BAR = 20
SHOWN_WORDS = 12


def explanation_text(explanation: Explanation) -> str:
    """The explanation in words and bars; readable without colour."""
    e = explanation
    verdict = "above" if e.score >= e.threshold else "below"
    lines = [
        f"Requirement {e.requirement} {e.title}, paragraph {e.paragraph}",
        "",
        e.text,
        "",
        f"Score {e.score:.2f}, {verdict} the threshold of {e.threshold:.2f}"
        + (f" (a person should look between {e.low:.2f} and {e.high:.2f})" if e.low <= e.score < e.high else ""),
    ]
    if e.grade:
        lines.append(f"Grade: {e.grade}. {e.reason}")
    if e.model_text != e.text:
        lines.append(f"Read with what governs it: “{e.model_text[: len(e.model_text) - len(e.text)].strip()}”")
    lines += ["", "Parts of the score (log-odds, added up):"]
    lines += [f"  {name:<10} {value:+6.2f}  {_bar(value, 6)}" for name, value in e.views.items()]
    if len(e.sentences) > 1:
        lines += ["", "Sentences (the score falls by this much without it; its score alone):"]
        lines += [
            f"  {part.influence:+.2f}  {alone:.2f}  {_short(part.text)}"
            for part, alone in zip(e.sentences, e.sentence_scores, strict=True)
        ]
    lines += ["", "Words (the score changes by this much without the word):"]
    lines += [f"  {part.influence:+.2f}  {_bar(part.influence, 0.5):<{BAR}}  {part.text}" for part in _strongest(e)]
    lines += ["", "Cues found:"]
    lines += [
        f"  {match.element or 'contradiction'}: “{e.text[match.start : match.end]}”"
        for match in e.matches
        if match.end > match.start
    ] or ["  none"]
    if e.elements_missing:
        lines.append(f"Elements not found: {', '.join(e.elements_missing)}")
    return "\n".join(lines)


def _strongest(explanation: Explanation) -> list[Influence]:
    """The words of most influence, in the order in which they stand; at least one in a hundred."""
    chosen = sorted(explanation.words, key=lambda part: -abs(part.influence))[:SHOWN_WORDS]
    return sorted((part for part in chosen if abs(part.influence) >= 0.005), key=lambda part: part.start)


def _bar(value: float, full: float) -> str:
    return ("+" if value >= 0 else "-") * min(BAR, max(1, round(abs(value) / full * BAR)))


def _short(text: str, limit: int = 70) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
