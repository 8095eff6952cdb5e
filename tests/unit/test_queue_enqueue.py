"""Asking for work: what is refused, what is the same work, and which turn a job gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.clock import START
from tests.support.ledger import put, register, row, start, state

from cgq.errors import Missing, Refused
from cgq.queue import claim as claiming
from cgq.queue import operate
from cgq.queue.enqueue import enqueue
from cgq.queue.job import MAX_ARGS, MAX_DEPTH, NewJob
from cgq.queue.settle import finish

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger


def count(ledger: Ledger) -> int:
    with ledger.database.read() as tx:
        return int(tx.value("SELECT count(*) FROM job"))


def nest(levels: int) -> list[Any]:
    """A list in a list in a list …"""
    nested: list[Any] = []
    for _ in range(levels - 1):
        nested = [nested]
    return nested


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"args": object()}, "args_not_json"),
        ({"args": {"path": "\udcff"}}, "args_not_json"),
        ({"args": {"share": float("nan")}}, "args_not_json"),
        ({"args": b"bytes"}, "args_not_json"),
        ({"max_attempts": 0}, "bad_max_attempts"),
        ({"args": "x" * MAX_ARGS}, "args_too_large"),
        ({"args": "가" * (MAX_ARGS // 3)}, "args_too_large"),
        ({"args": nest(MAX_DEPTH + 1)}, "args_too_large"),
        ({"args": {"n": nest(MAX_DEPTH)}}, "args_too_large"),
        ({"args": nest(50_000)}, "args_not_json"),
        ({"kind": "ownn"}, "unknown_kind"),
        ({"queue": "defautl"}, "unknown_queue"),
        ({"priority": "urgent"}, "unknown_priority"),
        ({"after": 77}, "not_found"),
        ({"delay": 5, "deadline": 5}, "deadline_before_start"),
        ({"due_at": START + 5_000, "deadline": 1}, "deadline_before_start"),
    ],
)
def test_S4_S5_what_cannot_be_meant_is_refused_and_leaves_nothing(
    ledger: Ledger, wishes: dict[str, Any], code: str
) -> None:
    with pytest.raises((Refused, Missing)) as caught, ledger.write() as books:
        enqueue(books, [NewJob(kind="own"), NewJob(**{"kind": "own", **wishes})])
    assert caught.value.code == code
    assert count(ledger) == 0


@pytest.mark.parametrize("ended", ["cancelled", "discarded"])
def test_B3_nothing_waits_for_a_job_that_was_given_up(ledger: Ledger, ended: str) -> None:
    parent = put(ledger)
    with ledger.write() as books:
        operate.cancel(books, [parent], "kim")
        books.tx.run("UPDATE job SET state = ? WHERE id = ?", (ended, parent))
    with pytest.raises(Refused, match=f"Job {parent} is {ended}") as caught:
        put(ledger, after=parent)
    assert caught.value.code == "parent_ended"
    assert f"`cgq retry {parent}`" in caught.value.hint
    assert count(ledger) == 1


def test_a_deadline_after_the_start_is_taken_and_both_moments_are_named_else(ledger: Ledger) -> None:
    assert put(ledger, delay=5, deadline=6) == 1
    with pytest.raises(Refused, match=r"from \S+:05\S+, after its deadline of \S+:01\S+,"):
        put(ledger, delay=5, deadline=1)


def test_S4_arguments_nested_without_end_are_refused(ledger: Ledger) -> None:
    nested: list[Any] = []
    nested.append(nested)
    with pytest.raises(Refused, match="JSON"):
        put(ledger, args=nested)


def test_S4_arguments_of_exactly_the_most_bytes_are_taken(ledger: Ledger) -> None:
    assert put(ledger, args="x" * (MAX_ARGS - 2)) == 1


def test_S4_arguments_of_exactly_the_most_levels_are_taken(ledger: Ledger) -> None:
    assert put(ledger, args=nest(MAX_DEPTH)) == 1


def test_S1_ids_rise_in_the_order_of_the_requests_and_never_come_back(ledger: Ledger) -> None:
    with ledger.write() as books:
        made = enqueue(books, [NewJob(kind="own") for _ in range(5)])
    assert [one.id for one in made] == [1, 2, 3, 4, 5]
    with ledger.database.write() as tx:
        tx.run("DELETE FROM job WHERE id > 3")
    assert put(ledger) == 6


def test_S2_the_same_work_is_the_same_job_and_says_its_state(ledger: Ledger) -> None:
    job = put(ledger, key="paper")
    with ledger.write() as books:
        (again,) = enqueue(books, [NewJob(kind="own", key="paper")])
        assert (again.id, again.state, again.existing) == (job, "ready", True)
        (forced,) = enqueue(books, [NewJob(kind="own", key="paper")], again=True)
        assert (forced.id, forced.existing) == (job + 1, False)
        (third,) = enqueue(books, [NewJob(kind="own", key="paper")])
    assert third.id == forced.id
    assert count(ledger) == 2


def test_S2_the_same_work_twice_in_one_request_is_one_job(ledger: Ledger) -> None:
    with ledger.write() as books:
        made = enqueue(books, [NewJob(kind="own", key="paper"), NewJob(kind="own", key="paper")])
    assert [one.id for one in made] == [1, 1]


def test_S2_the_memory_of_finished_work_outlives_its_job(ledger: Ledger) -> None:
    job = put(ledger, key="paper")
    with ledger.database.write() as tx:
        tx.run("DELETE FROM job")
    with ledger.write() as books:
        (again,) = enqueue(books, [NewJob(kind="own", key="paper")])
    assert (again.id, again.state, again.existing) == (job, None, True)


def test_only_one_of_a_coalesce_key_waits_but_one_more_may_run(ledger: Ledger) -> None:
    first = put(ledger, coalesce="bank")
    assert put(ledger, coalesce="bank") == first
    start(ledger, register(ledger))
    second = put(ledger, coalesce="bank")
    assert second != first
    assert put(ledger, coalesce="bank") == second


def test_a_delay_a_time_to_live_and_a_due_time_are_kept(ledger: Ledger, clock: FakeClock) -> None:
    """B5: whole milliseconds UTC."""
    found = row(ledger, put(ledger, delay=1.5, ttl=10))
    assert found["state"] == "scheduled"
    assert (found["due_at"] - clock.now(), found["expires_at"] - clock.now()) == (1500, 11500)
    assert state(ledger, put(ledger, due_at=clock.now() - 5)) == "ready"


def turns(ledger: Ledger, document: int | None, jobs: int) -> list[int]:
    with ledger.write() as books:
        made = enqueue(books, [NewJob(kind="own", document=document) for _ in range(jobs)])
    return [row(ledger, one.id)["turn"] for one in made]


def test_C3_documents_take_turns_of_sixteen(ledger: Ledger) -> None:
    assert turns(ledger, 1, 40) == [0] * 16 + [1] * 16 + [2] * 8
    assert turns(ledger, 1, 10) == [2] * 8 + [3] * 2, "what comes later goes on where it was"
    assert turns(ledger, 2, 1) == [0]


def test_C3_a_new_document_joins_at_the_current_turn(ledger: Ledger) -> None:
    turns(ledger, 1, 64)
    start(ledger, register(ledger), 40)
    assert turns(ledger, 2, 17) == [2] * 16 + [3]
    start(ledger, register(ledger), 100)
    assert turns(ledger, 2, 1) == [3]
    assert turns(ledger, None, 1) == [3]


def test_C3_a_document_that_comes_back_after_its_turns_joins_at_the_current_one(ledger: Ledger) -> None:
    assert turns(ledger, 2, 1) == [0]
    turns(ledger, 1, 64)
    start(ledger, register(ledger), 60)
    assert turns(ledger, 2, 1) == [3]


def test_C3_the_turn_comes_before_the_due_time(ledger: Ledger, clock: FakeClock) -> None:
    turns(ledger, 1, 16)
    later = put(ledger, document=1, due_at=clock.now() - 1000)
    assert later not in [job.id for job in start(ledger, register(ledger), 16)]


def test_C3_a_small_document_does_not_wait_for_a_large_one(ledger: Ledger) -> None:
    turns(ledger, 1, 500)
    small = put(ledger, document=2)
    assert small in [job.id for job in start(ledger, register(ledger), 17)]


def test_C3_inside_a_queue_priority_then_turn_then_due_time_then_id(ledger: Ledger, clock: FakeClock) -> None:
    low, normal, critical = put(ledger, priority="low"), put(ledger), put(ledger, priority="critical")
    early = put(ledger, due_at=clock.now() - 10)
    high = put(ledger, priority="high")
    supervisor = register(ledger)
    one_by_one = [start(ledger, supervisor)[0].id for _ in range(5)]
    assert one_by_one == [critical, high, early, normal, low]


def test_C3_a_job_rises_one_class_in_ten_minutes_and_never_to_critical(ledger: Ledger, clock: FakeClock) -> None:
    job = put(ledger, priority="low")
    classes: list[int] = []
    for seconds in (599, 1, 599, 1, 600, 6000):
        clock.pass_(seconds)
        with ledger.write() as books:
            claiming.age(books)
        classes.append(row(ledger, job)["class"])
    assert classes == [4, 3, 3, 2, 2, 2]


def test_S3_a_queue_that_is_paused_twice_keeps_the_first_reason(ledger: Ledger) -> None:
    with ledger.write() as books:
        assert operate.pause(books, "default", "one", "first")
        assert not operate.pause(books, "default", "two", "second")
        assert books.tx.all("SELECT by, reason FROM pause") == [("one", "first")]
        assert operate.resume(books, "default")
        assert not operate.resume(books, "default")


def test_C2_a_job_whose_parent_is_done_already_is_ready(ledger: Ledger) -> None:
    parent = put(ledger)
    child = put(ledger, after=parent)
    assert state(ledger, child) == "blocked"
    (claimed,) = start(ledger, register(ledger))
    with ledger.write() as books:
        finish(books, [(claimed, None, 0.0)])
    assert (state(ledger, child), state(ledger, put(ledger, after=parent))) == ("ready", "ready")
