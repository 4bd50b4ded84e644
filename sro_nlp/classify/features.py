"""The light view of a paragraph: hashed word and character n-grams, weighted by inverse document frequency.

Hashing keeps no vocabulary: the saved model is small, loads at once, and holds no text of the training data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WORD_BITS = 15
CHARACTER_BITS = 16


class LightFeatures:
    """Texts, each with its sentences, to sparse matrices; each n-gram is hashed once, in its sentence.

    The counts of a text are the sums of those of its sentences, so that paragraphs, the parts in which long ones are
    read and their sentences cost one pass over the words.
    """

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

        self._hashers: tuple[Any, Any] = (
            HashingVectorizer(n_features=2**WORD_BITS, ngram_range=(1, 2), alternate_sign=False, norm=None),
            HashingVectorizer(
                n_features=2**CHARACTER_BITS, analyzer="char_wb", ngram_range=(3, 5), alternate_sign=False, norm=None
            ),
        )
        self.weights: tuple[Any, Any] = (TfidfTransformer(sublinear_tf=True), TfidfTransformer(sublinear_tf=True))

    def fit(self, texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> csr_matrix:
        """Learn the document frequencies of texts; returns their features."""
        counts, places, _ = self._counts(texts, sentences)
        for weight, count in zip(self.weights, counts, strict=True):
            weight.fit(places @ count)
        return self._weighted([places @ count for count in counts])

    def transform(self, texts: Sequence[str], sentences: Sequence[Sequence[str]]) -> tuple[csr_matrix, csr_matrix]:
        """Features of n texts (n, 2**WORD_BITS + 2**CHARACTER_BITS), and those of all their sentences in order."""
        counts, places, own = self._counts(texts, sentences)
        return self._weighted([places @ count for count in counts]), self._weighted([own @ count for count in counts])

    def _weighted(self, counts: Sequence[csr_matrix]) -> csr_matrix:
        from scipy.sparse import hstack

        return hstack([w.transform(c) for w, c in zip(self.weights, counts, strict=True)]).tocsr().astype("float32")

    def _counts(
        self, texts: Sequence[str], sentences: Sequence[Sequence[str]]
    ) -> tuple[list[csr_matrix], csr_matrix, csr_matrix]:
        """Counts of the distinct pieces, by hasher, and which pieces make up each text and each sentence."""
        index: dict[str, int] = {}
        of_texts: list[list[int]] = []
        of_sentences: list[list[int]] = []
        for text, parts in zip(texts, sentences, strict=True):
            numbers = [index.setdefault(part, len(index)) for part in parts]
            of_sentences += [[number] for number in numbers]
            prefix = _prefix(text, parts)
            if prefix is None:
                numbers = [index.setdefault(text, len(index))]
            elif prefix:
                numbers = [index.setdefault(prefix, len(index)), *numbers]
            of_texts.append(numbers)
        pieces = list(index)
        counts = [hasher.transform(pieces) for hasher in self._hashers] if pieces else []
        return counts, _choice(of_texts, len(pieces)), _choice(of_sentences, len(pieces))


def _prefix(text: str, sentences: Sequence[str]) -> str | None:
    """What stands before the sentences of a text; None where they are not its end."""
    if not sentences:
        return None
    at = text.find(sentences[0])
    if at < 0 or text[at:].split() != " ".join(sentences).split():
        return None
    return text[:at].strip()


def _choice(rows: Sequence[Sequence[int]], columns: int) -> csr_matrix:
    """A matrix (rows, columns) that sums the given columns."""
    import numpy as np
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *map(len, rows)])
    numbers = np.fromiter((number for row in rows for number in row), np.int32, count=int(ends[-1]))
    return csr_matrix((np.ones(len(numbers), np.float32), numbers, ends), shape=(len(rows), columns))
