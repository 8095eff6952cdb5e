"""Requests that a provider answers together, within a day and at a lower price: who waits for which, and how far it is.

A batch is open, sealed, submitted and over. It takes requests while it is open. What it asks for is fixed, and kept
here, before anything is sent, with a random token that the provider keeps: so a batch whose submission nobody remembers
is found again, and is never submitted twice. What it brought nothing for goes on: see `collected`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.contract import Postponed
from cgq.db.queries import load
from cgq.errors import Failure
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books

SQL = load("provider_batches")

SUBMIT, POLL = "submit_batch", "poll_batch"

MOST = 2_048
"""Requests of a batch: far below the 50,000 requests and 200 MB that providers take, so that what it brings is stored
in one short transaction."""

WINDOW = 24 * 3_600
"""Seconds within which a provider answers a batch, or lets it expire."""

GRACE = 2 * 3_600
"""Seconds after the window in which a batch is still waited for: what was answered is written down after it."""

TOKEN_BITS = 128
"""Bits of a batch's token: so many that no two batches of an account have the same by chance."""

WAITING = "in_batch"
"""The code of a job that waits for a batch."""

REFUSED = "batch_refused"
"""The code of a job whose batch the provider did not take."""


class Target(NamedTuple):
    """Where requests go."""

    provider: str
    model: str


class Wanted(NamedTuple):
    """A job's request: the number of the job, the request's key among all of its kind, its body."""

    job: int
    key: str
    body: str


