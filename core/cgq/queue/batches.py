"""Named batches: when the last job of one has ended, with all that follows, one job is enqueued with the counts (B3).

A batch is open from its first job on. What follows from a job of it belongs to it as well. It closes in the very
transaction in which the last of them ends, so that it closes once, whoever works and whatever crashes; what is
enqueued under its name after that is another batch. While a command fills it, in several transactions, it does not
close: `filling_until` is a moment a little ahead, so that a command that was killed holds it up for a minute and not
for ever. Each environment of a database has batches of its own, which it alone closes: the job of the end and the hooks
are those of its settings.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from cgq.clock import span
from cgq.errors import CgqError, Missing, Refused
from cgq.hints import argument, plain
from cgq.queue import hooks
from cgq.queue.books import SQL
from cgq.queue.job import NewJob
from cgq.queue.states import ENDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.events import Event
    from cgq.queue.books import Books

FILLING_MS = 60_000
"""Milliseconds for which a batch stays open after each transaction of the command that fills it: far longer than the
look at the next 32 papers takes, short enough to wait for when that command was killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWish:
    """Which batch jobs are to belong to, and what is enqueued when it is over: a kind and its arguments."""

    name: str
    then: str | None = None
    then_args: Any = field(default_factory=dict[str, Any])


class Batch(NamedTuple):
    """A batch that is open."""

    id: int
    name: str
    then_kind: str | None
    then_args: str
    requested_by: str | None


def join(books: Books, wish: BatchWish, jobs: Iterable[int], by: str | None) -> int | None:
    """Let jobs that are not over and in no batch belong to one, which is opened when it is not; its id.

    None when there is no such job. Raises Refused where the kind or its arguments cannot be, or another kind was named.
    """
    _check(books, wish)
    found = books.tx.all(SQL["batch_joinable"], {"jobs": json.dumps(list(jobs))})
    if not found:
        return None
    batch = _opened(books, wish, by)
    books.tx.run(SQL["batch_join"], {"batch": batch, "jobs": json.dumps([row[0] for row in found])})
    books.tx.run(SQL["batch_fill"], {"batch": batch, "until": books.now + FILLING_MS})
    return batch


def filled(books: Books, batch: int) -> None:
    """Nothing more comes from the command that filled it: it closes with the end of its last job, or now."""
    books.tx.run(SQL["batch_fill"], {"batch": batch, "until": books.now})
    books.look_at_batches()


def _opened(books: Books, wish: BatchWish, by: str | None) -> int:
    prefix = books.policies.names.prefix
    row = books.tx.one(SQL["batch_by_name"], {"prefix": prefix, "name": wish.name})
    args = json.dumps(wish.then_args, ensure_ascii=False)
    if row is None:
        new = {
            "prefix": prefix,
            "name": wish.name,
            "kind": wish.then,
            "args": args,
            "by": by,
            "now": books.now,
        }
        return books.tx.insert(SQL["batch_add"], new)
    batch = Batch._make(row)
    if wish.then is None or (batch.then_kind, batch.then_args) == (wish.then, args):
        return batch.id
    if batch.then_kind is not None:
        raise Refused(
            f"The batch {wish.name!r} is open and ends with {batch.then_kind} {batch.then_args}",
            code="other_batch",
            hint="Leave --then out to add to it, or choose another name.",
        )
    books.tx.run(SQL["batch_then"], {"batch": batch.id, "kind": wish.then, "args": args})
    return batch.id


def _check(books: Books, wish: BatchWish) -> None:
    if wish.then is None:
        return
    args: object = wish.then_args
    if not isinstance(args, dict):
        raise Refused("--then-args is no JSON object", code="usage", hint='Write one: {"key": "value"}')
    books.policies.kind(wish.then)
    given = cast("dict[str, Any]", args)
    _arguments(books, wish.then, given, {"batch": wish.name, **dict.fromkeys(ENDED, 0)})


def _arguments(books: Books, kind: str, given: dict[str, Any], counts: dict[str, Any]) -> dict[str, Any]:
    """The arguments with the counts, where the kind takes them, else as they were given. Raises Refused."""
    with_counts = {**given, **counts}
    try:
        books.policies.decode(kind, json.dumps(with_counts))
    except Refused:
        books.policies.decode(kind, json.dumps(given))
        return given
    return with_counts


def held_open(books: Books) -> list[tuple[Batch, CgqError]]:
    """The batches whose jobs have all ended and that `close` leaves open, each with the error that keeps it so."""
    from cgq.queue.enqueue import check_request  # it uses the books, which close batches before they are posted

    found: list[tuple[Batch, CgqError]] = []
    for batch in _over(books):
        try:
            job = _then_job(books, batch, dict.fromkeys(ENDED, 0))
            if job is not None:
                check_request(books, job)
        except CgqError as error:
            found.append((batch, error))
    return found


