"""kill -9 of an import at any moment: no row is lost or stored twice, and the bank is whole after each blow (R4)."""

from __future__ import annotations

import random
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from bench.killing.contents import contents, differences
from tests.support.command import Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

WORK = ("work", "--queue", "default", "--until-empty")
WORDS = ("current", "voltage", "magnet", "filter", "signal", "carrier", "antenna", "battery", "cable", "relay")
STORED = "SELECT count(*) FROM item"
"""How far the import is: rows that arrived."""

LEFT = "SELECT count(*) FROM reading"
"""How far the exchange of a file is: rows of both of them, which first rise and then fall."""


def table(rows: int, *, corrected: bool = False) -> bytes:
    """A file of questions, the same for the same arguments; a corrected one lacks some and words others otherwise."""
    chance = random.Random(rows)
    lines = ["number,subject,stem,option1,option2,answer"]
    for n in range(rows):
        word = chance.choice(WORDS)
        asked = "falls" if corrected and n % 7 == 0 else "rises"
        if not (corrected and n % 10 == 3):
            lines.append(
                f"{n % 20 + 1},S{n // 20},What of the {word} {asked} in experiment {n}?,yes {n},no {n},{1 + n % 2}"
            )
    return "\n".join([*lines, ""]).encode()


def blow(home: Home, progress: str, seconds: float) -> bool:
    """Serve the queue until more was stored and a moment has passed, then kill; False where it was through."""
    before = home.rows(progress)
    with home.start(*WORK) as running:
        until(lambda: running.poll() is not None or home.rows(progress) != before, seconds=60)
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
        running.communicate()
        return running.returncode != 0


def check_whole(home: Home) -> None:
    """Every question has a place and its words, and no row has two places."""
    assert home.rows("SELECT count(*) FROM question WHERE id NOT IN (SELECT question_id FROM appearance)") == [(0,)]
    assert home.rows("SELECT count(*) FROM appearance") == home.rows(
        "SELECT count(*) FROM appearance AS a JOIN reading AS r ON r.material_id = a.material_id AND r.seq = a.reading"
    )
    assert home.rows("SELECT rowid FROM question_fts ORDER BY 1") == home.rows("SELECT id FROM question ORDER BY 1")
    assert home.rows("SELECT count(*) FROM item WHERE state = 'done' AND attempts > 1") == [(0,)]


def finish(home: Home) -> None:
    done = home.cgq(*WORK)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("rows", "blows"), [(600, 2), pytest.param(10_000, 40, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])]
)
def test_R4_an_import_that_is_killed_brings_each_row_once(
    tmp_path: Path, empty_database: Path, rows: int, blows: int
) -> None:
    chance = random.Random(5)
    disturbed, calm = (Home(tmp_path / name, empty=empty_database) for name in ("disturbed", "calm"))
    file = tmp_path / "rows.csv"
    kills = 0
    for corrected, progress in ((False, STORED), (True, LEFT)):
        file.write_bytes(table(rows, corrected=corrected))
        more = ("--replace", 1) if corrected else ()
        for home in (disturbed, calm):
            assert home.cgq("import", file, *more).returncode == 0
        for _ in range(blows):
            kills += blow(disturbed, progress, chance.uniform(0, 0.3))
            check_whole(disturbed)
        for home in (disturbed, calm):
            finish(home)
            check_whole(home)
    assert kills >= blows
    assert disturbed.rows("SELECT count(*), count(DISTINCT question_id) FROM appearance") == [(rows * 9 // 10,) * 2]
    with closing(sqlite3.connect(disturbed.db)) as one, closing(sqlite3.connect(calm.db)) as other:
        assert differences(contents(other), contents(one)) == []


def test_rows_are_compared_without_the_number_of_their_import(tmp_path: Path, empty_database: Path) -> None:
    """A file has the same contents after two imports as after one, though another job brought its rows."""
    once, twice = (Home(tmp_path / name, empty=empty_database) for name in ("once", "twice"))
    file = tmp_path / "rows.csv"
    file.write_bytes(table(20))
    for home, times in ((once, 1), (twice, 2)):
        for _ in range(times):
            assert home.cgq("import", file, "--again").returncode == 0
            finish(home)
    places = "SELECT min(seq), max(seq) FROM reading"
    assert once.rows(places) != twice.rows(places)
    with closing(sqlite3.connect(once.db)) as one, closing(sqlite3.connect(twice.db)) as other:
        assert differences(contents(one), contents(other)) == []
