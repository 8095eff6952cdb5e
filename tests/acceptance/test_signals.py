"""The tables of docs/operating.md, row by row, over the real command and real signals."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.support.command import COMMAND, REPOSITORY, Home
from tests.support.poll import until
from tests.support.processes import Child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = {
    cells[0].strip(): cells[-1].strip()
    for line in (REPOSITORY / "docs" / "operating.md").read_text(encoding="utf-8").partition("\n## ")[0].splitlines()
    if line.startswith("| ") and (cells := line.strip("|").split("|"))
}
"""What each row promises last: of the first table what the command exits with, of the second what it does."""

FOREVER, SHORT = "forever", "100ms"


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def gate(home: Home) -> Path:
    return home.folder / "gate"


def put_held(home: Home) -> None:
    home.put_probe(do="hold", until=str(gate(home)))


def is_running(home: Home) -> bool:
    return home.rows("SELECT count(*) FROM job WHERE state = 'running'") != [(0,)]


def states(home: Home) -> list[str]:
    return [state for (state,) in home.rows("SELECT state FROM job ORDER BY id")]


def stopped(home: Home, *command: str, by: list[signal.Signals], finishes: bool = True) -> tuple[int, str]:
    """How a command over a held job ends that gets these signals; the job is let go on after the first of them."""
    put_held(home)
    with home.start(*command, "--jobs", "1", "--progress", "none") as process:
        until(lambda: is_running(home))
        assert process.stderr is not None
        said = ""
        for number in by:
            process.send_signal(number)
            while "Stopping" not in said:  # what is served is reported first
                said += process.stderr.readline()
        if finishes:
            gate(home).touch()
        out, err = process.communicate(timeout=30)
        said += err + out
    return process.returncode, said


def test_ctrl_c(home: Home) -> None:
    """R6"""
    code, said = stopped(home, "work", by=[signal.SIGINT])
    assert (code, states(home)) == (130, ["done"])
    assert "Stopping (Ctrl-C): waiting up to 30s for 1 job. Again ends at once." in said


def test_work_that_finished_what_ran(home: Home) -> None:
    """R6: jobs that nobody has started are the next run's, and no failure of a service."""
    put_held(home)
    code, said = stopped(home, "work", by=[signal.SIGTERM])
    assert (code, states(home)) == (0, ["done", "ready"]), said


def test_run_that_finished_everything(home: Home) -> None:
    code, said = stopped(home, "run", by=[signal.SIGTERM])
    assert (code, states(home)) == (0, ["done"]), said


def test_run_with_something_left(home: Home) -> None:
    put_held(home)
    home.put_probe(n=2)
    code, said = stopped(home, "run", by=[signal.SIGTERM])
    assert (code, states(home)[:2]) == (143, ["done", "ready"])
    assert "Stopped before all was done" in said


def test_drain_time_over(home: Home) -> None:
    code, said = stopped(home, "work", "--drain", "0s", by=[signal.SIGTERM], finishes=False)
    assert (code, states(home)) == (143, ["ready"])
    assert "1 job given back" in said


def test_second_signal(home: Home) -> None:
    code, _ = stopped(home, "work", "--drain", FOREVER, by=[signal.SIGTERM, signal.SIGHUP], finishes=False)
    assert (code, states(home)) == (143, ["ready"])
    assert home.rows("SELECT attempts FROM job") == [(0,)]


def test_ctrl_c_twice(home: Home) -> None:
    code, _ = stopped(home, "work", "--drain", FOREVER, by=[signal.SIGINT, signal.SIGINT], finishes=False)
    assert (code, states(home)) == (130, ["ready"])
    assert home.rows("SELECT count(*) FROM supervisor") == [(0,)]


def test_hang_up(home: Home) -> None:
    code, said = stopped(home, "work", by=[signal.SIGHUP, signal.SIGHUP])
    assert (code, states(home)) == (0, ["done"]), said


