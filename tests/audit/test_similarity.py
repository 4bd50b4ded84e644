"""Versions of one contract are grouped; contracts that merely resemble each other are not."""

import random

from sro_nlp.similarity import groups, signature

WORDS = [f"{a}{b}" for a in "abcdefgh" for b in ("ust", "ire", "ole", "and", "erm")]


def text(seed: int, paragraphs: int = 40) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=30)) for _ in range(paragraphs)]


def test_versions_are_grouped_and_numbered_in_order():
    first, other, third = text(1), text(2), text(3)
    renewed = [line.replace("ust", "ust", 1) for line in first[:-1]] + ["a new clause of 2021 stands here instead"]
    marks = [signature(one) for one in (other, first, third, renewed, third)]
    assert groups(marks) == [None, 1, 2, 1, 2]


def test_dates_and_sums_do_not_tell_versions_apart():
    assert signature(["on July 1, 2019, for $40,000"]) == signature(["on July 2, 2023, for $45,500"])


def test_half_the_text_is_not_a_version():
    first = text(1)
    assert groups([signature(first), signature(first[:20] + text(9)[:20])]) == [None, None]


def test_texts_without_words_are_like_no_other():
    assert signature([]) == b""
    assert groups([b"", signature(["one word"]), b""]) == [None, None, None]


def test_a_signature_is_the_same_for_ever():
    assert signature(["The officer shall patrol the school."]).hex()[:32] == "e68bfab0b51d2915516b450784ba469b"
