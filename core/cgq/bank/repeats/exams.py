"""Which exam a question is printed in: forms and files of one exam are one, the years of a file with rows are several.

Two papers are one exam where their titles, but for the form, have the same name and the same date. Without a date, or
without a name, one title is not enough: then they are one where they also print much the same at the same numbers, as
a paper does that was saved in two formats.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.browse import SQL as BANK
from cgq.bank.columns import decode_strings, to_json
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cgq.db.connection import Transaction
    from cgq.exam.key.says import Says

SQL = load("repeats")

ABOUT_DATE = ("year", "season", "term", "examination", "round", "month", "level")
"""The facts of a title that tell one exam from another of the same name (exam/key/says.py)."""

SAME_NUMBERS = 0.5
"""Share of its questions that the shorter of two papers with one title prints at the numbers of the other, from which
both are one exam: a converter may miss some questions, and papers of two years share a few numbers by chance."""

Exam = tuple[object, ...]
"""Names an exam: equal for the forms of one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as an exam: its own name for it, and the one year that it gives, if it does."""

    exam: Exam
    year: int | None


def papers(tx: Transaction) -> dict[int, Paper]:
    """Each paper of the bank as an exam, by its id."""
    from cgq.exam.key.says import Says, folded

    forms: dict[int, str | None] = dict(tx.all(SQL["forms"]))
    exams: dict[int, Exam] = {}
    given: dict[int, int | None] = {}
    unsure: dict[Exam, list[tuple[str, int]]] = {}
    for number, sha256, title, heads, paths in tx.all(BANK["material_headings"]):
        says = Says(title=title, heads=decode_strings(heads), files=decode_strings(paths))
        years = says.facts("year")
        given[number] = int(min(years)) if len(years) == 1 else None
        exams[number] = (number,)
        if says.words and (years or forms.get(number)):
            exams[number] = (says.words, *_date(says))
        else:
            unsure.setdefault((folded(title), *_date(says)), []).append((sha256, number))
    for same in unsure.values():
        exams.update(_one_exam(tx, [number for _, number in sorted(same)]))
    return {number: Paper(exam, given[number]) for number, exam in exams.items()}


def exam_of(paper: Paper, year: int | None, session: str | None) -> Exam:
    """The exam of one appearance, which may give a year and a session of its own."""
    return (*paper.exam, year, session)


def _date(says: Says) -> Iterator[object]:
    """What tells this exam from another of its name; the session counts where the title names one."""
    from cgq.exam.key.says import Says

    for what in ABOUT_DATE:
        yield what, tuple(sorted(says.facts(what)))
    yield Says(title=says.title).session


def _one_exam(tx: Transaction, same: list[int]) -> Iterator[tuple[int, Exam]]:
    """Of papers with one title those that print the same at the same numbers, each with the first such as its exam."""
    if len(same) < 2:
        return
    printed: dict[int, set[tuple[int, int]]] = {}
    for paper, number, asked in tx.all(SQL["numbered_places"], (to_json(same),)):
        printed.setdefault(paper, set()).add((number, asked))
    firsts: dict[tuple[int, int], list[int]] = {}
    for paper in same:
        first = _first_alike(printed.get(paper, set()), printed, firsts)
        if first is not None:
            yield paper, (first,)
        else:
            for place in printed.get(paper, ()):
                firsts.setdefault(place, []).append(paper)


def _first_alike(
    own: set[tuple[int, int]],
    printed: Mapping[int, set[tuple[int, int]]],
    firsts: Mapping[tuple[int, int], Iterable[int]],
) -> int | None:
    shared = Counter(first for place in own for first in firsts.get(place, ()))
    alike = [(-n, first) for first, n in shared.items() if n >= SAME_NUMBERS * min(len(own), len(printed[first]))]
    return min(alike)[1] if alike else None
