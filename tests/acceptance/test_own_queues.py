"""A queue of the user's own: made by cgq.toml, served, shown, and what becomes of its jobs when no settings make it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = "[queues.night]\nlimit = 1\nrank = 3\n"


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    made = Home(tmp_path / "home", offered, empty_database)
    (made.folder / "cgq.toml").write_text(NIGHT)
    made.file("a.pdf")
    return made


def test_S5_a_queue_of_ones_own_is_known_wherever_a_queue_is_named(home: Home) -> None:
    typo, taken, listed, paused, resumed, status = home.each(
        "enqueue a.pdf --queue nigth",
        "enqueue a.pdf --queue night",
        "jobs --queue night --json",
        "pause night --json",
        "resume night",
        "status --json",
    )
    assert (typo.returncode, "nigth" in typo.stderr, "'night'" in typo.stderr or "night?" in typo.stderr) == (
        2,
        True,
        True,
    )
    assert taken.returncode == 0, taken.stderr
    assert [job["queue"] for job in json.loads(listed.stdout)["jobs"]] == ["night"]
    assert json.loads(paused.stdout)["queue"] == "night"
    assert resumed.stdout == "Resumed night.\n"
    queues = {queue["queue"]: queue for queue in json.loads(status.stdout)["queues"]}
    assert (queues["night"]["limit"], queues["night"]["waiting"]) == (1, 1)
    served = home.cgq("work", "--queue", "night", "--until-empty")
    assert "night 1" in served.stderr
    assert home.rows("SELECT queue, state FROM job") == [("night", "failed")], "it was served: this PDF is broken"


def test_B7_jobs_of_a_queue_that_no_settings_make_any_more_wait_and_status_says_why(home: Home) -> None:
    assert home.cgq("enqueue", "a.pdf", "--queue", "night").returncode == 0
    (home.folder / "cgq.toml").write_text("")
    ran, status, explained, listed, refused, cancelled = home.each(
        "work --until-empty",
        "status",
        "explain 1",
        "jobs --queue night --json",
        "work --queue night",
        "cancel --queue night --yes",
    )
    assert ran.returncode == 0, ran.stderr
    assert "1 job left in night: no settings make this queue any more." in status.stdout
    assert "[queues.night]" in status.stdout
    assert "No settings make the queue night any more. Put [queues.night] into cgq.toml again" in explained.stdout
    assert len(json.loads(listed.stdout)["jobs"]) == 1
    assert (refused.returncode, "night" in refused.stderr) == (2, True)
    assert cancelled.stdout == "Cancelled 1 job: 1.\n"
