"""Findings: what status follows from which evidence, in which order, and why a gap is one."""

from __future__ import annotations

from functools import cache

from sro_nlp.catalogue import load_catalogue
from sro_nlp.classify.cues import CueMatcher
from sro_nlp.document import Box, Document, Paragraph, UnreadPage, Word
from sro_nlp.facts import find_facts
from sro_nlp.findings import Finding, GapReport, MissRate, ModelReference, Tag, TaggedParagraph
from sro_nlp.gaps import GradedParagraph, build_report
from sro_nlp.grade import ELEMENTS_ALONE, grade

CATALOGUE = load_catalogue()
INFORMS = "The deputy shall inform the principal of arrests."
RECEIVES = "Teachers shall report threats to the deputy."
BOTH = "The deputy shall inform the principal of arrests, and the principal shall report threats to the deputy."
AGAINST = "The Department shall not share information with the principal."


@cache
def matcher() -> CueMatcher:
    return CueMatcher(CATALOGUE)


def paragraph(number: int, text: str) -> Paragraph:
    words, at = [], 0
    for word in text.split(" "):
        box = Box(page=2, x0=10.0 + at, y0=100, x1=10.0 + at + len(word), y1=110)
        words.append(Word(start=at, end=at + len(word), boxes=(box,)))
        at += len(word) + 1
    return Paragraph(id=number, text=text, page=2, words=tuple(words), label=f"{number}.")


def report(
    *texts: str,
    leaf: str = "5.1.4",
    near: bool = False,
    unread: bool = False,
    full: float = 1.0,
    uncertain: bool = False,
) -> GapReport:
    """A report of paragraphs that all carry (or, if `near`, nearly carry) one leaf."""
    graded = []
    paragraphs = tuple(paragraph(i, text) for i, text in enumerate(texts, 1))
    for i, one in enumerate(paragraphs):
        score = 0.3 - 0.05 * i if near else 0.9 - 0.05 * i
        matches = matcher().match(one.text, leaf)
        tag = Tag(
            requirement=leaf,
            score=score,
            full=full,
            conflict=0.0,
            start=0,
            end=len(one.text),
            matches=matches,
            uncertain=uncertain,
        )
        tags = () if near else (tag,)
        tagged = TaggedParagraph(
            paragraph=one,
            tags=tags,
            scores=dict.fromkeys(CATALOGUE.ids, 0.01) | {leaf: score},
            near=(tag,) if near else (),
        )
        requirement = CATALOGUE.requirement(leaf)
        graded.append(
            GradedParagraph(
                tagged=tagged, tags=tuple(grade(tag, requirement, one.text, ELEMENTS_ALONE) for tag in tags)
            )
        )
    unread_pages = (UnreadPage(page=3, reason="It is a picture."),) if unread else ()
    document = Document(path="a.pdf", sha256="0" * 64, format="pdf", paragraphs=paragraphs, unread_pages=unread_pages)
    rates = {leaf: MissRate(rate=0.1, low=0.05, high=0.2, count=40)}
    return build_report(document, graded, CATALOGUE, find_facts(document), ModelReference(name="m", sha256="1"), rates)


def finding(result: GapReport, leaf: str = "5.1.4") -> Finding:
    return next(one for one in result.findings if one.id == leaf)


def test_one_full_passage_makes_it_present() -> None:
    one = finding(report(INFORMS, BOTH))
    assert one.status == "present"
    assert one.missing_elements == ()
    assert [(evidence.paragraph, evidence.grade) for evidence in one.evidence] == [(2, "full"), (1, "partial")]
    assert "paragraph 2 on page 2" in one.explanation
    assert not one.review


def test_elements_are_joined_over_paragraphs() -> None:
    one = finding(report(INFORMS, RECEIVES))
    assert one.status == "present"
    assert "together" in one.explanation
    assert finding(report(INFORMS, RECEIVES, full=0.1)).status == "partial", "no passage that is likely full"


def test_partial_says_what_is_missing() -> None:
    one = finding(report(INFORMS))
    assert one.status == "partial"
    assert one.missing_elements == ("the school gives information",)
    assert "the school gives information" in one.explanation


def test_a_conflict_beats_present_and_comes_first() -> None:
    one = finding(report(BOTH, AGAINST))
    assert one.status == "conflict"
    assert one.evidence[0].paragraph == 2
    assert one.evidence[0].matched
    assert "opposite" in one.explanation


