"""The detector as a spaCy component: `nlp.add_pipe("sro_provisions")` fills `doc.spans["sro_provisions"]`.

Each line of a Doc is a paragraph. A span's label is the id of the leaf that its sentences carry; `span._.sro_score`
(0 to 1) and `span._.sro_grade` (full, partial, conflict) say how well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from sro_nlp.catalogue import DEFAULT_PROFILE, load_catalogue
from sro_nlp.document import Paragraph
from sro_nlp.reviewer import Reviewer

KEY = "sro_provisions"


class ProvisionComponent:
    """Tags the paragraphs of a Doc; made by the factory `sro_provisions`."""

    def __init__(self, profile: str, edition: str | None, model: str | None) -> None:
        self._reviewer = Reviewer(load_catalogue(profile, edition), model)
        for name in ("sro_score", "sro_grade"):
            if not Span.has_extension(name):
                Span.set_extension(name, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc.spans["sro_provisions"]`."""
        doc.spans[KEY] = list(self._spans(doc))
        return doc

    def _spans(self, doc: Doc) -> Iterator[Span]:
        lines = [line for line in re.finditer(r"[^\n]+", doc.text) if line.group().strip()]
        paragraphs = [Paragraph(id=number, text=line.group()) for number, line in enumerate(lines, 1)]
        for line, graded in zip(lines, self._reviewer.tag(paragraphs), strict=True):
            for item in graded.tags:
                start, end = line.start() + item.tag.start, line.start() + item.tag.end
                span = doc.char_span(start, end, label=item.tag.requirement, alignment_mode="expand")
                if span is not None:
                    span._.sro_score, span._.sro_grade = item.tag.score, item.grade
                    yield span


@Language.factory(KEY, default_config={"profile": DEFAULT_PROFILE, "edition": None, "model": None})
def create(nlp: Language, name: str, profile: str, edition: str | None, model: str | None) -> ProvisionComponent:
    """Make the component.

    Raises:
        CatalogueError: the profile is unknown.
        ModelError: the model is absent or does not fit (at the first Doc).
    """
    return ProvisionComponent(profile, edition, model)
