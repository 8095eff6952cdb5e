"""The suite itself: it runs where signals are ignored (nohup, `make test &` in a script), and leaves no process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
from tests.support.command import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

PYTEST = ("pytest", "-p", "no:cacheprovider", "-q")
CHILD = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
START_IGNORING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
IN_BACKGROUND = f"""
import os, signal, subprocess, sys
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
from tests.support.processes import hear_signals
hear_signals()
os.kill(os.getpid(), signal.SIGINT)  # still ignored by the tests themselves
print(subprocess.run([sys.executable, "-c", {CHILD!r}], capture_output=True, text=True).stdout.strip())
"""
LEAVES_ITS_CHILD = """
import os, pathlib, signal, subprocess, sys, time

GRANDCHILD = "import time; time.sleep(600)"
CHILD = (
    "import subprocess, sys, time; "
    "print(subprocess.Popen([sys.executable, '-c', sys.argv[1]]).pid, flush=True); "
    "time.sleep(600)"
)

def leave():
    child = subprocess.Popen([sys.executable, "-c", CHILD, GRANDCHILD], stdout=subprocess.PIPE, text=True)
    with open("pids", "a") as file:
        file.write(f"{child.pid} {child.stdout.readline()}")
    return child
"""
PASSES = """
def test_that_passes():
    globals()["kept"] = leave()
"""
FAILS = """
def test_that_fails():
    child = leave()
    assert child is None
"""
TAKES_TOO_LONG = """
def test_that_takes_too_long():
    child = leave()
    time.sleep(600)
"""
TAKES_TOO_LONG_IN_A_WITH = """
def test_that_takes_too_long_in_a_with():
    from tests.support.processes import Child
    with Child([sys.executable, "-c", CHILD, GRANDCHILD], stdout=subprocess.PIPE, text=True) as child:
        with open("pids", "a") as file:
            file.write(f"{child.pid} {child.pid} ")
        os.kill(int(child.stdout.readline()), signal.SIGKILL)
        time.sleep(600)
"""
IS_TERMINATED = """
from tests.support.processes import hear_signals
hear_signals()

def test_that_is_terminated():
    child = leave()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(600)
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Another Python with this suite's support in reach."""
    paths = [str(REPOSITORY), *(str(REPOSITORY / part) for part in ("core", "cli"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=100
    )


def test_children_hear_signals_that_the_suite_was_told_to_ignore(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", IN_BACKGROUND)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_a_test_of_signals_passes_where_they_are_ignored(tmp_path: Path) -> None:
    test = REPOSITORY / "tests/integration/test_supervisors.py"
    name = "test_R6_a_second_signal_gives_the_jobs_back_with_their_attempt[2]"
    done = run(tmp_path, "-c", START_IGNORING, "-m", *PYTEST, "--timeout=60", f"{test}::{name}")
    assert "1 passed" in done.stdout, done.stdout


def suite(folder: Path, *tests: str) -> tuple[str, list[int]]:
    """What pytest prints of tests that leave a child and a grandchild each, and the pids of those that still live."""
    (folder / "test_leaves.py").write_text(LEAVES_ITS_CHILD + "".join(tests), encoding="utf-8")
    done = run(folder, "-m", *PYTEST, "-p", "tests.support.processes", "--timeout=3", "test_leaves.py")
    pids = [int(pid) for pid in (folder / "pids").read_text(encoding="ascii").split()]
    assert len(pids) == 2 * len(tests), done.stdout
    return done.stdout, [pid for pid in pids if psutil.pid_exists(pid)]


def test_no_process_outlives_its_file_of_tests_however_they_end(tmp_path: Path) -> None:
    printed, alive = suite(tmp_path, PASSES, FAILS, TAKES_TOO_LONG, TAKES_TOO_LONG_IN_A_WITH)
    assert "3 failed, 1 passed, 1 error" in printed, printed
    assert "processes were left running, and killed now" in printed
    assert alive == []


def test_a_suite_that_is_terminated_ends_what_it_started(tmp_path: Path) -> None:
    printed, alive = suite(tmp_path, IS_TERMINATED)
    assert "KeyboardInterrupt" in printed
    assert alive == []
