"""How many jobs are started, and how often: bounds, last starts, probes, and the search for one that is at fault."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.pool import KINDS, Pool, open_pool

from cgq.actions.run_stage import run_stage
from cgq.config import KindSettings
from cgq.events import Ended, Event
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WARM = 120
EVERY_HOST = ("probe", "probe_batch", "probe_threads")


def warm(pool: Pool, kind: str, action: Callable[[], None]) -> Callable[[Event], None]:
    """Put jobs that show how fast their kind is, and do `action` when they are done: assignments are long by then."""
    for _ in range(WARM):
        pool.put(kind)
    left = [WARM]

    def emit(event: Event) -> None:
        if isinstance(event, Ended) and left:
            left[0] -= len(event.jobs)
            if left[0] < 1:
                left.clear()
                action()

    return emit


def states(pool: Pool) -> Counter[str]:
    with pool.workspace.database.read() as tx:
        return Counter(row[0] for row in tx.all("SELECT state FROM job"))


@pytest.mark.parametrize(("kind", "most"), [("probe", 5), *((kind, 130) for kind in EVERY_HOST)])
def test_C2_max_jobs_starts_exactly_so_many(pool: Pool, kind: str, most: int) -> None:
    for _ in range(200):
        pool.put(kind)
    report = pool.work(max_jobs=most)
    assert (report.reason, report.counts) == ("max_jobs", {"done": most})
    assert states(pool) == {"done": most, "ready": 200 - most}


def attempts(pool: Pool) -> int:
    with pool.workspace.database.read() as tx:
        return int(tx.value("SELECT total(attempts) FROM job"))


def test_C2_a_retry_counts_as_a_start(pool: Pool) -> None:
    failing = pool.put(do="raise", wishes={"max_attempts": 5})
    report = pool.work(max_jobs=2)
    assert (report.reason, pool.state(failing), pool.row(failing)["attempts"]) == ("max_jobs", "ready", 2)


def test_C2_what_goes_back_uncharged_is_no_start(pool: Pool) -> None:
    pool.put(do="raise", wishes={"max_attempts": 2, "priority": "high"})
    for n in range(8):
        pool.put("probe_batch", n=n, do="raise" if n == 5 else "ok", wishes={"max_attempts": 1})
    report = pool.work(max_jobs=7)
    assert (report.reason, report.returned) == ("max_jobs", 0)
    assert attempts(pool) == 7, "whichever of the nine took them"


@pytest.mark.parametrize("own", [True, False], ids=["its own maximum", "its policy's"])
def test_T2_one_start_is_one_start_beside_a_job_that_takes_its_worker_down(
    tmp_path: Path, empty_database: Path, offered: Path, own: bool
) -> None:
    """What was computed is known before the next job begins, however quick the jobs are."""
    kinds = KINDS if own else {**KINDS, "probe": KindSettings(max_attempts=1)}
    with open_pool(tmp_path, empty_database, kinds=kinds) as pool:
        jobs: list[int] = []

        def put() -> None:
            wishes: dict[str, Any] = {"max_attempts": 1} if own else {}
            asked = [
                {"n": n, "do": "os_exit" if n % 27 == 13 else "ok", "starts": str(pool.started)} for n in range(80)
            ]
            with pool.another() as other, other.ledger.write() as books:
                jobs.extend(made.id for made in enqueue(books, [NewJob(kind="probe", args=a, **wishes) for a in asked]))

        over = "SELECT count(*) FROM job WHERE finished_at IS NOT NULL"
        pool.work(
            emit=warm(pool, "probe", put), until_empty=False, finished=lambda books: books.tx.value(over) == WARM + 80
        )
        assert Counter(n for _, n in pool.starts()) == dict.fromkeys(range(80), 1)
        assert Counter(map(pool.state, jobs)) == {"done": 77, "failed": 3}


@pytest.mark.parametrize("kind", EVERY_HOST)
def test_T4_the_probe_of_an_open_circuit_is_one_job(pool: Pool, kind: str) -> None:
    """Also where many wait and an assignment could carry hundreds; it fails, and the circuit stays open."""

    def fall_down() -> None:
        with pool.another() as other, other.ledger.write() as books:
            row = (f"kind:{kind}", books.now - 29_000)
            books.tx.run("INSERT INTO circuit (limiter, failures, opened_at) VALUES (?, 5, ?)", row)
            args = {"do": "down", "starts": str(pool.started)}
            enqueue(books, [NewJob(kind=kind, args=args) for _ in range(60)])

    opened_anew = "SELECT count(*) FROM circuit WHERE failures > 5"
    # The drain lets whatever went out with the probe come to its end.
    pool.work(
        emit=warm(pool, kind, fall_down),
        until_empty=False,
        finished=lambda books: books.tx.value(opened_anew) > 0,
        drain=10.0,
    )
    assert len(pool.starts()) == 1
    assert states(pool)["scheduled"] + states(pool)["ready"] == 60


def test_T4_a_provider_that_falls_down_is_asked_no_more_often_than_there_are_calls_in_flight(pool: Pool) -> None:
    """However quick its calls were before: nothing was handed out ahead."""

    def fall_down() -> None:
        args = {"do": "down", "starts": str(pool.started)}
        with pool.another() as other, other.ledger.write() as books:
            enqueue(books, [NewJob(kind="probe_threads", args=args, max_attempts=1) for _ in range(200)])

    is_open = "SELECT count(*) FROM circuit WHERE opened_at IS NOT NULL"
    pool.work(
        emit=warm(pool, "probe_threads", fall_down),
        until_empty=False,
        finished=lambda books: books.tx.value(is_open) > 0,
        drain=10.0,
    )
    limit = 5  # of the queue
    assert 5 <= len(pool.starts()) <= 5 + limit


@pytest.mark.parametrize("do", ["raise", "os_exit"])
def test_T4_a_probe_that_says_nothing_of_the_provider_leaves_it_to_the_next_one(pool: Pool, do: str) -> None:
    with pool.workspace.ledger.write() as books:
        row = ("kind:probe_batch", books.now - 60_000)
        books.tx.run("INSERT INTO circuit (limiter, failures, opened_at) VALUES (?, 5, ?)", row)
    bad = pool.put("probe_batch", do=do, starts=str(pool.started), wishes={"max_attempts": 1, "priority": "high"})
    good = [pool.put("probe_batch", starts=str(pool.started)) for _ in range(9)]
    pool.work()
    assert (pool.state(bad), {pool.state(job) for job in good}) == ("failed", {"done"})
    by_call = Counter(at for at, _ in pool.starts())
    assert sorted(by_call.values())[:2] == [1, 1], "one probe that failed by itself, and one that closed the circuit"
    with pool.workspace.database.read() as tx:
        assert tx.all("SELECT * FROM circuit") == []


@pytest.mark.parametrize("do", ["raise", "input"])
def test_T4_only_a_provider_s_passing_failures_open_a_circuit(pool: Pool, do: str) -> None:
    for _ in range(9):
        pool.put("probe_threads", do=do, wishes={"max_attempts": 1})
    pool.work()
    with pool.workspace.database.read() as tx:
        assert tx.all("SELECT * FROM circuit") == []


@pytest.mark.parametrize(("do", "jobs", "guilty"), [("raise", 7, 6), ("raise", 100, 99), ("os_exit", 100, 63)])
def test_C5_one_at_fault_among_many_is_found_in_few_calls(
    tmp_path: Path, empty_database: Path, offered: Path, do: str, jobs: int, guilty: int
) -> None:
    """Beside other jobs of its kind that wait, and over several workers. All n: tests/conformance/test_halving.py."""
    kinds = {"probe_batch": KindSettings(batch=100, wait=0.0)}
    with open_pool(tmp_path, empty_database, kinds=kinds) as pool:
        for n in range(jobs):
            wishes: dict[str, Any] = {"max_attempts": 1, "queue": "low_priority"}
            pool.put("probe_batch", n=n, do=do if n == guilty else "ok", starts=str(pool.started), wishes=wishes)
        pool.work()
        calls: dict[float, list[int]] = {}
        for at, n in pool.starts():
            calls.setdefault(at, []).append(n)
        alone = next(place for place, ns in enumerate(calls.values(), 1) if ns == [guilty])
        assert alone <= FEWEST[jobs]
        assert states(pool) == {"done": jobs - 1, "failed": 1}


def test_C5_enqueue_now_finds_the_one_at_fault_in_few_calls(
    tmp_path: Path, empty_database: Path, offered: Path
) -> None:
    with open_pool(tmp_path, empty_database, kinds={"probe_batch": KindSettings(batch=100)}) as pool:
        args = [{"n": n, "do": "raise" if n == 99 else "ok", "starts": str(pool.started)} for n in range(100)]
        made, _ = run_stage(pool.workspace, "probe_batch", [NewJob(kind="probe_batch", args=one) for one in args])
        assert [one.state for one in made] == ["done"] * 99 + ["failed"]
        assert len({at for at, _ in pool.starts()}) <= 15


FEWEST = {7: 6, 100: 14}
"""1 + 2·log2(n), without its fraction."""


def test_R1_a_thread_that_takes_its_process_down_is_found_among_its_fellows(pool: Pool) -> None:
    """Nobody knows which of those that ran side by side it was: each goes by itself, once."""
    bad = pool.put("probe_threads", n=99, do="os_exit", starts=str(pool.started))
    good = [pool.put("probe_threads", n=n, do="sleep", seconds=0.1, starts=str(pool.started)) for n in range(30)]
    pool.work()
    assert (pool.state(bad), pool.row(bad)["error_code"], pool.row(bad)["crashes"]) == ("failed", "poisoned", 3)
    assert {(pool.state(job), pool.row(job)["attempts"]) for job in good} == {("done", 1)}
    assert max(Counter(n for _, n in pool.starts()).values()) <= 4
