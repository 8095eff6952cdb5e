"""Finding questions: by words, by meaning, and both; and the questions that are near one of the bank.

A question is shown when it holds enough of what the query says (searching/words.py), or when its vector lies above the
floor that was measured in the bank (searching/floor.py). What holds the words comes before what is only near; among the
former the cosine counts too. Nothing fills the list up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank import selection, vectors
from cgq.bank.columns import decode_options, decode_strings, to_json
from cgq.bank.nearest import nearest, similarities
from cgq.bank.question_name import no_such_question
from cgq.bank.searching import floor, words
from cgq.bank.searching.cosines import cosines
from cgq.bank.searching.holding import SQL
from cgq.bank.searching.snippet import snippet
from cgq.bank.stored_questions import texts
from cgq.errors import NotReady

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.bank.searching.floor import Floor
    from cgq.bank.searching.words import Found, Query
    from cgq.bank.selection import Selection
    from cgq.db.connection import Transaction

DEPTH = 200
"""Questions that are found by meaning at most, and whose cosines order what the words find, before a filter and `k`."""

SIMILARITY_WEIGHT = 0.3
"""What the cosine adds to the score of a question that holds the words of the query."""

NEAR_AND_SOME = 0.25
"""How much of a query a question has to hold to come before those that are only near in meaning."""

Why = Literal["words", "meaning", "both"]


@dataclass(frozen=True, slots=True)
class QueryVector:
    """What a query means to a model: little-endian float32.

    `is_lexical`: the model knows words alone, so that what shares none of them is near by chance.
    """

    model: str
    data: bytes
    is_lexical: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found. `score` orders the hits, 1 is the most; `similarity` is the cosine.

    `id` is its content hash, `question` its number in this bank. `marks` are the places in the snippet of what was
    asked for, [start, end) in characters.
    """

    id: str
    question: int
    snippet: str
    score: float
    why: Why
    similarity: float | None
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Beyond:
    """Where filters leave nothing that was looked for: how many questions they leave, and how many would be found
    without them."""

    among: int
    found: int


@dataclass(frozen=True, slots=True)
class Hits:
    """The best of what was found, how many were found in all, and the words of the query that no question holds."""

    hits: tuple[Hit, ...]
    found: int
    nowhere: tuple[str, ...] = ()
    beyond: Beyond | None = None


@dataclass(frozen=True, slots=True)
class _Ranked:
    question: int
    order: float
    why: Why
    similarity: float | None


def search(
    tx: Transaction,
    query: Query,
    vector: QueryVector | None,
    k: int = 10,
    *,
    within: Selection | None = None,
    measured: Floor | None = None,
) -> Hits:
    """The k best questions for a query. Without a vector it goes by words alone. `measured`: the floor of the model."""
    found, nowhere = words.find(tx, query)
    if within is None:
        ranked = _ranked(tx, found, vector, measured, None)
        return Hits(tuple(_hits(tx, ranked[:k], query)), len(ranked), nowhere)
    kept = selection.keep_selected(tx, within, list(found))
    left = {question: one for question, one in found.items() if question in kept}
    ranked = _ranked(tx, left, vector, measured, within)
    if ranked:
        return Hits(tuple(_hits(tx, ranked[:k], query)), len(ranked), nowhere)
    return Hits((), 0, nowhere, Beyond(len(_selected(tx, within)), len(_ranked(tx, found, vector, measured, None))))


