"""Two terminals at once on the same jobs: whatever pair of verbs they run, states are legal and reports are true.

Both commands start at the same moment on a database with jobs in every state. Afterwards each job must have come from
its state before to its state after as both commands reported, in one order or the other (T5); the counters must fit the
rows (C4), the log the reports, and `doctor` must find nothing.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from itertools import combinations_with_replacement
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.support.pairs import VERBS, Report, at_once, copy_world, make_world
from tests.support.poll import until
from tests.support.truth import Log, Picture, check_counts, check_exits, check_starts, check_truth

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.command import Home

MOVERS = ("enqueue", "cancel all", "retry all", "retry items", "failed discard", "prune", "tick")
"""Verbs that move most jobs: each of them is tried with each."""

OTHERS = (
    *(("remove", other) for other in ("enqueue", "cancel all", "retry all", "remove", "edit")),
    *(("pause all", other) for other in ("pause all", "resume all", "pause")),
    *(("stop", other) for other in ("retry all", "stop")),
    *(("backup", other) for other in ("cancel all", "prune", "backup")),
    *(("doctor", other) for other in ("cancel all", "prune", "doctor")),
    *(("restore", other) for other in ("enqueue", "cancel all", "backup", "restore")),
    *(("run", other) for other in ("cancel all", "retry all", "prune", "pause", "stop", "restore", "run")),
    *(("enqueue again", other) for other in ("enqueue", "enqueue again", "cancel all")),
    ("enqueue batch", "cancel all"),
    ("unschedule", "tick"),
    ("cancel ids", "retry ids"),
)
"""Pairs that meet in what they change, where not all of a verb are worth their time on every push."""

SHORT = (*combinations_with_replacement(MOVERS, 2), *OTHERS)
AT_WORK = ("enqueue batch", "cancel all", "retry all", "retry items", "failed discard", "prune", "tick", "resume")
"""What the two terminals do while a supervisor works."""

SEEDS = 3
"""How often each pair is tried in the long form, each time with other moments."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, offered: Path, empty_database: Path) -> tuple[Home, Picture]:
    """A home to copy, and what its spare backup holds."""
    home = make_world(tmp_path_factory.mktemp("world") / "home", offered, empty_database)
    return home, Picture.of(home.folder / "spare.db")


@pytest.mark.parametrize("pair", SHORT, ids=" + ".join)
def test_T5_two_verbs_at_once_leave_legal_states_and_report_the_truth(
    pair: tuple[str, str], world: tuple[Home, Picture], tmp_path: Path, offered: Path
) -> None:
    try_pair(pair, world, tmp_path / "home", offered, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("verb", VERBS)
def test_T5_each_verb_with_itself_and_all_after_it_at_many_moments(
    verb: str, seed: int, world: tuple[Home, Picture], tmp_path: Path, offered: Path
) -> None:
    names = list(VERBS)
    for number, other in enumerate(names[names.index(verb) :]):
        try_pair((verb, other), world, tmp_path / str(number), offered, seed)


@pytest.mark.parametrize("rounds", [10, pytest.param(150, marks=(pytest.mark.slow, pytest.mark.timeout(600)))])
def test_C4_two_terminals_and_a_supervisor_account_for_every_job(
    rounds: int, world: tuple[Home, Picture], tmp_path: Path, offered: Path
) -> None:
    home = copy_world(world[0], tmp_path / "home", offered)
    home.rows("DELETE FROM effect")
    before, random, reports = Picture.of(home.db), Random(rounds), list[Report]()
    with home.start("work", "--queue", "default", "--progress", "none", "--json", stdout=subprocess.DEVNULL) as server:
        until(lambda: home.rows("SELECT id FROM supervisor"))
        for number in range(rounds):
            for args in ({"n": number}, {"do": "refuse"}, {"do": "sleep", "seconds": 0.05}):
                home.put_probe(**args)
            reports += at_once(home, (random.choice(AT_WORK), random.choice(AT_WORK)), random)
        stopped = home.cgq("stop", "--wait")
        _, err = server.communicate(timeout=60)
    assert (stopped.returncode, server.returncode) == (0, 0), err
    assert "Traceback" not in err
    check_exits(reports)
    log = Log.of(home)
    check_counts(before, Picture.of(home.db), reports, log)
    check_starts(log)
    finished = {job: events["finish"] for job, events in log.by_job().items() if events["finish"]}
    effects = Counter(job for (job,) in home.rows("SELECT job FROM effect"))
    assert effects == Counter(finished), "a result was stored twice, or not at all (R4)"


def try_pair(pair: tuple[str, str], world: tuple[Home, Picture], folder: Path, offered: Path, seed: int) -> None:
    """Run two verbs at once on a copy of the world, and hold what they report against what they left."""
    template, spare = world
    home = copy_world(template, folder, offered)
    before = Picture.of(home.db)
    reports = at_once(home, pair, Random(f"{pair} {seed}"))
    check_truth(home, before, spare, reports)
