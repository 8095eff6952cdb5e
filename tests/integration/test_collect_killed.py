"""kill -9 amid a collection of 100, at seeded points: nothing is lost, what arrived is not fetched again (R4)."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.support.catalogues import Catalogues
from tests.support.command import Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 100


def arrived(home: Home) -> set[str]:
    with sqlite3.connect(f"file:{home.db}?mode=ro", uri=True) as connection:
        return {key for (key,) in connection.execute("SELECT key FROM item")}


def fetching_worker(supervisor: int) -> int | None:
    """The process that fetches: of those below the supervisor the one with a connection of its own, if any."""
    for process in psutil.Process(supervisor).children(recursive=True):
        try:
            if process.net_connections("tcp"):
                return process.pid
        except psutil.Error:
            continue
    return None


def kill_once(home: Home, server: Catalogues, wanted: int, *, worker: bool) -> None:
    """Serve until so many items have arrived, then kill the supervisor, or the process that fetches for it."""
    with home.start("run", "--progress", "none") as supervisor:
        until(lambda: len(arrived(home)) >= wanted)
        if worker and (pid := fetching_worker(supervisor.pid)) is not None:
            os.kill(pid, signal.SIGKILL)
            until(lambda: len(arrived(home)) > wanted or supervisor.poll() is not None)
        supervisor.kill()
        supervisor.wait()


@pytest.mark.parametrize("seed", [14, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(100, 110))])
def test_R4_of_a_collection_that_is_killed_again_and_again_each_item_arrives_once(
    tmp_path: Path, empty_database: Path, seed: int
) -> None:
    chance = random.Random(seed)
    points = sorted(chance.sample(range(3, COUNT - 10), 3))
    home = Home(tmp_path / "home", None, empty_database)
    with Catalogues(count=COUNT) as server:
        home.file("cgq.toml", server.settings(wait="0.05").replace("delay = 0.001", "delay = 0.02").encode())
        addresses = [server.url(f"/archive/get/{n}") for n in range(COUNT)]
        assert home.cgq("collect", "list", "-", "--no-process", given="\n".join(addresses).encode()).returncode == 0
        for number, point in enumerate(points):
            kill_once(home, server, point, worker=number == 1)
            assert len(arrived(home)) < COUNT, "nothing was left to do"
        kept, late = arrived(home), len(server.log)
        done = home.cgq("run", "--progress", "none")
        assert done.returncode == 0, done.stderr
        again = {server.url(one.path) for one in server.log[late:]} & kept
    assert not again, "what had arrived was fetched again"
    assert home.rows("SELECT state, attempts, count(*) FROM item GROUP BY 1, 2") == [("done", 1, COUNT)]
    assert home.rows("SELECT count(*), count(DISTINCT sha256) FROM material") == [(COUNT, COUNT)]
    assert home.rows("SELECT count(*) FROM fetched") == [(COUNT,)]
    files = home.folder / "cgq.db-files"
    assert len(list(files.glob("??/*"))) == COUNT
    assert not list(files.glob("new/*/*")), "a file was left behind"
