"""Grades by elements alone: for every leaf a full, a partial and a contradicting clause, and the suggested language."""

from __future__ import annotations

import re
from functools import cache

import pytest

from sro_nlp.catalogue import Requirement, load_catalogue
from sro_nlp.classify.cues import CueMatcher
from sro_nlp.findings import GradedTag, Match, Tag
from sro_nlp.grade import ELEMENTS_ALONE, GradeRule, grade

CATALOGUE = load_catalogue("utah-53g-8-703", "2023")

CASES: dict[str, tuple[str, str, str]] = {
    "1.1": (
        "The deputy helps the staff keep Alder Middle School a safe and healthy place where children can learn.",
        "The officer's presence is meant to keep the campus secure.",
        "The Sheriff does not undertake any responsibility for a safe or healthy learning environment in the schools.",
    ),
    "1.2": (
        "In all dealings with pupils the deputy is to be a positive role model.",
        "The deputy may mentor a student whom the counselor names.",
        "The officer shall not serve as a mentor or example to any pupil.",
    ),
    "1.3": (
        "The Chief and the Superintendent will collaborate, act early to prevent trouble, and solve problems together.",
        "The City will cooperate with the school.",
        "The Department shall not enter into any partnership or joint planning with school staff.",
    ),
    "1.4": (
        "Misbehavior is answered first with restorative conferences.",
        "First offenders are sent to the county's diversion program.",
        "Neither mediation nor restorative circles shall be used in place of formal charges.",
    ),
    "1.5": (
        "When the principal asks, the officer shall teach a class on criminal law.",
        "The officer may speak to government classes.",
        "The officer shall not teach any class or course.",
    ),
    "2.1": (
        "The Board and the City share the goal of keeping schools safe and preventing violence.",
        "The deputy helps to plan lockdown drills.",
        "The Sheriff assumes no role in the safety or security of school buildings.",
    ),
    "2.2": (
        "Both parties will work for a school climate of trust between students and police.",
        "The deputy should get to know the students and win their trust.",
        "It is no part of the deputy's job to build rapport with students.",
    ),
    "2.3": (
        "The parties share the goal of keeping students in class and on the way to graduation.",
        "The officer encourages attendance.",
        "Whether a student loses instruction is of no concern to the County.",
    ),
    "3.1": (
        "The SRO may refer to juvenile court a felony, a weapon offense, or the sale of drugs.",
        "The SRO may file with the juvenile court.",
        "Every violation of the student code, however slight, shall be charged in juvenile court.",
    ),
    "3.2": (
        "For truancy, tobacco and disorderly conduct the SRO confers with the principal, leaves the matter to the "
        "principal, and is told the outcome.",
        "Violations of school rules are handled by the principal.",
        "The officer may suspend a student or assign detention.",
    ),
    "4.1": (
        "The SRO may search a student only upon probable cause or with a warrant.",
        "Searches of pupils are governed by applicable regulations.",
        "The deputy may search any locker or bag at any time and for any reason, and need not notify the principal.",
    ),
    "4.2": (
        "Before a student is questioned the principal shall notify the parent, who may be present.",
        "Deputies use care in interviews of children.",
        "The officer may question any student at any time, and no parent need be called.",
    ),
    "4.3": (
        "If a student is arrested the SRO shall notify the principal and the parents at once.",
        "Arrests are made in a lawful manner.",
        "The officer may take a student into custody in class, and no notice to the school or the parents is required.",
    ),
    "4.4": (
        "Student records are given to the SRO only with the consent of a parent or under a subpoena.",
        "FERPA governs student records.",
        "The SRO shall have unrestricted access to all student records without consent or subpoena.",
    ),
    "5.1.1": (
        "One deputy is assigned to Pinecrest High School.",
        "One deputy is assigned to ____________.",
        "The officer is not assigned to any school and goes where the Chief directs.",
    ),
    "5.1.2": (
        "The officer is on campus from 7:45 a.m. to 3:15 p.m. on student days.",
        "Working times will be set by the Sergeant.",
        "The Sheriff does not promise any minimum hours at the school.",
    ),
    "5.1.3": (
        "The assistant principal is the deputy's point of contact at the school.",
        "A point of contact will be named later.",
        "No point of contact shall be designated at the school.",
    ),
    "5.1.4": (
        "The deputy shall inform the principal of arrests, and the principal shall report threats to the deputy.",
        "The principal shall notify the police of a weapon.",
        "The Department shall not share information on incidents with the school, and the school owes no report to it.",
    ),
    "5.1.5": (
        "The SRO shall keep a daily log and submit a monthly report of arrests and citations.",
        "Statistics are useful to the program.",
        "No log or report of the officer's work shall be kept or required.",
    ),
    "5.2": (
        "Each deputy must complete a forty-hour course on school policing and adolescent development.",
        "The deputy is encouraged to learn about youth.",
        "No training beyond the basic academy is required of the officer.",
    ),
    "5.3": (
        "The deputy shall patrol the parking lot before school.",
        "Uniform.",
        "The officer has no duties of any kind at the school, and nothing further is expected of the officer.",
    ),
    "6": (
        "The SRO and the principal shall complete the state's SRO training together.",
        "Officers and administrators are encouraged to train together.",
        "No joint training of officers and principals shall be held.",
    ),
    "7": (
        "The Chief and the Superintendent shall jointly interview the applicants for SRO.",
        "The Chief tells the Superintendent whom he has appointed.",
        "The District shall have no voice in the selection of the officer.",
    ),
    "8": (
        "Every spring the Chief shall ask the principal for feedback on the officer's performance.",
        "The principal may comment on the officer's work.",
        "The Department will neither seek nor consider feedback from the principal on the officer.",
    ),
}