def test_a_blank_is_partial_and_the_explanation_says_so() -> None:
    one = finding(report("The officer is assigned to ____________.", leaf="5.1.1"), "5.1.1")
    assert one.status == "partial"
    assert "blank" in one.explanation


def test_missing_shows_the_three_nearest_passages_and_why_they_fell_short() -> None:
    texts = (
        "Searches of vendors' vehicles are billed.",
        "Invoices are sent monthly.",
        "The auditor searches the books.",
        "Notices are in writing.",
    )
    one = finding(report(*texts, leaf="4.1", near=True), "4.1")
    assert one.status == "missing"
    assert [near.paragraph for near in one.nearest] == [1, 2, 3]
    why = one.nearest[0].why
    assert "“searches”" in why
    assert "no word for student" in why
    assert "score 0.30" in why
    assert "it would have to say" in why
    assert one.review, "a near miss is for a person's eye"
    assert one.miss_rate is not None
    assert one.evidence == ()


def test_nothing_is_called_missing_while_a_page_is_unread() -> None:
    result = report(BOTH, unread=True)
    assert finding(result).status == "present"
    other = finding(result, "4.1")
    assert other.status == "unassessed"
    assert "page 3 could not be read" in other.explanation
    assert result.summary.missing == 0
    assert result.summary.unassessed == 23


def test_evidence_quotes_the_passage_and_its_place() -> None:
    evidence = finding(report(BOTH)).evidence[0]
    assert evidence.text == BOTH
    assert evidence.page == 2
    assert len(evidence.boxes) == 1, "one line, one box"
    assert all(words in BOTH for words in evidence.matched)


def test_uncertain_evidence_is_for_review() -> None:
    assert finding(report(BOTH, uncertain=True)).review


def test_a_provision_is_as_bad_as_its_worst_leaf() -> None:
    result = report(BOTH)
    by_id = {provision.id: provision.status for provision in result.provisions}
    assert by_id["5"] == "missing"
    assert finding(result, "8").id == "8"
    assert (
        sum(getattr(result.summary, status) for status in ("present", "partial", "conflict", "missing", "unassessed"))
        == 24
    )


def test_an_empty_document_lacks_everything() -> None:
    result = report()
    assert result.summary.missing == 24
    assert all(one.nearest == () for one in result.findings)


def test_what_is_lacking_may_stand_on_a_page_that_was_not_read() -> None:
    found = finding(report(INFORMS, unread=True))
    assert found.status == "partial"
    assert found.review
    assert found.explanation.endswith("; it may stand on page 3, which could not be read.")


def test_a_blank_does_not_hide_what_else_is_lacking() -> None:
    leaf = "5.1.2"
    blank = finding(report("The deputy will be on campus from ________ to ________.", leaf=leaf), leaf)
    filled = finding(
        report(
            "The deputy will be on campus from ________ to ________.",
            "The deputy is on campus from 7:30 a.m. to 3:30 p.m. on school days.",
            leaf=leaf,
            full=0.0,
        ),
        leaf,
    )
    assert "A blank is still to be filled in" in blank.explanation
    assert "blank" not in finding(report(INFORMS)).explanation
    assert "A blank" not in filled.explanation


def test_a_near_passage_with_the_words_is_not_said_to_have_none() -> None:
    for leaf in CATALOGUE.ids:
        for near in finding(report(INFORMS, RECEIVES, BOTH, AGAINST, leaf=leaf, near=True), leaf).nearest:
            assert not ("none of the words" in near.why and "would have to say" not in near.why)


def test_a_file_name_that_is_no_text_can_be_reported() -> None:
    document = Document(path="caf\udce9.txt", sha256="0" * 64, format="text", paragraphs=(paragraph(1, INFORMS),))
    result = build_report(document, [], CATALOGUE, find_facts(document), ModelReference(name="m", sha256="1"), {})
    assert result.document.path == "caf?.txt"
    assert "Nothing in the 1 paragraph provides" in result.findings[0].explanation


def test_a_tag_too_weak_to_count_is_not_said_to_be_about_its_own_requirement() -> None:
    found = finding(report("The parties meet.", uncertain=True))
    assert (found.status, found.review) == ("missing", True)
    assert "it is about" not in found.nearest[0].why