class Line(NamedTuple):
    """A request of a batch."""

    key: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as it is kept. `opened_wall` is the wall clock in milliseconds, `submitted_at` a moment of the line."""

    id: int
    token: str
    provider: str
    model: str
    state: str
    remote: str | None
    request: str | None
    requests: int
    opened_wall: int
    submitted_at: int | None

    @property
    def target(self) -> Target:
        """Where it goes."""
        return Target(self.provider, self.model)


class Awaited(NamedTuple):
    """A batch in which jobs wait. `submitted` is the wall clock in milliseconds, `deadline` a moment of the line; None
    before it is submitted."""

    id: int
    provider: str
    state: str
    submitted: int | None
    deadline: int | None
    jobs: int


def place(books: Books, target: Target, wanted: Sequence[Wanted]) -> list[Postponed | Failure | None]:
    """Put the requests of jobs into batches, each once; None for a job that makes its request itself, alone."""
    places = [_place(books, target, one) for one in wanted]
    batches = sorted({found for found in places if isinstance(found, int)})
    states = {batch: _carry(books, batch) for batch in batches}
    if any(state in ("open", "sealed") for state in states.values()):
        enqueue(books, [submitting()])
    return [_postponed(found, target) if isinstance(found, int) else found for found in places]


def _place(books: Books, target: Target, one: Wanted) -> int | Failure | None:
    """The number of the batch in which a job waits."""
    row = books.tx.one(SQL["batch_of_job"], (one.job,))
    if row is not None:
        batch, model, state, error, key, goes_alone = row
        if (key, model) == (one.key, target.model):
            if goes_alone:
                return None
            if state != "refused":
                return int(batch)
        books.tx.run(SQL["batch_wait_end"], (one.job,))
        if state == "refused":
            return _refusal(error)
    batch = _batch_for(books, target, one)
    if books.tx.run(SQL["batch_item_add"], {"batch": batch, "key": one.key, "body": one.body}):
        books.tx.run(SQL["batch_grew"], (batch,))
    books.tx.run(SQL["batch_wait_add"], {"job": one.job, "batch": batch, "key": one.key})
    return batch


def _batch_for(books: Books, target: Target, one: Wanted) -> int:
    """The batch that has the same request already, else one with room."""
    names = {"provider": target.provider, "model": target.model}
    there: int | None = books.tx.value(SQL["batch_with_request"], {**names, "key": one.key})
    there = there or books.tx.value(SQL["batch_with_room"], {**names, "most": MOST})
    if there is not None:
        return there
    token = f"{books.random.getrandbits(TOKEN_BITS):032x}"
    return books.tx.insert(SQL["batch_open"], {**names, "token": token, "now": books.now, "wall": books.moment.wall})


def _carry(books: Books, batch: int) -> str:
    """See to it that a job polls a batch that is submitted; the state of the batch."""
    row: tuple[str, str | None] | None = books.tx.one(SQL["batch_carrier"], (batch,))
    state, carrier = row or ("", None)
    if state == "submitted" and carrier not in ("scheduled", "ready", "blocked", "running"):
        _poll(books, batch)
    return state


def _poll(books: Books, batch: int) -> None:
    (made,) = enqueue(books, [NewJob(kind=POLL, args={"batch": batch})])
    books.tx.run(SQL["batch_carried"], {"batch": batch, "job": made.id})


def submitting() -> NewJob:
    """The one job that submits what is open, however many ask for it."""
    return NewJob(kind=SUBMIT, args={}, coalesce=SUBMIT, mutex=SUBMIT)


def _postponed(batch: int, target: Target) -> Postponed:
    return Postponed(WINDOW + GRACE, WAITING, f"It waits for batch {batch} of {target.provider}.")


def _refusal(error: str | None) -> Failure:
    return Failure(
        code=REFUSED,
        message=f"The provider did not take the batch: {error}",
        hint=f"Once that is cured: `cgq failed --retry --code {REFUSED}`",
        retryable=False,
    )


# Submitting


def next_to_submit(books: Books) -> tuple[Batch, list[Line]] | None:
    """The next batch to submit, closed to further requests, with what it asks for; None where there is none.

    What nobody waits for any more is left out, and a batch without anybody is removed, unless it may be under way.
    """
    for (number,) in books.tx.all(SQL["batches_to_submit"]):
        if get(books.tx, number).state == "open":
            books.tx.run(SQL["batch_unwanted"], {"batch": number})
            books.tx.run(SQL["batch_seal"], (number,))
        lines = [Line(*row) for row in books.tx.all(SQL["batch_lines"], (number,))]
        if lines:
            return get(books.tx, number), lines
        books.tx.run(SQL["batch_remove"], (number,))
    return None


def get(tx: Transaction, batch: int) -> Batch:
    """A batch that is there."""
    row = tx.one(SQL["batch_row"], (batch,))
    assert row is not None, "batches are not removed while a job speaks of them"
    names = Batch.__dataclass_fields__
    return Batch(**dict(zip(names, row, strict=True)))


def submitted(books: Books, batch: int, remote: str, request: str) -> None:
    """The provider has a batch under the name `remote`; `request` is the key of its paid request."""
    deadline = books.now + 1000 * (WINDOW + GRACE)
    row = {"batch": batch, "remote": remote, "request": request, "now": books.now, "wall": books.moment.wall}
    books.tx.run(SQL["batch_submitted"], {**row, "deadline": deadline})
    books.tx.run(SQL["batch_found"], (request,))
    message = f"It waits for batch {batch} of {get(books.tx, batch).provider}, which calls it {remote}."
    books.tx.run(SQL["batch_told"], {"batch": batch, "message": message, "due": deadline})
    _poll(books, batch)


def is_left(tx: Transaction) -> bool:
    """Is there a batch to submit?"""
    return bool(tx.all(SQL["batches_to_submit"]))


def refuse_sealed(tx: Transaction, why: str) -> None:
    """The provider does not take the batch that is being submitted: its jobs fail with the reason."""
    for (batch,) in tx.all(SQL["batches_sealed"]):
        _refuse(tx, batch, why)


def refused_whole(books: Books, batch: int, why: str) -> None:
    """The provider took a batch, and did nothing of it: its jobs fail with the reason, and it costs nothing."""
    found = get(books.tx, batch)
    books.tx.run(SQL["batch_cost"], {"request": found.request, "tokens": 0, "cost": 0})
    _refuse(books.tx, batch, why)


def _refuse(tx: Transaction, batch: int, why: str) -> None:
    tx.run(SQL["batch_refused"], {"batch": batch, "error": why})
    tx.run(SQL["batch_wake"], (batch,))
    tx.run(SQL["batch_items_end"], (batch,))


# Collecting


def is_wanted(tx: Transaction, batch: int) -> bool:
    """Does a job wait in a batch that nobody called off?"""
    return bool(tx.value(SQL["batch_waiting"], (batch,)))


def is_under_way(tx: Transaction, batch: int) -> bool:
    """Does the provider have a batch?"""
    row = tx.one(SQL["batch_carrier"], (batch,))
    return row is not None and row[0] == "submitted"


def keys(tx: Transaction, batch: int) -> list[str]:
    """The keys of what a batch asks for."""
    return [key for key, _ in tx.all(SQL["batch_lines"], (batch,))]


def collected(books: Books, batch: int, outcome: str, *, answered: int, failed: Collection[str], tokens: int) -> None:
    """A batch is over: `answered` of its requests brought something, which is stored.

    The jobs of those that `failed` make their requests themselves, so that each fails by its own error. What the
    provider did not come to goes into another batch. `tokens` are those that were answered for.
    """
    found = get(books.tx, batch)
    row = {"batch": batch, "outcome": outcome, "answered": answered, "now": books.now}
    if not books.tx.run(SQL["batch_over"], row):
        return
    cost = books.policies.budget.prices.cost(found.provider, found.model, tokens, in_batch=True)
    books.tx.run(SQL["batch_cost"], {"request": found.request, "tokens": tokens, "cost": cost})
    books.tx.run(SQL["batch_alone"], {"batch": batch, "keys": json.dumps(sorted(failed))})
    _release(books, batch)


def given_up(books: Books, batch: int, outcome: str) -> None:
    """A batch that does not end, or is gone, counts as paid; what it asked for goes into another one."""
    row = {"batch": batch, "outcome": outcome, "answered": 0, "now": books.now}
    if books.tx.run(SQL["batch_over"], row):
        _release(books, batch)


def _release(books: Books, batch: int) -> None:
    books.tx.run(SQL["batch_wake"], (batch,))
    books.tx.run(SQL["batch_waits_end"], (batch,))
    books.tx.run(SQL["batch_items_end"], (batch,))


def through(tx: Transaction, jobs: Iterable[int]) -> None:
    """These jobs have what they waited for."""
    tx.many(SQL["batch_wait_end"], [(job,) for job in jobs])


def awaited(tx: Transaction) -> list[Awaited]:
    """The batches in which jobs wait, the oldest first."""
    return [Awaited(*row) for row in tx.all(SQL["batches_awaited"])]


def strays(tx: Transaction) -> list[tuple[int, str, str, int]]:
    """Batches that a provider has and that no job looks at: number, provider, its name there, how many jobs wait."""
    return [(batch, provider, remote, jobs) for batch, provider, remote, jobs in tx.all(SQL["batches_stray"])]
