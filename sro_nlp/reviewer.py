"""The one place where the steps are joined: file -> Document -> tags -> grades -> findings -> report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sro_nlp.catalogue import DEFAULT_PROFILE, Catalogue, Requirement, load_catalogue
from sro_nlp.document import Document, Paragraph
from sro_nlp.errors import SroError
from sro_nlp.explanation import Explanation
from sro_nlp.extract import start_extract
from sro_nlp.facts import find_facts
from sro_nlp.findings import GapReport, MissRate, ModelReference, TaggedParagraph
from sro_nlp.gaps import MOST_EVIDENCE, GradedParagraph, build_report
from sro_nlp.grade import grade

if TYPE_CHECKING:
    from sro_nlp.accuracy import Accuracy
    from sro_nlp.classify.corpus import Row
    from sro_nlp.classify.detector import Detector
    from sro_nlp.classify.encoder import Encoder
    from sro_nlp.extract import Extraction


READ_AHEAD = 200
"""How many paragraphs the encoder reads while the rest is being loaded: about as many as it can in that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How a file is read; see `extract`."""

    password: str | None = None
    tracked_changes: Literal["accepted", "original"] = "accepted"
    ocr: bool = True


class Reviewer:
    """Reviews documents against a catalogue with a model; the model is loaded at its first use.

    Args:
        catalogue: the requirements; Utah's newest edition where not given.
        model: a model's name or folder; the default model where not given.
        threads: threads of the encoder; 0 for one a core.
        remember: how many paragraphs to remember the tags of, over all documents.
    """

    def __init__(
        self, catalogue: Catalogue | None = None, model: str | None = None, threads: int = 0, remember: int = 0
    ) -> None:
        self.catalogue = catalogue or load_catalogue()
        self._model_name = model
        self._threads = threads
        self._remember = remember
        self._encoder: Encoder | None = None

    @cached_property
    def detector(self) -> Detector:
        """The detector.

        Raises:
            ModelError: the model is absent, damaged or was trained for other leaves.
        """
        from sro_nlp.classify.detector import Detector
        from sro_nlp.classify.model import load_model

        model = load_model(self._model_name, self._threads, self._encoder)
        return Detector(self.catalogue, model, self._remember)

    @cached_property
    def model_reference(self) -> ModelReference:
        """Name and hash of the model."""
        return ModelReference(name=self.detector.model.name, sha256=self.detector.model.sha256)

    def review(self, path: str | Path, reading: ReadingOptions | None = None) -> GapReport:
        """Read a file in a worker process and review it; see `examine`."""
        return self.examine(path, reading)[1]

    def examine(self, path: str | Path, reading: ReadingOptions | None = None) -> tuple[Document, GapReport]:
        """Read a file in a worker process and review it. The model is loaded while the worker reads.

        Returns:
            The document as read, and its review.

        Raises:
            UnreadableFile: the file could not be read.
            ModelError: as for `detector`.
        """
        options = reading or ReadingOptions()
        with (
            ThreadPoolExecutor(1) as beside,
            start_extract(
                path, password=options.password, tracked_changes=options.tracked_changes, ocr=options.ocr
            ) as running,
        ):
            if "detector" not in vars(self):
                from sro_nlp.classify.model import load_encoder

                self._encoder = load_encoder(self._model_name, self._threads)
                ahead = beside.submit(self._read_ahead, running)
                _ = self.model_reference
                wait([ahead])  # whatever went wrong there is met again below
            document = running.result()
        return document, self.review_document(document)

    def _read_ahead(self, running: Extraction) -> None:
        """Put the first paragraphs to the encoder while the rest of the program is being loaded."""
        from sro_nlp.classify.readings import readings_of

        paragraphs = running.result().paragraphs[:READ_AHEAD]
        if self._encoder is not None:
            self._encoder.read_ahead(readings_of(paragraphs).texts)

    def review_document(self, document: Document) -> GapReport:
        """Review a document that was read already."""
        return self.report(document, self.tag(document.paragraphs))

    def tag(self, paragraphs: Sequence[Paragraph]) -> list[GradedParagraph]:
        """Tag and grade paragraphs."""
        return [self._graded(tagged) for tagged in self.detector.tag(paragraphs)]

    def report(
        self,
        document: Document,
        graded: Iterable[GradedParagraph],
        most_evidence: int = MOST_EVIDENCE,
        brief: bool = False,
    ) -> GapReport:
        """The gap report of a document whose paragraphs are tagged and graded; see `build_report`."""
        return build_report(
            document,
            tuple(graded),
            self.catalogue,
            find_facts(document),
            self.model_reference,
            self._miss_rates,
            most_evidence,
            brief,
        )

    def explain(self, document: Document, paragraph_id: int, requirement: str) -> Explanation:
        """Why a paragraph of a document scored as it did for a requirement (id or slug).

        Raises:
            CatalogueError: there is no such requirement.
            SroError: there is no such paragraph.
        """
        from sro_nlp.classify.explain import movement

        leaf = self.catalogue.requirement(requirement)
        paragraph = next((p for p in document.paragraphs if p.id == paragraph_id), None)
        if paragraph is None:
            raise SroError(
                f"{document.path}: there is no paragraph {paragraph_id}; it has {len(document.paragraphs)}, "
                "whose numbers `sro-nlp tag` prints"
            )
        (tagged,) = self.detector.tag([paragraph])
        tag = next((tag for tag in (*tagged.tags, *tagged.near) if tag.requirement == leaf.id), None)
        graded = grade(tag, leaf, paragraph.text) if tag in tagged.tags and tag is not None else None
        moved = movement(self.detector, paragraph, leaf.id)
        model = self.detector.model
        matches = tag.matches if tag else self.detector.matcher.match(paragraph.text, leaf.id)
        found = {match.element for match in matches}
        return Explanation(
            requirement=leaf.id,
            title=leaf.title,
            paragraph=paragraph.id,
            text=paragraph.text,
            model_text=moved.text,
            score=moved.score,
            threshold=model.blend.thresholds[model.card.leaves.index(leaf.id)],
            low=model.blend.low,
            high=model.blend.high,
            grade=graded.grade if graded else None,
            reason=graded.reason if graded else "",
            views=moved.views,
            words=moved.words,
            sentences=moved.sentences,
            sentence_scores=moved.sentence_scores,
            matches=matches,
            elements_found=tuple(element.title for element in leaf.elements if element.id in found),
            elements_missing=tuple(element.title for element in leaf.elements if element.id not in found),
        )

    def _graded(self, tagged: TaggedParagraph) -> GradedParagraph:
        text = tagged.paragraph.text
        tags = tuple(grade(tag, self._leaves[tag.requirement], text) for tag in tagged.tags)
        return GradedParagraph(tagged=tagged, tags=tags)

    @cached_property
    def _leaves(self) -> dict[str, Requirement]:
        return {leaf.id: leaf for leaf in self.catalogue.requirements}

    @cached_property
    def _miss_rates(self) -> dict[str, MissRate]:
        model = self.detector.model
        return {
            leaf: MissRate(
                rate=figures.miss_rate, low=figures.miss_low, high=figures.miss_high, count=figures.positives
            )
            for leaf, figures in model.card.figures.get(model.mode, {}).items()
        }


def review(
    path: str | Path, *, profile: str | Path = DEFAULT_PROFILE, edition: str | None = None, model: str | None = None
) -> GapReport:
    """Review one file; see `Reviewer.review`."""
    return Reviewer(load_catalogue(profile, edition), model).review(path)


def accuracy_of(reviewer: Reviewer, rows: Sequence[Row]) -> Accuracy:
    """Tag and grade labelled rows as a review does, and measure the result."""
    from sro_nlp.classify.evaluate import Prediction, measure

    paragraphs = [Paragraph(id=number, text=row.text, lead_ins=row.context) for number, row in enumerate(rows, 1)]
    predictions = [
        Prediction(
            probabilities=tuple(graded.tagged.scores.values()),
            grades={item.tag.requirement: item.grade for item in graded.tags},
        )
        for graded in reviewer.tag(paragraphs)
    ]
    return measure(rows, predictions, reviewer.catalogue.ids)
