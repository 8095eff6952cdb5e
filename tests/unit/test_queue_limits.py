"""How many calls may start: limits over all supervisors, pauses, rates and circuits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.ledger import ANY, open_ledger, register

from cgq.config import KindSettings, QueueSettings
from cgq.errors import Failure
from cgq.queue import limiters, limits, operate
from cgq.queue.lanes import Lane
from cgq.queue.policy import Policies

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

OWN = Lane("default", "own", 100, 3)
NAME = limiters.of_kind("own")
Busy = dict[tuple[str, str], int]
DOWN = Failure(code="unavailable", message="It is down.", provider=True)


def room(ledger: Ledger, supervisor: int, busy: Busy | None = None, lane: Lane = OWN) -> int:
    with ledger.write() as books:
        return limits.room(books, supervisor, [lane], busy or {}).calls(lane)


def closed(ledger: Ledger, supervisor: int, busy: Busy) -> bool:
    with ledger.write() as books:
        return limits.room(books, supervisor, [OWN], busy).beyond_share(OWN)


def hold(ledger: Ledger, supervisor: int, busy: Busy, wanted: dict[str, int] | None = None) -> None:
    with ledger.write() as books:
        limits.write_slots(books, supervisor, limits.hold(books, busy, wanted or {}))


def with_settings(
    ledger: Ledger,
    clock: FakeClock,
    queues: dict[str, QueueSettings] | None = None,
    kinds: dict[str, KindSettings] | None = None,
) -> Ledger:
    """The same database as another supervisor sees it, started with other settings."""
    policies = Policies(ANY, queues, kinds)
    return open_ledger(ledger.database.path, clock, policies)


def test_C2_calls_in_flight_count_over_all_supervisors(ledger: Ledger) -> None:
    one, two = register(ledger), register(ledger)
    hold(ledger, two, {("default", "own"): 3})
    assert room(ledger, one) == 2
    assert room(ledger, one, {("default", "own"): 2}) == 0
    assert room(ledger, one, {("default", "process_pdf"): 1}) == 1, "the queue's limit holds for all of its kinds"


def test_C2_the_lowest_ceiling_holds(ledger: Ledger, clock: FakeClock) -> None:
    lower = with_settings(ledger, clock, queues={"default": QueueSettings(limit=2)})
    one, two = register(ledger), register(ledger)
    hold(lower, two, {}, {"default": 1})
    assert room(ledger, one) == 1, "two in all, and one of them is for who has none"
    hold(lower, two, {("default", "own"): 1})
    assert room(ledger, one) == 1
    assert room(lower, two, {("default", "own"): 1}) == 1
    lower.database.close()


def test_C2_a_limit_of_a_kind_holds_for_a_supervisor_started_without_it(ledger: Ledger, clock: FakeClock) -> None:
    limited = with_settings(ledger, clock, kinds={"own": KindSettings(limit=1)})
    one, two = register(ledger), register(ledger)
    hold(ledger, one, {("default", "own"): 1})
    assert room(limited, two) == 0, "what the unlimited one holds counts"
    hold(ledger, one, {})
    with ledger.write() as books:
        books.tx.run("DELETE FROM slot")
    hold(limited, two, {("default", "own"): 1})
    assert room(ledger, one) == 0, "the lowest limit holds for all"
    limited.database.close()


def test_C2_who_wants_a_slot_and_has_none_is_left_one(ledger: Ledger) -> None:
    greedy, starved = register(ledger), register(ledger)
    hold(ledger, starved, {}, {"default": 1})
    assert room(ledger, greedy, {("default", "own"): 3}) == 1
    assert room(ledger, greedy, {("default", "own"): 4}) == 0
    assert closed(ledger, greedy, {("default", "own"): 5}), "nothing goes behind busy slots while another starves"
    assert room(ledger, starved) == 5


def test_C2_a_supervisor_that_is_gone_holds_nothing(ledger: Ledger) -> None:
    one, two = register(ledger), register(ledger)
    hold(ledger, two, {("default", "own"): 5})
    assert room(ledger, one) == 0
    with ledger.database.write() as tx:
        tx.run("DELETE FROM supervisor WHERE id = ?", (two,))
    assert room(ledger, one) == 5


def test_C2_a_paused_queue_has_no_room_not_even_behind_busy_slots(ledger: Ledger) -> None:
    one = register(ledger)
    with ledger.write() as books:
        operate.pause(books, "default", "somebody", "enough")
    assert room(ledger, one) == 0
    assert closed(ledger, one, {("default", "own"): 1})
    with ledger.write() as books:
        operate.resume(books, "default")
    assert room(ledger, one) == 5


def fail_calls(ledger: Ledger, count: int) -> list[bool]:
    opened: list[bool] = []
    for _ in range(count):
        with ledger.write() as books:
            opened.append(limiters.answered(books, NAME, [DOWN]))
    return opened


def answer(ledger: Ledger, *calls: Failure | None) -> bool:
    with ledger.write() as books:
        return limiters.answered(books, NAME, calls)


def test_T4_a_circuit_opens_after_five_failures_in_a_row(ledger: Ledger) -> None:
    one = register(ledger)
    assert fail_calls(ledger, 5) == [False, False, False, False, True]
    assert room(ledger, one) == 0
    assert closed(ledger, one, {("default", "own"): 1})


def test_T4_failures_that_come_together_count_each(ledger: Ledger) -> None:
    assert not answer(ledger, DOWN, DOWN, None, DOWN, DOWN)
    assert not answer(ledger, DOWN, DOWN)
    assert answer(ledger, DOWN, DOWN)


def test_T4_a_success_in_between_starts_the_count_anew(ledger: Ledger) -> None:
    fail_calls(ledger, 4)
    answer(ledger, None)
    assert True not in fail_calls(ledger, 4)


def test_T4_one_probe_is_sent_over_all_supervisors_and_closes_it(ledger: Ledger, clock: FakeClock) -> None:
    one, two = register(ledger), register(ledger)
    fail_calls(ledger, 5)
    clock.pass_(29.9)
    assert room(ledger, one) == 0
    clock.pass_(0.1)
    assert room(ledger, one) == 1
    hold(ledger, one, {("default", "own"): 1})
    assert (room(ledger, one, {("default", "own"): 1}), room(ledger, two)) == (0, 0)
    assert closed(ledger, one, {("default", "own"): 1}), "a second call went behind the probe"
    answer(ledger, None)
    assert room(ledger, two) == 4


def test_T4_a_failed_probe_opens_it_for_another_while(ledger: Ledger, clock: FakeClock) -> None:
    one = register(ledger)
    fail_calls(ledger, 5)
    clock.pass_(30)
    fail_calls(ledger, 1)
    assert room(ledger, one) == 0
    clock.pass_(30)
    assert room(ledger, one) == 1


def test_T4_the_probe_is_one_job_whatever_its_call_could_carry(ledger: Ledger, clock: FakeClock) -> None:
    one = register(ledger)
    fail_calls(ledger, 5)
    clock.pass_(30)
    with ledger.write() as books:
        found = limits.room(books, one, [OWN], {})
        assert (found.calls(OWN), found.jobs_left(OWN)) == (1, 1)
        assert found.is_rationed(OWN)


def test_T4_a_kind_whose_last_call_failed_is_asked_one_call_at_a_time(ledger: Ledger) -> None:
    one = register(ledger)
    fail_calls(ledger, 1)
    with ledger.write() as books:
        assert limits.room(books, one, [OWN], {}).is_rationed(OWN)
    answer(ledger, None)
    with ledger.write() as books:
        assert not limits.room(books, one, [OWN], {}).is_rationed(OWN)
