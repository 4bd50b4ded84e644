"""Words and boxes held as numbers: what goes in comes out, and nobody sees the difference."""

from __future__ import annotations

import pickle
import sys

import pytest

from sro_nlp.document import Box, Paragraph, Word
from sro_nlp.places import Boxes, Rectangle, Words

PLAIN = [(0, 3, [(1, (72.0, 700.0, 90.5, 712.25))]), (4, 9, [(1, (93.0, 700.0, 120.0, 712.25))])]
BROKEN = [(0, 12, [(1, (500.0, 60.0, 540.0, 72.0)), (2, (72.0, 700.0, 90.0, 712.0))]), (13, 14, [])]
HUGE = [(300, 70_000, [(70_000, (-5.25, 10.0, 9000.5, 20.0))])]


def as_objects(words: list[tuple[int, int, list[tuple[int, Rectangle]]]]) -> tuple[Word, ...]:
    return tuple(
        Word(
            start=start,
            end=end,
            boxes=tuple(Box(page=page, x0=x0, y0=y0, x1=x1, y1=y1) for page, (x0, y0, x1, y1) in places),
        )
        for start, end, places in words
    )


@pytest.mark.parametrize("words", [PLAIN, BROKEN, HUGE, []], ids=["plain", "broken", "huge", "none"])
def test_words_are_as_the_tuple_of_them(words: list[tuple[int, int, list[tuple[int, Rectangle]]]]) -> None:
    packed, plain = Words.of(words), as_objects(words)
    assert tuple(packed) == plain
    assert packed == plain
    assert plain == packed
    assert hash(packed) == hash(plain)
    assert len(packed) == len(plain)
    assert bool(packed) == bool(plain)
    assert pickle.loads(pickle.dumps(packed)) == packed
    assert packed[1:] == plain[1:]
    assert packed != (*plain, 1)


def test_paragraphs_with_packed_and_plain_words_are_equal_and_written_alike() -> None:
    from pydantic import TypeAdapter

    packed = Paragraph(
        id=1, text="The words", words=Words.of(PLAIN), boxes=Boxes.of([(1, (72.0, 700.0, 120.0, 712.25))])
    )
    plain = Paragraph(id=1, text="The words", words=as_objects(PLAIN), boxes=tuple(packed.boxes))
    assert packed == plain
    assert hash(packed) == hash(plain)
    adapter = TypeAdapter(Paragraph)
    assert adapter.dump_json(packed) == adapter.dump_json(plain)
    assert adapter.validate_json(adapter.dump_json(packed)) == packed


def test_a_word_takes_few_bytes() -> None:
    words = [(6 * n, 6 * n + 5, [(1, (72.0 + n % 12, 700.0, 90.0 + n % 12, 712.0))]) for n in range(400)]
    assert len(pickle.dumps(Words.of(words))) < 8 * len(words) + 100


def test_places_are_kept_to_a_64th_of_a_point() -> None:
    [word] = Words.of([(0, 1, [(1, (72.123456, 700.7, 80.1, 712.9))])])
    assert word.boxes[0].x0 == pytest.approx(72.123456, abs=1 / 128)
    assert word.boxes[0].y1 == pytest.approx(712.9, abs=1 / 128)


def test_the_value_module_loads_no_pydantic() -> None:
    import subprocess

    program = "import sys, sro_nlp.document; print('pydantic' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
