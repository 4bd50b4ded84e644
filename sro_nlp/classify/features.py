"""The light view of a paragraph: hashed word and character n-grams, weighted by inverse document frequency.

Hashing keeps no vocabulary: the saved model is small, loads at once, and holds no text of the training data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sklearn.pipeline import FeatureUnion

WORD_BITS = 15
CHARACTER_BITS = 16


def light_features() -> FeatureUnion:
    """An unfitted transformer from texts (n,) to a sparse matrix (n, 2**WORD_BITS + 2**CHARACTER_BITS)."""
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import make_pipeline, make_union

    words = HashingVectorizer(n_features=2**WORD_BITS, ngram_range=(1, 2), alternate_sign=False, norm=None)
    characters = HashingVectorizer(
        n_features=2**CHARACTER_BITS, analyzer="char_wb", ngram_range=(3, 5), alternate_sign=False, norm=None
    )
    return make_union(
        make_pipeline(words, TfidfTransformer(sublinear_tf=True)),
        make_pipeline(characters, TfidfTransformer(sublinear_tf=True)),
    )
