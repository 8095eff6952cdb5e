"""The items of a job: kept once each, counted, grouped by their causes, and done again where they failed (B1, T5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.support.clock import FakeClock
from tests.support.contract_stages import Gather
from tests.support.ledger import check, new_database, open_ledger, put, register, row, start, state

from cgq.contract import Done, Item
from cgq.errors import Failure, Refused
from cgq.queue import operate, settle
from cgq.queue.books import SQL
from cgq.queue.failures import EVERY, Which, check_fingerprint
from cgq.queue.item_counts import ItemCounts, item_counts
from cgq.queue.item_failures import by_cause, failed_items
from cgq.queue.items import keep, wanted
from cgq.secrets.values import learn
from cgq.workers import wire
from cgq.workers.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.queue.books import Ledger
    from cgq.queue.job import Job


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    new_database(tmp_path / "cgq.db")
    opened = open_ledger(tmp_path / "cgq.db", FakeClock())
    register(opened)
    yield opened
    with opened.database.read() as tx:
        check(tx, opened.clock.now())
    opened.database.close()


def ok(key: str, seconds: float = 0.5) -> Item:
    return Item(key, key.title(), Done(key), seconds)


def bad(key: str, code: str = "http", message: str = "") -> Item:
    return Item(key, key.title(), Failure(code=code, message=message or f"{key} answered 503."), 0.25)


def started(ledger: Ledger) -> Job[Any]:
    (job,) = start(ledger, 1)
    return job


def store(ledger: Ledger, job: Job[Any], *items: Item) -> list[str]:
    with ledger.write() as books:
        return [item.key for item in keep(books, job, items)]


def finish(ledger: Ledger, job: Job[Any]) -> None:
    with ledger.write() as books:
        assert settle.finish(books, [(job, None, 1.0)]) == []


def rows(ledger: Ledger) -> dict[str, tuple[Any, ...]]:
    with ledger.database.read() as tx:
        found = tx.all("SELECT key, state, attempts, code, message, ms FROM item ORDER BY key")
    return {key: tuple(rest) for key, *rest in found}


def retry_items(ledger: Ledger, job: int, which: Which = EVERY) -> dict[int, int]:
    with ledger.write() as books:
        return operate.retry_items(books, [job], which)


def to_do(ledger: Ledger, job: int, *keys: str) -> list[str]:
    with ledger.database.read() as tx:
        return wanted(tx, job, keys)


def test_B1_an_item_keeps_its_state_its_error_its_attempts_and_its_time(ledger: Ledger) -> None:
    put(ledger)
    job = started(ledger)
    assert store(ledger, job, ok("a"), bad("b")) == ["a", "b"]
    assert rows(ledger) == {"a": ("done", 1, None, None, 500), "b": ("failed", 1, "http", "b answered 503.", 250)}


def test_B1_an_item_that_arrives_twice_in_a_start_changes_nothing(ledger: Ledger) -> None:
    put(ledger)
    job = started(ledger)
    assert store(ledger, job, ok("a"), bad("b"), bad("a")) == ["a", "b"]
    before = rows(ledger)
    assert store(ledger, job, bad("a"), ok("b"), bad("b")) == []
    assert rows(ledger) == before


def test_B1_after_a_crash_what_is_done_stays_and_what_failed_counts_another_attempt(ledger: Ledger) -> None:
    put(ledger)
    first = started(ledger)
    store(ledger, first, ok("a"), bad("b"))
    with ledger.write() as books:
        settle.give_back(books, [first], "stopped", "")
    second = started(ledger)
    assert to_do(ledger, second.id, "a", "b", "c", "c") == ["c"]
    assert store(ledger, second, bad("a"), ok("b"), ok("c")) == ["b", "c"]
    assert {key: found[:2] for key, found in rows(ledger).items()} == {
        "a": ("done", 1),
        "b": ("done", 2),
        "c": ("done", 1),
    }


def test_B1_a_retry_by_hand_starts_a_job_that_is_done_for_its_failed_items_alone(ledger: Ledger) -> None:
    put(ledger)
    job = started(ledger)
    store(ledger, job, ok("a"), bad("b"), bad("c", "gone"))
    finish(ledger, job)
    assert retry_items(ledger, job.id, Which(code="gone")) == {job.id: 1}
    assert (state(ledger, job.id), row(ledger, job.id)["attempts"]) == ("ready", 0)
    assert to_do(ledger, job.id, "a", "b", "c") == ["c"]
    assert retry_items(ledger, job.id) == {}, "a second terminal retried it again (T5)"
    again = started(ledger)
    store(ledger, again, ok("c"))
    finish(ledger, again)
    assert {key: found[:2] for key, found in rows(ledger).items()} == {
        "a": ("done", 1),
        "b": ("failed", 1),
        "c": ("done", 2),
    }


def test_B1_a_failed_job_that_is_retried_does_what_failed_and_what_never_arrived(ledger: Ledger) -> None:
    put(ledger, max_attempts=1)
    job = started(ledger)
    store(ledger, job, ok("a"), bad("b"))
    with ledger.write() as books:
        settle.fail(books, [(job, Failure(code="timeout", message="It took too long."))])
    with ledger.write() as books:
        assert operate.retry(books, [job.id]) == [job.id]
    assert to_do(ledger, job.id, "a", "b", "c") == ["b", "c"]


@pytest.mark.parametrize("how", ["cancel", "work"])
def test_B1_items_of_a_job_that_is_called_off_or_not_over_are_not_retried(ledger: Ledger, how: str) -> None:
    put(ledger)
    job = started(ledger)
    store(ledger, job, bad("b"))
    if how == "cancel":
        with ledger.write() as books:
            operate.cancel(books, [job.id], "me")
    assert retry_items(ledger, job.id) == {}
    assert rows(ledger)["b"][0] == "failed"
    with ledger.read() as (tx, at):
        assert len(failed_items(tx, at, EVERY)) == (how == "work")


def test_B1_rates_and_speeds_have_one_decimal_and_nothing_is_zero() -> None:
    assert (ItemCounts().success_rate, ItemCounts().speed) == (0.0, 0.0)
    counts = ItemCounts(done=2, failed=1, waiting=4, ms=3_000)
    assert (counts.success_rate, counts.speed, counts.total) == (66.7, 0.7, 7)
    assert ItemCounts(failed=3, ms=10).success_rate == 0.0


def test_B1_what_was_passed_over_is_over_and_counts_neither_as_success_nor_as_error() -> None:
    counts = ItemCounts(done=2, duplicate=5, skipped=1, failed=1, waiting=1, ms=2_000)
    assert (counts.over, counts.total, counts.success_rate, counts.speed) == (9, 10, 66.7, 1.0)


def test_B1_a_job_expects_as_many_items_as_its_progress_counts_until_it_is_done(ledger: Ledger) -> None:
    put(ledger)
    job = started(ledger)
    store(ledger, job, ok("a"), ok("b"))
    with ledger.write() as books:
        books.tx.run(SQL["progress"], {"id": job.id, "fence": job.fence, "done": 2, "total": 7})
    with ledger.database.read() as tx:
        counts = item_counts(tx, [job.id])[job.id]
    assert (counts.over, counts.total) == (2, 7)


def test_B1_items_are_counted_by_job_with_the_time_that_they_took(ledger: Ledger) -> None:
    put(ledger)
    other = put(ledger)
    job = started(ledger)
    store(ledger, job, ok("a"), ok("b"), bad("c"))
    with ledger.database.read() as tx:
        assert item_counts(tx, [job.id, other]) == {job.id: ItemCounts(done=2, failed=1, ms=1250)}


def test_T5_failed_items_of_one_cause_are_one_group_whatever_their_names(ledger: Ledger) -> None:
    put(ledger)
    job = started(ledger)
    store(ledger, job, bad("ann"), bad("bob"), replace(bad("eve", "gone"), outcome=Failure(code="gone", message="No.")))
    with ledger.read() as (tx, at):
        found = failed_items(tx, at, EVERY)
        groups = by_cause(found)
        assert [[item.key for item in group.items] for group in groups] == [["ann", "bob"], ["eve"]]
        mark = found[0].fingerprint
        assert [item.key for item in failed_items(tx, at, Which(fingerprint=mark[:6]))] == ["ann", "bob"]
        assert [item.key for item in failed_items(tx, at, Which(text="no."))] == ["eve"]
        assert failed_items(tx, at, EVERY, [job.id + 1]) == []
        assert failed_items(tx, at, Which(since=at.now + 1)) == []


def test_T5_a_beginning_that_several_fingerprints_share_is_refused(ledger: Ledger) -> None:
    put(ledger)
    job = started(ledger)
    store(ledger, job, bad("a"), bad("b", "gone"))
    with ledger.write() as books:
        books.tx.run("UPDATE item SET fingerprint = 'abcd0000' || hex(key)")
        check_fingerprint(books.tx, "abcd000061")
        with pytest.raises(Refused, match="2 causes") as caught:
            check_fingerprint(books.tx, "abcd")
    assert caught.value.code == "ambiguous_fingerprint"


def test_S4_the_key_and_the_name_of_an_item_hold_no_secret() -> None:
    learn({"CGQ_PDF_PASSWORD": "out-of-items-7193"})
    reply = wire.OutcomeReply("done", wire.raw("page"))
    item = Roster({"gather": Gather()}).decode_item(
        "gather", wire.ItemReply(1, 0, "https:x/out-of-items-7193", "of out-of-items-7193", reply, 0.5)
    )
    assert "7193" not in item.key + item.name
    assert (item.outcome, item.seconds) == (Done("page"), 0.5)


@pytest.mark.parametrize(("key", "seconds"), [("k" * 1_001, 0.5), ("k", -1.0), ("k", 1e12)])
def test_R9_an_item_that_could_not_be_kept_is_refused_when_it_arrives(key: str, seconds: float) -> None:
    reply = wire.OutcomeReply("done", wire.raw("page"))
    sent = wire.encode(wire.ItemReply(1, 0, key, "name", reply, seconds))
    with pytest.raises(msgspec.ValidationError):
        wire.decode_incoming.decode(sent)
