"""What each supervisor would claim now, by the very functions that the claim uses (B7).

How many workers a supervisor has free is not stored: `shares` are what the database lets it start.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.errors import CgqError
from cgq.queue import limits
from cgq.queue.allocation import Demand, allocate
from cgq.queue.lanes import Lane, lanes
from cgq.queue.limiters import UNLIMITED
from cgq.queue.requesters import by_asker, startable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.queue.books import Books
    from cgq.queue.stats import SupervisorStatus

NOBODY = 0
"""The id of the supervisor that is asked for where none serves a lane: what would keep it, too?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The lanes as one supervisor sees them: how many jobs of each it may start now, and what bounds each.

    `starting` are these jobs themselves where a limit of askers passes some over, else None.
    """

    supervisor: SupervisorStatus | None
    shares: Mapping[Lane, int]
    room: limits.Room
    starting: frozenset[int] | None = None


class Outlook:
    """The supervisors of a database, and what each of them may start."""

    def __init__(self, books: Books, supervisors: Sequence[SupervisorStatus]) -> None:
        self.supervisors = supervisors
        self.lanes = [lane for lane in lanes(books) if why_unknown(books, lane.queue, lane.kind) is None]
        self._books = books
        self._views: dict[tuple[int, Lane | None], View] = {}

    def views(self, lane: Lane) -> list[View]:
        """The lane as those see it who serve it; as a new supervisor would, where nobody does."""
        serving = [one for one in self.supervisors if one.serves(lane.queue, lane.kind)]
        return [self._view(one, lane) for one in serving] or [self._view(None, lane)]

    def _view(self, supervisor: SupervisorStatus | None, lane: Lane) -> View:
        identity = NOBODY if supervisor is None else supervisor.id
        key = (identity, None if lane in self.lanes else lane)
        if key not in self._views:
            every = self.lanes if lane in self.lanes else [*self.lanes, lane]
            served = [one for one in every if supervisor is None or supervisor.serves(one.queue, one.kind)]
            self._views[key] = _look(self._books, supervisor, identity, served)
        return self._views[key]


def _look(books: Books, supervisor: SupervisorStatus | None, identity: int, served: Sequence[Lane]) -> View:
    own = limits.own_slots(books, identity)
    room = limits.room_within(books, identity, served, own)
    granted = shares(books, served, own, room)
    return View(supervisor=supervisor, shares=granted, room=room, starting=_starting(books, granted))


def _starting(books: Books, granted: Mapping[Lane, int]) -> frozenset[int] | None:
    """The jobs that start, lane by lane as the claim takes them: each counts for the limit of its asker."""
    per_requester = books.policies.per_requester
    if per_requester is None:
        return None
    running = Counter(by_asker(books))
    found: set[int] = set()
    for lane, count in granted.items():
        chosen = startable(books, lane.queue, lane.kind, count, per_requester, running)
        running.update(one.asker for one in chosen if one.asker is not None)
        found |= {one.id for one in chosen}
    return frozenset(found)


def shares(books: Books, served: Sequence[Lane], own: Mapping[str, int], room: limits.Room) -> dict[Lane, int]:
    """How many jobs of each lane the limits let a supervisor start that has workers enough."""
    demand = Demand(
        lanes=list(served),
        free={"pool": UNLIMITED},
        busy={(lane.queue, ""): own.get(limits.of_queue(lane.queue), 0) for lane in served},
        host=lambda _: "pool",
        load=lambda lane: books.policies.kind(lane.kind).batch,
        rank=lambda queue: books.policies.queue(queue).rank,
        top_ups=lambda _: 0,
    )
    return {grant.lane: grant.jobs for grant in allocate(demand, room)}


def why_unknown(books: Books, queue: str, kind: str) -> CgqError | None:
    """Why nothing can be known of a lane: its queue is not configured, its kind is not there or cannot be loaded."""
    try:
        books.policies.queue(queue)
        books.policies.kind(kind)
    except CgqError as error:
        return error
    return None


def best(views: Sequence[View], lane: Lane) -> View:
    """The view of who may start most of a lane."""
    return max(views, key=lambda view: view.shares.get(lane, 0))
