"""How many calls and jobs may start: limits over all supervisors, pauses, limiters and open circuits (C2, T4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.queue import limiters
from cgq.queue.books import SQL
from cgq.queue.limiters import UNLIMITED, Limiters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.queue.books import Books
    from cgq.queue.claim import Lane

CLOSED = -1
"""Room where nothing may start, nor be put behind what runs."""


@dataclass(slots=True)
class Room:
    """What may start now on this database, and who keeps the rest from starting.

    `queues` and `kinds` are further calls within a queue's and a kind's limit, both applied as calls are taken.
    `jobs` bounds the jobs of a kind that is rated or of which one probe may go, `starts` those of all kinds.
    """

    queues: dict[str, int] = field(default_factory=dict[str, int])
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    jobs: dict[str, int] = field(default_factory=dict[str, int])
    starts: int = UNLIMITED
    limiters: Limiters = field(default_factory=Limiters)

    def calls(self, lane: Lane) -> int:
        """How many further calls of this lane may start."""
        return max(0, self._left(lane)) if self.jobs_left(lane) > 0 else 0

    def jobs_left(self, lane: Lane) -> int:
        """How many further jobs of this lane may start."""
        return min(self.jobs.get(lane.kind, UNLIMITED), self.starts)

    def beyond_share(self, lane: Lane) -> bool:
        """Is it closed here, or does this supervisor hold so much that others starve?"""
        return self._left(lane) < 0

    def is_rationed(self, lane: Lane) -> bool:
        """Does each call of this lane count, so that none may be handed out ahead?"""
        return self.limiters.is_rationed(limiters.of_kind(lane.kind))

    def _left(self, lane: Lane) -> int:
        return min(self.queues[lane.queue], self.kinds.get(lane.kind, UNLIMITED))

    def take_call(self, lane: Lane) -> None:
        """One call of this lane starts."""
        self.queues[lane.queue] -= 1
        if lane.kind in self.kinds:
            self.kinds[lane.kind] -= 1

    def take_jobs(self, lane: Lane, count: int) -> None:
        """So many jobs of this lane start."""
        self.starts -= count
        if lane.kind in self.jobs:
            self.jobs[lane.kind] -= count


def room(
    books: Books,
    supervisor: int,
    lanes: list[Lane],
    busy: Mapping[tuple[str, str], int],
    starts: int = UNLIMITED,
) -> Room:
    """What may start, given the calls that this supervisor has in flight by (queue, kind).

    `starts` is how many jobs it may still start at all.
    """
    others = {scope: row for scope, *row in books.tx.all(SQL["slots_of_others"], (supervisor,))}
    paused = {row[0] for row in books.tx.all(SQL["pauses"])}
    names = {limiters.of_kind(lane.kind) for lane in lanes}
    found = Room(starts=starts, limiters=limiters.look(books, names))
    for lane in lanes:
        found.queues[lane.queue] = CLOSED if lane.queue in paused else _queue_room(books, lane.queue, others, busy)
        _kind_room(books, lane.kind, others, busy, found)
    return found


def _queue_room(books: Books, queue: str, others: Mapping[str, list[int]], busy: Mapping[tuple[str, str], int]) -> int:
    own = sum(count for (name, _), count in busy.items() if name == queue)
    return _left(books.policies.queue(queue).limit, own, others.get(f"queue:{queue}"))


def _kind_room(
    books: Books, kind: str, others: Mapping[str, list[int]], busy: Mapping[tuple[str, str], int], found: Room
) -> None:
    name = limiters.of_kind(kind)
    own = sum(count for (_, busy_kind), count in busy.items() if busy_kind == kind)
    theirs = others.get(name)
    if name in found.limiters.left:
        found.jobs[kind] = found.limiters.starts([name])
    circuit = found.limiters.circuits.get(name)
    if circuit is not None and circuit.is_open():
        in_flight = own + (theirs[1] if theirs else 0)
        may_probe = books.now >= circuit.probe_at() and not in_flight
        found.kinds[kind] = 1 if may_probe else CLOSED
        found.jobs[kind] = min(1, found.jobs.get(kind, 1))
        return
    limit = books.policies.kind(kind).limit
    if limit is not None or theirs is not None:
        found.kinds[kind] = _left(limit or UNLIMITED, own, theirs)


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
        name = limiters.of_kind(kind)
        rows[name] = (limit, rows.get(name, (0, 0, 0))[1] + count, 0)
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
