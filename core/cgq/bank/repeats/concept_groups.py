"""Groups of questions that ask for one concept, as they are listed and shown: like other groups, under the concept's
number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.repeats.asking import same_concepts
from cgq.bank.repeats.exams import exam_of, papers
from cgq.bank.repeats.reading import GroupRow
from cgq.db.queries import load
from cgq.errors import Missing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cgq.bank.repeats.exams import Paper
    from cgq.bank.repeats.reading import GroupFilter
    from cgq.db.connection import Transaction

SQL = load("repeats")

_Appearance = tuple[int, int | None, str | None]
"""A paper, and the year and the session that are given there."""


def concept_groups(tx: Transaction, wanted: GroupFilter) -> list[GroupRow]:
    """The groups that are asked for, those asked in most exams first; `group` is the number of the concept."""
    rows = [row for row, materials in _rows(tx, same_concepts(tx)) if _is_asked_for(row, materials, wanted)]
    return sorted(rows, key=lambda row: (-row.exams, -row.appearances, row.group))


def concept_group(tx: Transaction, concept: int) -> tuple[GroupRow, tuple[int, ...]]:
    """One group by the number of its concept, with its questions. Raises Missing where no two questions ask for it."""
    found = same_concepts(tx, concept)
    row = next((row for row, _ in _rows(tx, found)), None)
    if row is None:
        text = f"No two questions ask for the concept {concept} in other words"
        raise Missing(text, code="no_such_group", hint="List them: `cgq repeats --kind concept`")
    return row, found[concept]


def labels(tx: Transaction, concepts: Collection[int]) -> dict[int, str]:
    """What some concepts are called first, by their numbers."""
    return dict(tx.all(SQL["concept_labels"], (to_json(sorted(concepts)),)))


def _rows(tx: Transaction, found: Mapping[int, Collection[int]]) -> Iterator[tuple[GroupRow, set[int]]]:
    """Each group, and the papers that print it."""
    every = {question for questions in found.values() for question in questions}
    places: dict[int, list[_Appearance]] = {}
    for question, paper, year, session in tx.all(SQL["printed_at"], (to_json(sorted(every)),)):
        places.setdefault(question, []).append((paper, year, session))
    known = papers(tx)
    heads = {row[0]: row[1:] for row in tx.all(SQL["group_heads"], (to_json(sorted(places)),))}
    names = labels(tx, found)
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
            concept=names[concept],
        )
        yield row, {paper for paper, _, _ in printed}


def _years(printed: Collection[_Appearance], known: Mapping[int, Paper]) -> tuple[int, ...]:
    years = {year or known[paper].year for paper, year, _ in printed}
    return tuple(sorted(year for year in years if year is not None))


def _is_asked_for(row: GroupRow, materials: Collection[int], wanted: GroupFilter) -> bool:
    if row.exams < wanted.least:
        return False
    by_year = not wanted.years or bool(set(wanted.years) & set(row.years))
    return by_year and (not wanted.materials or bool(set(wanted.materials) & set(materials)))