def similar(
    tx: Transaction,
    question: int,
    model: str,
    k: int = 10,
    *,
    within: Selection | None = None,
    is_lexical: bool = False,
) -> Hits:
    """The questions near one of the bank, above the floor. Raises Missing, or NotReady when it has no vector yet.

    `is_lexical`: the model knows words alone, as in QueryVector, so that they are what is near.
    """
    text = texts(tx, [question]).get(question)
    if text is None:
        raise no_such_question(tx, question)
    data = vectors.get(tx, model, [text.text_hash]).get(text.text_hash)
    if data is None:
        raise NotReady(
            f"Question {question} has no vector of {model} yet.",
            code="no_vector",
            hint="Make it: `cgq enqueue --kind generate_embedding --missing`",
        )
    least = _floor(tx, model, len(data) // 4).floor
    near = by_meaning(tx, QueryVector(model, data), DEPTH, least, within)
    why: Why = "words" if is_lexical else "meaning"
    ranked = [_Ranked(found, score, why, score) for found, score in near if found != question]
    return Hits(tuple(_hits(tx, ranked[:k], None)), len(ranked))


def by_meaning(
    tx: Transaction, query: QueryVector, limit: int, least: float, within: Selection | None = None
) -> list[tuple[int, float]]:
    """(question, cosine) of the nearest whose cosine is `least` or more, of all or of a selection."""
    if within is not None:
        return _nearest_within(tx, query, limit, least, within)
    near = [found for found in nearest(tx, query.model, query.data, limit) if found.score >= least]
    rows = tx.all(SQL["questions_of_texts"], (to_json([found.text_hash for found in near]),))
    holders: dict[str, list[int]] = {}
    for text_hash, question in rows:
        holders.setdefault(text_hash, []).append(question)
    return [(question, found.score) for found in near for question in holders.get(found.text_hash, ())]


def _nearest_within(
    tx: Transaction, query: QueryVector, limit: int, least: float, within: Selection
) -> list[tuple[int, float]]:
    """The same by the vectors of the selection itself: the nearest of the bank may all lie outside of it."""
    kept = _selected(tx, within)
    values = {"model": query.model, "dimension": len(query.data) // 4, "questions": to_json(sorted(kept))}
    near = [one for one in similarities(tx.all(SQL["question_vectors"], values), query.data) if one[1] >= least]
    return sorted(near, key=lambda one: (-one[1], one[0]))[:limit]


def _selected(tx: Transaction, within: Selection) -> set[int]:
    return selection.keep_selected(tx, within, [question for (question,) in tx.all(SQL["question_ids"])])


def _cosines(tx: Transaction, vector: QueryVector, of: Sequence[int]) -> dict[int, float]:
    values = {"model": vector.model, "dimension": len(vector.data) // 4, "questions": to_json(of)}
    return cosines(vector.data, tx.all(SQL["question_vectors"], values))


def _floor_of_query(tx: Transaction, vector: QueryVector, measured: Floor | None) -> float:
    known = measured or _floor(tx, vector.model, len(vector.data) // 4)
    return floor.of_query(tx, vector.model, vector.data, known)


def _floor(tx: Transaction, model: str, dimension: int) -> Floor:
    """What is stored, or where nothing could be, what it is now."""
    return floor.stored(tx, model) or floor.measure(tx, model, dimension)


def _ranked(
    tx: Transaction,
    found: Mapping[int, Found],
    vector: QueryVector | None,
    measured: Floor | None,
    within: Selection | None,
) -> list[_Ranked]:
    """What is worth showing, the best first: those that hold the words, then what is near only."""
    least = _floor_of_query(tx, vector, measured) if vector else 1.0
    meant = dict(by_meaning(tx, vector, DEPTH, least, within)) if vector and not vector.is_lexical else {}
    worded = {
        question: one
        for question, one in found.items()
        if one.is_enough or (question in meant and one.share >= NEAR_AND_SOME)
    }
    first = sorted(worded, key=lambda question: (-worded[question].score, question))[:DEPTH]
    near = _cosines(tx, vector, first) if vector else {}
    meant |= {question: cosine for question, cosine in near.items() if cosine >= least}
    scores = {
        question: one.score + SIMILARITY_WEIGHT * max(0.0, near.get(question, 0.0)) + one.is_enough
        for question, one in worded.items()
    }
    best = sorted(scores, key=lambda question: (-scores[question], question))
    ranked = [
        _Ranked(question, scores[question], "both" if meant.get(question, 0.0) > 0 else "words", meant.get(question))
        for question in best
    ]
    only_near = sorted(meant.keys() - worded.keys(), key=lambda question: (-meant[question], question))
    return ranked + [_Ranked(question, meant[question], "meaning", meant[question]) for question in only_near]


def _hits(tx: Transaction, ranked: Sequence[_Ranked], query: Query | None) -> Iterable[Hit]:
    ids = to_json([one.question for one in ranked])
    shown = {row[0]: row[1:] for row in tx.all(SQL["hit_questions"], (ids,))}
    most = max((one.order for one in ranked), default=1.0)
    for one in ranked:
        content_hash, stem, passage, boxes, options, explanations = shown[one.question]
        own = [*decode_strings(boxes), *(option.text for option in decode_options(options))]
        cut = snippet(stem, own, query, passage or "", decode_strings(explanations))
        score = one.order / most if query and most > 0 else one.order
        yield Hit(content_hash, one.question, cut.text, round(score, 4), one.why, one.similarity, cut.marks)
