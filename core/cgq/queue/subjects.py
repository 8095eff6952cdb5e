"""What jobs are about, and what follows from them: what a list of jobs shows with each. Reads only."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cgq.queue.listing import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.queue.states import State


class Asked(NamedTuple):
    """The question that a job is about: its id, its printed number, the first 200 characters of its stem.

    `number` is None for a question that is printed nowhere any more.
    """

    job: int
    question: int
    number: int | None
    stem: str


def questions_behind(tx: Transaction, jobs: Iterable[int]) -> dict[int, Asked]:
    """The questions that jobs are about, by job; a job about none, or one that was removed, is left out."""
    return {row[0]: Asked._make(row) for row in tx.all(SQL["questions_behind"], (json.dumps(list(jobs)),))}


def followers(tx: Transaction, roots: Iterable[int]) -> dict[int, Counter[State]]:
    """How many jobs follow from some first jobs of chains, over all generations, by state; one without is left out."""
    found: dict[int, Counter[State]] = {}
    for root, state, count in tx.all(SQL["followers"], (json.dumps(list(roots)),)):
        found.setdefault(root, Counter())[state] = count
    return found
