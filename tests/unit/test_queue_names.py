"""What queues are called with a prefix and without one."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import ANY, open_ledger, put, register, start, state
from tests.support.schedules import add, entry, fire, set_to

from cgq.actions.watch import Watch
from cgq.config import QueueSettings, Settings
from cgq.errors import Missing, Refused
from cgq.events import Counts
from cgq.queue import claim, schedule
from cgq.queue.batches import BatchesFilled, BatchWish, filled, is_closed, join
from cgq.queue.changes import Added
from cgq.queue.explain import explain
from cgq.queue.firing import FireSchedules
from cgq.queue.names import QueueNames, is_meant, prefix_of
from cgq.queue.operate import cancel
from cgq.queue.outlook import Outlook
from cgq.queue.policy import Kind, Policies, Policy
from cgq.queue.settle import finish
from cgq.queue.upkeep import Upkeep, step
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

DAY, PLAIN = QueueNames("day"), QueueNames()


def test_a_queue_is_named_short_or_in_full() -> None:
    assert DAY.stored("default") == DAY.stored("day:default") == "day:default"
    assert PLAIN.stored("default") == DAY.stored(":default") == PLAIN.stored(":default") == "default"
    assert PLAIN.stored("day:default") == "day:default"


@pytest.mark.parametrize("names", [DAY, PLAIN])
@pytest.mark.parametrize("stored", ["default", "day:default", "night:default"])
def test_what_is_shown_names_the_same_queue(names: QueueNames, stored: str) -> None:
    assert names.stored(names.shown(stored)) == stored


def test_ones_own_is_shown_short() -> None:
    assert DAY.shown("day:default") == PLAIN.shown("default") == "default"
    assert DAY.shown("default") == ":default"
    assert (prefix_of("day:default"), prefix_of("default")) == ("day", "")


def test_a_filter_is_a_queue_or_the_start_of_all_of_an_environment() -> None:
    assert is_meant("day:", "day:default")
    assert is_meant("", "default")
    assert is_meant(None, "day:default")
    assert not is_meant("", "day:default")
    assert not is_meant("day:", "default")
    assert not is_meant("day:default", "day:other")


def test_policies_keep_queues_by_their_stored_names() -> None:
    found = Policies(ANY, {"night": QueueSettings(limit=1)}, prefix="day")
    assert found.kind("own").queue == "day:default"
    assert found.named_queue("night") == found.named_queue("day:night") == "day:night"
    assert (found.queue("day:night").limit, found.queue("day:night").name) == (1, "night")
    with pytest.raises(Refused, match="another environment"):
        found.queue("default")
    with pytest.raises(Refused, match="no queue 'nigth'") as caught:
        found.named_queue("nigth")
    assert "night" in caught.value.hint


# Two environments in one database


@pytest.fixture
def day(ledger: Ledger, clock: FakeClock) -> Iterator[Ledger]:
    """The ledger as an environment with a prefix sees it; `ledger` has none."""
    made = open_ledger(ledger.database.path, clock, Policies(ANY, per_requester=1, prefix="day"))
    with closing(made.database):
        yield made


def test_C2_a_job_expires_in_its_own_environment(ledger: Ledger, day: Ledger, clock: FakeClock) -> None:
    job = put(day, ttl=60)
    clock.pass_(61)
    with ledger.write() as books:
        assert (claim.expire(books), claim.next_expiry(books)) == ([], None)
    with day.write() as books:
        assert claim.next_expiry(books) is not None
        assert [one.id for one in claim.expire(books)] == [job]


def test_C2_an_asker_is_limited_in_each_environment_by_itself(ledger: Ledger, day: Ledger) -> None:
    supervisor = register(ledger)
    put(ledger, requested_by="kim")
    start(ledger, supervisor)
    mine = [put(day, requested_by="kim") for _ in range(2)]
    assert [job.id for job in start(day, supervisor, 9, queue="day:default")] == mine[:1]


def test_a_watch_reports_its_own_environment_alone_by_the_names_that_people_use(
    ledger: Ledger, day: Ledger, clock: FakeClock
) -> None:
    with Workspace(Settings(db=ledger.database.path, jobs=1, prefix="day"), clock) as workspace:
        watching = Watch(workspace)
        put(ledger, "process_pdf")
        mine = put(day, "process_pdf")
        found = [change for change in watching.changes() if not isinstance(change, Counts)]
        view = watching.view()
    assert found == [Added(queue="pdf_processing", kind="process_pdf", jobs=(mine,))]
    assert {queue.name: queue.count("ready") for queue in view.queues if queue.count("ready")} == {"pdf_processing": 1}
    assert not any(":" in queue.name for queue in view.queues)


def test_B6_a_cleanup_removes_its_own_environments_jobs_alone(ledger: Ledger, day: Ledger, clock: FakeClock) -> None:
    kinds = {"own": Kind(Policy(keep_newest=1))}
    ledger.policies, day.policies = Policies(kinds), Policies(kinds, prefix="day")
    theirs, _, newest = put(ledger), put(day), put(day)
    supervisor = register(ledger)
    for owner, queue in ((ledger, "default"), (day, "day:default")):
        jobs = start(owner, supervisor, 9, queue=queue)
        with owner.write() as books:
            finish(books, [(job, None, 0.1) for job in jobs])
    clock.pass_(366 * 86_400)
    upkeep = Upkeep("prune")
    with day.write() as books:
        while step(books, upkeep):
            pass
    with ledger.database.read() as tx:
        left = [row[0] for row in tx.all("SELECT id FROM job ORDER BY id")]
    assert left == [theirs, newest], "the newest of each environment stays"


def test_B4_an_entry_belongs_to_the_environment_that_added_it(ledger: Ledger, day: Ledger, clock: FakeClock) -> None:
    set_to(clock, "2027-02-01T12:00")
    assert add(ledger, entry("30 2 * * *")) == "added"
    assert add(day, entry("30 3 * * *", queue="day:low_priority")) == "added", "the name is free here"
    set_to(clock, "2027-02-02T02:30")
    with day.look() as books:
        assert FireSchedules().next_moment(books) == clock.now() + 3_600_000
    assert fire(day) == []
    (passed,) = fire(ledger)
    with ledger.database.read() as tx:
        assert tx.value("SELECT queue FROM job WHERE id = ?", (passed.job,)) == "default"
        ((found, _),) = schedule.entries(tx, "day")
    assert (found.cron, found.queue) == ("30 3 * * *", "low_priority")
    with ledger.write() as books:
        schedule.remove(books, "nightly")
        with pytest.raises(Missing):
            schedule.remove(books, "nightly")
    set_to(clock, "2027-02-02T03:30")
    (passed,) = fire(day)
    assert state(day, passed.job or 0) == "ready"


def test_B7_an_explanation_names_ones_own_queues_short(day: Ledger) -> None:
    job = put(day, requested_by="kim")
    with day.look() as books:
        found = explain(books, Outlook(books, []), job)
    assert found.queue == "default"
    assert "day:" not in "".join(reason.message + reason.hint for reason in found.reasons)


def test_B3_a_batch_belongs_to_the_environment_that_opened_it(ledger: Ledger, day: Ledger) -> None:
    wish = BatchWish(name="june", then="probe")
    jobs = {owner: put(owner) for owner in (ledger, day)}
    for owner, job in jobs.items():
        with owner.write() as books:
            batch = join(books, wish, [job], "kim")
            filled(books, batch or 0)
    with ledger.write() as books:
        cancel(books, jobs.values(), "a test")
    with ledger.database.read() as tx:
        assert tx.all("SELECT queue FROM job WHERE kind = 'probe'") == [("default",)]
        assert is_closed(tx, "", "june")
        assert not is_closed(tx, "day", "june"), "it was not the one to enqueue what follows"
    with day.write() as books:
        BatchesFilled().run(books)
    with ledger.database.read() as tx:
        assert tx.all("SELECT queue FROM job WHERE kind = 'probe'") == [("default",), ("day:default",)]
