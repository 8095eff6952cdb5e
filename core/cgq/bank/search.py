"""Finding questions: by words, by meaning, and both fused.

Words look for substrings without regard to case, width or white space (an FTS5 trigram index, and
a plain look for terms of one or two characters, of which Korean has many). Meaning compares
vectors. The two lists are fused by reciprocal rank (Cormack, Clarke and Büttcher 2009, K = 60).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank import questions, vectors
from cgq.bank.columns import to_json
from cgq.bank.nearest import nearest
from cgq.bank.pattern import GRAM, contains, phrase, terms
from cgq.bank.question_name import no_such_question
from cgq.db.queries import load
from cgq.errors import NotReady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction

SQL = load("bank")
K = 60
PARTLY = 0.25
"""What a question that holds only some of the words counts, where one that holds all counts 1."""

LEAST_DEPTH = 50
SNIPPET = 120

Why = Literal["words", "meaning", "both"]


@dataclass(frozen=True, slots=True)
class QueryVector:
    """What a query means to a model: little-endian float32."""

    model: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found. `score` orders the hits, 1 is the most; `similarity` is the cosine.

    `id` is its content hash, `question` its number in this bank.
    """

    id: str
    question: int
    snippet: str
    score: float
    why: Why
    similarity: float | None


def search(tx: Transaction, text: str, query: QueryVector | None, k: int = 10) -> list[Hit]:
    """The k best questions for a query; no text raises. Without a vector it goes by words alone."""
    depth = max(LEAST_DEPTH, 2 * k)
    whole, partly = by_words(tx, text, depth)
    meant = by_meaning(tx, query, depth) if query else []
    scores: dict[int, float] = {}
    for ranked, weight in ((whole, 1.0), (partly, PARTLY), ([question for question, _ in meant], 1.0)):
        for rank, question in enumerate(ranked):
            scores[question] = scores.get(question, 0.0) + weight / (K + rank + 1)
    worded = {*whole, *partly}
    most = (2 if query else 1) / (K + 1)
    best = sorted(scores, key=lambda question: (-scores[question], question))[:k]
    return _hits(
        tx,
        [(question, scores[question] / most, _why(question, worded, dict(meant))) for question in best],
        dict(meant),
        terms(text),
    )


def similar(tx: Transaction, question: int, model: str, k: int = 10) -> list[Hit]:
    """The k questions nearest to one of the bank. Raises Missing, or NotReady when it has no vector yet."""
    text = questions.texts(tx, [question]).get(question)
    if text is None:
        raise no_such_question(tx, question)
    data = vectors.get(tx, model, [text.text_hash]).get(text.text_hash)
    if data is None:
        raise NotReady(
            f"Question {question} has no vector of {model} yet.",
            code="no_vector",
            hint="Make it: `cgq enqueue --kind generate_embedding --missing`",
        )
    near = [(found, score) for found, score in by_meaning(tx, QueryVector(model, data), k + 1)]
    others = [(found, score) for found, score in near if found != question][:k]
    return _hits(tx, [(found, score, "meaning") for found, score in others], dict(others), [])


def by_words(tx: Transaction, text: str, limit: int) -> tuple[list[int], list[int]]:
    """Questions that hold every word of a query, and those that hold some; in each the best first."""
    wanted = terms(text)
    long = [phrase(term) for term in wanted if len(term) >= GRAM]
    short = to_json([contains(term) for term in wanted if len(term) < GRAM])
    whole: list[tuple[int]] = []
    if long:
        whole = tx.all(SQL["words_all"], {"phrases": " AND ".join(long), "short": short, "limit": limit})
    elif wanted:
        whole = tx.all(SQL["words_all_short"], {"short": short, "limit": limit})
    partly: list[tuple[int]] = []
    if len(whole) < limit and len(long) > 1:
        partly += tx.all(SQL["words_any"], {"phrases": " OR ".join(long), "limit": limit})
    if len(whole) < limit and len(wanted) - len(long) > 0 and len(wanted) > 1:
        partly += tx.all(SQL["words_short"], {"short": short, "limit": limit})
    first = [question for (question,) in whole]
    rest = dict.fromkeys(question for (question,) in partly)
    return first, [question for question in rest if question not in set(first)][: limit - len(first)]


def by_meaning(tx: Transaction, query: QueryVector, limit: int) -> list[tuple[int, float]]:
    """(question, cosine) of the nearest, as far as they have anything in common with the query."""
    near = [found for found in nearest(tx, query.model, query.data, limit) if found.score > 0]
    rows = tx.all(SQL["questions_of_texts"], (to_json([found.text_hash for found in near]),))
    holders: dict[str, list[int]] = {}
    for text_hash, question in rows:
        holders.setdefault(text_hash, []).append(question)
    return [(question, found.score) for found in near for question in holders.get(found.text_hash, ())][:limit]


def snippet(stem: str, wanted: Sequence[str]) -> str:
    """At most about 120 characters of a stem, on one line, around the first word that was asked for."""
    line = " ".join(stem.split())
    if len(line) <= SNIPPET:
        return line
    lowered = line.lower()
    places = [place for place in map(lowered.find, wanted) if place >= 0]
    start = min(max(0, min(places, default=0) - SNIPPET // 4), len(line) - SNIPPET)
    end = start + SNIPPET
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")


def _why(question: int, worded: set[int], meant: dict[int, float]) -> Why:
    if question in worded:
        return "both" if question in meant else "words"
    return "meaning"


def _hits(
    tx: Transaction, best: Sequence[tuple[int, float, Why]], meant: dict[int, float], wanted: Sequence[str]
) -> list[Hit]:
    ids = to_json([question for question, _, _ in best])
    shown = {question: (found, stem) for question, found, stem in tx.all(SQL["hit_questions"], (ids,))}
    return [
        Hit(
            shown[question][0],
            question,
            snippet(shown[question][1], wanted),
            round(score, 4),
            why,
            meant.get(question),
        )
        for question, score, why in best
    ]
