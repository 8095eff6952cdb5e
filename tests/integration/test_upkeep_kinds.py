"""The kinds of job that schedules are for: folders of papers, and the upkeep of the ledger."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import PDF
from tests.support.ledger import check, put, state

from cgq.actions.enqueue import Wishes, enqueue_papers
from cgq.actions.prune import would_prune
from cgq.actions.run_stage import Made, run_stage
from cgq.config import Settings
from cgq.db.kept_files import path_of
from cgq.errors import Failure, Refused
from cgq.queue import artifacts
from cgq.queue.job import NewJob
from cgq.queue.retention import Which
from cgq.stages import intake
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.clock import FakeClock

    from cgq.db.connection import Transaction


@pytest.fixture
def workspace(tmp_path: Path, clock: FakeClock) -> Iterator[Workspace]:
    with Workspace(Settings(db=tmp_path / "cgq.db", jobs=1, durability="NORMAL"), clock) as opened:
        yield opened


def run(workspace: Workspace, kind: str, **args: Any) -> Made:
    (made,), _ = run_stage(workspace, kind, [NewJob(kind=kind, args=args)])
    return made


def files(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for n in range(count):
        (folder / f"{n:03}.pdf").write_bytes(PDF + str(n).encode())


def jobs(workspace: Workspace) -> list[Any]:
    with workspace.database.read() as tx:
        return tx.all("SELECT kind, queue, priority, requested_by FROM job ORDER BY id")


def test_S2_a_folder_is_taken_in_once_however_often_it_is_looked_through(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    files(inbox, 5)
    (inbox / "text.pdf").write_text("no PDF")
    monkeypatch.setattr(intake, "BATCH", 2)  # three steps
    wanted = {"paths": [str(inbox)], "queue": "low_priority", "priority": "high", "requested_by": "kim"}
    made = run(workspace, "enqueue_papers", **wanted)
    assert (made.state, made.result["new"], made.result["known"], made.result["refused"]) == ("done", 5, 0, 1)
    assert made.result["refusals"][0]["code"] == "not_a_pdf"
    assert jobs(workspace) == [("process_pdf", "low_priority", 2, "kim")] * 5
    files(inbox, 6)
    made = run(workspace, "enqueue_papers", **wanted)
    assert (made.result["new"], made.result["known"]) == (1, 5)
    with workspace.ledger.read() as (tx, moment):
        check(tx, moment.now)


def test_an_inbox_that_is_empty_is_done_and_one_that_is_gone_fails(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    paths = [str(tmp_path / "inbox"), str(tmp_path / "nowhere")]
    assert run(workspace, "enqueue_papers", paths=paths[:1]).result["new"] == 0
    assert run(workspace, "enqueue_papers", paths=paths).result["refused"] == 1
    made = run(workspace, "enqueue_papers", paths=paths[1:])
    assert made.failure is not None
    assert (made.state, made.failure.code, made.failure.retryable) == ("failed", "input_missing", False)


def test_the_database_in_a_folder_is_no_paper(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "link.pdf").symlink_to(tmp_path / "cgq.db")
    made = run(workspace, "enqueue_papers", paths=[str(tmp_path)])
    assert "is the database itself" in made.result["refusals"][0]["message"]


def test_expired_jobs_end_where_nobody_serves_their_queue(
    workspace: Workspace, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [put(workspace.ledger, "refresh_concepts", ttl=60) for _ in range(5)]
    monkeypatch.setattr("cgq.queue.claim.BATCH", 2)
    clock.pass_(59)
    assert run(workspace, "cleanup", task="expire").result == {"expired": 0}
    clock.pass_(1)
    assert run(workspace, "cleanup", task="expire").result == {"expired": 5}
    assert {state(workspace.ledger, id_) for id_ in ids} == {"failed"}


def test_B6_a_cleanup_prunes_what_has_been_over_for_long_enough(
    workspace: Workspace, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cgq.queue.retention.SPAN", 3)
    monkeypatch.setattr("cgq.queue.retention.BATCH", 2)
    old = [put(workspace.ledger, "refresh_concepts", ttl=60) for _ in range(8)]
    waiting = put(workspace.ledger, "refresh_concepts")
    clock.pass_(60)
    run(workspace, "cleanup", task="expire")
    clock.pass_(167 * 3600)
    assert _but_bytes(workspace, task="prune") == {"pruned": 0, "by_state": {}, "files": 0}
    clock.pass_(3601)
    assert _but_bytes(workspace, task="prune") == {"pruned": len(old), "by_state": {"failed": len(old)}, "files": 0}
    with workspace.ledger.read() as (tx, moment):
        assert tx.all("SELECT id FROM job") == [(waiting,)]
        check(tx, moment.now)


def test_B6_a_cleanup_without_a_task_ends_what_waited_too_long_and_prunes(
    workspace: Workspace, clock: FakeClock
) -> None:
    ids = [put(workspace.ledger, "refresh_concepts", ttl=60) for _ in range(3)]
    clock.pass_(60)
    found = _but_bytes(workspace)
    assert found == {"expired": 3, "pruned": 0, "by_state": {}, "files": 0}
    assert {state(workspace.ledger, id_) for id_ in ids} == {"failed"}


WEEK = 7 * 24 * 3600


def test_B6_a_cleanup_removes_the_files_that_nobody_names_after_a_week(workspace: Workspace, clock: FakeClock) -> None:
    gone, named, paper, becoming = (sign * 64 for sign in "abcd")
    for sha256 in (gone, named, paper, becoming):
        _keep(workspace, sha256)
    put(workspace.ledger, "refresh_concepts")
    with workspace.database.write() as tx:
        tx.run("UPDATE job SET result = ?", (f'{{"file": "{named}"}}',))
        _add_paper(tx, paper, next_sha256=becoming)
        tx.run(
            "INSERT INTO fetched (address, answered, file, sha256, headers, job_id, fetched_at)"
            " VALUES ('https://a/b.pdf', 'https://a/b.pdf', 'b.pdf', ?, '{}', 7, 1)",
            (gone,),
        )
    clock.pass_(WEEK - 1)
    assert _but_bytes(workspace, task="prune")["files"] == 0
    clock.pass_(1)
    would = would_prune(workspace, Which())
    assert (would.files, would.file_bytes) == (1, 4)
    found = run(workspace, "cleanup", task="prune").result
    assert (found["files"], found["bytes"] >= 4) == (1, True)
    there = [path_of(workspace.database.path, sha256).exists() for sha256 in (gone, named, paper, becoming)]
    assert there == [False, True, True, True]
    with workspace.database.read() as tx:
        assert tx.all("SELECT sha256 FROM artifact ORDER BY 1") == [(named,), (paper,), (becoming,)]
        assert tx.value("SELECT count(*) FROM fetched") == 0, "the file would count as fetched, and is gone"


def test_B6_the_file_of_a_paper_outlives_its_job_and_goes_after_the_paper(
    workspace: Workspace, clock: FakeClock
) -> None:
    sha256 = "a" * 64
    _keep(workspace, sha256)
    path = path_of(workspace.database.path, sha256)
    with workspace.database.write() as tx:
        _add_paper(tx, sha256)
    clock.pass_(100 * WEEK)
    assert _but_bytes(workspace)["files"] == 0
    with workspace.ledger.write() as books:
        artifacts.remove_unknown(books, workspace.database.path)
        assert artifacts.forget(books, [2]) == []
        books.tx.run("DELETE FROM artifact")
        artifacts.remove_unknown(books, workspace.database.path)
    assert path.exists(), "a paper names it, though no row of files does"
    with workspace.database.write() as tx:
        tx.run("DELETE FROM material")
    os.utime(path, (1, 1))
    assert _but_bytes(workspace)["files"] == 1
    assert not path.exists()


def test_B6_a_file_that_no_row_names_goes_after_a_week(workspace: Workspace) -> None:
    old, young = (path_of(workspace.database.path, sign * 64) for sign in "ab")
    for path in (old, young):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"page")
    now = workspace.ledger.clock.now() / 1000
    os.utime(old, (now - WEEK - 1, now - WEEK - 1))
    os.utime(young, (now - WEEK + 60, now - WEEK + 60))
    assert _but_bytes(workspace)["files"] == 1
    assert (old.exists(), young.exists()) == (False, True)


def _but_bytes(workspace: Workspace, **args: Any) -> dict[str, Any]:
    result = dict(run(workspace, "cleanup", **args).result)
    assert result.pop("bytes") >= 0
    return result


def _keep(workspace: Workspace, sha256: str) -> None:
    """A file of four bytes that a job made which was pruned since."""
    path = path_of(workspace.database.path, sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"page")
    with workspace.ledger.write() as books:
        books.tx.run("INSERT INTO artifact VALUES (?, 4, 7, ?)", (sha256, books.now))


def _add_paper(tx: Transaction, sha256: str, next_sha256: str | None = None) -> None:
    path = None if next_sha256 is None else "/in/next.pdf"
    tx.run(
        "INSERT INTO material (sha256, title, next_sha256, next_path, next_format, created_at, updated_at) "
        "VALUES (?, 'paper', ?, ?, ?, 1, 1)",
        (sha256, next_sha256, path, None if path is None else "pdf"),
    )


@pytest.mark.parametrize(("kind", "args"), [("cleanup", {"task": "nonsense"}), ("enqueue_papers", {"paths": []})])
def test_S4_arguments_that_mean_nothing_are_refused(workspace: Workspace, kind: str, args: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        run(workspace, kind, **args)


def test_B1_a_file_that_a_look_refuses_is_an_item_that_failed_and_is_reported_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    files(inbox, 1)
    bad = inbox / "text.pdf"
    bad.write_text("no PDF")
    wanted = {"paths": [str(inbox)]}
    (item,) = run(workspace, "enqueue_papers", **wanted).items
    assert isinstance(item.outcome, Failure)
    assert (item.key, item.name, item.outcome.code) == (str(bad), str(bad), "not_a_pdf")
    known = run(workspace, "enqueue_papers", **wanted)
    assert (known.items, known.result["refused"]) == ([], 1)
    assert enqueue_papers(workspace, [str(inbox)], Wishes()).newly_refused == []
    bad.write_bytes(b"")
    (item,) = run(workspace, "enqueue_papers", **wanted).items
    assert isinstance(item.outcome, Failure)
    assert item.outcome.code == "empty_file", "another reason is news"
    files(inbox, 3)
    bad.write_bytes(PDF)
    assert run(workspace, "enqueue_papers", **wanted).items == []
    bad.write_bytes(b"")
    assert len(run(workspace, "enqueue_papers", **wanted).items) == 1, "it was a paper meanwhile"
