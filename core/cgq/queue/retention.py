"""How long jobs stay once they are over, and what goes with them (B6).

A job's attempts and, with its last descendant, its chain go with it. Questions, vectors, concepts, people's decisions
and the memory of asked-for work stay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.db import LARGEST_INTEGER
from cgq.db.queries import load
from cgq.errors import NotReady
from cgq.queue import hooks, payments
from cgq.queue.latency import HOUR_MS
from cgq.queue.policy import Policy
from cgq.queue.states import State  # noqa: TC001 - msgspec asks for it
from cgq.queue.turns import TURN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.policy import Policies

SQL = load("retention")

BATCH = 1000
"""Jobs that one transaction removes at most (B6): of a million, it holds the write lock for 5 to 22 ms of CPU."""

ITEMS = 2_000
"""Items that one transaction removes at most: of 200,000, it holds the write lock for 5 to 12 ms of CPU."""

SPAN = 10_000
"""Ids that are looked through at once: a transaction that looks through them holds the write lock for 3 ms."""

YEAR_MS = 366 * 24 * HOUR_MS
"""Milliseconds for which the hourly counts of ended jobs stay, and starts on limiters that nobody uses: the longest
duration that a setting takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which ended jobs may go; None means any. `older_than` (seconds) stands for the times of the policies.

    The newest done jobs of a kind stay whatever their age.
    """

    kind: str | None = None
    queue: str | None = None
    state: str | None = None
    older_than: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Jobs of a kind in a state go `keep` seconds after their end, which was `before` a moment, and `below` an id."""

    kind: str
    state: State
    keep: float
    before: int
    below: int


class Prunable(NamedTuple):
    """A job that may go."""

    id: int
    queue: str
    kind: str
    state: State
    root: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """Ids, from the first to the last, among which are jobs that may go: at most `BATCH`."""

    first: int
    last: int


def rules(tx: Transaction, policies: Policies, now: int, which: Which) -> list[Rule]:
    """A rule for each kind and state of which this environment has jobs that are over; `now` lies on the time line."""
    found: list[Rule] = []
    for kind, state, count in tx.all(SQL["kinds_ended"], {"start": policies.names.start}):
        policy = _policy(policies, kind)
        is_meant = which.kind in (None, kind) and which.state in (None, state)
        if is_meant and not (state == "done" and count <= policy.keep_newest):
            below = _first_of_newest(tx, policies, kind, policy) if state == "done" else LARGEST_INTEGER
            found.append(_rule(policy, kind, state, now, which.older_than, below))
    return found


def _policy(policies: Policies, kind: str) -> Policy:
    """The policy of a kind; of one that no installed package offers any more, the default."""
    if kind not in policies:
        return Policy()
    try:
        return policies.kind(kind)
    except NotReady:
        return Policy()


def _rule(policy: Policy, kind: str, state: State, now: int, older_than: float | None, below: int) -> Rule:
    of_policy = policy.keep_done if state == "done" else policy.keep_failed
    keep = of_policy if older_than is None else older_than
    return Rule(kind, state, keep, now - int(keep * 1000), below)


def _first_of_newest(tx: Transaction, policies: Policies, kind: str, policy: Policy) -> int:
    """The id from which on the newest done jobs of a kind are kept; 0 keeps them all, for there are no more."""
    if policy.keep_newest == 0:
        return LARGEST_INTEGER
    names = {"start": policies.names.start, "kind": kind, "keep": policy.keep_newest}
    first: int | None = tx.value(SQL["newest_kept"], names)
    return 0 if first is None else first


def find(tx: Transaction, by: Sequence[Rule], queue: str | None) -> Iterator[list[Prunable]]:
    """The jobs that may go, some at a time, the oldest first."""
    at = 1
    while (span := span_from(tx, at)) is not None:
        jobs = _within(tx, by, queue, span)
        yield jobs
        at = end_of(span, jobs) + 1


def span_from(tx: Transaction, at: int) -> Span | None:
    """The next ids to look through, from one on; None where there are no more."""
    first: int | None = tx.value(SQL["first_from"], (at,))
    return None if first is None else Span(first, first + SPAN - 1)


def end_of(span: Span, jobs: Sequence[Prunable]) -> int:
    """Up to which id a span is looked through, given the jobs that were found in it."""
    return jobs[-1].id if len(jobs) == BATCH else span.last


def _within(tx: Transaction, by: Sequence[Rule], queue: str | None, span: Span) -> list[Prunable]:
    as_json = json.dumps([[rule.kind, rule.state, rule.before, rule.below] for rule in by])
    names = {"rules": as_json, "queue": queue, "first": span.first, "last": span.last, "limit": BATCH}
    return [Prunable._make(row) for row in tx.all(SQL["prunable"], names)]


def prune(books: Books, by: Sequence[Rule], queue: str | None, span: Span) -> list[Prunable]:
    """Remove the jobs of a span that may go, as far as they still may; those that are gone.

    Their items are left to `remove_items`. The job goes first, so that nobody retries one whose items are half gone.
    """
    jobs = _within(books.tx, by, queue, span)
    if not jobs:
        return []
    ids = json.dumps([job.id for job in jobs])
    for name in (
        "papers_settle",
        "work_forget_missing",
        "work_ended",
        "attempts_remove",
        "items_leave",
        "searched_remove",
        "jobs_remove",
    ):
        books.tx.run(SQL[name], (ids,))
    _count_out(books, jobs)
    return jobs


def remove_items(books: Books) -> bool:
    """Remove some of the items whose job was pruned; whether there are more, for the next transaction."""
    removed = books.tx.run(SQL["items_remove"], {"limit": ITEMS})
    books.tx.run(SQL["items_removed"], {"all": LARGEST_INTEGER})
    return removed == ITEMS


def _count_out(books: Books, jobs: Iterable[Prunable]) -> None:
    roots: set[int] = set()
    for job in jobs:
        books.removed(job.queue, job.kind, job.state)
        if job.root is not None:
            roots.add(job.root)
            books.chain(job.root, 0, -1 if job.state == "failed" else 0)
    books.post()
    books.tx.run(SQL["chains_remove"], (json.dumps(sorted(roots)),))


def forget_old(books: Books) -> bool:
    """Remove what else is kept for some time only: hourly counts, starts on limiters, ranks of documents, runs of
    hooks, paid requests one by one, and batches that are closed and of which no job is left.

    Whether there is more to remove, for the next transaction.
    """
    books.tx.run(SQL["hours_remove"], ((books.now - YEAR_MS) // HOUR_MS,))
    books.tx.run(SQL["limiter_starts_remove"], {"now": books.now, "most": YEAR_MS})
    turns = books.tx.run(SQL["turns_remove"], {"turn": TURN, "limit": BATCH})
    batches = books.tx.run(SQL["batches_remove"], {"limit": BATCH})
    runs = hooks.prune(books, BATCH)
    paid = payments.forget_old(books, BATCH)
    return BATCH in (turns, batches, runs, paid)
