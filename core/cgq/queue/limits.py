"""How many calls and jobs may start: limits over all supervisors, pauses, limiters and open circuits (C2, T4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.queue import budget, limiters, pauses
from cgq.queue.books import SQL
from cgq.queue.limiters import UNLIMITED, Limiters
from cgq.queue.reasons import Circuit, Limit, Paused, Rated, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.queue.books import Books
    from cgq.queue.lanes import Lane
    from cgq.queue.pauses import Pause


@dataclass(slots=True)
class Room:
    """What may start now on this database, and who keeps the rest from starting.

    `queues` and `kinds` are further calls within a queue's and a kind's limit, both applied as calls are taken.
    `jobs` bounds the jobs of a kind that is rated or of which one probe may go, `starts` those of all kinds.
    `reasons` are what these numbers were derived from, by lane.
    """

    queues: dict[str, int] = field(default_factory=dict[str, int])
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    jobs: dict[str, int] = field(default_factory=dict[str, int])
    starts: int = UNLIMITED
    limiters: Limiters = field(default_factory=Limiters)
    reasons: dict[Lane, list[Reason]] = field(default_factory=dict["Lane", "list[Reason]"])

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

    def why_closed(self, lane: Lane) -> list[Reason]:
        """Why nothing of this lane may start; empty where something may."""
        return [reason for reason in self.reasons.get(lane, ()) if reason.closes]

    def _left(self, lane: Lane) -> int:
        return min(self.queues[lane.queue], self.kinds.get(lane.kind, UNLIMITED))

    def bound(self, lane: Lane, by_queue: Sequence[Reason], by_kind: Sequence[Reason]) -> None:
        """Bound a lane by what holds for its queue and for its kind."""
        self.reasons[lane] = [*by_queue, *by_kind]
        self.queues[lane.queue] = min(reason.calls for reason in by_queue)
        self.kinds[lane.kind] = min((reason.calls for reason in by_kind), default=UNLIMITED)
        self.jobs[lane.kind] = min((reason.starts for reason in by_kind), default=UNLIMITED)

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
    lanes: Iterable[Lane],
    busy: Mapping[tuple[str, str], int],
    starts: int = UNLIMITED,
) -> Room:
    """What may start, given the calls that this supervisor has in flight by (queue, kind).

    `starts` is how many jobs it may still start at all.
    """
    own = Counter[str]()
    for (queue, kind), count in busy.items():
        own[of_queue(queue)] += count
        own[limiters.of_kind(kind)] += count
    return room_within(books, supervisor, lanes, own, starts)


def room_within(
    books: Books, supervisor: int, lanes: Iterable[Lane], own: Mapping[str, int], starts: int = UNLIMITED
) -> Room:
    """The same, given the calls in flight by scope, as the slot rows have them."""
    lanes = list(lanes)
    others = {scope: row for scope, *row in books.tx.all(SQL["slots_of_others"], (supervisor,))}
    paused = pauses.on_the_line(books.tx)
    names = {limiters.of_kind(lane.kind) for lane in lanes}
    found = Room(starts=starts, limiters=limiters.look(books, names))
    unaffordable = budget.closed(books)
    for lane in lanes:
        queue = books.policies.names.shown(lane.queue)
        held = [_paused(queue, pause) for pause in paused.all_over(lane.queue)]
        most = books.policies.queue(lane.queue).limit
        limit = _limit(of_queue(lane.queue), f"queue {queue}", most, own, others)
        by_kind = _of_kind(books, lane.kind, own, others, found.limiters)
        by_kind += [unaffordable[lane.kind]] if lane.kind in unaffordable else []
        found.bound(lane, held or [limit], by_kind)
    return found


def of_queue(queue: str) -> str:
    """The scope of a queue's slots; that of a kind is called as its limiter."""
    return f"queue:{queue}"


def own_slots(books: Books, supervisor: int) -> dict[str, int]:
    """The calls that a supervisor has in flight, by scope, as it last stored them."""
    return dict(books.tx.all(SQL["slots_of"], (supervisor,)))


def _paused(queue: str, pause: Pause) -> Paused:
    return Paused(queue=queue, since=pause.at, by=pause.by, why=pause.reason, of_all=pause.of_all)


def _of_kind(
    books: Books, kind: str, own: Mapping[str, int], others: Mapping[str, list[int]], limits: Limiters
) -> list[Reason]:
    """What bounds a kind: its rate, and its circuit while that is open, else its limit."""
    scope = limiters.of_kind(kind)
    found: list[Reason] = []
    if scope in limits.left:
        found.append(_rate(books, kind, limits))
    circuit = limits.circuits.get(scope)
    if circuit is not None and circuit.opened_at is not None:
        in_flight = own.get(scope, 0) + (others[scope][1] if scope in others else 0)
        found.append(_circuit(books, kind, circuit, in_flight))
        return found
    limit = books.policies.kind(kind).limit
    if limit is not None or scope in others:
        found.append(_limit(scope, f"kind {kind}", limit or UNLIMITED, own, others))
    return found


def _rate(books: Books, kind: str, limits: Limiters) -> Rated:
    scope = limiters.of_kind(kind)
    left = limits.starts([scope])
    until = None if left else limiters.next_token(books, limits.bounds, scope)
    return Rated(kind=kind, left=left, until=until)


def _circuit(books: Books, kind: str, circuit: limiters.Circuit, in_flight: int) -> Circuit:
    return Circuit(
        kind=kind,
        since=circuit.opened_at,
        why=circuit.reason,
        may_probe=books.now >= circuit.probe_at() and not in_flight,
        in_flight=in_flight,
        until=circuit.probe_at(),
    )


def _limit(scope: str, name: str, most: int, own: Mapping[str, int], others: Mapping[str, list[int]]) -> Limit:
    in_flight = own.get(scope, 0)
    if scope not in others:
        return Limit(scope=scope, name=name, most=most, own=in_flight)
    ceiling, held, starved = others[scope]
    return Limit(scope=scope, name=name, most=min(most, ceiling), own=in_flight, others=held, starved=starved)


def hold(
    books: Books, busy: Mapping[tuple[str, str], int], wanted: Mapping[str, int]
) -> dict[str, tuple[int, int, int]]:
    """The slot rows that this supervisor must have: scope -> (ceiling, held, wanted)."""
    rows: dict[str, tuple[int, int, int]] = {}
    for (queue, kind), count in busy.items():
        scope = of_queue(queue)
        before = rows.get(scope, (0, 0, 0))[1]
        rows[scope] = (books.policies.queue(queue).limit, before + count, wanted.get(queue, 0))
        limit = books.policies.kind(kind).limit or UNLIMITED
        name = limiters.of_kind(kind)
        rows[name] = (limit, rows.get(name, (0, 0, 0))[1] + count, 0)
    for queue, count in wanted.items():
        rows.setdefault(of_queue(queue), (books.policies.queue(queue).limit, 0, count))
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
