"""Who gets the free slots (C3): critical first, then a slot for every queue, the rest by priority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from cgq.queue.allocation import Demand, Grant, allocate
from cgq.queue.lanes import Lane
from cgq.queue.limits import Room

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.contract import Host

RANKS = {"high_priority": 1, "default": 2, "other": 2, "low_priority": 3}
HOSTS: dict[str, Host] = {"a": "pool", "b": "pool", "t": "threads"}


def share(
    lanes: list[Lane],
    free: Mapping[Host, int],
    limits: Mapping[str, int],
    busy: Mapping[tuple[str, str], int] | None = None,
    load: int = 1,
    jobs: Mapping[str, int] | None = None,
    starts: int = 1_000,
) -> dict[Lane, Grant]:
    queues = {lane.queue: limits.get(lane.queue, 100) for lane in lanes}
    demand = Demand(
        lanes=lanes,
        free={"pool": 0, "analyser": 0, "threads": 0, **free},
        busy=busy or {},
        host=lambda kind: HOSTS[kind],
        load=lambda lane: load,
        rank=lambda queue: RANKS[queue],
        top_ups=lambda lane: 2,
    )
    room = Room(queues=queues, jobs=dict(jobs or {}), starts=starts)
    return {grant.lane: grant for grant in allocate(demand, room)}


def test_C3_critical_goes_first_whatever_its_queue() -> None:
    low = Lane("low_priority", "a", 3, 1)
    high = Lane("high_priority", "a", 9, 2)
    assert {lane: grant.calls for lane, grant in share([high, low], {"pool": 3}, {}).items()} == {low: 3}


def test_C3_every_queue_gets_a_slot_in_the_order_of_its_rank() -> None:
    lanes = [Lane("low_priority", "a", 9, 2), Lane("default", "a", 9, 4), Lane("high_priority", "a", 9, 4)]
    found = share(lanes, {"pool": 2}, {})
    assert {lane.queue: grant.calls for lane, grant in found.items()} == {"default": 1, "high_priority": 1}
    assert {grant.calls for grant in share(lanes, {"pool": 3}, {}).values()} == {1}


def test_C3_what_is_left_over_goes_by_priority() -> None:
    urgent, plain = Lane("low_priority", "a", 9, 2), Lane("high_priority", "a", 9, 3)
    found = share([urgent, plain], {"pool": 6}, {})
    assert (found[urgent].calls, found[plain].calls) == (5, 1)


def test_C3_a_queue_that_has_a_call_in_flight_already_had_its_slot() -> None:
    served, unserved = Lane("high_priority", "a", 9, 3), Lane("low_priority", "a", 9, 4)
    found = share([served, unserved], {"pool": 1}, {}, busy={("high_priority", "a"): 1})
    assert found[unserved].calls == 1


def test_C2_a_rated_kind_without_tokens_gets_nothing() -> None:
    assert share([Lane("default", "a", 9, 3)], {"pool": 4}, {}, jobs={"a": 0}) == {}


def test_C3_nothing_goes_behind_a_busy_slot_that_another_queue_waits_for() -> None:
    busy, waiting = Lane("default", "a", 9, 3), Lane("other", "b", 1, 3)
    assert share([busy], {}, {}, busy={("default", "a"): 2})[busy].top_ups == 2
    assert share([busy, waiting], {}, {}, busy={("default", "a"): 2}) == {}


lanes = st.lists(
    st.builds(
        Lane, st.sampled_from(sorted(RANKS)), st.sampled_from(["a", "b", "t"]), st.integers(1, 6), st.integers(1, 4)
    ),
    max_size=6,
    unique_by=lambda lane: (lane.queue, lane.kind),
)
frees = st.fixed_dictionaries({"pool": st.integers(0, 8), "threads": st.integers(0, 4)})
ceilings = st.dictionaries(st.sampled_from(sorted(RANKS)), st.integers(-1, 4))


@given(lanes=lanes, free=frees, limits=ceilings, load=st.integers(1, 3))
def test_C2_C3_slots_are_used_but_never_beyond_a_bound(
    lanes: list[Lane], free: dict[Host, int], limits: dict[str, int], load: int
) -> None:
    found = share(lanes, free, limits, load=load)
    for host in ("pool", "threads"):
        used = sum(grant.calls for lane, grant in found.items() if HOSTS[lane.kind] == host)
        assert used <= free[host]
        for lane in lanes:
            calls = found[lane].calls if lane in found else 0
            queue = sum(grant.calls for other, grant in found.items() if other.queue == lane.queue)
            assert queue <= max(0, limits.get(lane.queue, 100))
            assert (calls - 1) * load < lane.ready, "a call with nothing to carry"
            if HOSTS[lane.kind] == host and used < free[host] and queue < limits.get(lane.queue, 100):
                assert calls * load >= lane.ready, "a slot stayed empty although a job could have it"


@given(
    lanes=lanes,
    free=frees,
    busy=st.integers(0, 2),
    load=st.integers(1, 300),
    tokens=st.integers(0, 9),
    starts=st.integers(0, 20),
)
def test_C2_a_grant_says_how_many_jobs_may_start_and_no_bound_is_passed(
    lanes: list[Lane], free: dict[Host, int], busy: int, load: int, tokens: int, starts: int
) -> None:
    """Tokens of a kind and the starts that are left bound what goes into free slots and behind busy ones together."""
    in_flight = {(lane.queue, lane.kind): busy for lane in lanes}
    found = share(lanes, free, {}, busy=in_flight, load=load, jobs={"a": tokens}, starts=starts)
    assert sum(grant.jobs for grant in found.values()) <= starts
    assert sum(grant.jobs for lane, grant in found.items() if lane.kind == "a") <= tokens
    for lane, grant in found.items():
        assert 0 < grant.jobs <= min(lane.ready, (grant.calls + grant.top_ups) * load)
        assert grant.calls <= grant.jobs, "a call with nothing to carry"


@given(lanes=lanes, free=st.integers(0, 8))
def test_C3_no_queue_gets_a_second_slot_before_each_has_one_unless_critical(lanes: list[Lane], free: int) -> None:
    pool = [lane for lane in lanes if HOSTS[lane.kind] == "pool"]
    found = share(pool, {"pool": free}, {})
    given_out = dict.fromkeys({lane.queue for lane in pool}, 0)
    for lane, grant in found.items():
        given_out[lane.queue] += grant.calls
    if any(lane.head == 1 for lane in pool):
        critical = sum(lane.ready for lane in pool if lane.head == 1)
        assert sum(found[lane].calls for lane in found if lane.head == 1) >= min(free, critical)
    elif 0 in given_out.values():
        assert max(given_out.values()) <= 1
