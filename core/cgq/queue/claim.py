"""Taking jobs to run: who may start, in which order, and how many (C2, C3).

Limits count calls in flight, not rows: a call may carry a batch, and what is claimed ahead for a busy worker waits
for its slot.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.queue import limiters
from cgq.queue.books import SQL
from cgq.queue.job import Job
from cgq.queue.requesters import startable
from cgq.queue.settle import give_back
from cgq.queue.turns import advance
from cgq.queue.unblock import Brief, end_waiting

if TYPE_CHECKING:
    from cgq.queue.books import Books

BATCH = 1000
"""Jobs that one transaction wakes, expires or raises at most: chosen so that the write lock is held briefly."""

FENCE_BITS = 62
"""Bits of a fence: so many that no two leases get the same by chance, and within SQLite's signed 64-bit integers."""


def claim(books: Books, supervisor: int, queue: str, kind: str, count: int) -> list[Job[str]]:
    """Start up to `count` ready jobs of a lane, in their order. One fence serves the whole claim."""
    lease = {"fence": books.random.getrandbits(FENCE_BITS), "supervisor": supervisor, "now": books.now}
    per_requester = books.policies.per_requester
    if per_requester is None:
        rows = books.tx.all(SQL["claim"], {**lease, "queue": queue, "kind": kind, "count": count})
    else:
        chosen = startable(books, queue, kind, count, per_requester)
        rows = books.tx.all(SQL["claim_named"], {**lease, "jobs": json.dumps([one.id for one in chosen])})
    if not rows:
        return []
    jobs: list[Job[str]] = sorted(map(Job._make, (row[:-1] for row in rows)))
    books.waited(queue, kind, [books.now - row[-1] for row in rows])
    books.moved(queue, kind, "ready", "running", len(jobs))
    advance(books, queue, max(job.turn for job in jobs))
    return jobs


EXPIRED = "Timeout: Job expired. Nobody started it within its time to live."
"""The message of a job that fails with the code `expired`."""


def wake(books: Books) -> list[Brief]:
    """Expire what waited too long, and make ready what is due; the jobs that expired, which have failed."""
    expired = expire(books)
    rows = books.tx.all(SQL["promote_due"], {"now": books.now, "count": BATCH})
    for queue, kind in rows:
        books.moved(queue, kind, "scheduled", "ready")
    for id_, queue, kind, mutex in books.tx.all(SQL["due_with_mutex"], {"now": books.now, "count": BATCH}):
        holder = books.tx.value(SQL["mutex_holder"], (mutex,))
        after = "ready" if holder is None else "blocked"
        row = {"id": id_, "before": "scheduled", "after": after, "now": books.now}
        if books.tx.run(SQL["set_waiting_state"], row):
            books.moved(queue, kind, "scheduled", after)
    return expired


def expire(books: Books) -> list[Brief]:
    """End the jobs of this environment that nobody started within their time to live, at most BATCH; those that did."""
    names = {"start": books.policies.names.start, "now": books.now, "count": BATCH}
    waiting = [Brief(*row) for row in books.tx.all(SQL["expired"], names)]
    return [job for job in waiting if end_waiting(books, job, "failed", "expired", EXPIRED)]


def next_due(books: Books) -> int | None:
    """When the next scheduled job is due, in milliseconds."""
    due: int | None = books.tx.value(SQL["next_due"])
    return due


def next_expiry(books: Books) -> int | None:
    """When the time to live of this environment's next waiting job is over, in milliseconds."""
    moment: int | None = books.tx.value(SQL["next_expiry"], {"start": books.policies.names.start})
    return moment


AGING_MS = 600_000
"""Milliseconds of waiting for which a job rises one class (semantics C3); for the second class it is twice as long."""


def age(books: Books) -> int:
    """Raise by one class what has waited ten minutes at the head of its class; never to critical (C3).

    Only the head of each class is looked at, for nothing behind it would start earlier by rising.
    """
    risen = 0
    for queue, kind, _ in books.tx.all(SQL["lanes"]):
        for class_ in (3, 4):
            names = {
                "queue": queue,
                "kind": kind,
                "class": class_,
                "count": BATCH,
                "now": books.now,
                "every": AGING_MS,
            }
            ids = [row[0] for row in books.tx.all(SQL["aging"], names)]
            risen += books.tx.many(SQL["rise"], [{"id": id_} for id_ in ids]) if ids else 0
    return risen


def still_held(books: Books, supervisor: int) -> set[tuple[int, int]]:
    """(job id, fence) of everything this supervisor runs, as the database has it."""
    return {(id_, fence) for id_, fence in books.tx.all(SQL["held_ids"], (supervisor,))}


def take_over(books: Books, supervisor: int) -> int:
    """Give back the jobs of a supervisor that is gone, and forget it (R2); how many jobs."""
    jobs: list[Job[str]] = [Job._make(row) for row in books.tx.all(SQL["held_by"], (supervisor,))]
    give_back(books, jobs, "supervisor_died", "The supervisor that ran it is gone.")
    limiters.leave(books, supervisor)
    books.tx.run(SQL["supervisor_remove"], (supervisor,))
    return len(jobs)
