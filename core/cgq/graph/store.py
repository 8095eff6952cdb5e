"""What each question suggests, in the database: the evidence from which a refresh makes the graph.

Rows come and go as plain tuples, for the passes that make them (cgq.enrich) know no database:
a candidate is (term, surface, place, times, cuts, rarity); see `Evidence` for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction

SQL = load("graph")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every stored candidate, compact: `seen` refers to `questions` and `terms` by index.

    terms: (name, surface, cuts, rarity); seen: (question, term, place, count), the place as its index in
    the list of places that was asked with; originals: (term, original, question); merged: (alias, name);
    named: (question id, concept as a row or a person wrote it); statements: (beginning of the question's hash, term,
    relation, other term, quote); described: (question id, beginning of its hash, genus, quote, right
    option); printed: (question id, material id, section or "", the material's title, whether it
    is a file with rows).
    """

    questions: list[int]
    terms: list[tuple[str, str, str, float]]
    seen: list[tuple[int, int, int, int]]
    originals: list[tuple[int, str, int]]
    merged: list[tuple[str, str]]
    named: list[tuple[int, str]]
    statements: list[tuple[str, str, str, str, str]]
    described: list[tuple[int, str, str, str, str]]
    printed: list[tuple[int, int, str, str, bool]]


def unanalysed(tx: Transaction, analyser: str, limit: int = -1) -> list[int]:
    """The ids of questions in which this analyser has looked for no terms yet, the oldest first; -1 means all."""
    return [number for (number,) in tx.all(SQL["questions_unanalysed"], (analyser, limit))]


def replace_candidates(
    tx: Transaction,
    question: int,
    rows: Sequence[tuple[str, str, str, int, str, float]],
    statements: Sequence[tuple[str, str, str, str]],
    analyser: str,
) -> None:
    """Store what one question suggests, instead of what it suggested before; no rows is an explicit none."""
    tx.run(SQL["forget_statements"], (question,))
    tx.many(SQL["keep_statement"], ((question, *statement) for statement in statements))
    tx.run(SQL["forget_candidates"], (question,))
    tx.many(SQL["keep_candidate"], ((question, *row) for row in rows))
    tx.run(SQL["keep_analysed"], (question, analyser, len(rows)))


def evidence(tx: Transaction, places: Sequence[str]) -> Evidence:
    """All that the glossary is made of. `places` names the places, in the order of their indices."""
    questions = [row[0] for row in tx.all(SQL["analysed_questions"])]
    terms = [(row[0], row[1], row[2], row[3]) for row in tx.all(SQL["term_forms"])]
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
        [
            (by_name[term], text, by_id[question])
            for question, term, text in tx.all(SQL["originals"])
            if term in by_name and question in by_id
        ],
        [(alias, name) for alias, name in tx.all(SQL["merged_aliases"])],
        [(question, name) for question, name in tx.all(SQL["named_concepts"])],
        [(row[0], row[1], row[2], row[3], row[4]) for row in tx.all(SQL["statements"])],
        [(row[0], row[1], row[2], row[3], row[4]) for row in tx.all(SQL["described"])],
        [(row[0], row[1], row[2], row[3], bool(row[4])) for row in tx.all(SQL["where_printed"])],
    )
