"""The ledger's time line: it goes on whatever is done to the wall clock (semantics B5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import put, register, row, start, state

from cgq.config import Rate
from cgq.errors import Failure
from cgq.queue import limiters, listing, settle, stats
from cgq.queue.claim import age, next_due, wake
from cgq.queue.failures import Which, groups
from cgq.queue.limiters import Need
from cgq.queue.timeline import STEP_MS

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

HOUR = 3600.0
AGAIN = Failure(code="unavailable", message="It is down.", provider=True)
FOR_GOOD = Failure(code="damaged", message="It is broken.", retryable=False)
SETS = pytest.mark.parametrize("set_by", [-HOUR, HOUR], ids=["set back", "set forward"])


def woken(ledger: Ledger, job: int) -> str:
    with ledger.write() as books:
        wake(books)
    return state(ledger, job)


@SETS
def test_B5_a_delay_counts_the_time_that_passes(ledger: Ledger, clock: FakeClock, set_by: float) -> None:
    job = put(ledger, delay=60)
    clock.set_wall(set_by)
    clock.pass_(59)
    assert woken(ledger, job) == "scheduled"
    clock.pass_(1)
    assert woken(ledger, job) == "ready"


@SETS
def test_B5_a_retry_waits_as_long_as_it_would_have(ledger: Ledger, clock: FakeClock, set_by: float) -> None:
    put(ledger)
    (job,) = start(ledger, register(ledger))
    with ledger.write() as books:
        settle.fail(books, [(job, AGAIN)])
        wait = next_due(books)
        assert wait is not None
        wait -= books.now
    clock.set_wall(set_by)
    clock.pass_((wait - 1) / 1000)
    assert woken(ledger, job.id) == "scheduled"
    clock.pass_(0.001)
    assert woken(ledger, job.id) == "ready"


@SETS
def test_B5_a_deadline_of_a_job_that_waits_for_a_moment_counts_the_time_that_passes(
    ledger: Ledger, clock: FakeClock, set_by: float
) -> None:
    job = put(ledger, due_at=clock.now() + 7_200_000, deadline=9000)
    expires = row(ledger, job)["expires_at"]
    clock.set_wall(set_by)
    woken(ledger, job)
    assert row(ledger, job)["due_at"] == clock.at + 7_200_000 - int(set_by * 1000)
    assert row(ledger, job)["expires_at"] == expires == clock.at + 9_000_000


@SETS
def test_B5_a_moment_of_the_wall_clock_follows_that_clock(ledger: Ledger, clock: FakeClock, set_by: float) -> None:
    job = put(ledger, due_at=clock.now() + 7_200_000, ttl=60)
    clock.set_wall(set_by)
    clock.pass_(7_200 - set_by - 1)
    assert woken(ledger, job) == "scheduled"
    clock.pass_(1)
    assert woken(ledger, job) == "ready"
    clock.pass_(59)
    assert woken(ledger, job) == "ready"
    clock.pass_(1)
    assert woken(ledger, job) == "failed", "its time to live began when it was due"


def test_B5_a_blocked_job_follows_the_wall_clock_too(ledger: Ledger, clock: FakeClock) -> None:
    parent = put(ledger)
    child = put(ledger, due_at=clock.now() + 7_200_000, after=parent)
    clock.set_wall(HOUR)
    (job,) = start(ledger, register(ledger))
    with ledger.write() as books:
        settle.finish(books, [(job, None, 0.0)])
    assert state(ledger, child) == "scheduled"
    clock.pass_(HOUR)
    assert woken(ledger, child) == "ready"


def test_B5_a_retry_of_a_job_that_waited_for_the_wall_clock_waits_for_time(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger, due_at=clock.now() - 1)
    (job,) = start(ledger, register(ledger))
    with ledger.write() as books:
        settle.fail(books, [(job, AGAIN)])
    clock.set_wall(-HOUR)
    clock.pass_(60)
    assert woken(ledger, job.id) == "ready"


@SETS
def test_B5_the_time_to_live_is_a_duration(ledger: Ledger, clock: FakeClock, set_by: float) -> None:
    job = put(ledger, ttl=60)
    clock.set_wall(set_by)
    clock.pass_(59)
    assert woken(ledger, job) == "ready"
    clock.pass_(1)
    assert woken(ledger, job) == "failed"


@SETS
def test_C3_a_job_rises_after_ten_minutes_of_waiting(ledger: Ledger, clock: FakeClock, set_by: float) -> None:
    job = put(ledger, priority="low")
    clock.set_wall(set_by)
    clock.pass_(599)
    with ledger.write() as books:
        assert age(books) == 0
    clock.pass_(1)
    with ledger.write() as books:
        assert age(books) == 1
    assert row(ledger, job)["class"] == 3


@SETS
def test_T4_a_circuit_cools_down_as_time_passes(ledger: Ledger, clock: FakeClock, set_by: float) -> None:
    with ledger.write() as books:
        limiters.answered(books, "kind:own", [AGAIN] * limiters.CIRCUIT_FAILURES)
        (circuit,) = limiters.look(books).circuits.values()
        cooled = circuit.probe_at() - books.now
    clock.set_wall(set_by)
    clock.pass_((cooled - 1) / 1000)
    assert seconds_to_wait(ledger) == 0.001
    clock.pass_(0.001)
    assert seconds_to_wait(ledger) is None


@SETS
def test_C2_a_rate_counts_the_time_that_passes(ledger: Ledger, clock: FakeClock, set_by: float) -> None:
    me = register(ledger)
    with ledger.write() as books:
        limiters.declare(books, me, {"kind:own": Rate(1, 10.0)})
        assert limiters.look(books).take(books, me, 1, [Need("kind:own", 1)])
        limiters.began(books, me, [1])
    clock.set_wall(set_by)
    clock.pass_(9)
    assert seconds_to_wait(ledger) == 1.001
    clock.pass_(1.001)
    assert seconds_to_wait(ledger) is None


def seconds_to_wait(ledger: Ledger) -> float | None:
    with ledger.write() as books:
        moment = limiters.look(books).next_moment(books)
        return None if moment is None else (moment - books.now) / 1000


@SETS
def test_B5_no_job_ends_before_it_began_and_none_takes_an_hour_more(
    ledger: Ledger, clock: FakeClock, set_by: float
) -> None:
    put(ledger)
    (job,) = start(ledger, register(ledger))
    clock.set_wall(set_by)
    clock.pass_(5)
    with ledger.write() as books:
        settle.fail(books, [(job, FOR_GOOD)])
    with ledger.read() as (tx, at):
        found = listing.full(tx, at, job.id)
        (attempt,) = found.attempts
        (failed,) = groups(tx, at, Which(since=at.now - 1))
        assert tx.value("SELECT ms FROM ended") == 5_000
    assert (found.row.started_at, found.row.finished_at) == (clock.now() - 5_000, clock.now())
    assert (attempt.started_at, attempt.ended_at) == (clock.now() - 5_000, clock.now())
    assert failed.last == clock.now()


def test_what_people_see_is_the_wall_clock_as_it_stands_now(ledger: Ledger, clock: FakeClock) -> None:
    wanted = clock.now() + 7_200_000
    clock.set_wall(0.001)
    job = put(ledger, due_at=wanted)
    later = put(ledger, delay=60)
    register(ledger)
    clock.set_wall(-HOUR)
    with ledger.read() as (tx, at):
        assert listing.full(tx, at, later).row.due_at == clock.now() + 60_000
        (mine,) = stats.supervisors(tx, ledger.database.path, at)
    assert mine.started_at == clock.now()
    assert woken(ledger, job) == "scheduled"
    with ledger.read() as (tx, at):
        assert listing.full(tx, at, job).row.due_at == wanted


@pytest.mark.parametrize("off", [0.0, HOUR])
def test_B5_after_a_reboot_the_wall_clock_decides(ledger: Ledger, clock: FakeClock, off: float) -> None:
    job = put(ledger, delay=HOUR + 60)
    clock.pass_(30)
    clock.reboot()
    clock.set_wall(off)
    expected = "ready" if off else "scheduled"
    clock.pass_(30)
    assert woken(ledger, job) == expected


def test_B5_a_wait_never_exceeds_its_full_length_again(ledger: Ledger, clock: FakeClock) -> None:
    job = put(ledger, delay=60)
    clock.reboot()
    clock.set_wall(-24 * HOUR)
    assert woken(ledger, job) == "scheduled"
    clock.pass_(59)
    assert woken(ledger, job) == "scheduled"
    clock.pass_(1)
    assert woken(ledger, job) == "ready", "the wall clock was set back over the reboot: the wait begins anew, no more"


def test_B5_a_container_with_another_clock_does_not_set_the_line_back(ledger: Ledger, clock: FakeClock) -> None:
    job = put(ledger, delay=60)
    for boot in ("host", "container", "host", "container"):
        clock.boot = boot
        clock.pass_(14)
        assert woken(ledger, job) == "scheduled"
    clock.pass_(4)
    assert woken(ledger, job) == "ready"


def test_C4_the_moment_is_not_written_by_every_transaction(ledger: Ledger, clock: FakeClock) -> None:
    def kept() -> int:
        with ledger.write() as books:
            value: int = books.tx.value("SELECT now FROM moment")
        return value

    first = kept()
    clock.pass_(0.9)
    clock.set_wall(STEP_MS / 1000)
    assert kept() == first
    clock.set_wall(0.001)
    assert kept() == first + 900, "the wall clock was set"


def test_C4_two_machines_that_look_in_turn_do_not_answer_each_other_for_ever(ledger: Ledger, clock: FakeClock) -> None:
    changes: list[int] = []
    for boot in ("host", "container") * 50:
        clock.boot = boot
        clock.pass_(0.01)
        with ledger.write() as books:
            changes.append(books.tx.value("SELECT now FROM moment"))
    assert len(set(changes)) <= 3, "a moment is stored once a second"


def test_what_people_see_of_a_moment_stays_the_same(ledger: Ledger, clock: FakeClock) -> None:
    job = put(ledger)
    shown: list[int] = []
    for off in (0.0, 0.011, -0.02, 0.004):
        clock.set_wall(off)
        with ledger.read() as (tx, at):
            shown.append(listing.full(tx, at, job).row.created_at)
    assert len(set(shown)) == 1


def test_B5_the_bank_keeps_the_wall_clock(ledger: Ledger, clock: FakeClock) -> None:
    clock.set_wall(-HOUR)
    with ledger.write() as books:
        assert books.moment.wall == clock.now()
