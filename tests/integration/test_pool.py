"""Real workers under a real supervisor: what stages do wrong, and what becomes of their jobs."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from tests.support.poll import until
from tests.support.pool import KINDS, Pool, open_pool

from cgq.config import KindSettings
from cgq.errors import StorageFailed
from cgq.events import Ended, Event, Late, Progress, QueuePaused, Returned, Started, WorkerLost
from cgq.queue import operate
from cgq.workers.local import LocalEngine

if TYPE_CHECKING:
    from pathlib import Path


def one(events: list[Event], kind: type[Event]) -> Any:
    (found,) = [event for event in events if isinstance(event, kind)]
    return found


def once(action: Any, kind: type[Event] = Started) -> Any:
    """What does `action` at the first event of a type."""
    left = [action]

    def emit(event: Event) -> None:
        if isinstance(event, kind) and left:
            left.pop()(event)

    return emit


def test_S3_what_a_job_found_its_end_and_the_next_jobs_are_stored_together(pool: Pool) -> None:
    job = pool.put(n=5, then=3)
    assert pool.work().counts == {"done": 4}
    assert pool.effects() == [(job, 5), (job + 1, 0), (job + 2, 1), (job + 3, 2)]
    assert pool.row(job)["result"] == '{"value":5}'


def test_C2_no_claim_starts_more_jobs_than_it_may_and_none_is_left_over(pool: Pool) -> None:
    jobs = [pool.put(n=n) for n in range(30)]
    assert pool.work(claim_batch=4).counts == {"done": 30}
    assert max(len(event.jobs) for event in pool.told(Started)) == 4
    assert [job for job, _ in pool.effects()] == jobs


@pytest.mark.parametrize("kind", ["probe", "probe_threads"])
@pytest.mark.parametrize(
    ("do", "code"),
    [
        ("raise", "stage_error"),
        ("exit", "stage_error"),
        ("interrupt", "stage_error"),
        ("recurse", "stage_error"),
        ("memory", "memory"),
        ("unspeakable", "stage_error"),
        ("surrogate", "stage_error"),
        ("nothing", "bad_result"),
        ("chatter", "chatter"),
        ("short", "bad_result"),
    ],
)
def test_R5_whatever_a_stage_raises_is_its_jobs_failure_and_no_crash(pool: Pool, kind: str, do: str, code: str) -> None:
    bad = pool.put(kind, do=do, wishes={"max_attempts": 1})
    good = pool.put(kind, n=1)
    pool.work()
    assert (pool.state(bad), pool.attempts(bad)) == ("failed", [("failed", code)])
    assert pool.state(good) == "done"
    assert pool.told(WorkerLost) == []


@pytest.mark.parametrize("do", ["os_exit", "segfault", "kill", "garbage", "oversize", "lie", "orphan"])
def test_R1_third_crash_poisons_and_the_pool_goes_on(pool: Pool, do: str) -> None:
    """R9: also when it sends what no worker sends. R5: a process that it leaves behind keeps no slot."""
    gate = pool.folder / "gate"
    bad = pool.put(do=do, until=str(gate))
    good = [pool.put(n=n) for n in range(5)]
    pool.work(max_time=25.0)
    gate.touch()
    assert (pool.state(bad), pool.row(bad)["error_code"]) == ("failed", "poisoned")
    assert pool.attempts(bad) == [("crashed", "crash"), ("crashed", "crash"), ("crashed", "poisoned")]
    assert [pool.state(job) for job in good] == ["done"] * 5
    assert [pool.row(job)["attempts"] for job in good] == [1] * 5


def test_R1_a_thread_that_kills_its_process_charges_none_of_its_fellows(pool: Pool) -> None:
    gate = pool.folder / "gate"
    fellow = pool.put("probe_threads", do="hold", until=str(gate), log=str(pool.log), n=1)
    pool.work(emit=once(lambda _: _kill_when_called(pool, gate)))
    assert pool.state(fellow) == "done"
    assert pool.attempts(fellow) == [("returned", "worker_lost")]


def _kill_when_called(pool: Pool, gate: Path) -> None:
    _, pid = until(pool.calls)[0]
    os.kill(pid, signal.SIGKILL)
    gate.touch()


@pytest.mark.parametrize("do", ["sleep", "stop"])
@pytest.mark.parametrize("kind", ["probe", "probe_threads"])
def test_R5_timeout_ends_the_work_and_keeps_the_slot(
    tmp_path: Path, empty_database: Path, offered: Path, monkeypatch: pytest.MonkeyPatch, kind: str, do: str
) -> None:
    monkeypatch.setattr("cgq.workers.local.TERM_SECONDS", 0.2)
    changes = {"jobs": 1, "kinds": {**KINDS, kind: KindSettings(timeout=0.4, wait=0.0)}}
    with open_pool(tmp_path, empty_database, **changes) as pool:
        bad = pool.put(kind, do=do, log=str(pool.log), wishes={"max_attempts": 2})
        good = pool.put(kind, n=1)
        pool.work()
        assert pool.attempts(bad) == [("failed", "timeout")] * 2
        assert (pool.state(bad), pool.state(good)) == ("failed", "done")
        assert not any(psutil.pid_exists(pid) for _, pid in pool.calls())


def test_R5_a_worker_that_is_deaf_to_sigterm_is_killed(
    tmp_path: Path, empty_database: Path, offered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cgq.workers.local.TERM_SECONDS", 0.2)
    with open_pool(tmp_path, empty_database, kinds={"probe": KindSettings(timeout=0.4, wait=0.0)}) as pool:
        bad = pool.put(do="deaf", wishes={"max_attempts": 1})
        pool.work()
        assert pool.attempts(bad) == [("failed", "timeout")]


def test_C5_a_batch_that_crashes_is_halved_until_the_guilty_stands_alone(pool: Pool) -> None:
    jobs = [pool.put("probe_batch", n=n, do="os_exit" if n == 5 else "ok") for n in range(8)]
    pool.work()
    guilty = jobs.pop(5)
    assert [pool.state(job) for job in jobs] == ["done"] * 7
    assert [pool.row(job)["attempts"] for job in jobs] == [1] * 7
    assert {outcome for job in jobs for outcome, _ in pool.attempts(job)} == {"returned"}
    assert (pool.state(guilty), pool.row(guilty)["error_code"]) == ("failed", "poisoned")
    assert pool.row(guilty)["crashes"] == 3


@pytest.mark.parametrize("do", ["raise", "short"])
def test_C5_a_batch_that_is_refused_is_halved_and_nothing_of_it_is_stored(pool: Pool, do: str) -> None:
    jobs = [pool.put("probe_batch", n=n, do=do if n == 2 else "ok", wishes={"max_attempts": 1}) for n in range(4)]
    pool.work()
    guilty = jobs.pop(2)
    assert [(pool.state(job), pool.row(job)["attempts"]) for job in jobs] == [("done", 1)] * 3
    assert pool.state(guilty) == "failed"
    assert [job for job, _ in pool.effects()] == jobs


@pytest.mark.parametrize("store", ["raise", "exit", "unknown"])
def test_S3_a_store_that_raises_fails_only_its_job_and_leaves_nothing(pool: Pool, store: str) -> None:
    jobs = [pool.put("probe_batch", n=n, store=store if n == 1 else "", wishes={"max_attempts": 1}) for n in range(3)]
    pool.work()
    assert [pool.state(job) for job in jobs] == ["done", "failed", "done"]
    assert [job for job, _ in pool.effects()] == [jobs[0], jobs[2]]


def test_R8_a_full_disk_stops_the_supervisor_and_keeps_what_was_stored(pool: Pool) -> None:
    first = pool.put(n=1)
    pool.work()
    job, other = pool.put(store="large"), pool.put(n=2)
    pool.workspace.database.connection.execute("PRAGMA max_page_count = 400")
    with pytest.raises(StorageFailed) as caught:
        pool.work()
    assert caught.value.code == "disk_full"
    pool.verify()
    assert (pool.state(first), pool.state(job)) == ("done", "ready")
    assert pool.row(job)["attempts"] == 0
    # Stored before the disk was full, in a commit of its own, or given back with the one that did not fit.
    assert pool.state(other) in ("done", "ready")


@pytest.mark.parametrize(("do", "load"), [("shape", ""), ("huge", "")])
def test_R9_a_result_of_another_shape_is_refused_at_once(pool: Pool, do: str, load: str) -> None:
    job = pool.put(do=do)
    pool.work()
    assert (pool.state(job), pool.attempts(job)) == ("failed", [("failed", "bad_result")])
    assert pool.effects() == []


@pytest.mark.parametrize("load", ["raise", "exit", "short", "unsendable", "surrogate"])
def test_R5_a_load_that_fails_fails_its_job_and_never_the_supervisor(pool: Pool, load: str) -> None:
    bad = pool.put("probe_batch", load=load, wishes={"max_attempts": 1})
    good = pool.put("probe_batch", n=1)
    pool.work()
    assert (pool.state(bad), pool.state(good)) == ("failed", "done")


def test_S4_a_record_that_is_gone_ends_its_job_discarded(pool: Pool) -> None:
    gone, known, unlike = pool.put(load="gone"), pool.put(load="known", n=9, log=str(pool.log)), pool.put(load="unlike")
    pool.work()
    assert (pool.state(gone), pool.row(gone)["error_code"]) == ("discarded", "record_gone")
    assert (pool.state(known), pool.effects()) == ("done", [(known, 9)])
    assert pool.calls() == [], "what was known was computed again"
    assert (pool.state(unlike), pool.row(unlike)["error_code"]) == ("failed", "unlike")


def test_T4_what_no_retry_cures_ends_at_the_first_attempt(pool: Pool) -> None:
    refused, changed = pool.put(do="refuse", hook=True), pool.put(do="input")
    pool.work()
    assert pool.attempts(refused) == [("failed", "encrypted")]
    assert pool.attempts(changed) == [("failed", "input_changed")]
    assert {event.hint for event in pool.told(Ended)} >= {"Unlock it."}


def test_T4_a_wrong_key_pauses_the_queue_and_burns_one_attempt(pool: Pool) -> None:
    jobs = [pool.put("probe_batch", do="key") for _ in range(20)]
    pool.work()
    assert [pool.state(job) for job in jobs].count("failed") == 1
    assert sum(pool.row(job)["attempts"] for job in jobs) == 1
    assert "authentication" in one(pool.events, QueuePaused).reason


def test_T2_an_absurd_retry_after_is_bounded(pool: Pool) -> None:
    job = pool.put(do="later")
    pool.work(finished=lambda books: books.tx.value("SELECT state FROM job WHERE id = ?", (job,)) == "scheduled")
    found = pool.row(job)
    assert 0 < found["due_at"] - found["started_at"] < 366 * 86_400_000


def test_a_flood_of_output_stops_nobody(pool: Pool) -> None:
    """R5: what a stage prints goes nowhere and blocks nothing."""
    job = pool.put(do="flood")
    assert pool.work().counts == {"done": 1}
    assert pool.state(job) == "done"


def test_B2_progress_is_kept_and_a_boast_is_not_believed(pool: Pool) -> None:
    told, boasted = pool.put(do="progress", total=7), pool.put(do="boast")
    pool.work()
    assert (pool.state(told), pool.state(boasted)) == ("done", "done")
    assert [event.done for event in pool.told(Progress)] == sorted(event.done for event in pool.told(Progress))
    assert (pool.told(Progress)[-1].done, pool.told(Progress)[-1].total) == (7, 7)


def test_R5_work_besides_the_items_gets_time_that_is_not_taken_back(tmp_path: Path, empty_database: Path) -> None:
    settings = KindSettings(timeout=0.3, timeout_per_item=0.1, wait=0.0, max_attempts=1)
    with open_pool(tmp_path, empty_database, kinds={"probe": settings}) as pool:
        given, refused = pool.put(do="besides", total=100), pool.put(do="besides", total=1)
        pool.work()
        assert pool.state(given) == "done"
        assert pool.attempts(refused) == [("failed", "timeout")]


def test_C2_a_pause_stops_claims_even_behind_busy_slots(pool: Pool) -> None:
    for n in range(3000):
        pool.put(n=n)

    def pause(_: Event) -> None:
        with pool.another() as other, other.ledger.write() as books:
            operate.pause(books, "default", "somebody", "enough")

    pool.work(emit=once(pause, Ended))
    left = pool.workspace.database.connection.execute("SELECT count(*) FROM job WHERE state = 'ready'").fetchone()[0]
    assert left > 1000
    assert pool.told(Started)[-1] in pool.events[: pool.events.index(pool.told(Ended)[0]) + 50]


def test_R3_cancelling_a_running_job_ends_its_call(pool: Pool) -> None:
    job = pool.put(do="sleep", log=str(pool.log))

    def cancel(_: Event) -> None:
        until(pool.calls)
        with pool.another() as other, other.ledger.write() as books:
            assert operate.cancel(books, [job], "somebody") == [job]

    began = time.monotonic()
    pool.work(emit=once(cancel))
    assert time.monotonic() - began < 10
    assert (pool.state(job), pool.row(job)["result"]) == ("cancelled", None)
    ((_, pid),) = pool.calls()
    assert not psutil.pid_exists(pid)


def test_R3_the_late_answer_of_a_cancelled_job_changes_nothing(pool: Pool) -> None:
    gate = pool.folder / "gate"
    jobs = [pool.put("probe_batch", do="hold", until=str(gate), n=n, log=str(pool.log)) for n in range(2)]

    def cancel(_: Event) -> None:
        until(pool.calls)
        with pool.another() as other, other.ledger.write() as books:
            operate.cancel(books, jobs[:1], "somebody")
        gate.touch()

    pool.work(emit=once(cancel))
    assert [pool.state(job) for job in jobs] == ["cancelled", "done"]
    assert pool.effects() == [(jobs[1], 1)]
    assert one(pool.events, Late).jobs == (jobs[0],)


def test_R6_when_the_drain_time_is_over_jobs_go_back_with_their_attempt(pool: Pool) -> None:
    job = pool.put(do="sleep", log=str(pool.log))

    def stop(_: Event) -> None:
        until(pool.calls)
        pool.supervisor.stop("SIGINT")

    report = pool.work(emit=once(stop), drain=0.2)
    assert (report.reason, report.returned) == ("SIGINT", 1)
    assert (pool.state(job), pool.row(job)["attempts"], pool.attempts(job)) == ("ready", 0, [("returned", "stopped")])
    assert one(pool.events, Returned).jobs == (job,)


def test_R6_what_runs_may_finish_while_draining_and_nothing_new_starts(pool: Pool) -> None:
    gate = pool.folder / "gate"
    first = pool.put(do="hold", until=str(gate))

    def stop(_: Event) -> None:
        pool.supervisor.stop("SIGTERM")
        pool.put(n=1)
        gate.touch()

    report = pool.work(emit=once(stop), drain=30.0)
    assert (report.counts, pool.state(first), pool.state(first + 1)) == ({"done": 1}, "done", "ready")


def test_R6_the_second_stop_gives_back_at_once(pool: Pool) -> None:
    pool.put(do="sleep", log=str(pool.log))

    def stop(_: Event) -> None:
        until(pool.calls)
        pool.supervisor.stop("SIGINT")
        pool.supervisor.stop("SIGINT")

    began = time.monotonic()
    assert pool.work(emit=once(stop), drain=30.0).returned == 1
    assert time.monotonic() - began < 15


def kill_before_they_are_ready(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    killed: list[int] = []
    submit = LocalEngine.submit

    def submit_and_kill(engine: LocalEngine, assignment: Any, *, top_up: bool) -> None:
        submit(engine, assignment, top_up=top_up)
        if len(killed) < workers:
            (child,) = psutil.Process().children()
            killed.append(child.pid)
            os.kill(child.pid, signal.SIGKILL)

    monkeypatch.setattr(LocalEngine, "submit", submit_and_kill)


def test_R5_a_lost_worker_never_started_is_no_crash_of_its_job(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers are killed before they are ready; the job is uncharged, and a third one does it."""
    job = pool.put(n=1)
    kill_before_they_are_ready(monkeypatch, 2)
    pool.work()
    assert (pool.state(job), pool.row(job)["attempts"]) == ("done", 1)
    # Given back, where a lost worker's end was seen before another one took the job; no crash in any case.
    assert {outcome for outcome, _ in pool.attempts(job)} <= {"returned"}


def test_C2_what_never_began_takes_nothing_of_a_rate(
    tmp_path: Path, empty_database: Path, offered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_pool(tmp_path, empty_database, kinds={"probe": KindSettings(rate="1/1h")}) as pool:
        job, other = pool.put(n=1), pool.put(n=2)
        kill_before_they_are_ready(monkeypatch, 2)
        pool.work(finished=lambda books: books.tx.value("SELECT count(*) FROM job WHERE state = 'done'") > 0)
        assert (pool.state(job), pool.state(other)) == ("done", "ready")
