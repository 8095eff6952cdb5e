"""At most so many running jobs of one asker, over all queues of an environment: `[limits] per_requester` (C2).

Whoever is at the limit is passed over by an index that has the ready jobs of each asker in their order, so that a
million jobs of one cost those of another nothing. Jobs that another job asked for belong to nobody and are not limited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.queue.books import SQL
from cgq.queue.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.queue.books import Books

MOST_PASSED = 10_000
"""Ready jobs of a lane among which those of nobody are looked for: so many take 5 ms. The jobs of askers have an
index of their own; beyond this many at the head of a lane, those of nobody start later."""


class Chosen(NamedTuple):
    """A ready job that may start, with its place in the lane and its asker."""

    class_: int
    turn: int
    due_at: int
    id: int
    asker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterLimit(Reason):
    """An asker has as many jobs running as one may: `jobs` are they."""

    code = "requester_limit"

    name: str
    most: int

    @property
    def message(self) -> str:
        return f"{self.name} has {self.most} running {'job' if self.most == 1 else 'jobs'}, as many as one may have"


def startable(
    books: Books, queue: str, kind: str, most: int, per_requester: int, running: Mapping[str, int] | None = None
) -> list[Chosen]:
    """The first ready jobs of a lane that their askers' limit lets start, at most so many, in their order.

    `running` is how many jobs of each asker run; by default as the database has it.
    """
    running = by_asker(books) if running is None else running
    lane = {"queue": queue, "kind": kind}
    nobody = {**lane, "most": most, "passed": MOST_PASSED}
    found = [Chosen._make((*row, None)) for row in books.tx.all(SQL["ready_of_nobody"], nobody)]
    for (asker,) in books.tx.all(SQL["askers"], lane):
        left = min(most, per_requester - running.get(asker, 0))
        if left > 0:
            rows = books.tx.all(SQL["ready_of_asker"], {**lane, "asker": asker, "most": left})
            found += [Chosen._make((*row, asker)) for row in rows]
    return sorted(found, key=lambda one: one[:4])[:most]


def limited_askers(books: Books, queue: str) -> list[RequesterLimit]:
    """Why ready jobs of a queue are passed over: the askers at their limit."""
    if books.policies.per_requester is None:
        return []
    lanes = [(name, kind) for name, kind, _ in books.tx.all(SQL["lanes"]) if name == queue]
    rows = [row for name, kind in lanes for row in books.tx.all(SQL["askers"], {"queue": name, "kind": kind})]
    reasons = (why_limited(books, asker) for asker in dict.fromkeys(asker for (asker,) in rows))
    return [reason for reason in reasons if reason is not None]


def by_asker(books: Books) -> dict[str, int]:
    """How many jobs of each asker run in this environment."""
    return dict(books.tx.all(SQL["running_by_asker"], {"start": books.policies.names.start}))


def why_limited(books: Books, asker: str | None) -> RequesterLimit | None:
    """Why nothing more of an asker may start; None where something may."""
    if asker is None or books.policies.per_requester is None:
        return None
    names = {"start": books.policies.names.start, "asker": asker}
    jobs = [row[0] for row in books.tx.all(SQL["running_of_asker"], names)]
    if len(jobs) < books.policies.per_requester:
        return None
    return RequesterLimit(name=asker, most=books.policies.per_requester, jobs=tuple(jobs))
