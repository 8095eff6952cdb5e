"""Who owns the jobs of a supervisor whose lock file somebody removes, and who shares a database by other names (R2)."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.support.poll import until

from cgq.config import Settings
from cgq.db.driver import driver
from cgq.errors import Busy, StorageFailed
from cgq.events import Event, Started
from cgq.queue import stats, timeline
from cgq.queue.ownership import is_anybody_at_work, is_held
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.pool import Pool


def lock_file(pool: Pool) -> Path:
    (found,) = until(lambda: list(pool.folder.glob("*.lock")))
    return found


def is_alive(pool: Pool, workspace: Workspace) -> bool:
    with workspace.database.read() as tx:
        at = timeline.read(tx, workspace.ledger.clock)
        (one,) = stats.supervisors(tx, workspace.database.path, at)
    return one.alive


def test_R2_a_lock_file_that_was_removed_is_made_again_and_no_job_starts_twice(pool: Pool) -> None:
    """Not even while its owner cannot move, and does not know of it."""
    gate = pool.folder / "gate"
    job = pool.put(do="hold", until=str(gate), log=str(pool.log), n=1)
    with pool.elsewhere("--until-empty") as owner:
        until(pool.calls)
        lock = lock_file(pool)
        owner.send_signal(signal.SIGSTOP)
        lock.unlink()
        assert is_held(pool.settings.db, lock.name)
        assert is_anybody_at_work(pool.settings.db)
        pool.work(max_time=1.5, until_empty=False)
        assert (pool.state(job), pool.row(job)["attempts"]) == ("running", 1)
        assert not lock.exists(), "made by somebody who does not own it"
        assert is_alive(pool, pool.workspace)
        owner.send_signal(signal.SIGCONT)
        until(lock.exists, 3.0)
        gate.touch()
        assert owner.wait(20) == 0
    assert (pool.state(job), len(pool.calls())) == ("done", 1)
    assert list(pool.folder.glob("*.lock")) == []


def test_R2_a_supervisor_that_was_killed_is_taken_over_though_its_lock_file_is_gone(pool: Pool) -> None:
    gate = pool.folder / "gate"
    job = pool.put(do="hold", until=str(gate), log=str(pool.log), n=1)
    with pool.elsewhere() as owner:
        until(pool.calls)
        lock = lock_file(pool)
        owner.send_signal(signal.SIGSTOP)
        lock.unlink()
        owner.kill()
        owner.wait(10)
    assert not is_held(pool.settings.db, lock.name)
    gate.touch()
    pool.work()
    assert (pool.state(job), len(pool.calls())) == ("done", 2)


def test_R2_a_lock_file_that_another_file_took_the_place_of_is_held_again(pool: Pool) -> None:
    with pool.elsewhere() as owner:
        lock = lock_file(pool)
        lock.unlink()
        lock.write_text("a cleaner's own", encoding="ascii")
        until(lambda: not _is_free(lock))
        assert owner.poll() is None


def _is_free(lock: Path) -> bool:
    import fcntl

    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def test_R2_a_database_by_a_symlink_and_by_its_own_name_is_one(pool: Pool) -> None:
    alias = pool.folder / "alias"
    alias.mkdir()
    link = alias / "other.db"
    link.symlink_to(pool.settings.db)
    gate = pool.folder / "gate"
    job = pool.put(do="hold", until=str(gate), log=str(pool.log), n=1)
    by_link = replace(pool, settings=replace(pool.settings, db=link))
    with by_link.elsewhere("--until-empty") as owner:
        until(pool.calls)
        assert is_alive(pool, pool.workspace)
        with Workspace(by_link.settings) as seen:
            assert is_alive(pool, seen)
        pool.work(max_time=1.0, until_empty=False)
        gate.touch()
        assert owner.wait(20) == 0
    assert (pool.state(job), len(pool.calls())) == ("done", 1)
    assert [path.name for path in alias.iterdir()] == ["other.db"], "something was kept beside the link"


def test_R8_a_log_that_is_removed_ends_a_running_supervisor(pool: Pool) -> None:
    """What it writes from then on would be lost, and the next command would read a log without it."""
    pool.put(do="sleep", log=str(pool.log))
    pool.put(n=2, wishes={"delay": 0.3})

    def remove(event: Event) -> None:
        if isinstance(event, Started):
            until(pool.calls)
            pool.settings.db.with_name("cgq.db-wal").unlink(missing_ok=True)

    with pytest.raises(StorageFailed) as caught:
        pool.work(emit=remove)
    assert caught.value.code == "database_replaced"


def test_C1_a_new_file_that_somebody_holds_is_waited_for(tmp_path: Path) -> None:
    """A change of the journal is refused at once where SQLite finds a lock; whoever meets it waits all the same."""
    path = tmp_path / "cgq.db"
    with closing(driver.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        holder = threading.Timer(0.5, lambda: other.execute("ROLLBACK"))
        holder.start()
        Workspace(Settings(db=path, jobs=1)).close()
        holder.join()


def test_C1_a_new_file_that_stays_locked_is_reported_after_ten_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cgq.db.connection.BUSY_MS", 400)
    path = tmp_path / "cgq.db"
    with closing(driver.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(Busy) as caught:
            Workspace(Settings(db=path, jobs=1))
    assert (caught.value.code, caught.value.exit_code) == ("database_locked", 5)
    assert time.monotonic() - began >= 0.4