FILLED = {"[NAME OF SCHOOL]": "Lincoln High School", "[NAME] High": "Lincoln High", "[NUMBER]": "five"}


@cache
def matcher() -> CueMatcher:
    return CueMatcher(CATALOGUE)


def graded(
    leaf: str, text: str, rule: GradeRule = ELEMENTS_ALONE, full: float = 1.0, conflict: float = 0.0
) -> GradedTag:
    tag = Tag(
        requirement=leaf,
        score=0.9,
        full=full,
        conflict=conflict,
        start=0,
        end=len(text),
        matches=matcher().match(text, leaf),
    )
    return grade(tag, CATALOGUE.requirement(leaf), text, rule)


def test_every_leaf_has_cases() -> None:
    assert tuple(CASES) == CATALOGUE.ids


@pytest.mark.parametrize("leaf", CASES)
@pytest.mark.parametrize(("place", "expected"), enumerate(("full", "partial", "conflict")))
def test_grade_of_a_clause(leaf: str, place: int, expected: str) -> None:
    result = graded(leaf, CASES[leaf][place])
    assert result.grade == expected, (result.reason, result.elements, result.tag.matches)
    assert result.reason


@pytest.mark.parametrize("leaf", CATALOGUE.requirements, ids=lambda leaf: leaf.id)
def test_suggested_language_is_full_once_filled_in(leaf: Requirement) -> None:
    text = leaf.suggested
    for placeholder, value in FILLED.items():
        text = text.replace(placeholder, value)
    text = re.sub(r"[\[\]]", "", text)
    result = graded(leaf.id, text)
    assert result.grade == "full", (result.reason, result.tag.matches)


@pytest.mark.parametrize(
    ("leaf", "text", "blank"),
    [
        ("5.1.1", "The Agency shall assign one SRO to [NAME OF SCHOOL].", "school"),
        ("5.1.1", "The officer is assigned to ____________ High School.", "school"),
        ("5.1.2", "The SRO is at school from ______ a.m. to ______ p.m.", "hours"),
        ("5.1.3", "The point of contact at the school is [TBD].", "contact"),
        ("5.2", "The SRO shall complete ____ hours of training.", "subject"),
    ],
)
def test_a_blank_in_the_place_of_an_element_is_partial_and_says_so(leaf: str, text: str, blank: str) -> None:
    result = graded(leaf, text)
    assert result.grade == "partial"
    assert result.blanks == (blank,)
    assert "blank" in result.reason


def test_a_blank_elsewhere_does_not_matter() -> None:
    assert graded("1.2", "At ____________ School the SRO shall be a positive role model to students.").grade == "full"


def test_full_needs_the_learned_probability_too() -> None:
    text = CASES["1.2"][0]
    assert graded("1.2", text, GradeRule(), full=0.9).grade == "full"
    doubtful = graded("1.2", text, GradeRule(), full=0.1)
    assert doubtful.grade == "partial"
    assert "falls short" in doubtful.reason


def test_a_learned_conflict_needs_no_cue() -> None:
    result = graded("1.2", "The officer stays aloof.", GradeRule(), conflict=0.9)
    assert result.grade == "conflict"
    assert graded("1.2", CASES["1.2"][2], GradeRule(), conflict=0.0).grade != "conflict"


def test_an_element_lent_by_the_lead_in_counts() -> None:
    own = matcher().match("a felony of the first degree", "3.1")
    lent = matcher().match("a felony of the first degree", "3.1", "The SRO may refer to juvenile court:")
    assert {match.element for match in own} == {"offenses"}
    assert Match(element="juvenile-court", start=0, end=0) in lent
