"""Passages put on the paragraphs of a Word file by hand, so that no model has to find any there."""

from made import evidence, report_of


def spread(document, catalogue, *, whole=True, most=40):
    """One passage in each of the first paragraphs that have words of their own in the file, leaves in turn.

    Returns:
        The passages as (paragraph, evidence), and the report.
    """
    found, by_leaf = [], {}
    for paragraph in document.paragraphs:
        if paragraph.anchor is None or not paragraph.anchor.nodes or len(found) == most:
            continue
        start, end = _words(paragraph, whole=whole)
        if start < end:
            grade = ("full", "partial", "conflict")[len(found) % 3]
            one = evidence(paragraph, start, end, grade)
            by_leaf.setdefault(catalogue.ids[len(found) % len(catalogue.ids)], []).append(one)
            found.append((paragraph, one))
    return found, report_of(document, catalogue, by_leaf)


def _words(paragraph, *, whole):
    """All words behind the label, or those without the first and the last."""
    start = len(paragraph.label) + 1 if paragraph.label else 0
    if whole:
        return start, len(paragraph.text)
    inner = paragraph.text[start:].split(" ")
    if len(inner) < 4:
        return start, len(paragraph.text)
    return start + len(inner[0]) + 1, len(paragraph.text) - len(inner[-1]) - 1
