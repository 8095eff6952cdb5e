"""A wall clock that somebody sets while `cgq` works: moments follow it, durations do not (semantics B5)."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

SHIM = """
import os, time
real, real_ns = time.time, time.time_ns
def off():
    with open(os.environ["WALL_OFF"]) as file:
        return int(file.read() or 0)
time.time = lambda: real() + off()
time.time_ns = lambda: real_ns() + off() * 10**9
"""
"""Python looks here for the wall clock, in `cgq` and in its workers; the clock since boot stays as it is."""


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", offered, empty_database)
    (tmp_path / "shim").mkdir()
    (tmp_path / "shim" / "sitecustomize.py").write_text(SHIM)
    home.environment["PYTHONPATH"] = os.pathsep.join((str(tmp_path / "shim"), home.environment["PYTHONPATH"]))
    home.environment["WALL_OFF"] = str(home.folder / "off")
    home.rows("CREATE TABLE effect (job INTEGER, value INTEGER)")
    set_wall(home, 0)
    return home


def set_wall(home: Home, seconds: int) -> None:
    new = home.folder / "off.new"
    new.write_text(str(seconds))
    new.replace(home.folder / "off")


def states(home: Home) -> list[str]:
    return [state for (state,) in home.rows("SELECT state FROM job ORDER BY id")]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_B5_an_hour_back_holds_up_no_delay_and_no_retry(home: Home) -> None:
    home.file("cgq.toml", b'[kinds.probe]\nwait = "2s"\n')
    with home.start("work") as child:
        until(lambda: home.rows("SELECT count(*) FROM supervisor") == [(1,)])
        home.cgq("enqueue", "--kind", "probe", "--args", '{"n": 1}', "--in", "2s")
        home.cgq("enqueue", "--kind", "probe", "--args", '{"do": "down"}', "--max-attempts", "2")
        until(lambda: home.rows("SELECT count(*) FROM attempt") == [(1,)])
        set_wall(home, -3600)
        until(lambda: states(home) == ["done", "failed"], seconds=30)
        child.terminate()
        child.wait(30)
    for job in (1, 2):
        shown = home.json("show", job)
        assert moment(shown["created"]) <= moment(shown["started"]) <= moment(shown["finished"])
        assert abs(datetime.now(UTC) - timedelta(hours=1) - moment(shown["finished"])) < timedelta(minutes=2)


def test_B5_what_is_due_at_a_moment_of_the_wall_clock_starts_when_that_is_set_there(home: Home) -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    with home.start("work") as child:
        until(lambda: home.rows("SELECT count(*) FROM supervisor") == [(1,)])
        home.cgq("enqueue", "--kind", "probe", "--args", '{"n": 1}', "--at", in_an_hour.isoformat())
        home.cgq("enqueue", "--kind", "probe", "--args", '{"n": 2}', "--in", "1h")
        set_wall(home, 3660)
        until(lambda: states(home) == ["done", "scheduled"], seconds=30)
        child.terminate()
        child.wait(30)
