"""A small catalogue and a report by hand that holds every status."""

from __future__ import annotations

import pytest

from sro_nlp.catalogue import Catalogue, Element, Provision, Requirement
from sro_nlp.document import Box
from sro_nlp.findings import (
    REVIEW_SCHEMA,
    DocumentSummary,
    Evidence,
    Fact,
    Finding,
    GapReport,
    Grade,
    MissRate,
    ModelReference,
    NearMiss,
    ProfileReference,
    ProvisionFinding,
    Status,
    Summary,
    UnreadPageNote,
)

HOSTILE = 'The <script>alert("x")</script> SRO & staff | may *search* [a](http://evil.example) \x1b[31mred\u202e gnp.'


def requirement(id_: str, slug: str, title: str) -> Requirement:
    return Requirement(
        id=id_,
        slug=slug,
        title=title,
        text=f"The contract shall say {title.lower()}.",
        citation="§ 53G-8-703(2)",
        policy_item=id_,
        elements=(
            Element(id="standard", title="the standard of a search", cues=("reasonable suspicion",)),
            Element(id="present", title="who is present", cues=("administrator",)),
        ),
        suggested="An administrator of [SCHOOL] shall be present at <every> search.",
    )


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue(
        profile="utah-test",
        edition="2023",
        title="Test",
        jurisdiction="Utah",
        source="Test",
        provisions=(
            Provision(
                id="4",
                slug="rights",
                title="Rights of a student under state and federal law",
                text="a detailed description of the rights of a student",
                citation="§ 53G-8-703(2)(d)",
                requirements=tuple(
                    requirement(f"4.{i}", slug, title)
                    for i, (slug, title) in enumerate(
                        [
                            ("searches", "Searches"),
                            ("questioning", "Questioning and interviews of students at school"),
                            ("arrests", "Arrests"),
                            ("information-privacy", "Information privacy"),
                            ("other-rights", "Other rights"),
                        ],
                        1,
                    )
                ),
            ),
            Provision(
                id="8",
                slug="annual-feedback",
                title="Annual feedback",
                text="the agency seeks feedback",
                citation="§ 53G-8-703(2)(h)",
                requirements=(requirement("8", "annual-feedback", "Annual feedback"),),
            ),
        ),
    )


def evidence(text: str, grade: Grade, elements: tuple[str, ...] = (), matched: tuple[str, ...] = ()) -> Evidence:
    return Evidence(
        paragraph=17,
        page=3,
        boxes=(Box(page=3, x0=72.0, y0=400.0, x1=500.0, y1=412.0),),
        text=text,
        score=0.93,
        grade=grade,
        elements=elements,
        matched=matched,
        start=0,
        end=len(text),
        label="4.1",
        headings=("IV. STUDENT RIGHTS",),
    )


def finding(id_: str, title: str, status: Status, **more: object) -> Finding:
    values: dict[str, object] = {
        "slug": title.lower().replace(" ", "-"),
        "citation": "§ 53G-8-703(2)(d)",
        "score": 0.5,
        "missing_elements": (),
        "evidence": (),
        "nearest": (),
        "explanation": f"The finding is {status}.",
    }
    return Finding(id=id_, title=title, status=status, **{**values, **more})  # type: ignore[arg-type]  # mixed values


NEAR = NearMiss(
    paragraph=30,
    page=5,
    text="The officer is evaluated by the Department alone.",
    score=0.31,
    why="Says nothing of feedback.",
)


@pytest.fixture(scope="session")
def report() -> GapReport:
    searches = evidence(
        "No search shall be made without reasonable suspicion, and an administrator shall witness it.",
        "full",
        ("standard", "present"),
        ("reasonable suspicion", "an administrator"),
    )
    rights = (
        finding("4.1", "Searches", "present", evidence=(searches,)),
        finding(
            "4.2",
            "Questioning and interviews of students at school",
            "partial",
            evidence=(evidence(HOSTILE, "partial", ("standard",), ("search",)),),
            missing_elements=("present",),
            review=True,
        ),
        finding("4.3", "Arrests", "conflict", evidence=(evidence("The SRO may arrest anyone at will.", "conflict"),)),
        finding("4.4", "Information privacy", "unassessed", explanation="Page 2 could not be read."),
        finding("4.5", "Other rights", "missing"),
    )
    feedback = finding(
        "8",
        "Annual feedback",
        "missing",
        nearest=(NEAR,),
        miss_rate=MissRate(rate=0.04, low=0.01, high=0.09, count=120),
    )
    party = Fact(
        value="Wasatch Ridge School District", paragraph=1, page=1, text="between Wasatch Ridge School District"
    )
    blank = Fact(
        value="________", paragraph=2, page=1, text="entered into this ________ day of July between the parties"
    )
    return GapReport(
        schema=REVIEW_SCHEMA,
        document=DocumentSummary(
            path="contracts/agreement <1>.pdf",
            sha256="ab" * 32,
            format="pdf",
            pages=6,
            paragraphs=80,
            kind="sro-contract",
            kind_reason="",
            parties=(party,),
            dates={"effective": None, "term": Fact(value="one year", paragraph=9, page=2, text="for one year")},
            blanks=(blank,),
            unread_pages=(UnreadPageNote(page=2, reason="a scan, and no OCR is installed"),),
            notices=("Running headers were left out.",),
        ),
        requirements=ProfileReference(profile="utah-test", edition="2023"),
        model=ModelReference(name="utah-sro", sha256="cd" * 32),
        provisions=(
            ProvisionFinding(
                id="4", slug="rights", title="Rights of a student", status="conflict", requirements=rights
            ),
            ProvisionFinding(
                id="8", slug="annual-feedback", title="Annual feedback", status="missing", requirements=(feedback,)
            ),
        ),
        summary=Summary(present=1, partial=1, conflict=1, missing=2, unassessed=1),
    )
