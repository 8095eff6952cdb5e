"""What a worker has started ends with it, and with its supervisor: no process is left behind."""

from __future__ import annotations

import os
import shutil
import signal
import time
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.support.command import SAMPLES, Home
from tests.support.poll import until
from tests.support.pool import KINDS, Pool, open_pool
from tests.support.processes import Child

from cgq.config import KindSettings
from cgq.events import Event, Started

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HIDDEN = 4
"""Processes that the stage `brood` starts: a plain child, one in a session of its own, and two orphans."""

IN_TIME = 2.0
"""Seconds that a process may outlive its supervisor (R4)."""


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def told(file: Path) -> list[int]:
    """The processes that a call has started so far, once they are all there."""
    pids = [int(pid) for pid in file.read_text().split()] if file.exists() else []
    return pids if len(pids) == HIDDEN else []


def assert_gone(pids: list[int], seconds: float = IN_TIME) -> None:
    try:
        until(lambda: not any(map(alive, pids)), seconds)
    finally:
        for pid in filter(alive, pids):
            os.kill(pid, signal.SIGKILL)


def guards(worker: int) -> dict[str, int]:
    """The guards of a worker."""
    inner = psutil.Process(worker).ppid()
    return {"inner": inner, "outer": psutil.Process(inner).ppid()}


def kill_over_its_processes(
    pool: Pool, round_: int, number: signal.Signals | None = None, which: tuple[str, ...] = ("inner",)
) -> None:
    """Kill a supervisor over a call that has started processes; `number` goes to guards first."""
    file = pool.folder / f"started-{round_}"
    kind = ("probe", "probe_threads")[round_ % 2]
    job = pool.put(kind, do="brood", until=str(file), log=str(pool.log))
    with pool.elsewhere() as process:
        pids = until(lambda: told(file))
        if number is not None:
            found = guards(pool.calls()[-1][1])
            for guard in which:
                os.kill(found[guard], number)
        process.kill()
        assert_gone([*pids, pool.calls()[-1][1]])
    pool.workspace.database.connection.execute("DELETE FROM job WHERE id = ?", (job,))


def test_R4_what_a_stage_has_started_does_not_outlive_a_killed_supervisor(pool: Pool) -> None:
    for round_ in range(3):
        kill_over_its_processes(pool, round_)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_R4_the_same_a_hundred_times(pool: Pool) -> None:
    for round_ in range(100):
        kill_over_its_processes(pool, round_)


@pytest.mark.parametrize("which", [("inner",), ("outer",), ("inner", "outer")])
def test_R4_a_guard_that_somebody_stopped_ends_everything_all_the_same(pool: Pool, which: tuple[str, ...]) -> None:
    kill_over_its_processes(pool, 0, signal.SIGSTOP, which)


@pytest.mark.parametrize("which", ["inner", "outer"])
def test_R4_a_guard_that_is_killed_with_its_supervisor_leaves_nothing(pool: Pool, which: str) -> None:
    kill_over_its_processes(pool, 0, signal.SIGKILL, (which,))


@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["itself", "its group"])
@pytest.mark.parametrize("which", ["inner", "outer"])
def test_R4_what_a_stage_has_started_ends_when_a_guard_is_killed(
    pool: Pool, which: str, kill: Callable[[int, int], None]
) -> None:
    """And no other child of this process does: it may be anybody's program that works with the library."""
    file = pool.folder / "started"
    job = pool.put(do="brood", until=str(file), log=str(pool.log), wishes={"max_attempts": 1})

    def kill_guard(event: Event) -> None:
        if isinstance(event, Started):
            pids = until(lambda: told(file))
            worker = pool.calls()[-1][1]
            kill(guards(worker)[which], signal.SIGKILL)
            assert_gone([*pids, worker])

    with Child(["sleep", "1000"], start_new_session=True) as other:
        pool.work(emit=kill_guard)
        assert other.poll() is None
        other.kill()
    assert pool.attempts(job) == [("crashed", "crash")]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_R5_what_a_stage_has_started_ends_with_its_worker(pool: Pool, number: signal.Signals) -> None:
    """As the kernel does when memory is short."""
    file = pool.folder / "started"
    job = pool.put(do="brood", until=str(file), log=str(pool.log), wishes={"max_attempts": 1})

    def kill(event: Event) -> None:
        if isinstance(event, Started):
            until(lambda: told(file))
            os.kill(pool.calls()[-1][1], number)

    pool.work(emit=kill)
    assert pool.attempts(job) == [("crashed", "crash")]
    assert f"signal {number.name}" in pool.row(job)["error"]
    assert_gone(told(file), 0.5)


def test_R5_what_a_stage_has_started_ends_with_the_time_of_its_call(
    tmp_path: Path, empty_database: Path, offered: Path
) -> None:
    with open_pool(tmp_path, empty_database, kinds={**KINDS, "probe": KindSettings(timeout=1.0)}) as pool:
        file = tmp_path / "started"
        job = pool.put(do="brood", until=str(file), wishes={"max_attempts": 1})
        pool.work()
        assert pool.attempts(job) == [("failed", "timeout")]
        assert_gone(told(file), 0.5)


def test_R4_what_a_stage_has_started_ends_with_an_undisturbed_run(pool: Pool) -> None:
    file = pool.folder / "started"
    job = pool.put(do="brood", until=str(file), seconds=0.0)
    pool.work()
    assert pool.state(job) == "done"
    assert_gone(told(file), 0.5)


def test_R4_a_recogniser_does_not_outlive_a_killed_run(tmp_path: Path, empty_database: Path) -> None:
    if find_spec("ocrmypdf") is None or shutil.which("tesseract") is None:
        pytest.skip("needs cgq[ocr] and tesseract-ocr")
    home = Home(tmp_path / "home", empty=empty_database)
    home.environment |= {"CGQ_READING_OCR": "true", "CGQ_READING_LANGUAGES": "eng"}
    with home.start("run", SAMPLES / "scan-ko.pdf") as process:
        family = psutil.Process(process.pid)

        def recognising() -> list[psutil.Process]:
            found = family.children(recursive=True)
            with suppress(psutil.NoSuchProcess):  # one of them has ended meanwhile
                return found if any(one.name() == "tesseract" for one in found) else []
            return []

        pids = [one.pid for one in until(recognising, 60.0)]
        process.kill()
        killed = time.monotonic()
        assert_gone(pids)
        assert time.monotonic() - killed < IN_TIME
