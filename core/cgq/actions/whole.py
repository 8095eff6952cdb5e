"""How much a database holds in all: what an answer that finds nothing is compared with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.attempts.read import count_all as count_attempts
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.db.connection import Database

SQL = load("listing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What a database holds: counts of papers, questions, concepts and attempts, and of jobs by state.

    `first_jobs` are those that follow from no other; `unanswered` counts the places where a question without an answer
    is printed.
    """

    papers: int
    questions: int
    concepts: int
    jobs: Mapping[str, int]
    first_jobs: int
    unanswered: int
    attempts: int


def count_whole(database: Database) -> Whole:
    """Count everything; none of it walks the jobs, which have counters, but those that follow from no other."""
    with database.read() as tx:
        questions, _, concepts = tx.one(SQL["bank_counts"]) or (0, 0, 0)
        jobs: Counter[str] = Counter()
        for _, _, state, n in tx.all(SQL["state_counts"]):
            jobs[state] += n
        return Whole(
            papers=tx.value(SQL["papers_counted"]),
            questions=questions,
            concepts=concepts,
            jobs=jobs,
            first_jobs=tx.value(SQL["top_counted"]),
            unanswered=tx.value(SQL["unanswered"]),
            attempts=count_attempts(tx),
        )
