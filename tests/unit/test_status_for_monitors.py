"""What a monitor asks of the queue: what somebody has to look after, and the metrics."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.support.clock import START, FakeClock
from tests.support.ledger import new_database, open_ledger, put, register, start
from tests.support.schedules import add, entry, fire

from cgq.errors import Failure
from cgq.hints import commands
from cgq.queue import operate, stats
from cgq.queue.concerns import Bounds, Concern, concerns
from cgq.queue.hook_runs import Counts
from cgq.queue.next_slots import NextSlot, next_slots
from cgq.queue.pauses import Pause
from cgq.queue.settle import fail, finish
from cgq.queue.stats import BankStatus, EndedTotal, QueueStatus, Status, SupervisorStatus
from cgq.queue.timeline import Moment
from cgq.queue.waits import Unserved
from cgq_cli.render import openmetrics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.queue.books import Ledger

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"
BANK = BankStatus(materials={"completed": 2}, questions=7, vectors=7, concepts=3, appearances=9, answered=8)
NOBODY: list[SupervisorStatus] = []


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ledger(tmp_path: Path, clock: FakeClock) -> Iterator[Ledger]:
    path = tmp_path / "cgq.db"
    new_database(path)
    made = open_ledger(path, clock)
    with closing(made.database):
        yield made


def queue(name: str = "default", *, ready: int = 0, waited: float = 0, **more: Any) -> QueueStatus:
    oldest = START - int(1000 * waited) if ready or more.get("overdue") else None
    return QueueStatus(name=name, limit=5, counts={"ready": ready, **more.pop("counts", {})}, oldest=oldest, **more)


def supervisor(**more: Any) -> SupervisorStatus:
    given = {"id": 4, "pid": 7, "host": "h", "version": "0", "state": "running", "running": 0, "alive": True}
    times = {"started_at": START, "moved_at": START - 300_000, "stalled": False}
    return SupervisorStatus(**{**given, **times, **more})


def found(*queues: QueueStatus, supervisors: list[SupervisorStatus] = NOBODY, **bounds: Any) -> list[Concern]:
    status = Status(
        moment=Moment(now=START, ahead=0), queues=list(queues), supervisors=supervisors, circuits=[], bank=BANK
    )
    return concerns(status, Bounds(**bounds))


def codes(concerns: list[Concern]) -> list[str]:
    return [one.code for one in concerns]


def test_work_that_nobody_serves_is_a_concern_and_a_supervisor_that_drains_serves_nobody() -> None:
    (alone,) = found(queue(ready=3), queue("graph_update", overdue=1))
    assert alone.message == "4 jobs ready to start in default, graph_update, and nobody works on them"
    assert commands(alone.hint) == ["cgq work"]
    assert codes(found(queue(ready=3), supervisors=[supervisor(state="draining")])) == ["unserved"]
    assert codes(found(queue(ready=3), supervisors=[supervisor(alive=False)])) == ["unserved"]
    assert found(queue(ready=3), supervisors=[supervisor()]) == []


def test_queues_and_kinds_that_the_supervisors_leave_to_nobody_are_a_concern() -> None:
    reader = supervisor(queues=frozenset({"pdf_processing"}))
    (left,) = found(queue("pdf_processing", ready=1), queue(ready=3), supervisors=[reader])
    assert left.message == "3 jobs ready to start in default, and nobody works on them"
    lacking = queue(ready=3, reasons=(Unserved(queue="default", kind="own", others=(4,)),))
    (lacks,) = found(lacking, supervisors=[supervisor(kinds=frozenset({"probe"}))])
    assert (lacks.code, lacks.message) == ("unserved", "Nobody serves own in default")
    assert commands(lacks.hint) == ["cgq work --queue default"]


def test_a_pause_that_holds_jobs_is_a_concern_with_who_why_and_the_way_out() -> None:
    pause = Pause(START - 7_200_000, "kim", "quota")
    (held,) = found(queue(ready=3, pause=pause), queue("graph_update", pause=pause))
    assert held.message == "Queue default has been paused for 2h by kim and holds 3 jobs: quota"
    assert (held.code, commands(held.hint)) == ("paused", ["cgq resume default"])


def test_a_pause_of_every_queue_is_one_concern() -> None:
    pause = Pause(START, "kim", "", of_all=True)
    (held,) = found(queue(ready=1, pause=pause), queue("graph_update", overdue=1, pause=pause))
    assert held.message == "Every queue has been paused for 0ms by kim and holds 2 jobs"
    assert commands(held.hint) == ["cgq resume --all"]


def test_B3_jobs_that_wait_for_one_that_failed_are_a_concern_until_it_is_retried(ledger: Ledger) -> None:
    first = put(ledger)
    put(ledger, after=put(ledger, after=first))
    (job,) = start(ledger, register(ledger))
    for stuck in (1, 0):
        with ledger.write() as books:
            if stuck:
                fail(books, [(job, Failure(code="refused", message="No.", retryable=False))])
            else:
                operate.retry(books, [first])
        with ledger.read() as (tx, at):
            status = stats.status(tx, ledger.database.path, ledger.policies, at)
        blocked = [one for one in concerns(status, Bounds()) if one.code == "blocked"]
        assert len(blocked) == stuck
        for one in blocked:
            assert one.message == f"1 job of default waits for a job that ended without being done, such as {first}"
            assert commands(one.hint) == [f"cgq show {first}", f"cgq retry {first}"]


def test_B4_a_slot_that_nobody_fires_is_a_concern_after_ten_minutes(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    with ledger.read() as (tx, _):
        (one,) = next_slots(tx, "")
    assert one.slot is not None
    for minutes, overdue in ((10, []), (11, ["schedule_overdue"])):
        clock.at = one.slot + minutes * 60_000
        assert schedule_concerns(ledger) == overdue
    fire(ledger)
    assert schedule_concerns(ledger) == []


def test_B4_an_entry_that_can_enqueue_nothing_is_a_concern(ledger: Ledger, clock: FakeClock) -> None:
    add(ledger, entry("0 * * * *"))
    with ledger.write() as books:
        books.tx.run("UPDATE schedule SET kind = 'gone'")
    clock.at += 3_600_000
    assert [event.outcome for event in fire(ledger)] == ["refused"]
    assert schedule_concerns(ledger) == ["schedule_refused"]
    with ledger.write() as books:
        books.tx.run("UPDATE schedule SET next_slot = NULL, last_slot = NULL")
    assert schedule_concerns(ledger) == ["schedule_refused"]


def schedule_concerns(ledger: Ledger) -> list[str]:
    with ledger.read() as (tx, at):
        status = stats.status(tx, ledger.database.path, ledger.policies, at)
    return [one.code for one in concerns(status, Bounds()) if one.code.startswith("schedule")]


def test_R2_supervisors_that_do_not_move_or_are_gone_with_jobs_are_named() -> None:
    stopped, gone = supervisor(running=2, stalled=True), supervisor(id=5, running=1, alive=False)
    first, second = found(supervisors=[stopped, gone])
    assert first.message == "Supervisor 4 (pid 7 on h) holds 2 jobs and has not moved for 5m"
    assert second.message == "Supervisor 5 is gone with 1 job in its name"


def test_failed_jobs_are_a_concern_unless_their_file_was_replaced() -> None:
    assert found(queue(counts={"failed": 2}, replaced=2)) == []
    assert [one.message for one in found(queue(counts={"failed": 3}, replaced=2))] == ["1 job failed for good"]


def test_B8_reports_of_hooks_that_nobody_got_are_a_concern() -> None:
    status = Status(
        moment=Moment(now=START, ahead=0),
        queues=[],
        supervisors=NOBODY,
        circuits=[],
        bank=BANK,
        hooks=Counts(waiting={"chat": 4}, failed={"mail": 2}),
    )
    (one,) = concerns(status, Bounds())
    assert (one.code, one.message) == ("hook_failed", "2 reports of hooks could not be delivered (mail)")
    assert commands(one.hint) == ["cgq hooks runs --state failed", "cgq hooks retry"]


def test_bounds_hold_for_all_queues_together_and_for_the_oldest_of_each() -> None:
    works = [supervisor()]
    waiting = (queue(ready=3, waited=7200), queue("graph_update", overdue=2, waited=60, counts={"scheduled": 2}))
    assert found(*waiting, supervisors=works, max_waiting=5, max_age=7200) == []
    many, old = found(*waiting, supervisors=works, max_waiting=4, max_age=7199.0)
    assert many.message == "5 jobs ready to start, more than 4"
    assert old.message == "The oldest job of default has waited for 2h, longer than 1h 59m"
    assert commands(old.hint) == ["cgq jobs --state ready --queue default"]
    (overdue,) = found(waiting[1], supervisors=works, max_age=1)
    assert commands(overdue.hint) == ["cgq jobs --state scheduled --queue graph_update"]
    paused = queue(ready=1, waited=9, pause=Pause(START, "me", "quota"))
    assert [commands(one.hint) for one in found(paused, max_age=1)] == [["cgq resume default"]] * 2


def test_what_is_due_and_was_not_made_ready_counts_as_waiting(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger, delay=60)
    put(ledger, delay=600)
    for seconds, overdue, waited in ((59, 0, None), (31, 1, 30.0)):
        clock.pass_(seconds)
        with ledger.read() as (tx, at):
            status = stats.status(tx, ledger.database.path, ledger.policies, at)
        (default,) = [one for one in status.queues if one.name == "default"]
        assert (default.overdue, default.startable, default.waited(status.at)) == (overdue, overdue, waited)


def test_counters_of_what_ended_outlive_the_hours_and_the_jobs(ledger: Ledger, clock: FakeClock) -> None:
    workers = register(ledger)
    for _ in range(2):
        put(ledger)
        jobs = start(ledger, workers)
        with ledger.write() as books:
            finish(books, [(job, None, 1.5) for job in jobs])
        clock.pass_(7200)
    with ledger.write() as books:
        books.tx.run("DELETE FROM ended")
        books.tx.run("DELETE FROM job")
    with ledger.read() as (tx, at):
        status = stats.status(tx, ledger.database.path, ledger.policies, at)
    assert status.ended == [("default", "own", "done", 2, 3000)]


HOSTILE = 'a "quoted\\ name\nin two lines'


def some_status() -> Status:
    return Status(
        moment=Moment(now=START, ahead=0),
        queues=[queue(ready=3, waited=2.5, retries=1), queue(HOSTILE, counts={"failed": 2})],
        supervisors=[supervisor()],
        circuits=[("generate_embedding", START, "down")],
        bank=BANK,
        hooks=Counts(failed={"mail": 2}),
        schedule=[NextSlot("nightly", START - 90_000, None), NextSlot("rests", None, None)],
        ended=[EndedTotal("default", "own", "done", 12, 34_500)],
    )


def test_the_metrics_are_openmetrics() -> None:
    text = "".join(f"{line}\n" for line in openmetrics.lines(some_status()))
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert list(families) == [metric.name for metric in openmetrics.METRICS]
    assert families["cgq_oldest_ready_seconds"].unit == families["cgq_jobs_run_seconds"].unit == "seconds"
    assert families["cgq_jobs_ended"].type == "counter"
    samples = {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert samples["cgq_jobs", (HOSTILE, "failed")] == 2
    assert samples["cgq_oldest_ready_seconds", ("default",)] == 2.5
    assert samples["cgq_jobs_ended_total", ("default", "own", "done")] == 12
    assert samples["cgq_jobs_run_seconds_total", ("default", "own", "done")] == 34.5
    assert samples["cgq_circuit_open", ("generate_embedding",)] == 1
    assert samples["cgq_supervisors", ()] == 1
    assert samples["cgq_schedule_next_seconds", ("nightly",)] == -90
    assert samples["cgq_hook_runs_failed", ("mail",)] == 2


def test_the_metrics_of_a_database_with_nothing_in_it_are_openmetrics_too() -> None:
    empty = Status(
        moment=Moment(now=START, ahead=0),
        queues=[],
        supervisors=[],
        circuits=[],
        bank=BankStatus(materials={}, questions=0, vectors=0, concepts=0),
    )
    assert list(text_string_to_metric_families("".join(f"{line}\n" for line in openmetrics.lines(empty))))


def test_the_document_lists_every_metric_and_every_concern() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(cgq_\w+)` \| (\w+) \|([\w, ]*)\| (.+) \|$", text, re.MULTILINE)
    shown = [
        (
            f"{metric.name}_total" if metric.type == "counter" else metric.name,
            metric.type,
            ", ".join(metric.labels),
            metric.help,
        )
        for metric in openmetrics.METRICS
    ]
    assert [(name, kind, labels.strip(), help_) for name, kind, labels, help_ in rows] == shown
    listed = set(re.findall(r"^\| `([a-z_]+)` \| [^|]+ \|$", text, re.MULTILINE))
    source = (Path(__file__).parents[2] / "core/cgq/queue/concerns.py").read_text(encoding="utf-8")
    assert listed == set(re.findall(r'Concern\("(\w+)"', source))


def test_T4_what_is_too_old_names_the_pause_that_holds_it() -> None:
    for of_all, named in ((False, "cgq resume default"), (True, "cgq resume --all")):
        held = queue(ready=1, waited=90, pause=Pause(START, "kim", "", of_all))
        paused, old = found(held, max_age=60)
        assert (paused.code, commands(paused.hint)) == ("paused", [named])
        assert (old.code, commands(old.hint)) == ("waits_too_long", [named])


def test_a_queue_that_no_settings_make_is_a_concern_with_the_cure_of_status() -> None:
    old = QueueStatus(name="old", limit=0, counts={"ready": 2}, oldest=START)
    (left,) = found(old, supervisors=[supervisor()])
    assert (left.code, left.message) == ("unserved", "2 jobs left in old, and no settings make this queue any more")
    assert left.hint.startswith("Put [queues.old] into cgq.toml again, or give its jobs up:")
    assert commands(left.hint) == ["cgq cancel --queue old"]
