"""Groups of questions that ask for the same concept in other words: its name is the right answer of each.

Computed when somebody looks, from what was compared and from what the questions test, so that it is as new as the
graph. That questions merely test the same concepts shows too little: of one list of options many things are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.repeats.exams import exam_of, papers
from cgq.bank.repeats.reading import GroupRow
from cgq.bank.repeats.shape import RECIPE, term_of
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cgq.bank.repeats.exams import Paper
    from cgq.bank.repeats.reading import GroupFilter
    from cgq.db.connection import Transaction

SQL = load("repeats")

MOST_ANSWERED = 50
"""Questions with one right answer that are a group at most: what more of them have for an answer is a subject."""

_Appearance = tuple[int, int | None, str | None]
"""A paper, and the year and the session that are given there."""


def same_answers(tx: Transaction) -> dict[int, tuple[int, ...]]:
    """Concept -> the questions whose right answer it is, of two wordings at least: none repeats all others."""
    by_term: dict[str, list[int]] = {}
    for term, question in tx.all(SQL["shared_answers"], {"recipe": RECIPE, "most": MOST_ANSWERED}):
        by_term.setdefault(term, []).append(question)
    if not by_term:
        return {}
    concepts = {number: term for number, name in tx.all(SQL["concept_names"]) if (term := term_of(name)) in by_term}
    questions = {question for term in concepts.values() for question in by_term[term]}
    ids = {"questions": to_json(sorted(questions)), "concepts": to_json(sorted(concepts))}
    tested: dict[int, set[int]] = {}
    for concept, question in tx.all(SQL["tested_by"], ids):
        if question in by_term[concepts[concept]]:
            tested.setdefault(concept, set()).add(question)
    groups: dict[int, int] = dict(tx.all(SQL["groups_of"], (ids["questions"],)))
    return {
        concept: tuple(sorted(found))
        for concept, found in sorted(tested.items())
        if len({groups.get(question, -question) for question in found}) > 1
    }


def concept_groups(tx: Transaction, wanted: GroupFilter) -> list[GroupRow]:
    """The groups that are asked for, those asked in most exams first; `group` is the number of the concept."""
    found = same_answers(tx)
    every = {question for questions in found.values() for question in questions}
    places: dict[int, list[_Appearance]] = {}
    for question, paper, year, session in tx.all(SQL["printed_at"], (to_json(sorted(every)),)):
        places.setdefault(question, []).append((paper, year, session))
    rows = list(_rows(tx, found, places, wanted))
    return sorted(rows, key=lambda row: (-row.exams, -row.appearances, row.group))


def _rows(
    tx: Transaction,
    found: Mapping[int, Collection[int]],
    places: Mapping[int, Collection[_Appearance]],
    wanted: GroupFilter,
) -> Iterator[GroupRow]:
    known = papers(tx)
    heads = {row[0]: row[1:] for row in tx.all(SQL["group_heads"], (to_json(sorted(places)),))}
    labels = dict(tx.all(SQL["concept_labels"], (to_json(sorted(found)),)))
    for concept, questions in found.items():
        printed = [place for question in questions for place in places.get(question, ()) if place[0] in known]
        oldest = min(questions)
        row = GroupRow(
            group=concept,
            question=oldest,
            id=heads[oldest][0],
            stem=heads[oldest][1],
            exams=len({exam_of(known[paper], year, session) for paper, year, session in printed}),
            papers=len({paper for paper, _, _ in printed}),
            appearances=len(printed),
            questions=len(questions),
            years=_years(printed, known),
            kinds=("concept",),
            concept=labels[concept],
        )
        if row.exams >= wanted.least and _is_asked_for(row, {paper for paper, _, _ in printed}, wanted):
            yield row


def _years(printed: Collection[_Appearance], known: Mapping[int, Paper]) -> tuple[int, ...]:
    years = {year or known[paper].year for paper, year, _ in printed}
    return tuple(sorted(year for year in years if year is not None))


def _is_asked_for(row: GroupRow, materials: Collection[int], wanted: GroupFilter) -> bool:
    by_year = not wanted.years or bool(set(wanted.years) & set(row.years))
    return by_year and (not wanted.materials or bool(set(wanted.materials) & set(materials)))
