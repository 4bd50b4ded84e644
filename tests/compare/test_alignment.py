"""Paragraphs of two versions: which is which, what moved, which words differ."""

from __future__ import annotations

from sro_nlp.alignment import align, word_pieces
from sro_nlp.document import Paragraph

CLAUSES = [
    "The Officer shall be an employee of the Agency and shall remain subject to its chain of command at all times.",
    "The Agency bears all wages, insurance and retirement benefits of the Officer during the school year.",
    "Before a student is questioned on school grounds, the Officer shall notify the principal and a parent.",
    "Either party may end this agreement with ninety days of written notice to the other party.",
    "This agreement is governed by the laws of the State of Utah and by no other law.",
]


def paragraphs(*texts: str) -> list[Paragraph]:
    made = []
    for number, text in enumerate(texts, 1):
        label, _, rest = text.partition(" ")
        own = label if label[:-1].isdigit() and rest else ""
        made.append(Paragraph(id=number, text=text, label=own))
    return made


def numbered(clauses: list[str]) -> list[Paragraph]:
    return paragraphs(*(f"{number}. {clause}" for number, clause in enumerate(clauses, 1)))


def shown(pairs: object) -> list[tuple[int | None, int | None, bool]]:
    return [(p.old.id if p.old else None, p.new.id if p.new else None, p.moved) for p in pairs]  # type: ignore[attr-defined]


def test_a_clause_put_in_renumbers_the_rest_and_moves_nothing() -> None:
    new = [*CLAUSES[:2], "Body cameras are worn on campus.", *CLAUSES[2:]]
    pairs = align(numbered(CLAUSES), numbered(new))
    assert shown(pairs) == [(1, 1, False), (2, 2, False), (None, 3, False), (3, 4, False), (4, 5, False), (5, 6, False)]


def test_of_two_orders_the_fewer_words_moved() -> None:
    new = [CLAUSES[4], *CLAUSES[:4]]
    assert shown(align(numbered(CLAUSES), numbered(new))) == [
        (5, 1, True), (1, 2, False), (2, 3, False), (3, 4, False), (4, 5, False),
    ]  # fmt: skip


def test_a_moved_and_reworded_clause_is_known() -> None:
    reworded = CLAUSES[2].replace("a parent", "a parent or guardian")
    new = [CLAUSES[0], CLAUSES[1], CLAUSES[3], CLAUSES[4], reworded]
    assert (3, 5, True) in shown(align(numbered(CLAUSES), numbered(new)))


def test_a_dropped_clause_stands_behind_its_predecessor() -> None:
    new = [*CLAUSES[:2], *CLAUSES[3:]]
    assert shown(align(numbered(CLAUSES), numbered(new))) == [
        (1, 1, False), (2, 2, False), (3, None, False), (4, 3, False), (5, 4, False),
    ]  # fmt: skip


def test_repeated_paragraphs_pair_in_order() -> None:
    old = paragraphs("Initials", CLAUSES[0], "Initials", CLAUSES[1], "Initials")
    new = paragraphs("Initials", CLAUSES[0], "Initials", CLAUSES[1])
    assert shown(align(old, new)) == [(1, 1, False), (2, 2, False), (3, 3, False), (4, 4, False), (5, None, False)]


def test_unlike_paragraphs_are_not_paired() -> None:
    pairs = align(paragraphs(CLAUSES[0]), paragraphs(CLAUSES[4]))
    assert shown(pairs) == [(1, None, False), (None, 1, False)]


def test_empty_versions() -> None:
    assert align([], []) == ()
    assert shown(align(paragraphs("One."), [])) == [(1, None, False)]


def test_words_that_differ() -> None:
    pieces = word_pieces("notice of sixty (60) days", "notice of ninety (90) days")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "notice of "),
        ("deleted", "sixty"),
        ("inserted", "ninety"),
        ("same", " ("),
        ("deleted", "60"),
        ("inserted", "90"),
        ("same", ") days"),
    ]


def test_replaced_phrases_are_shown_whole() -> None:
    pieces = word_pieces("The deputy may search any locker.", "The deputy shall never open a locker.")
    assert [piece.text for piece in pieces if piece.kind == "deleted"] == ["may search any"]


def test_both_sides_can_be_read_from_the_pieces() -> None:
    old, new = "a  b c, d", "b c; d e"
    pieces = word_pieces(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == new


def test_a_very_long_paragraph_is_replaced_whole() -> None:
    old = "word " * 3000
    assert [piece.kind for piece in word_pieces(old, old + "end")] == ["deleted", "inserted"]
