"""Which lanes get the free slots (C3): critical first, then a slot for every queue, the rest by priority."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.queue.job import CRITICAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.contract import Host
    from cgq.queue.lanes import Lane
    from cgq.queue.limits import Room


@dataclass(frozen=True, slots=True)
class Grant:
    """What a lane may start: `jobs` in all, in `calls` assignments for free slots and `top_ups` behind busy ones."""

    lane: Lane
    calls: int
    top_ups: int
    jobs: int


@dataclass(slots=True)
class Demand:
    """What is known when slots are given out.

    `free` is slots by host, `busy` calls in flight by (queue, kind), `load` the jobs that one
    assignment of a lane takes, `rank` a queue's default priority.
    """

    lanes: list[Lane]
    free: dict[Host, int]
    busy: Mapping[tuple[str, str], int]
    host: Callable[[str], Host]
    load: Callable[[Lane], int]
    rank: Callable[[str], int]
    top_ups: Callable[[Lane], int]


def allocate(demand: Demand, room: Room) -> list[Grant]:
    """Give out free slots one by one, then let busy lanes top up where nobody else waits for the slot."""
    left = {lane: lane.ready for lane in demand.lanes}
    calls: Counter[Lane] = Counter()
    jobs: Counter[Lane] = Counter()
    queues = Counter({lane.queue: 0 for lane in demand.lanes})
    for (queue, _), count in demand.busy.items():
        queues[queue] += count

    def order(lane: Lane) -> tuple[int, int, int]:
        if lane.head == CRITICAL:
            return (0, demand.rank(lane.queue), lane.head)
        if queues[lane.queue] == 0:
            return (1, demand.rank(lane.queue), lane.head)
        return (2, lane.head, demand.rank(lane.queue))

    while True:
        able = [
            lane
            for lane in demand.lanes
            if left[lane] > 0 and demand.free[demand.host(lane.kind)] > 0 and room.calls(lane) > 0
        ]
        if not able:
            break
        lane = min(able, key=order)
        calls[lane] += 1
        queues[lane.queue] += 1
        demand.free[demand.host(lane.kind)] -= 1
        share = min(demand.load(lane), left[lane], room.jobs_left(lane))
        left[lane] -= share
        jobs[lane] += share
        room.take_call(lane)
        room.take_jobs(lane, share)
    grants: list[Grant] = []
    for lane in demand.lanes:
        top_ups = _top_ups(demand, room, lane, left, queues)
        share = min(top_ups * demand.load(lane), left[lane], room.jobs_left(lane))
        room.take_jobs(lane, share)
        if jobs[lane] or share:
            grants.append(Grant(lane, calls[lane], top_ups if share else 0, jobs[lane] + share))
    return grants


def _top_ups(demand: Demand, room: Room, lane: Lane, left: Mapping[Lane, int], queues: Mapping[str, int]) -> int:
    if left[lane] <= 0 or not demand.busy.get((lane.queue, lane.kind)) or room.beyond_share(lane):
        return 0
    if any(_waits_for_slot_of(demand, room, other, lane, left, queues) for other in demand.lanes):
        return 0
    return demand.top_ups(lane)


def _waits_for_slot_of(
    demand: Demand, room: Room, other: Lane, lane: Lane, left: Mapping[Lane, int], queues: Mapping[str, int]
) -> bool:
    if other == lane or left[other] <= 0 or demand.host(other.kind) != demand.host(lane.kind):
        return False
    wants = other.head == CRITICAL or other.head < lane.head or queues[other.queue] == 0
    return wants and room.calls(other) > 0
