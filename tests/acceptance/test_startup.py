"""Workers that cannot start: one line and exit 6 after a few tries, and no job is charged."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import COMMAND, Home
from tests.support.poll import until
from tests.support.processes import Child

NOBODY = "54321"
"""A user who has no other process: the limit on processes counts those of all his."""

AS_NOBODY = (
    *("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"),
    *("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"),
)
"""Root has no limit on processes; who takes his place may still read the interpreter, wherever that lies."""

needs_root = pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root and setpriv")


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def limited(home: Home, limit: int, value: int, *prefix: str) -> Child[str]:
    """A run with a resource limit."""
    setting = f"resource.setrlimit({limit}, ({value}, resource.getrlimit({limit})[1]))"
    prepared = f"import os, resource, sys; {setting}; os.execvp(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", prepared, *prefix, *COMMAND, "run"]
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return Child(command, cwd=home.folder, env=home.environment, **streams)


def assert_told_once_and_nothing_charged(process: Child[str], home: Home, remedy: str) -> None:
    _, told = process.communicate(timeout=60)
    assert process.returncode == 6, told
    (line,) = told.splitlines()
    assert "do not start" in line
    assert remedy in line
    assert "[worker_broken]" in line
    assert home.rows("SELECT state, attempts FROM job") == [("ready", 0)]


@needs_root
def test_R1_no_process_is_free(home: Home) -> None:
    home.put_probe(n=1)
    with limited(home, resource.RLIMIT_NPROC, 1, *AS_NOBODY) as process:
        assert_told_once_and_nothing_charged(process, home, "ulimit -u")
    assert home.cgq("run").returncode == 0


@needs_root
def test_R1_a_process_is_free_a_moment_later(home: Home) -> None:
    home.put_probe(n=1)
    with ExitStack() as stack:
        others = [stack.enter_context(Child([*AS_NOBODY, "sleep", "100"])) for _ in range(3)]
        process = stack.enter_context(limited(home, resource.RLIMIT_NPROC, 4, *AS_NOBODY))
        until(lambda: home.rows("SELECT count(*) FROM attempt WHERE outcome = 'returned'") != [(0,)])
        for other in others:
            other.kill()
            other.wait()  # one that is dead counts until then
        _, told = process.communicate(timeout=60)
    assert (process.returncode, "do not start" in told) == (0, False)
    assert home.rows("SELECT state, attempts FROM job") == [("done", 1)]


def test_R1_memory_is_too_small_for_what_a_worker_loads(home: Home) -> None:
    home.cgq("enqueue", "--kind", "cramped", "--args", '{"fault": ""}')
    with limited(home, resource.RLIMIT_AS, 1 << 30) as process:
        assert_told_once_and_nothing_charged(process, home, "ulimit -v")
    assert home.cgq("run").returncode == 0


def test_R1_no_temporary_folder_is_needed_to_start(home: Home) -> None:
    home.put_probe(n=1)
    assert home.cgq("run", TMPDIR="/nowhere").returncode == 0


def test_R1_an_installation_that_is_gone_is_reported_and_nothing_charged(home: Home) -> None:
    home.put_probe(n=1)
    shadowed = home.folder / "shadowed" / "cgq"
    shadowed.parent.mkdir()
    shutil.copytree(Path(sys.modules["cgq"].__path__[0]), shadowed, ignore=shutil.ignore_patterns("sample_data"))
    (shadowed / "workers" / "child.py").write_text("raise ImportError('half installed')\n")
    home.environment["PYTHONPATH"] = f"{shadowed.parent}{os.pathsep}{home.environment['PYTHONPATH']}"
    with home.start("run") as process:
        assert_told_once_and_nothing_charged(process, home, "cgq doctor")
