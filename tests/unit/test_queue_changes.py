"""What changed between two looks at the queue: nothing that ended is missed, and nothing is reported twice."""

from __future__ import annotations

from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.clock import START, FakeClock
from tests.support.ledger import new_database, open_ledger, put, register, start

from cgq import events
from cgq.actions.watch import View
from cgq.documents.changes import change_document
from cgq.errors import Failure
from cgq.queue import listing, operate
from cgq.queue.changes import Added, QueueResumed, Retried, SupervisorChanged
from cgq.queue.claim import wake
from cgq.queue.find_changes import Changes
from cgq.queue.pauses import Pause
from cgq.queue.settle import fail, finish, give_back
from cgq.queue.stats import QueueStatus, SupervisorStatus
from cgq_cli.render.table import Layout
from cgq_cli.render.text import width
from cgq_cli.render.watch import lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.queue.books import Ledger
    from cgq.queue.changes import Change
    from cgq.queue.job import Job

HOPELESS = Failure(code="damaged", message="It is damaged.", hint="", retryable=False, traceback="")
AGAIN = Failure(code="timeout", message="It took too long.", hint="", retryable=True, traceback="")


class Watcher:
    """Somebody who looks now and then; the counts are left out."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.supervisors: list[SupervisorStatus] = []
        with ledger.read() as (tx, at):
            self._changes = Changes(tx, at, ledger.policies, ())
        self.look()
        assert isinstance(ledger.clock, FakeClock)
        ledger.clock.at += 1  # what started and ended within the millisecond of the first look is not known to be new

    def look(self) -> list[Change]:
        with self._ledger.read() as (tx, at):
            found = self._changes.since_last(tx, at, self.supervisors)
        assert all(change_document(change, START) for change in found)
        return [change for change in found if not isinstance(change, events.Counts)]

    def names(self) -> list[Any]:
        """What changed, in short: (what, jobs or state and jobs)."""
        return [_short(change) for change in self.look()]


def _short(change: Change) -> Any:
    match change:
        case events.Ended(state=state, jobs=jobs):
            return (state, jobs)
        case events.Started(jobs=jobs) | Added(jobs=jobs) | Retried(jobs=jobs) | events.Returned(jobs=jobs):
            return (type(change).__name__.lower(), jobs)
        case _:
            return change


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


def done(ledger: Ledger, *jobs: Job[str]) -> None:
    with ledger.write() as books:
        finish(books, [(job, None, 1.0) for job in jobs])


def failed(ledger: Ledger, failure: Failure, *jobs: Job[str]) -> None:
    with ledger.write() as books:
        fail(books, [(job, failure) for job in jobs])


def test_a_job_that_came_and_went_between_two_looks_is_reported_in_its_order(ledger: Ledger) -> None:
    watcher = Watcher(ledger)
    job = put(ledger)
    done(ledger, *start(ledger, register(ledger)))
    assert watcher.names() == [("added", (job,)), ("started", (job,)), ("done", (job,))]
    assert watcher.names() == []


def test_what_was_there_before_the_first_look_is_not_reported(ledger: Ledger) -> None:
    supervisor = register(ledger)
    for _ in range(3):
        put(ledger)
    first, second = start(ledger, supervisor, 2)
    done(ledger, first)
    watcher = Watcher(ledger)
    assert watcher.names() == []
    done(ledger, second)
    assert watcher.names() == [("done", (second.id,))]


def test_jobs_that_end_in_one_millisecond_around_a_look_are_each_reported_once(ledger: Ledger) -> None:
    for _ in range(3):
        put(ledger)
    jobs = start(ledger, register(ledger), 3)
    watcher = Watcher(ledger)
    done(ledger, jobs[2])
    assert watcher.names() == [("done", (jobs[2].id,))]
    done(ledger, jobs[0])
    failed(ledger, HOPELESS, jobs[1])
    assert watcher.names() == [("done", (jobs[0].id,)), ("failed", (jobs[1].id,))]
    assert watcher.names() == []


def test_T2_a_try_after_which_another_follows_names_its_number(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger)
    supervisor = register(ledger)
    watcher = Watcher(ledger)
    failed(ledger, AGAIN, *start(ledger, supervisor))
    _, ended = watcher.look()
    assert isinstance(ended, events.Ended)
    assert (ended.state, ended.code, ended.tries) == ("scheduled", "timeout", (1, 5))
    clock.pass_(3600)
    with ledger.write() as books:
        wake(books)
    done(ledger, *start(ledger, supervisor))
    assert watcher.names() == [("started", (1,)), ("done", (1,))]


def test_T5_a_failed_job_that_is_retried_is_reported_though_it_failed_since_the_last_look(ledger: Ledger) -> None:
    put(ledger)
    supervisor = register(ledger)
    watcher = Watcher(ledger)
    failed(ledger, HOPELESS, *start(ledger, supervisor))
    with ledger.write() as books:
        operate.retry(books, [1])
    assert watcher.names() == [("started", (1,)), ("failed", (1,)), ("retried", (1,))]
    failed(ledger, HOPELESS, *start(ledger, supervisor))
    assert watcher.names()[-1] == ("failed", (1,))
    with ledger.write() as books:
        operate.retry(books, [1])
    assert watcher.names() == [("retried", (1,))]


def test_a_failed_job_that_is_given_up_is_discarded_and_not_retried(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger)
    failed(ledger, HOPELESS, *start(ledger, register(ledger)))
    watcher = Watcher(ledger)
    clock.pass_(1)
    with ledger.write() as books:
        operate.give_up(books, [1], "me")
    assert watcher.names() == [("discarded", (1,))]


def test_R1_jobs_that_go_back_and_start_again_are_reported(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger)
    supervisor = register(ledger)
    watcher = Watcher(ledger)
    jobs = start(ledger, supervisor)
    clock.pass_(1)
    with ledger.write() as books:
        give_back(books, jobs, "stopped", "The supervisor stopped.")
    start(ledger, supervisor)
    assert watcher.names() == [("started", (1, 1)), ("returned", (1,))]


def test_a_cancelled_job_that_waits_for_another_try_was_not_started_again(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger)
    failed(ledger, AGAIN, *start(ledger, register(ledger)))
    watcher = Watcher(ledger)
    clock.pass_(1)
    with ledger.write() as books:
        operate.cancel(books, [1], "me")
    assert watcher.names() == [("cancelled", (1,))]


def test_progress_pauses_and_supervisors_are_reported_as_they_change(ledger: Ledger) -> None:
    put(ledger)
    start(ledger, register(ledger))
    watcher = Watcher(ledger)
    with ledger.write() as books:
        books.tx.run("UPDATE job SET progress_done = 3, progress_total = 9")
        operate.pause(books, "default", "me", "quota")
    watcher.supervisors = [a_supervisor()]
    joined, progress, paused = watcher.look()
    assert joined == SupervisorChanged(supervisor=watcher.supervisors[0], change="started")
    assert progress == events.Progress(job=1, kind="own", done=3, total=9)
    assert paused == events.QueuePaused(queue="default", reason="quota")
    watcher.supervisors = [a_supervisor(state="draining")]
    with ledger.write() as books:
        operate.resume(books, "default")
    assert [type(change) for change in watcher.look()] == [SupervisorChanged, QueueResumed]
    watcher.supervisors = [a_supervisor(alive=False)]
    (left,) = watcher.look()
    assert isinstance(left, SupervisorChanged)
    assert left.change == "left"


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_every_start_and_end_is_reported_once(ledger: Ledger, clock: FakeClock, seed: int) -> None:
    chance, supervisor, watcher = Random(seed), register(ledger), Watcher(ledger)
    running: list[Job[str]] = []
    happened: list[Any] = []
    reported: list[Any] = []
    for _ in range(120):
        clock.at += chance.choice((0, 0, 1, 700))
        match chance.randrange(5):
            case 0:
                happened.append(("added", put(ledger)))
            case 1:
                claimed = start(ledger, supervisor, chance.randrange(1, 4))
                happened += [("started", job.id) for job in claimed]
                running += claimed
            case 2 if running:
                job = running.pop(chance.randrange(len(running)))
                done(ledger, job)
                happened.append(("done", job.id))
            case 3 if running:
                job = running.pop()
                failed(ledger, HOPELESS, job)
                happened.append(("failed", job.id))
            case _:
                reported += watcher.names()
    reported += watcher.names()
    assert sorted((name, job) for name, jobs in reported for job in jobs) == sorted(happened)


def a_supervisor(**more: Any) -> SupervisorStatus:
    given = {"id": 1, "pid": 7, "host": "h", "version": "0", "state": "running", "running": 2, "alive": True}
    times = {"started_at": START - 60_000, "moved_at": START, "stalled": False}
    return SupervisorStatus(**{**given, **times, **more})


def test_the_view_fits_any_terminal_and_counts_what_it_leaves_out(ledger: Ledger) -> None:
    for _ in range(30):
        put(ledger)
    jobs = start(ledger, register(ledger), 30)
    failed(ledger, HOPELESS, *jobs[:5])
    with ledger.read() as (tx, at):
        running = listing.page(tx, at, listing.Filter(state="running"), limit=20)
        lost = listing.page(tx, at, listing.Filter(state="failed"), limit=5)
    queue = QueueStatus(name="default", limit=5, counts={"running": 25, "failed": 5})
    view = View(START, [queue], [a_supervisor()], running, lost, {}, {"default": 7})
    for columns in (40, 80, 120):
        for height in (10, 24, 40):
            shown = lines(view, Layout(columns=columns, now=START), height)
            assert len(shown) <= height
            assert max(map(width, shown)) <= columns
            assert shown[2].startswith("queue")
    text = "\n".join(lines(view, Layout(columns=80, now=START), 24))
    assert "and 17 more" in text
    assert text.count("damaged") == 10, "each of the five failures with its code and its message"


def test_T4_the_view_names_each_pause_and_what_ends_it() -> None:
    paused = [
        QueueStatus(name="default", limit=5, pause=Pause(START, "kim", "quota")),
        QueueStatus(name="low_priority", limit=5, pause=Pause(START, "lee", "", of_all=True)),
    ]
    text = "\n".join(lines(View(START, paused, [], [], [], {}, {}), Layout(columns=100, now=START), 24))
    assert "default was paused by kim (now): quota. Let it go on: cgq resume default" in text
    assert "Every queue was paused by lee (now). Let every queue go on: cgq resume --all" in text
