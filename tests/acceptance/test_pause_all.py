"""`cgq pause --all` and `cgq resume --all`, and several queues at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", empty=empty_database)


def test_T4_every_queue_is_held_until_all_go_on(home: Home) -> None:
    home.file("a.pdf")
    paused, again, taken, ran, status, explained, one, everything, after = home.each(
        "pause --all --reason moving",
        "pause --all",
        "enqueue a.pdf",
        "run",
        "status",
        "explain 1",
        "resume pdf_processing",
        "resume --all",
        "status --json",
    )
    assert paused.stdout == "Paused every queue. Let every queue go on: cgq resume --all\n"
    assert "Every queue is paused already, " in again.stdout
    assert taken.returncode == 0
    assert ran.returncode == 6
    assert "1 job held in pdf_processing, paused by " in ran.stdout
    assert "cgq resume --all" in ran.stdout
    assert status.stdout.count("cgq resume --all") == 1
    assert "every queue is paused by " in explained.stdout.lower()
    assert "pdf_processing stays held. Every queue is paused by " in one.stdout
    assert everything.stdout == "Resumed every queue.\n"
    assert not any(queue["paused"] for queue in json.loads(after.stdout)["queues"])


def test_several_queues_at_once_and_what_stays_paused(home: Home) -> None:
    some, every, resumed, none, wrong, unclear = home.each(
        "pause default graph_update --json",
        "pause --all",
        "resume --all",
        "resume --all --json",
        "pause default graph_updat",
        "resume default --all",
    )
    changes = json.loads(some.stdout)["changes"]
    assert [(one["queue"], one["changed"]) for one in changes] == [("default", True), ("graph_update", True)]
    assert every.returncode == 0
    assert "default stays paused by " in resumed.stdout
    answer = json.loads(none.stdout)
    assert (answer["queue"], answer["changed"], answer["still"]) == (None, False, ["default", "graph_update"])
    assert wrong.returncode == unclear.returncode == 2
    assert "graph_update" in wrong.stderr
