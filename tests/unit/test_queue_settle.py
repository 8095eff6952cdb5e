"""How started jobs end, wait or go back, and what that sets free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import attempts, check, put, register, row, start, state

from cgq.errors import MAX_MESSAGE, MAX_TRACEBACK, Failure
from cgq.queue import claim as claiming
from cgq.queue import operate
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.queue.settle import discard, fail, finish, give_back
from cgq.queue.states import ENDED, MOVES, STATES, WAITING, diagram

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

BROKEN = Failure(code="stage_error", message="It broke.")
HOPELESS = Failure(code="encrypted", message="It is locked.", retryable=False)


@pytest.fixture
def supervisor(ledger: Ledger) -> int:
    return register(ledger)


def wake(ledger: Ledger) -> None:
    with ledger.write() as books:
        claiming.wake(books)


def verify(ledger: Ledger, clock: FakeClock) -> None:
    with ledger.database.read() as tx:
        check(tx, clock.now())


def test_R1_third_crash_poisons_and_keeps_each_attempt(ledger: Ledger, supervisor: int, clock: FakeClock) -> None:
    job = put(ledger)
    for _ in range(3):
        clock.pass_(1000)
        wake(ledger)
        (claimed,) = start(ledger, supervisor)
        with ledger.write() as books:
            fail(books, [(claimed, Failure(code="crash", message="It died."))], crashed=True)
    assert (state(ledger, job), row(ledger, job)["error_code"]) == ("failed", "poisoned")
    assert [outcome for outcome, _ in attempts(ledger, job)] == ["crashed"] * 3
    with ledger.database.read() as tx:
        hint = tx.value("SELECT hint FROM attempt ORDER BY id DESC LIMIT 1")
    assert hint == f"Look at the input, then give it three more: `cgq retry {job}`"


def test_R1_crashes_and_failures_are_counted_apart(ledger: Ledger, supervisor: int, clock: FakeClock) -> None:
    job = put(ledger, max_attempts=10)
    for crashed in (True, False, True, False):
        (claimed,) = start(ledger, supervisor)
        with ledger.write() as books:
            fail(books, [(claimed, BROKEN)], crashed=crashed)
        clock.pass_(1000)
        wake(ledger)
    assert (state(ledger, job), row(ledger, job)["crashes"], row(ledger, job)["attempts"]) == ("ready", 2, 4)


def test_T5_a_retry_by_hand_gives_three_more_crashes_and_keeps_the_history(ledger: Ledger, supervisor: int) -> None:
    job = put(ledger)
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books:
        fail(books, [(claimed._replace(crashes=2), BROKEN)], crashed=True)
        assert operate.retry(books, [job]) == [job]
    assert (row(ledger, job)["attempts"], row(ledger, job)["crashes"]) == (0, 0)
    assert attempts(ledger, job) == [("crashed", "poisoned")]


@pytest.mark.parametrize("how", ["try_again", "give_back", "retry"])
def test_S2_a_started_job_comes_back_while_another_waits_under_its_coalesce_key(
    ledger: Ledger, supervisor: int, clock: FakeClock, how: str
) -> None:
    first = put(ledger, coalesce="whole bank")
    (claimed,) = start(ledger, supervisor)
    second = put(ledger, coalesce="whole bank")
    assert second != first
    with ledger.write() as books:
        if how == "try_again":
            fail(books, [(claimed, BROKEN)])
        elif how == "give_back":
            give_back(books, [claimed], "stopped", "It was stopped.")
        else:
            fail(books, [(claimed, HOPELESS)])
            operate.retry(books, [first])
    verify(ledger, clock)
    assert state(ledger, first) == ("scheduled" if how == "try_again" else "ready")
    assert (row(ledger, first)["coalesce_key"], row(ledger, second)["coalesce_key"]) == (None, "whole bank")


def test_R3_a_late_end_leaves_the_coalesce_key_of_a_waiting_job(ledger: Ledger, supervisor: int) -> None:
    job = put(ledger, coalesce="whole bank")
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books:
        give_back(books, [claimed], "stopped", "It was stopped.")
    with ledger.write() as books:
        assert give_back(books, [claimed], "stopped", "Again.") == [claimed]
    assert row(ledger, job)["coalesce_key"] == "whole bank"


def test_R3_one_job_in_time_and_late_in_the_same_batch(ledger: Ledger, supervisor: int, clock: FakeClock) -> None:
    job = put(ledger)
    (old,) = start(ledger, supervisor)
    with ledger.write() as books:
        give_back(books, [old], "stopped", "It was stopped.")
    (new,) = start(ledger, supervisor)
    with ledger.write() as books:
        assert finish(books, [(old, '"late"', 1.0), (new, '"in time"', 1.0)]) == [old]
    verify(ledger, clock)
    assert (state(ledger, job), row(ledger, job)["result"]) == ("done", '"in time"')


@pytest.mark.parametrize("end", ["fail", "fail_for_good", "discard", "give_back"])
def test_R3_every_end_shows_its_fence(ledger: Ledger, supervisor: int, end: str) -> None:
    job = put(ledger)
    (old,) = start(ledger, supervisor)
    with ledger.write() as books:
        give_back(books, [old], "stopped", "It was stopped.")
    start(ledger, supervisor)
    before = row(ledger, job)
    with ledger.write() as books:
        late = {
            "fail": lambda: fail(books, [(old, BROKEN)]).late,
            "fail_for_good": lambda: fail(books, [(old, HOPELESS)]).late,
            "discard": lambda: discard(books, [(old, HOPELESS)]),
            "give_back": lambda: give_back(books, [old], "stopped", ""),
        }[end]()
    assert late == [old]
    assert row(ledger, job) == before


def test_C2_a_child_that_is_due_later_waits_for_its_time_once_its_parent_is_done(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    parent = put(ledger)
    child = put(ledger, after=parent, delay=60)
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books:
        finish(books, [(claimed, None, 0.1)])
    assert state(ledger, child) == "scheduled"
    assert start(ledger, supervisor) == []
    clock.pass_(61)
    wake(ledger)
    assert [job.id for job in start(ledger, supervisor)] == [child]


def test_B3_a_retried_child_still_waits_for_its_parent(ledger: Ledger, supervisor: int) -> None:
    parent = put(ledger)
    child = put(ledger, after=parent)
    with ledger.write() as books:
        operate.cancel(books, [child], "somebody")
        operate.retry(books, [child])
    assert state(ledger, child) == "blocked"
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books:
        finish(books, [(claimed, None, 0.1)])
    assert state(ledger, child) == "ready"


def test_B3_who_waits_for_a_job_that_was_given_up_is_cancelled(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    root = put(ledger)
    parent = put(ledger, root=root)
    child = put(ledger, after=parent)
    (_, claimed) = start(ledger, supervisor, 2)
    with ledger.write() as books:
        fail(books, [(claimed, HOPELESS)])
    assert (state(ledger, parent), state(ledger, child)) == ("failed", "blocked")
    with ledger.write() as books:
        operate.give_up(books, [parent], "me")
    assert (state(ledger, child), row(ledger, child)["error_code"]) == ("cancelled", "parent_ended")
    verify(ledger, clock)


def test_B3_cancelling_the_head_of_a_long_line_cancels_it_all(ledger: Ledger, clock: FakeClock) -> None:
    head = last = put(ledger)
    with ledger.write() as books:
        for _ in range(1500):
            (made,) = enqueue(books, [NewJob(kind="own", after=last)])
            last = made.id
    with ledger.write() as books:
        operate.cancel(books, [head], "somebody")
    assert state(ledger, last) == "cancelled"
    verify(ledger, clock)


def test_B3_the_end_of_a_chain_is_told_once(ledger: Ledger, supervisor: int) -> None:
    root = put(ledger)
    for _ in range(2):
        put(ledger, root=root)
    (_, *children) = start(ledger, supervisor, 3)
    told: list[int] = []
    for child in children:
        with ledger.write() as books:
            finish(books, [(child, None, 0.1)])
            books.post()
            told += books.closed_chains
    assert told == [root]


def test_C2_who_ends_passes_its_key_on(ledger: Ledger, supervisor: int) -> None:
    jobs = [put(ledger, mutex="one at a time") for _ in range(3)]
    (first,) = start(ledger, supervisor, 3)
    with ledger.write() as books:
        finish(books, [(first, None, 0.1)])
    assert [state(ledger, job) for job in jobs] == ["done", "ready", "blocked"]
    with ledger.write() as books:
        operate.cancel(books, [jobs[1]], "somebody")
    assert state(ledger, jobs[2]) == "ready"


def test_C2_a_parent_that_is_done_already_does_not_keep_its_child_from_the_key(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    """Blocked by the key alone, it starts when the key is free: no wake-up is lost."""
    parent = put(ledger)
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books:
        finish(books, [(claimed, None, 0.1)])
    put(ledger, mutex="key")
    child = put(ledger, mutex="key", after=parent)
    verify(ledger, clock)
    (holder,) = start(ledger, supervisor)
    with ledger.write() as books:
        finish(books, [(holder, None, 0.1)])
    assert state(ledger, child) == "ready"


def test_C2_a_waiting_retry_lets_the_next_of_its_key_go_first(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    first, second = put(ledger, mutex="key"), put(ledger, mutex="key")
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books:
        fail(books, [(claimed, BROKEN)])
    assert (state(ledger, first), state(ledger, second)) == ("scheduled", "ready")
    clock.pass_(100)
    wake(ledger)
    assert state(ledger, first) == "blocked"
    verify(ledger, clock)


def test_two_of_one_key_that_expire_together_both_expire(ledger: Ledger, clock: FakeClock) -> None:
    """A job that nobody started before its time to live is `failed`, also when its key comes free in that moment."""
    jobs = [put(ledger, mutex="key", ttl=10) for _ in range(3)]
    clock.pass_(11)
    wake(ledger)
    assert [row(ledger, job)["error_code"] for job in jobs] == ["expired"] * 3


@pytest.mark.parametrize("goes_back", [True, False])
def test_what_was_started_in_time_does_not_expire_while_it_waits_to_go_on(
    ledger: Ledger, supervisor: int, clock: FakeClock, *, goes_back: bool
) -> None:
    """Of a collection that was half done when its machine stopped, nobody may say that nobody started it."""
    job = put(ledger, ttl=10)
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books:
        give_back(books, [claimed], "stopped", "Stopped.") if goes_back else fail(books, [(claimed, BROKEN)])
    clock.pass_(11)
    wake(ledger)
    assert state(ledger, job) == "ready"


def test_S3_what_a_savepoint_undoes_is_not_counted(ledger: Ledger, supervisor: int, clock: FakeClock) -> None:
    put(ledger)
    (claimed,) = start(ledger, supervisor)
    with ledger.write() as books, books.savepoint() as undo:
        finish(books, [(claimed, None, 0.1)])
        enqueue(books, [NewJob(kind="own", root=claimed.id)])
        undo()
    verify(ledger, clock)
    assert state(ledger, claimed.id) == "running"


def test_R9_a_failure_is_cut_to_what_an_attempt_keeps(ledger: Ledger, supervisor: int) -> None:
    job = put(ledger)
    (claimed,) = start(ledger, supervisor)
    long = Failure(code="x" * 500, message="가" * 100_000, hint="나\udcff" * 5000, traceback="다" * 100_000 + "end")
    assert (len(long.message), len(long.traceback)) == (MAX_MESSAGE, MAX_TRACEBACK)
    assert long.traceback.endswith("end")
    with ledger.write() as books:
        fail(books, [(claimed, long)])
    assert attempts(ledger, job) == [("failed", "x" * 100)]


def test_the_states_are_disjoint_and_the_diagram_names_each() -> None:
    assert set(STATES) == {*WAITING, "running", *ENDED} == set(MOVES)
    assert len(STATES) == len(set(STATES))
    assert all(f"    {name} -->" in diagram() for name in STATES)
    assert all(after in STATES for moves in MOVES.values() for after in moves)
