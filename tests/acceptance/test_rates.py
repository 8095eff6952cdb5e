"""C2: in no window of its length do more jobs of a kind start than its rate, whichever processes start them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.poll import until
from tests.support.pool import read_starts, settings_for

from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

RATE, WINDOW = 5, 0.6
KINDS = ("probe", "probe_batch", "probe_threads")
SETTINGS = "".join(f'[kinds.{kind}]\nrate = "{RATE}/{WINDOW * 1000:.0f}ms"\n' for kind in KINDS) + "batch = 3\n"


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", offered, empty_database)
    home.rows("CREATE TABLE effect (job INTEGER, value INTEGER)")
    home.file("cgq.toml", SETTINGS.encode())
    return home


def put(home: Home, jobs: int) -> dict[str, Path]:
    """Jobs of each kind, and the file that hears of their starts."""
    files = {kind: home.folder / f"{kind}.log" for kind in KINDS}
    with Workspace(settings_for(home.db)) as workspace, workspace.ledger.write() as books:
        for kind, file in files.items():
            enqueue(books, [NewJob(kind=kind, args={"n": n, "starts": str(file)}) for n in range(jobs)])
    return files


def test_C2_a_rate_holds_in_every_window_over_two_supervisors_one_of_which_is_killed(home: Home) -> None:
    """Their workers start when they have been loaded, long after the jobs were claimed; and jobs take no time."""
    files = put(home, 13)
    with home.start("work", "--until-empty") as one, home.start("work", "--until-empty") as two:
        until(lambda: min(len(read_starts(file)) for file in files.values()) > RATE, 60.0)
        one.kill()
        with home.start("work", "--until-empty") as three:
            assert (two.wait(60), three.wait(60)) == (0, 0)
    for kind, file in files.items():
        starts = read_starts(file)
        assert {n for _, n in starts} == set(range(13)), kind
        moments = [at for at, _ in starts]
        spans = [later - first for first, later in zip(moments, moments[RATE:], strict=False)]
        assert min(spans) >= WINDOW, f"{RATE + 1} of {kind} in {min(spans):.3f} s"
    assert home.rows("SELECT DISTINCT state, attempts FROM job") == [("done", 1)], "waiting costs no attempt"
