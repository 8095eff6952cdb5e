"""`cgq stop` ends whoever works on a database: they finish what runs, or give it back at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.processes import Child


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def job(home: Home) -> tuple[str, int]:
    """State and starts of the only job."""
    found: tuple[str, int] = home.rows("SELECT state, attempts FROM job")[0]
    return found


def serving(home: Home) -> Child[str]:
    """A supervisor that holds one job until the file `gate` is there."""
    home.put_probe(do="hold", until=str(home.folder / "gate"))
    return home.start("work", "--jobs", "1", "--progress", "none")


def test_R14_stop_lets_what_runs_finish(home: Home) -> None:
    with serving(home) as process:
        until(lambda: job(home)[0] == "running")
        asked = home.cgq("stop")
        assert asked.stdout == f"Supervisor 1 (pid {process.pid} on {host(home)}) is to finish 1 job and stop.\n"
        until(lambda: home.rows("SELECT state FROM supervisor") == [("draining",)])
        (home.folder / "gate").touch()
        _, err = process.communicate(timeout=30)
    assert (process.returncode, job(home)) == (0, ("done", 1))
    assert "Stopping (somebody asked for it): waiting up to 30s for 1 job." in err
    log = (home.folder / "log" / "development.log").read_text(encoding="utf-8")
    assert "stop_asked asked=1 how=drain by=tester" in log
    assert "info stop reason=stop supervisor=1" in log


def test_R14_stop_now_ends_one_that_drains_and_gives_its_jobs_back_uncharged(home: Home) -> None:
    with serving(home) as process:
        until(lambda: job(home)[0] == "running")
        drained, ended = home.each("stop", "stop --now --wait")
        assert (drained.returncode, ended.returncode) == (0, 0)
        assert ended.stdout == "All of them have stopped.\n"
        assert process.wait(timeout=30) == 143
    assert job(home) == ("ready", 0)


def test_R14_stop_where_nobody_works_is_no_error_and_names_the_database(home: Home) -> None:
    plain, as_json = home.each("stop", "stop --wait --json")
    assert plain.returncode == as_json.returncode == 0
    assert plain.stdout.startswith("Nobody works on it.\n")
    assert str(home.db) in plain.stdout
    assert json.loads(as_json.stdout) == {"type": "stop", "how": "drain", "supervisors": [], "are_gone": True}


def host(home: Home) -> str:
    found: str = home.rows("SELECT host FROM supervisor")[0][0]
    return found