def close(books: Books) -> None:
    """Close every batch whose jobs have all ended. One whose kind is not there any more stays open until it is."""
    for batch in _over(books):
        counts: dict[str, int] = dict.fromkeys(ENDED, 0)
        lanes: set[tuple[str, str]] = set()
        for state, queue, kind, count in books.tx.all(SQL["batch_counts"], (batch.id,)):
            counts[state] += count
            lanes.add((queue, kind))
        try:
            job = _enqueue_then(books, batch, counts)
        except CgqError:
            continue
        books.tx.run(SQL["batch_close"], {**counts, "batch": batch.id, "now": books.now, "job": job})
        hooks.batch_ended(books, batch.name, counts, lanes, batch.requested_by)


def _enqueue_then(books: Books, batch: Batch, counts: dict[str, int]) -> int | None:
    from cgq.queue.enqueue import enqueue  # it uses the books, which close batches before they are posted

    job = _then_job(books, batch, counts)
    if job is None:
        return None
    (made,) = enqueue(books, [job])
    return made.id


def _then_job(books: Books, batch: Batch, counts: dict[str, int]) -> NewJob | None:
    """The job that ends a batch, None where nothing does. Raises Refused, NotReady."""
    if batch.then_kind is None:
        return None
    args = _arguments(books, batch.then_kind, json.loads(batch.then_args), {"batch": batch.name, **counts})
    return NewJob(kind=batch.then_kind, args=args, requested_by=batch.requested_by)


def _over(books: Books) -> list[Batch]:
    """The open batches of this environment that nobody fills and of which every job has ended."""
    wanted = {"prefix": books.policies.names.prefix, "now": books.now}
    return [Batch._make(row) for row in books.tx.all(SQL["batches_over"], wanted)]


def jobs_of(tx: Transaction, prefix: str, name: str) -> list[int]:
    """The jobs that were enqueued under the name of an environment's batch, of the newest of that name, and the one
    that closed it.

    `prefix` is that of its environment. Raises Missing.
    """
    batch = tx.value(SQL["batch_newest"], {"prefix": prefix, "name": name})
    if batch is None:
        raise Missing(f"There is no batch {name!r}", hint=f"Begin it: `cgq enqueue PATH --batch {argument(name)}`")
    return [row[0] for row in tx.all(SQL["batch_roots"], {"batch": batch})]


def is_closed(tx: Transaction, prefix: str, name: str) -> bool:
    """Is no batch of this name open in an environment?"""
    return tx.one(SQL["batch_by_name"], {"prefix": prefix, "name": name}) is None


class WhyOpen(NamedTuple):
    """What a batch waits for, and what would end that."""

    message: str
    hint: str


def why_open(books: Books, name: str) -> WhyOpen:
    """Why the open batch of a name is not closed."""
    prefix = books.policies.names.prefix
    wanted = {"prefix": prefix, "name": name, "now": books.now}
    living, first, wait = books.tx.one(SQL["batch_waits"], wanted) or (0, None, 0)
    if living:
        jobs = "1 of its jobs is" if living == 1 else f"{living} of its jobs are"
        return WhyOpen(f"{jobs} not over", f"See why: `cgq explain {argument(first)}`")
    if wait > 0:
        return WhyOpen(
            "the command that fills it is at work, or was killed",
            f"It closes {plain(span(wait / 1000))} from now at the latest, where somebody works: `cgq work`",
        )
    for batch, error in held_open(books):
        if batch.name == name:
            return WhyOpen(f"{batch.then_kind} cannot follow: {error.message}", "See what to do: `cgq doctor`")
    return WhyOpen("its jobs are over, and nobody works who would close it", "Close it: `cgq run`")


class BatchesFilled:
    """Closes batches of which the command that filled them was killed: a chore of supervisors.

    One that cannot be closed (`held_open`) is looked at again in any turn, but is no reason for a turn of its own.
    """

    def run(self, books: Books) -> Iterable[Event]:
        """Close what is over now though nothing ended."""
        if _over(books):
            books.look_at_batches()
        return ()

    def next_moment(self, books: Books) -> int | None:
        """When the first open batch without a living job may close; a minute from now where it could not just now."""
        wanted = {"prefix": books.policies.names.prefix, "now": books.now, "again": books.now + FILLING_MS}
        moment: int | None = books.tx.value(SQL["batch_next"], wanted)
        return moment
