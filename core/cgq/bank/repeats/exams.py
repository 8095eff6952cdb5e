"""Which exam a question is printed in: forms A and B of one exam are one, the years of a file with rows are several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.browse import SQL as BANK
from cgq.bank.columns import decode_strings
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.exam.key.says import Says

SQL = load("repeats")

ABOUT_DATE = ("year", "season", "term", "examination", "round", "month", "level")
"""The facts of a title that tell one exam from another of the same name (exam/key/says.py)."""

Exam = tuple[object, ...]
"""Names an exam: equal for the forms of one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as an exam: its own name for it, and the one year that it gives, if it does."""

    exam: Exam
    year: int | None


def papers(tx: Transaction) -> dict[int, Paper]:
    """Each paper of the bank as an exam, by its id."""
    from cgq.exam.key.says import Says

    forms: dict[int, str | None] = dict(tx.all(SQL["forms"]))
    found: dict[int, Paper] = {}
    for number, _, title, heads, paths in tx.all(BANK["material_headings"]):
        says = Says(title=title, heads=decode_strings(heads), files=decode_strings(paths))
        years = says.facts("year")
        year = int(min(years)) if len(years) == 1 else None
        found[number] = Paper(_exam(number, says) if forms.get(number) else (number,), year)
    return found


def exam_of(paper: Paper, year: int | None, session: str | None) -> Exam:
    """The exam of one appearance, which may give a year and a session of its own."""
    return (*paper.exam, year, session)


def _exam(number: int, says: Says) -> Exam:
    facts = tuple((what, tuple(sorted(says.facts(what)))) for what in ABOUT_DATE)
    return (says.words, facts) if says.words else (number,)
