"""Batches: when the last job of one has ended, with all that follows, one job follows, with the counts (B3)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.ledger import ANY, open_ledger, put, register, row, start, state

from cgq.config import HookSettings, QueueSettings
from cgq.contract import NoArguments
from cgq.errors import Failure, Refused
from cgq.queue import operate, settle
from cgq.queue.batches import BatchesFilled, BatchWish, WhyOpen, filled, held_open, is_closed, jobs_of, join, why_open
from cgq.queue.claim import wake
from cgq.queue.enqueue import enqueue
from cgq.queue.hooks import hooks_of
from cgq.queue.job import NewJob
from cgq.queue.policy import Kind, Policies, Policy

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

WISH = BatchWish(name="exams", then="probe", then_args={"goal": 1})


def fill(ledger: Ledger, *jobs: int, wish: BatchWish = WISH, whole: bool = True) -> int | None:
    with ledger.write() as books:
        batch = join(books, wish, jobs, "kim")
        if batch is not None and whole:
            filled(books, batch)
    return batch


def finish(ledger: Ledger, supervisor: int, *, follow: bool = False) -> None:
    """End the next job well; one more follows from it when `follow`."""
    (job,) = start(ledger, supervisor)
    with ledger.write() as books:
        settle.finish(books, [(job, None, 1.0)])
        if follow:
            enqueue(books, [NewJob(kind="own", root=job.root or job.id, parent=job.id)])


def closing(ledger: Ledger) -> list[dict[str, Any]]:
    with ledger.database.read() as tx:
        return list(tx.dicts("SELECT * FROM job WHERE kind = 'probe'"))


def test_B3_one_job_follows_when_all_of_a_batch_and_what_follows_has_ended(ledger: Ledger) -> None:
    supervisor = register(ledger)
    one, two = put(ledger), put(ledger)
    fill(ledger, one, two)
    finish(ledger, supervisor, follow=True)
    with ledger.write() as books:
        operate.cancel(books, [two], "kim")
    assert closing(ledger) == [], "what follows from the first has not ended"
    finish(ledger, supervisor)
    (job,) = closing(ledger)
    counts = '"batch":"exams","done":2,"failed":0,"discarded":0,"cancelled":1'
    assert job["args"] == f'{{"goal":1,{counts}}}'
    assert job["requested_by"] == "kim"
    with ledger.database.read() as tx:
        assert jobs_of(tx, "", "exams") == [one, two, job["id"]]


def test_B3_a_batch_closes_once_and_its_name_can_be_used_again(ledger: Ledger) -> None:
    supervisor = register(ledger)
    first = put(ledger)
    fill(ledger, first)
    (job,) = start(ledger, supervisor)
    with ledger.write() as books:
        settle.fail(books, [(job, Failure(code="encrypted", message="It is locked.", retryable=False))])
    assert len(closing(ledger)) == 1
    with ledger.write() as books:
        operate.retry(books, [first])
    finish(ledger, supervisor)
    assert len(closing(ledger)) == 1, "a job that is retried later opens nothing again"
    fill(ledger, put(ledger))
    finish(ledger, supervisor)
    assert len(closing(ledger)) == 2


def test_B3_a_retry_that_waits_keeps_its_batch_open(ledger: Ledger) -> None:
    supervisor = register(ledger)
    fill(ledger, put(ledger))
    (job,) = start(ledger, supervisor)
    with ledger.write() as books:
        settle.fail(books, [(job, Failure(code="stage_error", message="It broke."))])
    assert closing(ledger) == []


def test_B3_a_batch_that_is_being_filled_does_not_close(ledger: Ledger, clock: FakeClock) -> None:
    supervisor = register(ledger)
    fill(ledger, put(ledger), whole=False)
    finish(ledger, supervisor)
    assert closing(ledger) == [], "more may come from the command that fills it"
    fill(ledger, put(ledger))
    finish(ledger, supervisor)
    assert len(closing(ledger)) == 1


def test_B3_a_command_that_was_killed_holds_its_batch_for_a_minute(ledger: Ledger, clock: FakeClock) -> None:
    supervisor = register(ledger)
    fill(ledger, put(ledger), whole=False)
    finish(ledger, supervisor)
    chore = BatchesFilled()
    with ledger.write() as books:
        chore.run(books)
        assert chore.next_moment(books) == books.now + 60_000
    assert closing(ledger) == []
    clock.pass_(60)
    with ledger.write() as books:
        chore.run(books)
    assert len(closing(ledger)) == 1
    with ledger.write() as books:
        assert chore.next_moment(books) is None


def test_B3_a_batch_without_a_job_for_its_end_closes_as_well_when_its_filler_was_killed(
    ledger: Ledger, clock: FakeClock
) -> None:
    ledger.hooks = hooks_of({"ended": HookSettings(command=("true",), on="batch")})
    fill(ledger, put(ledger), wish=BatchWish(name="exams"), whole=False)
    finish(ledger, register(ledger))
    chore = BatchesFilled()
    with ledger.write() as books:
        assert chore.next_moment(books) == books.now + 60_000
    clock.pass_(60)
    with ledger.write() as books:
        chore.run(books)
    with ledger.database.read() as tx:
        assert is_closed(tx, "", "exams")
        assert tx.all("SELECT hook, json_extract(payload, '$.done') FROM hook_run") == [("ended", 1)]


def test_B3_each_environment_has_batches_of_its_own(ledger: Ledger, clock: FakeClock) -> None:
    production = open_ledger(ledger.database.path, clock, Policies(ANY, prefix="production"))
    production.hooks = hooks_of({"ended": HookSettings(command=("true",), on="batch")}, production.policies.names)
    own, other = put(ledger), put(production)
    assert fill(ledger, own) != fill(production, other, wish=BatchWish(name="exams", then="own"))
    with ledger.write() as books:
        operate.cancel(books, [own, other], "kim")
    assert [job["queue"] for job in closing(ledger)] == ["default"], "the job of the other batch is that batch's own"
    with production.write() as books:
        assert not is_closed(books.tx, "production", "exams")
        BatchesFilled().run(books)
    with production.database.read() as tx:
        follower = tx.one("SELECT queue, kind FROM job ORDER BY id DESC LIMIT 1")
        assert follower == ("production:default", "own")
        assert tx.all("SELECT hook FROM hook_run") == [("production:ended",)]
        assert jobs_of(tx, "production", "exams") == [other, other + 2]
    production.database.close()


def test_B3_a_batch_that_stays_open_delays_no_other(ledger: Ledger, clock: FakeClock) -> None:
    fill(ledger, put(ledger))
    with ledger.write() as books:
        books.tx.run("UPDATE batch SET then_kind = 'gone'")
    finish(ledger, register(ledger))
    fill(ledger, put(ledger), wish=BatchWish(name="killed"), whole=False)
    clock.pass_(30)
    with ledger.write() as books:
        operate.cancel(books, [2], "kim")
        assert BatchesFilled().next_moment(books) == books.now + 30_000


def test_C4_a_batch_that_cannot_be_closed_keeps_no_supervisor_busy(ledger: Ledger, clock: FakeClock) -> None:
    fill(ledger, put(ledger))
    with ledger.write() as books:
        books.tx.run("UPDATE batch SET then_kind = 'gone'")
    finish(ledger, register(ledger))
    before = ledger.database.connection.total_changes
    chore = BatchesFilled()
    with ledger.write() as books:
        chore.run(books)
        books.post()
        assert [batch.name for batch, _ in held_open(books)] == ["exams"]
        assert chore.next_moment(books) == books.now + 60_000, "not at once, and again and again"
    assert ledger.database.connection.total_changes == before
    with ledger.write() as books:
        books.tx.run("UPDATE batch SET then_kind = 'probe'")
        chore.run(books)
        books.post()
        assert (held_open(books), chore.next_moment(books)) == ([], None)


def test_B3_a_batch_whose_end_needs_a_queue_that_is_gone_is_held_open(ledger: Ledger, clock: FakeClock) -> None:
    fill(ledger, put(ledger))
    elsewhere = {**ANY, "probe": Kind(Policy(queue="night"))}
    poorer = open_ledger(ledger.database.path, clock, Policies(elsewhere))
    finish(poorer, register(poorer))
    with poorer.look() as books:
        assert [(batch.name, error.code) for batch, error in held_open(books)] == [("exams", "unknown_queue")]
    poorer.database.close()
    settings = {"night": QueueSettings()}
    richer = open_ledger(ledger.database.path, clock, Policies(elsewhere, settings))
    with richer.write() as books:
        assert held_open(books) == []
        BatchesFilled().run(books)
    assert [job["queue"] for job in closing(richer)] == ["night"]
    richer.database.close()


def test_B7_an_open_batch_has_a_reason(ledger: Ledger, clock: FakeClock) -> None:
    fill(ledger, put(ledger), put(ledger), whole=False)
    assert why(ledger) == ("2 of its jobs are not over", "See why: `cgq explain 1`")
    supervisor = register(ledger)
    finish(ledger, supervisor)
    finish(ledger, supervisor)
    assert "fills it" in why(ledger).message
    clock.pass_(60)
    assert why(ledger).hint == "Close it: `cgq run`"
    with ledger.write() as books:
        books.tx.run("UPDATE batch SET then_kind = 'gone'")
    assert why(ledger).message.startswith("gone cannot follow: ")


def why(ledger: Ledger) -> WhyOpen:
    with ledger.look() as books:
        return why_open(books, "exams")


def test_B3_what_is_over_opens_no_batch(ledger: Ledger) -> None:
    supervisor = register(ledger)
    job = put(ledger)
    finish(ledger, supervisor)
    assert fill(ledger, job) is None
    assert closing(ledger) == []


def test_B3_a_transaction_that_is_taken_back_closes_nothing(ledger: Ledger) -> None:
    supervisor = register(ledger)
    job = put(ledger)
    fill(ledger, job)
    (held,) = start(ledger, supervisor)
    with suppress(KeyboardInterrupt), ledger.write() as books:
        settle.finish(books, [(held, None, 1.0)])
        books.post()
        raise KeyboardInterrupt
    assert (state(ledger, job), closing(ledger)) == ("running", [])


def test_S5_what_cannot_follow_is_refused_when_it_is_asked_for(ledger: Ledger) -> None:
    job = put(ledger)
    with pytest.raises(Refused) as refused:
        fill(ledger, job, wish=BatchWish(name="exams", then="prob"))
    assert (refused.value.code, "probe" in refused.value.hint) == ("unknown_kind", True)
    assert row(ledger, job)["batch_id"] is None
    fill(ledger, job)
    with pytest.raises(Refused) as other:
        fill(ledger, put(ledger), wish=BatchWish(name="exams", then="own"))
    assert other.value.code == "other_batch"


def test_B3_a_kind_that_takes_no_counts_is_given_none(ledger: Ledger, clock: FakeClock) -> None:
    plain = open_ledger(ledger.database.path, clock, Policies({**ANY, "probe": Kind(arguments=NoArguments)}))
    supervisor = register(plain)
    fill(plain, put(plain), wish=BatchWish(name="exams", then="probe"))
    finish(plain, supervisor)
    assert [job["args"] for job in closing(plain)] == ["{}"]
    with plain.database.read() as tx:
        assert tx.one("SELECT done, failed FROM batch") == (1, 0)
    plain.database.close()


def test_B3_a_delay_after_a_job_counts_from_its_end(ledger: Ledger, clock: FakeClock) -> None:
    supervisor = register(ledger)
    parent = put(ledger)
    child = put(ledger, after=parent, delay=600.0)
    clock.pass_(3600)
    finish(ledger, supervisor)
    assert (state(ledger, child), row(ledger, child)["due_at"]) == ("scheduled", ledger.now() + 600_000)


def test_B3_a_kinds_delay_holds_for_a_job_that_names_none(ledger: Ledger, clock: FakeClock) -> None:
    slow = open_ledger(ledger.database.path, clock, Policies({"own": Kind(Policy(delay=60.0)), "probe": Kind()}))
    assert row(slow, put(slow))["due_at"] == slow.now() + 60_000
    assert row(slow, put(slow, delay=5.0))["due_at"] == slow.now() + 5_000
    slow.database.close()


def test_S5_a_job_that_is_not_started_by_its_deadline_expires(ledger: Ledger, clock: FakeClock) -> None:
    job = put(ledger, deadline=60.0)
    clock.pass_(59)
    with ledger.write() as books:
        assert wake(books) == []
    clock.pass_(1)
    with ledger.write() as books:
        wake(books)
    assert (state(ledger, job), row(ledger, job)["error_code"]) == ("failed", "expired")