@pytest.mark.parametrize("own", [True, False], ids=["its own", "another session's"])
def test_a_terminal_that_is_closed(home: Home, own: bool) -> None:
    """The kernel reports the end of the own terminal; of another the next write does."""
    put_held(home)
    master, slave = pty.openpty()
    environment = {**home.environment, "TERM": "xterm"}
    command = [*(["setsid", "--ctty"] if own else []), *COMMAND, "work", "--jobs", "1"]
    with Child(command, cwd=home.folder, env=environment, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        until(lambda: is_running(home))
        os.close(master)
        if not own:
            home.put_probe(do="refuse")  # something to write about
        gate(home).touch()
        assert process.wait(30) == 0
    assert states(home)[0] == "done"


def test_a_terminal_that_is_closed_under_a_command_that_only_writes(home: Home) -> None:
    master, slave = pty.openpty()
    os.close(master)
    with Child([*COMMAND, "status"], cwd=home.folder, env=home.environment, stdout=slave, stderr=slave) as process:
        os.close(slave)
        assert process.wait(30) == 143


def test_sigkill(home: Home) -> None:
    code, _ = stopped_silently(home)
    assert code == -signal.SIGKILL
    gate(home).touch()
    assert home.cgq("run").returncode == 0
    assert states(home) == ["done"]


def stopped_silently(home: Home) -> tuple[int, str]:
    put_held(home)
    with home.start("work") as process:
        until(lambda: is_running(home))
        process.kill()
        return process.wait(30), ""


def test_bounds(home: Home) -> None:
    home.put_probe(n=1)
    assert home.cgq("work", "--max-jobs", "1").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_commands(home: Home, number: signal.Signals) -> None:
    pipe = home.folder / "pipe"
    os.mkfifo(pipe)
    with home.start("extract", pipe) as process, pipe.open("wb") as writer:  # opens when it reads
        writer.write(b"%PDF-1.4\n")
        writer.flush()
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == 143


FIRST_TABLE: dict[str, Callable[..., None]] = {
    "Ctrl-C (SIGINT)": test_ctrl_c,
    "SIGTERM, `work`: what ran was finished within the drain time": test_work_that_finished_what_ran,
    "SIGTERM, `run` or `work --until-empty`: everything was finished within the drain time": (
        test_run_that_finished_everything
    ),
    "SIGTERM, `run` or `work --until-empty`: something is left for the next run": test_run_with_something_left,
    "SIGTERM, and the drain time is over": test_drain_time_over,
    "SIGTERM twice, or any other second signal": test_second_signal,
    "Ctrl-C twice": test_ctrl_c_twice,
    "the terminal goes away (SIGHUP, or a write to it fails)": test_hang_up,
    "SIGKILL": test_sigkill,
    "`--max-time`, `--max-jobs` or `--max-rss` is reached": test_bounds,
    "SIGTERM or SIGHUP, to any other command": test_other_commands,
}

KEPT = {"ignores SIGHUP (`nohup`)", "ignores SIGINT (`cgq run &` in a script)"}
UNDONE = {"ignores SIGTERM", "ignores SIGCHLD", "blocks SIGTERM"}


def test_the_tables_hold_what_is_tested_here_and_nothing_else() -> None:
    assert set(ROWS) == {"what", "the parent", *FIRST_TABLE, *KEPT, *UNDONE}


def left_by_a_parent(
    home: Home, ignored: list[str], sent: list[signal.Signals], *, hears: bool
) -> tuple[int, list[str]]:
    """How a run ends whose parent ignores some signals and blocks all; `sent` are sent while it runs."""
    put_held(home)
    home.put_probe(n=2)
    ignoring = "; ".join(f"signal.signal(signal.{name}, signal.SIG_IGN)" for name in ignored)
    blocking = "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())"
    prepared = f"import os, signal, sys; {ignoring}; {blocking}; os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", prepared, *COMMAND, "run", "--jobs", "1", "--progress", "none"]
    with Child(command, cwd=home.folder, env=home.environment, stderr=subprocess.PIPE) as process:
        until(lambda: is_running(home))
        for number in sent:
            process.send_signal(number)
        assert process.stderr is not None
        if hears:
            assert b"Stopping" in process.stderr.readline()
        gate(home).touch()
        process.communicate(timeout=30)
    return process.returncode, states(home)


def test_what_a_parent_left_is_undone(home: Home) -> None:
    code, ended = left_by_a_parent(home, ["SIGTERM", "SIGCHLD"], [signal.SIGTERM], hears=True)
    assert (code, ended) == (143, ["done", "ready"])


def test_what_a_person_ignores_on_purpose_stays_ignored(home: Home) -> None:
    """`nohup cgq run`, or `cgq run &` in a script whose terminal gets Ctrl-C."""
    code, ended = left_by_a_parent(home, ["SIGHUP", "SIGINT"], [signal.SIGHUP, signal.SIGINT], hears=False)
    assert (code, ended) == (0, ["done", "done"])
