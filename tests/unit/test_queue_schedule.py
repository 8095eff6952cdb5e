"""Recurring entries (B4): each slot is dealt with once, whoever looks and whatever the clock does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import check, open_ledger, register, start, state
from tests.support.schedules import add, at, entry, fire, set_to

from cgq.errors import Missing, Refused
from cgq.queue import schedule, stats, timeline
from cgq.queue.concerns import Bounds, concerns
from cgq.queue.firing import KEEP_SLOTS_MS, FireSchedules
from cgq.queue.operate import cancel
from cgq.queue.policy import Kind, Policies

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import FakeClock

    from cgq.events import SlotPassed
    from cgq.queue.books import Ledger

HOUR = 3600
DAY = 24 * HOUR


def over(ledger: Ledger) -> None:
    """Nothing is left to run."""
    with ledger.write() as books:
        cancel(books, [row[0] for row in books.tx.all("SELECT id FROM job WHERE state = 'ready'")], "test")


def fire_and_end(ledger: Ledger) -> list[SlotPassed]:
    passed = fire(ledger)
    over(ledger)
    return passed


def slots(ledger: Ledger) -> list[tuple[int, str, int]]:
    with ledger.database.read() as tx:
        return tx.all("SELECT slot, outcome, missed FROM schedule_slot ORDER BY slot")


def test_B4_an_entry_enqueues_its_job_at_its_slot(ledger: Ledger, clock: FakeClock) -> None:
    set_to(clock, "2027-02-01T12:00")
    add(ledger, entry("30 2 * * *", args={"n": 1}, queue="low_priority", priority="high", max_attempts=2))
    assert fire(ledger) == []
    set_to(clock, "2027-02-02T02:29:59.999")
    assert fire(ledger) == []
    set_to(clock, "2027-02-02T02:30")
    (passed,) = fire(ledger)
    assert (passed.entry, passed.slot, passed.missed, passed.outcome) == ("nightly", clock.now(), 0, "fired")
    with ledger.database.read() as tx:
        row = tx.one("SELECT kind, args, queue, priority, max_attempts, state, requested_by FROM job")
        check(tx, clock.now())
    assert row == ("own", '{"n":1}', "low_priority", 2, 2, "ready", "kim")
    assert fire(ledger) == []


def test_B4_nothing_is_written_while_nothing_is_due(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 0 1 1 *"))
    with ledger.write() as books:
        before = books.tx.connection.total_changes
        assert FireSchedules().run(books) == []
        assert books.tx.connection.total_changes == before


def test_B4_the_next_moment_is_the_first_slot_of_all_on_the_time_line(ledger: Ledger, clock: FakeClock) -> None:
    with ledger.write() as books:
        assert FireSchedules().next_moment(books) is None
    clock.set_wall(-HOUR)
    add(ledger, entry("0 * * * *"))
    add(ledger, entry("0 0 1 1 *", name="yearly"))
    with ledger.write() as books:
        assert FireSchedules().next_moment(books) == books.now + HOUR * 1000


def test_B4_missed_slots_come_as_one_after_a_sleep_of_the_host(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    clock.pass_(3.5 * DAY)
    (passed,) = fire_and_end(ledger)
    assert passed.missed == 3 * 24 + 11
    clock.pass_(HOUR)
    assert [one.missed for one in fire(ledger)] == [0]


def test_B4_missed_slots_come_as_one_after_a_reboot(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    clock.pass_(5 * HOUR)
    clock.reboot()
    (passed,) = fire_and_end(ledger)
    assert passed.missed == 4


def test_B4_a_clock_that_is_set_forward_a_day_fires_one_slot(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    clock.set_wall(DAY)
    (passed,) = fire_and_end(ledger)
    assert (passed.missed, passed.slot) == (23, clock.now())
    assert fire(ledger) == []


def test_B4_a_clock_that_is_set_back_fires_no_slot_twice(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("*/10 * * * *"))
    fired: list[int] = []
    for minute in range(12 * 60):
        if minute in (100, 300):
            clock.set_wall(-2 * HOUR)
        if minute in (200, 500):
            clock.set_wall(HOUR)
        fired += [passed.slot for passed in fire_and_end(ledger)]
        clock.pass_(60)
    assert len(fired) == len(set(fired))
    assert len(fired) > 12 * 6 - 12 * 3


def test_B4_a_clock_that_was_years_ahead_by_mistake_silences_nobody(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    clock.set_wall(3650 * DAY)
    assert len(fire_and_end(ledger)) == 1
    clock.set_wall(-3650 * DAY)
    assert fire(ledger) == []
    clock.pass_(HOUR)
    assert [passed.missed for passed in fire(ledger)] == [0]


def test_B4_a_slot_that_was_fired_ahead_of_time_is_left_out_when_its_time_comes(
    ledger: Ledger, clock: FakeClock
) -> None:
    add(ledger, entry("0 * * * *"))
    clock.set_wall(5 * HOUR)
    (ahead,) = fire_and_end(ledger)
    clock.set_wall(-5 * HOUR)
    fired: list[int] = []
    for _ in range(6):
        fired += [passed.slot for passed in fire_and_end(ledger)]
        clock.pass_(HOUR)
    assert ahead.slot not in fired
    assert len(fired) == 4
    assert [missed for *_, missed in slots(ledger)] == [0, 0, 0, 0, 4]


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/Berlin", "2027-03-28", at("2027-03-28T03:00", "Europe/Berlin")),
        ("Europe/Berlin", "2027-10-31", at("2027-10-31T02:30", "Europe/Berlin")),
        ("America/New_York", "2027-03-14", at("2027-03-14T03:00", "America/New_York")),
        ("America/New_York", "2027-11-07", at("2027-11-07T02:30", "America/New_York")),
        ("Asia/Seoul", "2027-03-28", at("2027-03-28T02:30", "Asia/Seoul")),
    ],
)
def test_B4_each_day_of_a_clock_change_fires_once(
    ledger: Ledger, clock: FakeClock, zone: str, day: str, expected: int
) -> None:
    set_to(clock, day, zone)
    add(ledger, entry("30 2 * * *", zone))
    fired: list[int] = []
    for _ in range(24 * 6 - 7):
        fired += [passed.slot for passed in fire_and_end(ledger)]
        clock.pass_(600)
    assert fired == [expected]


def test_B4_a_slot_is_skipped_while_its_last_job_waits_or_runs(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    clock.pass_(HOUR)
    (first,) = fire(ledger)
    clock.pass_(HOUR)
    (waiting,) = fire(ledger)
    start(ledger, register(ledger))
    clock.pass_(HOUR)
    (running,) = fire(ledger)
    assert (waiting.outcome, waiting.job, waiting.message) == (
        "skipped",
        None,
        f"Its last job {first.job} is not over: it is ready.",
    )
    assert running.message == f"Its last job {first.job} is not over: it is running."
    with ledger.write() as books:
        assert first.job is not None
        cancel(books, [first.job], "test")
    clock.pass_(HOUR)
    assert [passed.outcome for passed in fire(ledger)] == ["fired"]


def test_B4_an_entry_that_cannot_be_enqueued_any_more_holds_up_no_other(
    ledger: Ledger, clock: FakeClock, tmp_path: Path
) -> None:
    add(ledger, entry("0 * * * *", name="first", kind="probe"))
    add(ledger, entry("0 * * * *", name="second"))
    clock.pass_(HOUR)
    without = open_ledger(tmp_path / "cgq.db", clock, Policies({"own": Kind()}))
    passed = {one.entry: one for one in fire(without)}
    without.database.close()
    assert (passed["first"].outcome, passed["second"].outcome) == ("refused", "fired")
    assert "[unknown_kind]" in passed["first"].message
    clock.pass_(HOUR)
    assert {one.entry: one.outcome for one in fire(ledger)} == {"first": "fired", "second": "skipped"}


def test_B4_an_entry_whose_zone_is_not_known_here_holds_up_no_other(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *", name="first"))
    add(ledger, entry("0 * * * *", name="second"))
    with ledger.write() as books:
        books.tx.run("UPDATE schedule SET zone = 'Mars/Crater' WHERE name = 'first'")
    clock.pass_(HOUR)
    assert {one.entry: one.outcome for one in fire(ledger)} == {"first": "refused", "second": "fired"}
    assert fire(ledger) == []


def test_B4_an_entry_whose_zone_is_not_known_on_one_host_is_fired_by_another(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 2 * * *"))
    (slot,) = next_slots(ledger)
    with ledger.write() as books:
        books.tx.run("UPDATE schedule SET zone = 'Mars/Crater'")
    assert slot is not None
    clock.at = slot + 30_000
    (refused,) = fire(ledger)
    assert (refused.outcome, refused.slot, "[unknown_zone]" in refused.message) == ("refused", slot, True)
    with ledger.database.read() as tx:
        ((stored, last),) = schedule.entries(tx, "")
        assert (stored.last_slot, last.outcome) == (slot, "refused")
        found = stats.status(tx, ledger.database.path, ledger.policies, timeline.read(tx, clock))
    (concern,) = concerns(found, Bounds())
    assert (concern.code, "nightly" in concern.message) == ("schedule_refused", True)
    assert next_slots(ledger) == [clock.now() + 3600_000]
    clock.pass_(HOUR)
    assert [(one.outcome, one.slot) for one in fire(ledger)] == [("refused", slot)]
    with ledger.write() as books:
        books.tx.run("UPDATE schedule SET zone = 'UTC'")
    clock.pass_(HOUR)
    assert [(one.outcome, one.slot) for one in fire(ledger)] == [("fired", slot)], "what was missed comes once"
    assert next_slots(ledger) == [slot + 24 * 3600_000]


def test_B4_a_clock_that_was_a_year_ahead_fires_no_slot_again(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    clock.pass_(HOUR)
    (first,) = fire_and_end(ledger)
    clock.set_wall(365 * DAY)
    assert len(fire_and_end(ledger)) == 1
    clock.set_wall(-365 * DAY - 3 * HOUR)
    again: list[int] = []
    for _ in range(6):
        clock.pass_(HOUR)
        again += [passed.slot for passed in fire_and_end(ledger)]
    assert again == [first.slot + hours * HOUR * 1000 for hours in (-1, 1, 2, 3)]


def next_slots(ledger: Ledger) -> list[int | None]:
    with ledger.database.read() as tx:
        return [one.next_slot for one, _ in schedule.entries(tx, "")]


def test_B4_two_that_look_at_once_fire_a_slot_once(ledger: Ledger, clock: FakeClock, tmp_path: Path) -> None:
    for n in range(20):
        add(ledger, entry("0 * * * *", name=f"n{n}"))
    clock.pass_(HOUR)
    passed: list[SlotPassed] = []

    def look() -> None:
        other = open_ledger(tmp_path / "cgq.db", clock)
        passed.extend(fire(other))
        other.database.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.entry for one in passed) == sorted(f"n{n}" for n in range(20))


def test_B4_old_slots_are_forgotten(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    for _ in range(9 * 24):
        clock.pass_(HOUR)
        fire_and_end(ledger)
    assert len(slots(ledger)) == KEEP_SLOTS_MS / 1000 / HOUR + 1


def test_the_same_entry_again_is_known_and_another_is_refused_unless_it_replaces(
    ledger: Ledger, clock: FakeClock
) -> None:
    assert add(ledger, entry("0 * * * *", args={"n": 1})) == "added"
    assert add(ledger, entry("0  * * * *", args={"n": 1})) == "known"
    with pytest.raises(Refused) as refused:
        add(ledger, entry("0 * * * *", args={"n": 2}))
    assert (refused.value.code, "--replace" in refused.value.hint) == ("schedule_exists", True)
    clock.pass_(HOUR)
    fire_and_end(ledger)
    assert add(ledger, entry("5 * * * *"), replace=True) == "replaced"
    with ledger.database.read() as tx:
        ((found, last),) = schedule.entries(tx, "")
    assert (found.cron, found.next_slot, found.last_slot) == ("5 * * * *", clock.now() + 300_000, clock.now())
    assert (last.outcome, last.state) == ("fired", "cancelled")


def test_an_entry_that_is_removed_leaves_its_jobs(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    clock.pass_(HOUR)
    (passed,) = fire(ledger)
    with ledger.write() as books:
        assert schedule.remove(books, "nightly").last_job == passed.job
    assert (slots(ledger), state(ledger, passed.job or 0)) == ([], "ready")
    add(ledger, entry("0 * * * *"))
    with pytest.raises(Missing) as missing, ledger.write() as books:
        schedule.remove(books, "nightle")
    assert missing.value.hint == "Did you mean nightly?"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "nonsense"}, "unknown_kind"),
        ({"queue": "nonsense"}, "unknown_queue"),
        ({"name": "two words"}, "bad_name"),
        ({"name": "`x`"}, "bad_name"),
        ({"args": {"password": "hunter2hunter2"}}, "secret_in_arguments"),
    ],
)
def test_S5_what_could_not_be_enqueued_is_refused_when_it_is_added(
    ledger: Ledger, wrong: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(ledger, entry("0 * * * *", **wrong))  # type: ignore[arg-type]
    assert refused.value.code == code
