"""How many calls may start: limits over all supervisors, pauses, rates and open circuits (C2, T4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.queue.books import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.errors import Failure
    from cgq.queue.books import Books
    from cgq.queue.claim import Lane

UNLIMITED = 1_000_000
CIRCUIT_FAILURES = 5
CIRCUIT_COOLDOWN_MS = 30_000
CLOSED = -1
"""Room where nothing may start, nor be put behind what runs."""


@dataclass(slots=True)
class Room:
    """What may start now on this database, and who keeps the rest from starting.

    `calls` is the number of further calls by lane, queue limit and kind limit both applied as calls
    are taken; `jobs` bounds a rated kind's jobs.
    """

    queues: dict[str, int] = field(default_factory=dict[str, int])
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    jobs: dict[str, int] = field(default_factory=dict[str, int])

    def calls(self, lane: Lane) -> int:
        """How many further calls of this lane may start."""
        if self.jobs.get(lane.kind, 1) < 1:
            return 0
        return max(0, self._left(lane))

    def beyond_share(self, lane: Lane) -> bool:
        """Is it closed here, or does this supervisor hold so much that others starve?"""
        return self._left(lane) < 0

    def _left(self, lane: Lane) -> int:
        return min(self.queues[lane.queue], self.kinds.get(lane.kind, UNLIMITED))

    def take(self, lane: Lane) -> None:
        """One call of this lane starts."""
        self.queues[lane.queue] -= 1
        if lane.kind in self.kinds:
            self.kinds[lane.kind] -= 1


def room(books: Books, supervisor: int, lanes: list[Lane], busy: Mapping[tuple[str, str], int]) -> Room:
    """What may start, given the calls that this supervisor has in flight by (queue, kind)."""
    others = {scope: row for scope, *row in books.tx.all(SQL["slots_of_others"], (supervisor,))}
    paused = {row[0] for row in books.tx.all(SQL["pauses"])}
    circuits = {kind: opened for kind, opened, _ in books.tx.all(SQL["circuits"])}
    found = Room()
    for lane in lanes:
        found.queues[lane.queue] = CLOSED if lane.queue in paused else _queue_room(books, lane.queue, others, busy)
        kind = _kind_room(books, lane.kind, others, busy, circuits)
        if kind is not None:
            found.kinds[lane.kind] = kind
        tokens = rate_left(books, lane.kind)
        if tokens is not None:
            found.jobs[lane.kind] = tokens
    return found


def _queue_room(books: Books, queue: str, others: Mapping[str, list[int]], busy: Mapping[tuple[str, str], int]) -> int:
    own = sum(count for (name, _), count in busy.items() if name == queue)
    return _left(books.policies.queue(queue).limit, own, others.get(f"queue:{queue}"))


def _kind_room(
    books: Books,
    kind: str,
    others: Mapping[str, list[int]],
    busy: Mapping[tuple[str, str], int],
    circuits: Mapping[str, int],
) -> int | None:
    own = sum(count for (_, name), count in busy.items() if name == kind)
    theirs = others.get(f"kind:{kind}")
    if kind in circuits:
        cooled = books.now - circuits[kind] >= CIRCUIT_COOLDOWN_MS
        in_flight = own + (theirs[1] if theirs else 0)
        return 1 if cooled and not in_flight else CLOSED
    limit = books.policies.kind(kind).limit
    if limit is None and theirs is None:
        return None
    return _left(limit or UNLIMITED, own, theirs)


def _left(limit: int, own: int, others: list[int] | None) -> int:
    """Further calls within a limit; negative when this supervisor holds more than its share.

    Each other supervisor that wants a slot and has none is left one, as long as one remains here.
    """
    if others is None:
        return limit - own
    ceiling, held, starved = others
    limit = min(limit, ceiling)
    return min(limit - held, max(1, limit - starved)) - own


def hold(
    books: Books, busy: Mapping[tuple[str, str], int], wanted: Mapping[str, int]
) -> dict[str, tuple[int, int, int]]:
    """The slot rows that this supervisor must have: scope -> (ceiling, held, wanted)."""
    rows: dict[str, tuple[int, int, int]] = {}
    for (queue, kind), count in busy.items():
        scope = f"queue:{queue}"
        before = rows.get(scope, (0, 0, 0))[1]
        rows[scope] = (books.policies.queue(queue).limit, before + count, wanted.get(queue, 0))
        limit = books.policies.kind(kind).limit or UNLIMITED
        rows[f"kind:{kind}"] = (limit, rows.get(f"kind:{kind}", (0, 0, 0))[1] + count, 0)
    for queue, count in wanted.items():
        rows.setdefault(f"queue:{queue}", (books.policies.queue(queue).limit, 0, count))
    return rows


def write_slots(books: Books, supervisor: int, rows: Mapping[str, tuple[int, int, int]]) -> None:
    """Store slot rows; only those that changed need be given."""
    books.tx.many(
        SQL["slot_set"],
        [
            {"supervisor": supervisor, "scope": scope, "ceiling": ceiling, "held": held, "wanted": wanted}
            for scope, (ceiling, held, wanted) in rows.items()
        ],
    )


def rate_left(books: Books, kind: str) -> int | None:
    """How many starts a rated kind has left in its window; None for a kind without a rate."""
    rate = books.policies.kind(kind).rate
    if rate is None:
        return None
    started, used = books.tx.one(SQL["rate_get"], (kind,)) or (0, 0)
    return rate.starts if books.now - started >= rate.seconds * 1000 else max(0, rate.starts - used)


def rate_spend(books: Books, kind: str, count: int) -> None:
    """Count starts of a rated kind."""
    rate = books.policies.kind(kind).rate
    if rate is None or not count:
        return
    started, used = books.tx.one(SQL["rate_get"], (kind,)) or (0, 0)
    if books.now - started >= rate.seconds * 1000:
        started, used = books.now, 0
    books.tx.run(SQL["rate_set"], (kind, started, used + count))


def rate_refill(books: Books, kind: str) -> int | None:
    """When a rated kind that has nothing left may start again, in milliseconds."""
    rate = books.policies.kind(kind).rate
    if rate is None or rate_left(books, kind):
        return None
    started = books.tx.value(SQL["rate_get"], (kind,)) or 0
    return int(started + rate.seconds * 1000)


def provider_answered(books: Books, kind: str, failures: list[Failure], succeeded: int) -> bool:
    """Keep a provider's circuit; True when it has just opened (T4)."""
    if succeeded:
        books.tx.run(SQL["circuit_succeeded"], (kind,))
        return False
    transient = [failure for failure in failures if failure.provider and failure.retryable]
    if not transient:
        return False
    row = {
        "kind": kind,
        "n": 1,
        "limit": CIRCUIT_FAILURES,
        "now": books.now,
        "reason": transient[-1].message,
    }
    return books.tx.value(SQL["circuit_failed"], row) is not None
