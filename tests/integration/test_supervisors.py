"""Several supervisors on one database, and what becomes of the jobs of one that is killed, stopped or overtaken."""

from __future__ import annotations

import os
import shutil
import signal
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.support.poll import until

from cgq.db.migrations import version
from cgq.errors import NotReady, StorageFailed
from cgq.events import Event, Rescued, Returned, Started

if TYPE_CHECKING:
    import subprocess

    from tests.support.pool import Pool


def registered(process: subprocess.Popen[str]) -> int:
    """The id of a supervisor in another process, once it has one."""
    assert process.stdout is not None
    name, number = process.stdout.readline().split()
    assert name == "Registered"
    return int(number)


def rest(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.read().splitlines()


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_R4_no_child_outlives_a_killed_supervisor_by_two_seconds(pool: Pool) -> None:
    for n in range(3):
        pool.put(do="sleep", log=str(pool.log), n=n)
    with pool.elsewhere() as process:
        registered(process)
        until(lambda: len(pool.calls()) == 3)
        process.kill()
        until(lambda: not any(alive(pid) for _, pid in pool.calls()), 2.0)


def test_R2_an_idle_supervisor_takes_back_the_jobs_of_a_killed_one_within_two_seconds(pool: Pool) -> None:
    """Also when the dead one has written nothing since: nobody tells the idle one to look."""
    gate = pool.folder / "gate"
    with pool.elsewhere() as first, pool.elsewhere() as idle:
        numbers = {registered(first): first, registered(idle): idle}
        job = pool.put(do="hold", until=str(gate), log=str(pool.log), n=1)
        until(pool.calls)
        dead = numbers.pop(pool.row(job)["supervisor_id"])
        (other,) = numbers.values()
        until(lambda: pool.state(job) == "running")
        dead.kill()
        killed = time.monotonic()
        until(lambda: len(pool.calls()) == 2, 10.0)
        assert time.monotonic() - killed < 4.0, "2 s to see it, the rest to start a worker"
        gate.touch()
        until(lambda: pool.state(job) == "done")
        assert pool.attempts(job) == [("returned", "supervisor_died")]
        assert pool.row(job)["attempts"] == 1
        other.send_signal(signal.SIGTERM)
        assert other.wait(10) == 0


def test_R2_a_starting_supervisor_takes_back_the_jobs_of_a_killed_one(pool: Pool) -> None:
    with pool.elsewhere() as process:
        dead = registered(process)
        jobs = [pool.put(do="sleep", seconds=0.5, log=str(pool.log), n=n) for n in range(3)]
        until(lambda: len(pool.calls()) == 3)
        process.kill()
        process.wait()
    pool.work()
    assert [(event.supervisor, event.jobs) for event in pool.told(Rescued)] == [(dead, 3)]
    assert [(pool.state(job), pool.row(job)["attempts"]) for job in jobs] == [("done", 1)] * 3
    assert len(pool.effects()) == 3, "an effect was stored twice (R4)"


def test_R2_a_stopped_supervisor_keeps_its_jobs(pool: Pool) -> None:
    gate = pool.folder / "gate"
    job = pool.put(do="hold", until=str(gate), log=str(pool.log))
    with pool.elsewhere("--until-empty") as process:
        owner = registered(process)
        until(pool.calls)
        process.send_signal(signal.SIGSTOP)
        pool.work(max_time=2.5)
        assert (pool.state(job), pool.row(job)["supervisor_id"]) == ("running", owner)
        assert pool.told(Rescued) == []
        gate.touch()
        process.send_signal(signal.SIGCONT)
        assert process.wait(20) == 0
    assert (pool.state(job), pool.attempts(job), len(pool.calls())) == ("done", [], 1)


def test_C2_supervisors_side_by_side_share_a_limit(pool: Pool) -> None:
    gate = pool.folder / "gate"
    for n in range(6):
        pool.put(do="hold", until=str(gate), log=str(pool.log), n=n, wishes={"queue": "low_priority"})
    for n in range(6):
        pool.put(do="hold", until=str(gate), log=str(pool.log), n=100 + n)
    with pool.elsewhere("--until-empty") as one, pool.elsewhere("--until-empty") as two:
        registered(one), registered(two)
        until(lambda: len([n for n, _ in pool.calls() if n >= 100]) == 5)
        assert len([n for n, _ in pool.calls() if n < 100]) <= 1
        with pool.workspace.database.read() as tx:
            rows = tx.all("SELECT scope, sum(held) FROM slot WHERE scope LIKE 'queue:%' GROUP BY scope")
            holders = tx.value("SELECT count(DISTINCT supervisor_id) FROM job WHERE state = 'running'")
        held = dict(rows)
        assert held["queue:default"] <= 5
        assert held["queue:low_priority"] <= 1
        assert holders == 2, "one of them starves"
        gate.touch()
        assert (one.wait(30), two.wait(30)) == (0, 0)
    assert len(pool.effects()) == len(pool.calls()) == 12
    pool.verify()


def test_C4_two_idle_supervisors_write_nothing(pool: Pool) -> None:
    with pool.elsewhere() as one, pool.elsewhere() as two:
        registered(one), registered(two)
        job = pool.put(n=1)
        until(lambda: pool.state(job) == "done")
        version = pool.workspace.database.data_version

        def quiet() -> bool:
            before = version()
            time.sleep(1.5)  # the measured span itself: is anything written in it?
            return version() == before

        until(quiet, 10.0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_R6_a_second_signal_gives_the_jobs_back_with_their_attempt(pool: Pool, number: signal.Signals) -> None:
    job = pool.put(do="sleep", log=str(pool.log))
    with pool.elsewhere() as process:
        registered(process)
        until(pool.calls)
        process.send_signal(number)
        assert process.stdout is not None
        until(lambda: process.stdout and "Draining" in process.stdout.readline())
        process.send_signal(number)
        assert process.wait(10) == 0
        assert rest(process)[-1] == f"Left {number.name} {{}} 1"
    assert (pool.state(job), pool.row(job)["attempts"]) == ("ready", 0)
    assert not any(alive(pid) for _, pid in pool.calls())


def test_R9_a_schema_that_was_bumped_ends_a_running_supervisor_and_loses_nothing(pool: Pool) -> None:
    job = pool.put(do="sleep", seconds=0.3, log=str(pool.log))

    def bump(event: Event) -> None:
        if isinstance(event, Started):
            until(pool.calls)
            with pool.workspace.database.write() as tx:
                tx.run(f"PRAGMA user_version = {version() + 1}")

    with pytest.raises(NotReady) as caught:
        pool.work(emit=bump)
    assert (caught.value.code, caught.value.exit_code) == ("schema_newer", 6)
    pool.verify()
    # Both lose nothing: the job ended while its supervisor had not looked yet, or it was given back uncharged.
    assert (pool.state(job), pool.row(job)["attempts"]) in (("ready", 0), ("done", 1))


def test_a_database_that_is_replaced_ends_a_running_supervisor(pool: Pool) -> None:
    """R8: what was running goes back to the database that it came from; the new one is not touched.

    That the next run starts it is not reported: the next run knows the new one.
    """
    returned: list[Event] = []
    job = pool.put(do="sleep", log=str(pool.log))
    pool.put(n=2, wishes={"delay": 0.3})
    path, aside = pool.settings.db, pool.folder / "aside.db"

    def replace(event: Event) -> None:
        if isinstance(event, Returned):
            returned.append(event)
        if isinstance(event, Started) and not aside.exists():
            until(pool.calls)
            path.rename(aside)
            shutil.copy(aside, path)

    with pytest.raises(StorageFailed) as caught:
        pool.work(emit=replace)
    assert caught.value.code == "database_replaced"
    assert (pool.state(job), pool.row(job)["attempts"]) == ("ready", 0), "not given back in the old file"
    assert returned == []


def test_R2_each_supervisor_holds_a_lock_file_of_its_own_and_takes_it_along(pool: Pool) -> None:
    with pool.elsewhere() as process:
        registered(process)
        (lock,) = pool.folder.glob("*.lock")
        mine = {os.readlink(f"/proc/{process.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{process.pid}/fd")}
        assert str(lock) in mine
        pool.put(do="sleep", log=str(pool.log))
        ((_, worker),) = until(pool.calls)
        theirs = {os.readlink(f"/proc/{worker}/fd/{fd}") for fd in os.listdir(f"/proc/{worker}/fd")}
        assert not [name for name in theirs if name.startswith(str(pool.folder)) and name.endswith((".lock", ".db"))]
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        until(lambda: process.poll() is not None or process.send_signal(signal.SIGTERM))
    assert list(pool.folder.glob("*.lock")) == []
