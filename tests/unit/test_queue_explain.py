"""Everything that waits can say why, and about when it starts (B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import ANY, open_ledger, put, register, start

from cgq.config import KindSettings, QueueSettings
from cgq.contract import Done, Item
from cgq.errors import Failure, Missing
from cgq.hints import commands
from cgq.queue import claim as claiming
from cgq.queue import limiters, limits, operate, settle, stats
from cgq.queue.explain import Explanation, explain
from cgq.queue.items import keep
from cgq.queue.outlook import Outlook
from cgq.queue.ownership import Lock, take_new
from cgq.queue.pauses import EVERY
from cgq.queue.policy import Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

DOWN = Failure(code="unavailable", message="It is down.", provider=True)


@pytest.fixture
def lock(ledger: Ledger) -> Iterator[Lock]:
    held = take_new(ledger.database.path)
    yield held
    held.release()


@pytest.fixture
def server(ledger: Ledger, lock: Lock) -> int:
    """A supervisor that lives and serves everything."""
    return register(ledger, lock.path.name)


def why(ledger: Ledger, job: int) -> Explanation:
    with ledger.look() as books:
        supervisors = stats.supervisors(books.tx, ledger.database.path, books.moment)
        return explain(books, Outlook(books, supervisors), job)


def codes(found: Explanation) -> list[str]:
    return [reason.code for reason in found.reasons]


def said(found: Explanation) -> str:
    return "; ".join(reason.message for reason in found.reasons)


def hold(ledger: Ledger, supervisor: int, calls: int) -> None:
    with ledger.write() as books:
        limits.write_slots(books, supervisor, limits.hold(books, {("default", "own"): calls}, {}))


def test_B7_a_job_that_nothing_holds_starts_now(ledger: Ledger, server: int) -> None:
    found = why(ledger, put(ledger))
    assert (found.starts_now, found.reasons) == (True, ())


@pytest.mark.parametrize(
    ("prefix", "variables"),
    [
        ("certigraph_api_production", "CGQ_ENV=production"),
        ("mine", "CGQ_PREFIX=mine"),
        ("", "CGQ_ENV= CGQ_PREFIX="),
    ],
)
def test_B7_a_job_of_another_environment_names_the_command_that_serves_it(
    ledger: Ledger, clock: FakeClock, prefix: str, variables: str
) -> None:
    theirs = open_ledger(ledger.database.path, clock, Policies(ANY, prefix=prefix))
    ours = open_ledger(ledger.database.path, clock, Policies(ANY, prefix="ours"))
    (reason,) = why(ours, put(theirs)).reasons
    assert reason.hint == f"Serve it there: `{variables} cgq work`"
    theirs.database.close()
    ours.database.close()


def test_B7_a_queue_that_nobody_serves_names_the_command(ledger: Ledger) -> None:
    found = why(ledger, put(ledger))
    assert codes(found) == ["unserved"]
    assert "`cgq work`" in found.reasons[0].hint
    assert not found.starts_now
    assert found.expected is None


def test_B7_a_supervisor_of_other_queues_serves_nobody_here(ledger: Ledger, server: int) -> None:
    with ledger.write() as books:
        books.tx.run("UPDATE supervisor SET queues = '[\"low_priority\"]'")
    found = why(ledger, put(ledger))
    assert said(found) == "nobody serves own in default"
    with ledger.write() as books:
        books.tx.run("UPDATE supervisor SET queues = NULL, kinds = '[\"probe\"]'")
    assert codes(why(ledger, 1)) == ["unserved"]
    with ledger.write() as books:
        books.tx.run("UPDATE supervisor SET kinds = NULL, state = 'draining'")
    assert said(why(ledger, 1)) == "whoever works on this database is about to stop"


def test_B7_a_pause_names_who_set_it_and_why(ledger: Ledger, server: int) -> None:
    job = put(ledger)
    with ledger.write() as books:
        operate.pause(books, "default", "kim", "quota")
    found = why(ledger, job)
    assert said(found) == "queue default is paused by kim: quota"
    assert found.expected is None


def test_B7_a_limit_names_the_jobs_that_hold_it(ledger: Ledger, server: int, clock: FakeClock) -> None:
    lower = open_ledger(ledger.database.path, clock, Policies(ANY, {"default": QueueSettings(limit=1)}))
    held, job = put(ledger), put(ledger)
    start(ledger, server)
    hold(lower, server, 1)
    found = why(lower, job)
    (limit,) = found.reasons
    assert (limit.code, limit.jobs, limit.supervisors) == ("limit", (held,), (server,))
    assert limit.message == "queue default is at its limit of 1 call at once"
    lower.database.close()


def test_B7_a_rate_says_when_the_next_may_start(ledger: Ledger, server: int, clock: FakeClock) -> None:
    rated = open_ledger(ledger.database.path, clock, Policies(ANY, {}, {"own": KindSettings(rate="1/10s")}))
    job = put(ledger)
    with rated.write() as books:
        rate = books.policies.kind("own").rate
        assert rate is not None
        limiters.declare(books, server, {"kind:own": rate})
        limiters.look(books).take(books, server, 1, [limiters.Need("kind:own", 1)])
        limiters.began(books, server, [1])
    clock.pass_(4)
    found = why(rated, job)
    assert codes(found) == ["rate"]
    assert found.expected == rated.now() + 6_001
    rated.database.close()


def test_B7_an_open_circuit_says_when_its_probe_goes(ledger: Ledger, server: int) -> None:
    job = put(ledger)
    with ledger.write() as books:
        limiters.answered(books, "kind:own", [DOWN] * 5)
    found = why(ledger, job)
    assert said(found) == "kind own rests, for its provider failed several times in a row: It is down"
    assert found.expected == ledger.now() + limiters.CIRCUIT_COOLDOWN_MS


def test_B7_a_chain_is_followed_to_its_reason(ledger: Ledger, server: int) -> None:
    first = put(ledger, delay=60.0)
    second = put(ledger, after=first)
    third = put(ledger, after=second)
    found = why(ledger, third)
    assert said(found) == f"it starts only after job {second} is done, which is blocked"
    assert found.awaited is not None
    assert found.awaited.awaited is not None
    assert codes(found.awaited.awaited) == ["due_later"]
    assert found.awaited.awaited.expected == ledger.now() + 60_000


def test_B7_a_parent_that_failed_names_its_cure(ledger: Ledger, server: int) -> None:
    parent = put(ledger)
    child = put(ledger, after=parent)
    (job,) = start(ledger, server)
    with ledger.write() as books:
        settle.fail(books, [(job, Failure(code="encrypted", message="It is locked.", retryable=False))])
    found = why(ledger, child)
    assert f"`cgq retry {parent}`" in found.reasons[0].hint
    assert found.awaited is not None
    assert said(found.awaited) == "It is locked [encrypted]"


def test_B7_a_mutex_names_its_holder(ledger: Ledger, server: int) -> None:
    holder, job = put(ledger, mutex="bank"), put(ledger, mutex="bank")
    assert said(why(ledger, job)) == f"only one job of bank runs at a time, and job {holder} is ready"


def test_B7_a_retry_says_which_try_failed_and_why(ledger: Ledger, server: int) -> None:
    put(ledger)
    (job,) = start(ledger, server)
    with ledger.write() as books:
        settle.fail(books, [(job, Failure(code="stage_error", message="It broke."))])
    found = why(ledger, job.id)
    assert said(found) == "try 1 of 5 failed: It broke [stage_error]"
    assert found.expected is not None
    assert found.expected >= ledger.now() + 5_000


def test_B7_what_would_hold_it_afterwards_is_named_too(ledger: Ledger, server: int) -> None:
    job = put(ledger, delay=60.0)
    with ledger.write() as books:
        operate.pause(books, "default", "kim", "")
    found = why(ledger, job)
    assert codes(found) == ["due_later", "paused"]
    assert found.expected is None


def test_B7_jobs_before_it_and_about_its_turn(ledger: Ledger, server: int, clock: FakeClock) -> None:
    jobs = [put(ledger) for _ in range(8)]
    found = why(ledger, jobs[-1])
    assert said(found) == "7 jobs start before it, 5 of them now"
    assert found.expected is None, "nothing of it has ended yet"
    (first,) = start(ledger, server)
    clock.pass_(10)
    with ledger.write() as books:
        settle.finish(books, [(first, None, 10.0)])
    found = why(ledger, jobs[-1])
    assert said(found) == "6 jobs start before it, 5 of them now"
    assert found.expected == ledger.now() + 20_000, "two rounds of five calls of ten seconds"


def test_R2_a_supervisor_that_lives_and_does_not_move_is_named(ledger: Ledger, server: int, clock: FakeClock) -> None:
    running, waiting = put(ledger), put(ledger, "probe")
    start(ledger, server)
    clock.pass_(9)
    assert why(ledger, waiting).starts_now
    clock.pass_(2)
    assert said(why(ledger, waiting)) == f"supervisor {server} (pid 1 on test) lives and does not move"
    clock.pass_(60)
    assert codes(why(ledger, running)) == ["running", "stalled"]


def test_B7_a_running_job_says_who_runs_it_and_when_its_time_is_over(ledger: Ledger, server: int, lock: Lock) -> None:
    put(ledger)
    (job,) = start(ledger, server)
    found = why(ledger, job.id)
    assert said(found) == f"it runs at supervisor {server} (pid 1 on test), try 1 of 5"
    assert found.reasons[0].until == job.started_at + 300_000
    lock.release()
    assert codes(why(ledger, job.id)) == ["supervisor_gone"]


def test_B7_an_ended_job_says_how_and_what_would_cure_it(ledger: Ledger, server: int) -> None:
    job = put(ledger)
    with ledger.write() as books:
        operate.cancel(books, [job], "kim")
    found = why(ledger, job)
    assert said(found) == "Cancelled by kim [cancelled]"
    assert found.reasons[0].hint == f"Start it again: `cgq retry {job}`"
    with pytest.raises(Missing):
        why(ledger, 99)


def test_B7_a_deadline_is_told_and_what_expired_says_how_it_came(ledger: Ledger, server: int, clock: FakeClock) -> None:
    job = put(ledger, deadline=5)
    assert why(ledger, job).expires == clock.now() + 5_000
    clock.pass_(6)
    with ledger.write() as books:
        claiming.expire(books)
    found = why(ledger, job)
    assert found.expires is None
    assert "serves its queue in time" in found.reasons[0].hint


def test_B7_no_turn_is_promised_while_something_holds_those_before_it(ledger: Ledger) -> None:
    jobs = [put(ledger) for _ in range(2)]
    found = why(ledger, jobs[-1])
    assert said(found) == "nobody works on this database; 1 job starts before it"
    assert found.reasons[-1].until is None


def test_B7_both_pauses_of_a_queue_are_named(ledger: Ledger, server: int) -> None:
    job = put(ledger)
    with ledger.write() as books:
        operate.pause(books, "default", "kim", "quota")
        operate.pause(books, EVERY, "lee", "")
    found = why(ledger, job)
    assert said(found) == "queue default is paused by kim: quota; every queue is paused by lee"
    assert [commands(reason.hint) for reason in found.reasons] == [["cgq resume default"], ["cgq resume --all"]]


def test_B1_a_job_that_is_done_with_failures_says_so(ledger: Ledger, server: int) -> None:
    job = put(ledger)
    (claimed,) = start(ledger, server)
    with ledger.write() as books:
        broken = Failure(code="http", message="It broke.")
        keep(books, claimed, [Item("a", "A", Done("a"), 1.0), Item("b", "B", broken, 1.0)])
        settle.finish(books, [(claimed, None, 10.0)])
    assert said(why(ledger, job)) == "it is done, and 1 of its 2 items failed"
