"""Looking through all documents of the desk at once: for words, and for what the model is in doubt about."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import func, select, text

from sro_nlp.document import Paragraph
from sro_nlp.web.tables import Database, documents, paragraphs, questions
from sro_nlp.web.values import Hit, Question, adapter


def hits(database: Database, query: str, document: str | None = None, most: int = 100) -> list[Hit]:
    """Paragraphs that hold all the words (the last one may be begun only), the best first."""
    words = re.findall(r"\w+", query)
    if not words:
        return []
    wanted = " ".join(f'"{word}"' for word in words[:-1]) + f' "{words[-1]}"*'
    within = "AND search.document = :document" if document else ""
    sql = text(
        "SELECT search.document, documents.name, search.number, paragraphs.first_page, "
        "snippet(search, 0, char(2), char(3), '…', 24) FROM search "
        "JOIN documents ON documents.id = search.document "
        "JOIN paragraphs ON paragraphs.document = search.document AND paragraphs.number = search.number "
        f"WHERE search MATCH :wanted AND documents.state = 'ready' {within} ORDER BY rank LIMIT :most"
    )
    with database.engine.connect() as connection:
        rows = connection.execute(sql, {"wanted": wanted.strip(), "document": document, "most": most}).all()
    return [Hit(document=d, name=n, paragraph=p, page=g, snippet=s) for d, n, p, g, s in rows]


def open_questions(database: Database, answered: Collection[tuple[str, int, str]], most: int = 30) -> list[Question]:
    """The tags in doubt on which nobody has decided, the most doubtful first, a text only once.

    Args:
        database: the desk's.
        answered: document, paragraph and requirement of what was decided on.
        most: how many.
    """
    query = (
        select(questions, documents.c.name, paragraphs.c.data)
        .join(documents, documents.c.id == questions.c.document)
        .join(
            paragraphs,
            (paragraphs.c.document == questions.c.document) & (paragraphs.c.number == questions.c.number),
        )
        .order_by(func.abs(questions.c.doubt), questions.c.document, questions.c.number)
    )
    seen: set[tuple[str, str]] = set()
    found: list[Question] = []
    with database.engine.connect() as connection:
        for row in connection.execute(query):
            paragraph: Paragraph = adapter(Paragraph).validate_json(row.data)
            key = (row.requirement, paragraph.text)
            if key in seen or (row.document, row.number, row.requirement) in answered:
                continue
            seen.add(key)
            found.append(
                Question(
                    document=row.document, name=row.name, paragraph=paragraph, requirement=row.requirement,
                    score=row.score, start=row.start, end=row.end, tagged=bool(row.tagged),
                )
            )  # fmt: skip
            if len(found) == most:
                break
    return found
