"""Candidates and glossary in the database: what is replaced by a refresh, and what people decided stays.

Rows come and go as plain tuples, for the passes that make them (cgq.enrich) know no database:
a candidate is (term, surface, place, times, cuts); see `Glossary` for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction

SQL = load("graph")


class Glossary(Protocol):
    """What a refresh writes. Concepts are referred to by their index in `concepts`.

    concepts: (name, label, questions, weight); aliases: (alias, name); tests: (question id,
    concept, importance, evidence, method); heads: (broader concept, narrower concept, strength).
    """

    @property
    def concepts(self) -> Sequence[tuple[str, str, int, float]]: ...
    @property
    def aliases(self) -> Sequence[tuple[str, str]]: ...
    @property
    def tests(self) -> Sequence[tuple[int, int, float, str, str]]: ...
    @property
    def heads(self) -> Sequence[tuple[int, int, float]]: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every stored candidate, compact: `seen` refers to `questions` and `terms` by index.

    terms: (name, surface, cuts); seen: (question, term, place, count), the place as its index in
    the list of places that was asked with; originals: (term, original, questions); merged: (alias, name);
    named: (question id, concept as a row or a person wrote it).
    """

    questions: list[int]
    terms: list[tuple[str, str, str]]
    seen: list[tuple[int, int, int, int]]
    originals: list[tuple[int, str, int]]
    merged: list[tuple[str, str]]
    named: list[tuple[int, str]]


def unanalysed(tx: Transaction, limit: int = -1) -> list[int]:
    """The ids of questions in which no terms were looked for yet, the oldest first; -1 means all."""
    return [number for (number,) in tx.all(SQL["questions_unanalysed"], (limit,))]


def replace_candidates(
    tx: Transaction, question: int, rows: Sequence[tuple[str, str, str, int, str]], analyser: str
) -> None:
    """Store what one question suggests, instead of what it suggested before; no rows is an explicit none."""
    tx.run(SQL["forget_candidates"], (question,))
    tx.many(SQL["keep_candidate"], ((question, *row) for row in rows))
    tx.run(SQL["keep_analysed"], (question, analyser, len(rows)))


def evidence(tx: Transaction, places: Sequence[str]) -> Evidence:
    """All that the glossary is made of. `places` names the places, in the order of their indices."""
    questions = [row[0] for row in tx.all(SQL["analysed_questions"])]
    terms = [(row[0], row[1], row[2]) for row in tx.all(SQL["term_forms"])]
    by_id = {question: i for i, question in enumerate(questions)}
    by_name = {term[0]: i for i, term in enumerate(terms)}
    by_place = {place: i for i, place in enumerate(places)}
    return Evidence(
        questions,
        terms,
        [
            (by_id[question], by_name[term], by_place[place], count)
            for question, term, place, count in tx.all(SQL["term_sights"])
            if term in by_name
        ],
        [(by_name[term], text, n) for term, text, n in tx.all(SQL["originals"]) if term in by_name],
        [(alias, name) for alias, name in tx.all(SQL["merged_aliases"])],
        [(question, name) for question, name in tx.all(SQL["named_concepts"])],
    )


def write(tx: Transaction, glossary: Glossary) -> None:
    """Put a glossary in the place of the one before.

    A concept keeps its id while it keeps its name; accepted and rejected prerequisites, edges by
    other methods and people's merges survive; a question that was deleted meanwhile is passed over.
    """
    names = [concept[0] for concept in glossary.concepts]
    _write_concepts(tx, glossary.concepts, names)
    ids: dict[str, int] = dict(tx.all(SQL["concept_ids"]))
    tx.run(SQL["forget_aliases"])
    tx.many(SQL["keep_alias"], ((alias, ids[name]) for alias, name in glossary.aliases))
    tx.run(SQL["forget_tests"])
    tx.many(
        SQL["keep_tests"],
        (
            {
                "question": question,
                "concept": ids[names[concept]],
                "importance": importance,
                "method": method,
                "evidence": said,
            }
            for question, concept, importance, said, method in glossary.tests
        ),
    )
    _write_heads(tx, [(ids[names[a]], ids[names[b]], strength) for a, b, strength in glossary.heads])
    tx.run(SQL["drop_concepts"])


def _write_concepts(tx: Transaction, concepts: Iterable[tuple[str, str, int, float]], names: Iterable[str]) -> None:
    gone = {row[0] for row in tx.all(SQL["concept_counts"])} - set(names)
    tx.many(SQL["empty_concept"], ((name,) for name in sorted(gone)))
    tx.many(SQL["keep_concept"], concepts)


def _write_heads(tx: Transaction, heads: Sequence[tuple[int, int, float]]) -> None:
    tx.run(SQL["forget_suggestions"])
    tx.many(SQL["keep_suggestion"], heads)
    tx.run(SQL["forget_broader"])
    tx.many(SQL["keep_broader"], ((narrow, broad, strength) for broad, narrow, strength in heads))
