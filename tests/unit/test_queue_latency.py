"""How long jobs waited and ran, counted in histograms and read as percentiles."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.clock import FakeClock
from tests.support.ledger import new_database, open_ledger, put, register, row, start

from cgq.errors import Failure
from cgq.queue import claim as claiming
from cgq.queue import latency
from cgq.queue.settle import fail, finish, give_back

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.queue.books import Ledger

HOPELESS = Failure(code="damaged", message="No page can be read.", hint="", retryable=False, traceback="")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(1_800_000_000_000 // latency.HOUR_MS * latency.HOUR_MS)


@pytest.fixture
def ledger(tmp_path: Path, clock: FakeClock) -> Iterator[Ledger]:
    path = tmp_path / "cgq.db"
    new_database(path)
    made = open_ledger(path, clock)
    with closing(made.database):
        yield made


def histogram(ledger: Ledger, measure: str) -> dict[int, int]:
    with ledger.database.read() as tx:
        return dict(tx.all("SELECT bucket, sum(n) FROM latency WHERE measure = ? GROUP BY bucket", (measure,)))


def ended(ledger: Ledger) -> list[tuple[Any, ...]]:
    with ledger.database.read() as tx:
        first = tx.value("SELECT min(hour) FROM ended")
        return tx.all("SELECT hour - ?, state, n, ms, minutes FROM ended ORDER BY hour, state", (first,))


@pytest.mark.parametrize("ms", [1, 2, 3, 7, 59, 1000, 4321, 60_000, 3_600_000, 86_400_000 * 365])
def test_a_duration_read_from_its_bucket_is_off_by_nine_per_cent_at_most(ms: int) -> None:
    assert latency.middle(latency.bucket(ms)) == pytest.approx(ms, rel=0.0906)
    assert latency.bucket(ms) <= latency.bucket(ms * 1.01)


def test_what_took_less_than_a_millisecond_is_in_the_first_bucket() -> None:
    assert [latency.bucket(ms) for ms in (-5, 0, 0.2, 0.999, 1)] == [0, 0, 0, 0, 1]
    assert latency.middle(0) == 0.5


def test_a_percentile_is_what_so_many_jobs_did_not_exceed() -> None:
    counted = {latency.bucket(10): 90, latency.bucket(1000): 9, latency.bucket(60_000): 1}
    found = [latency.percentile(counted, percent) for percent in (50, 90, 99, 100)]
    assert found == [pytest.approx(ms, rel=0.0906) for ms in (10, 10, 1000, 60_000)]
    assert latency.percentile({}, 50) is None


def test_the_minutes_of_a_span_are_kept_by_the_hour() -> None:
    hour = 10 * latency.HOUR_MS
    assert latency.minutes_of_hours(hour, hour) == {10: 1}
    assert latency.minutes_of_hours(hour - 1, hour + 60_000) == {9: 1 << 59, 10: 0b11}
    assert latency.minutes_of_hours(hour, hour + latency.HOUR_MS - 1) == {10: 2**60 - 1}


def test_C4_a_batch_is_counted_with_its_waits_its_runs_and_its_minutes(ledger: Ledger, clock: FakeClock) -> None:
    for _ in range(3):
        put(ledger)
    supervisor = register(ledger)
    clock.pass_(60)
    jobs = start(ledger, supervisor, 3)
    assert histogram(ledger, "waiting") == {latency.bucket(60_000): 3}
    clock.pass_(120)
    with ledger.write() as books:
        finish(books, [(job, None, 8.0) for job in jobs[:2]])
        fail(books, [(jobs[2], HOPELESS)])
    assert histogram(ledger, "running") == {latency.bucket(8000): 2, latency.bucket(120_000): 1}
    assert ended(ledger) == [(0, "done", 2, 16_000, 0b1110), (0, "failed", 1, 120_000, 0b1110)]


def test_what_is_taken_back_is_not_counted(ledger: Ledger) -> None:
    put(ledger)
    jobs = start(ledger, register(ledger))
    with ledger.write() as books, books.savepoint() as undo:
        finish(books, [(jobs[0], None, 8.0)])
        undo()
    assert (histogram(ledger, "running"), row(ledger, jobs[0].id)["state"]) == ({}, "running")


def test_a_job_that_rose_or_was_given_back_has_waited_since_it_was_ready(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger, priority="low")
    supervisor = register(ledger)
    for _ in range(3):
        clock.pass_(700)
        with ledger.write() as books:
            claiming.age(books)
    jobs = start(ledger, supervisor)
    with ledger.write() as books:
        give_back(books, jobs, "stopped", "The supervisor stopped.")
    clock.pass_(900)
    start(ledger, supervisor)
    assert histogram(ledger, "waiting") == {latency.bucket(2_100_000): 1, latency.bucket(3_000_000): 1}


def test_histograms_of_the_last_season_are_kept(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger)
    start(ledger, register(ledger))
    forget = latency.ForgetLatency()
    for hours, left in ((latency.KEPT_HOURS, 1), (1, 0)):
        clock.pass_(hours * 3600)
        with ledger.write() as books:
            forget.run(books)
            assert forget.next_moment(books) is None
        assert sum(histogram(ledger, "waiting").values()) == left
