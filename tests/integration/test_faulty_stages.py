"""A stage that does something wrong fails its own job, in the queue and by hand alike, and stops nothing else (R5)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cgq.actions.run_stage import run_stage
from cgq.contract import Artifact
from cgq.db.kept_files import folder_of
from cgq.errors import NotReady, StageFailed
from cgq.events import Ended, Event
from cgq.queue.artifacts import NewFiles, files_by_hand, write_new
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.pool import Pool

FAULTS = {
    "load raises": "stage_error",
    "load gives nothing": "stage_error",
    "load gives too few": "bad_load",
    "compute exits": "stage_error",
    "compute gives too few": "bad_result",
    "compute gives no outcome": "bad_result",
    "the result has another type": "bad_result",
    "an item has another type": "bad_result",
    "an item is never storable": "stage_error",
    "a file is not written by the call": "bad_artifact",
    "a file is named twice": "bad_artifact",
    "store raises": "stage_error",
    "store exits": "stage_error",
    "store asks for a step": "bad_store",
    "store gives no job": "bad_store",
}


def new_files(pool: Pool) -> list[Path]:
    return [path for path in (folder_of(pool.workspace.database.path) / "new").rglob("*") if path.is_file()]


def test_R5_every_fault_of_a_stage_is_its_own_jobs_and_others_go_on(pool: Pool) -> None:
    jobs = {fault: pool.put("faulty", fault=fault) for fault in FAULTS}
    good = pool.put(n=1)
    pool.work()
    assert {fault: pool.row(job)["error_code"] for fault, job in jobs.items()} == FAULTS
    assert {pool.state(job) for job in jobs.values()} == {"failed"}
    assert pool.state(good) == "done"


@pytest.mark.parametrize("fault", FAULTS)
def test_by_hand_a_fault_is_the_same_failure_as_in_the_queue(pool: Pool, fault: str) -> None:
    requests = [NewJob(kind="faulty", args={"fault": name}) for name in (fault, "none", fault)]
    made, _ = run_stage(pool.workspace, "faulty", requests)
    codes = [one.failure.code if one.failure else None for one in made]
    assert codes == [FAULTS[fault], None, FAULTS[fault]]
    assert [one.state for one in made] == ["failed", "done", "failed"]
    assert new_files(pool) == []


@pytest.mark.parametrize(("kind", "how"), [("ending", "exit status 3"), ("crashing", "signal SIGSEGV")])
def test_R5_a_stage_that_ends_its_worker_before_it_is_ready_fails_its_own_jobs(pool: Pool, kind: str, how: str) -> None:
    jobs, good = [pool.put(kind, fault="none") for _ in range(2)], pool.put(n=1)
    pool.work()
    rows = [pool.row(job) for job in jobs]
    assert [(row["state"], row["error_code"]) for row in rows] == [("failed", "worker_broken")] * 2
    assert rows[0]["error"] == f"Its worker ended before it was ready: {how}."
    assert pool.state(good) == "done"
    ((made,), _) = run_stage(pool.workspace, kind, [NewJob(kind=kind, args={"fault": "none"})])
    assert made.failure is not None
    assert made.failure.code == "worker_broken"
    assert "which the package pool-stages offers" in made.failure.hint


WALLS = {
    "compute is interrupted": ("faulty", "stage_error"),
    "compute ends its process": ("faulty", "crash"),
    "compute crashes its process": ("faulty", "crash"),
    "a provider refuses": ("faulty", "provider_auth"),
    "compute never ends": ("faulty_limited", "timeout"),
    "compute takes all memory": ("faulty_limited", "memory"),
}


@pytest.mark.parametrize("fault", WALLS)
def test_R5_by_hand_the_walls_are_those_of_the_queue(pool: Pool, fault: str) -> None:
    kind, code = WALLS[fault]
    made, _ = run_stage(pool.workspace, kind, [NewJob(kind=kind, args={"fault": name}) for name in (fault, "none")])
    assert [one.failure.code if one.failure else None for one in made] == [code, None]
    with pool.workspace.database.read() as tx:
        assert tx.all("SELECT * FROM pause") == [], "no other job meets what one by hand met"


def test_C5_by_hand_one_of_a_batch_fails_and_its_fellows_do_not(pool: Pool) -> None:
    faults = ["none", "compute crashes its process", "none", "compute gives no outcome", "none"]
    requests = [NewJob(kind="faulty_batch", args={"fault": fault}) for fault in faults]
    made, _ = run_stage(pool.workspace, "faulty_batch", requests)
    codes = [one.failure.code if one.failure else None for one in made]
    assert codes == [None, "crash", None, "bad_result", None]


def test_by_hand_a_failure_that_cannot_be_recorded_says_so(pool: Pool) -> None:
    ((made,), _) = run_stage(pool.workspace, "faulty", [NewJob(kind="faulty", args={"fault": "load raises"})])
    assert made.failure is not None
    assert "This failure could not be recorded: ArithmeticError: failed" in made.failure.message


@pytest.mark.parametrize(("kind", "neighbour"), [("unready", "probe"), ("unready_threads", "probe_threads")])
def test_R5_a_stage_that_cannot_load_fails_its_jobs_and_those_beside_it_go_on(
    pool: Pool, kind: str, neighbour: str
) -> None:
    job, good = pool.put(kind, fault="none"), pool.put(neighbour, n=1)
    pool.work()
    assert (pool.state(job), pool.row(job)["error"]) == ("failed", "RuntimeError: the model is not there")
    assert pool.state(good) == "done"
    ((made,), _) = run_stage(pool.workspace, kind, [NewJob(kind=kind, args={"fault": "none"})])
    assert made.failure is not None
    assert made.failure.message == "RuntimeError: the model is not there"


@pytest.mark.parametrize(
    ("fault", "code"),
    [("its summary raises", "stage_error"), ("it asks twice", "bad_store"), ("it never ends", "timeout")],
)
def test_R12_a_result_that_cannot_be_stored_in_steps_fails_its_job(pool: Pool, fault: str, code: str) -> None:
    job, good = pool.put("faulty_steps", fault=fault), pool.put(n=1)
    pool.work()
    assert (pool.state(job), pool.row(job)["error_code"]) == ("failed", code)
    assert pool.state(good) == "done"


def test_R9_a_worker_of_another_version_is_refused_and_its_job_waits_uncharged(pool: Pool) -> None:
    job = pool.put("upgraded", fault="none")
    with pytest.raises(NotReady, match="another version of cgq"):
        pool.work()
    assert (pool.state(job), pool.row(job)["attempts"]) == ("ready", 0)


def test_R11_a_file_that_no_outcome_names_is_gone_before_its_job_ends(pool: Pool) -> None:
    job = pool.put("faulty", fault="a file is named by nothing")
    found: list[list[Path]] = []

    def look(event: Event) -> None:
        if isinstance(event, Ended):
            found.append(new_files(pool))

    pool.work(look)
    assert (pool.state(job), found) == ("done", [[]])


def test_B1_a_flood_of_items_holds_up_no_other_job_and_none_is_lost(pool: Pool) -> None:
    ends: list[int] = []

    def note(event: Event) -> None:
        if isinstance(event, Ended):
            ends.extend(event.jobs)

    flood = pool.put("flood", fault="30000")
    others = [pool.put(n=n) for n in range(3)]
    pool.work(note)
    assert sorted(ends) == [flood, *others]
    assert ends[-1] == flood, "jobs that were done long before it ended with it"
    values = [value for job, value in pool.effects() if job == flood]
    assert sorted(values) == list(range(30_000))


@pytest.fixture
def files(tmp_path: Path) -> NewFiles:
    return NewFiles(tmp_path / "cgq.db", "1")


@pytest.mark.parametrize("kind", ["content", "size", "link", "pipe", "folder", "outside", "missing"])
def test_R11_a_file_that_is_not_what_its_result_says_is_refused(files: NewFiles, kind: str) -> None:
    good = write_new(files.folder, [b"good"])
    other = write_new(files.folder, [b"evil"])
    path = files.folder / good.name
    files.verify([good], trusted=False)
    if kind == "content":
        (files.folder / other.name).rename(path)
    elif kind == "size":
        good = Artifact(good.sha256, 5, good.name)
    elif kind == "outside":
        good = Artifact(good.sha256, 4, f"../1/{good.name}")
    else:
        path.unlink()
        if kind == "link":
            path.symlink_to(files.folder / other.name)
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "folder":
            path.mkdir()
    with pytest.raises(StageFailed) as caught:
        files.verify([good], trusted=False)
    assert caught.value.code == "bad_artifact"


def test_R11_a_file_is_kept_once_however_often_it_is_named(pool: Pool) -> None:
    files = NewFiles(pool.workspace.database.path, "77")
    file = write_new(files.folder, [b"once"])
    with pool.workspace.ledger.write() as books:
        files.adopt(books, [(1, file)])
        with pytest.raises(StageFailed):
            files.adopt(books, [(2, file)])
        files.rename()
    with pool.workspace.ledger.write() as books, pytest.raises(StageFailed):
        files.adopt(books, [(3, file)])
    with pool.workspace.database.read() as tx:
        assert tx.all("SELECT job_id FROM artifact") == [(1,)]


def test_R11_two_that_run_a_stage_by_hand_never_remove_each_others_files(tmp_path: Path) -> None:
    database = tmp_path / "cgq.db"
    with files_by_hand(database) as one:
        assert not one.folder.exists(), "nothing is made for a stage that writes no file"
        one.hold()
        first = write_new(one.folder, [b"first"])
        with files_by_hand(database) as other:
            other.hold()
            write_new(other.folder, [b"second"])
            NewFiles(database, "1").remove_left_behind()
        assert (one.folder / first.name).exists()
        assert not other.folder.exists()
    left = folder_of(database) / "new" / "now-00"
    left.mkdir()
    NewFiles(database, "1").remove_left_behind()
    assert not left.exists(), "nobody holds its lock"
