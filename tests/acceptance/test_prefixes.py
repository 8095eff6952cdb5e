"""Two environments in one database: each has queues of its own, told apart by their prefix."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path

PRODUCTION = "certigraph_api_production"


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    made = Home(tmp_path / "home", offered, empty_database)
    made.file("a.pdf")
    made.file("b.pdf")
    return made


def test_C2_an_environment_serves_its_own_prefix_alone(home: Home) -> None:
    home.cgq("enqueue", "a.pdf")
    home.cgq("enqueue", "b.pdf", CGQ_ENV="production")
    assert home.rows("SELECT id, queue FROM job") == [(1, "pdf_processing"), (2, f"{PRODUCTION}:pdf_processing")]
    served = home.cgq("work", "--until-empty", CGQ_ENV="production")
    assert served.returncode == 3, "this PDF is broken"
    assert "pdf_processing 2" in served.stderr
    assert PRODUCTION not in served.stderr + served.stdout
    assert home.rows("SELECT id, state FROM job") == [(1, "ready"), (2, "failed")]
    assert home.cgq("run").returncode == 3
    assert home.rows("SELECT id, state FROM job") == [(1, "failed"), (2, "failed")]


def test_verbs_take_a_queue_by_its_short_or_its_full_name_and_list_ones_own(home: Home) -> None:
    home.cgq("enqueue", "a.pdf", CGQ_PREFIX="day")
    home.cgq("enqueue", "b.pdf")
    own, both, elsewhere, without, typo = home.each(
        "jobs --json",
        "jobs --queue day:pdf_processing --json",
        "jobs --queue :pdf_processing --json",
        "jobs --queue pdf_processing --json",
        "jobs --queue day:pdf_procesing",
        CGQ_PREFIX="day",
    )
    assert [(job["id"], job["queue"]) for job in json.loads(own.stdout)["jobs"]] == [(1, "pdf_processing")]
    assert json.loads(both.stdout) == json.loads(without.stdout)
    assert [(job["id"], job["queue"]) for job in json.loads(elsewhere.stdout)["jobs"]] == [(2, ":pdf_processing")]
    assert (typo.returncode, "pdf_processing" in typo.stderr) == (2, True)
    plain, full = home.each("jobs --json", "jobs --queue day:pdf_processing --json")
    assert [(job["id"], job["queue"]) for job in json.loads(plain.stdout)["jobs"]] == [(2, "pdf_processing")]
    assert [job["queue"] for job in json.loads(full.stdout)["jobs"]] == ["day:pdf_processing"]


def test_status_counts_the_other_environments_in_one_line_and_all_means_ones_own(home: Home) -> None:
    home.cgq("enqueue", "a.pdf", CGQ_PREFIX="day")
    home.cgq("enqueue", "b.pdf")
    lines = ("status", "status --json", "pause pdf_processing", "cancel --all --yes")
    shown, as_json, paused, cancelled = home.each(*lines)
    assert "by prefix: day 1." in shown.stdout
    assert "day:" not in shown.stdout
    found = json.loads(as_json.stdout)
    assert {queue["queue"]: queue["waiting"] for queue in found["queues"]}["pdf_processing"] == 1
    assert found["other_environments"] == [{"prefix": "day", "unfinished": 1}]
    assert paused.returncode == 0
    assert cancelled.stdout == "Cancelled 1 job: 2.\n"
    assert home.rows("SELECT queue FROM pause") == [("pdf_processing",)]
    assert home.rows("SELECT state FROM job ORDER BY id") == [("ready",), ("cancelled",)]


def test_S2_the_same_paper_is_one_job_whatever_the_prefix(home: Home) -> None:
    home.cgq("enqueue", "a.pdf", CGQ_PREFIX="day")
    again = json.loads(home.cgq("enqueue", "a.pdf", "--json").stdout)
    assert [(job["id"], job["outcome"]) for job in again["jobs"]] == [(1, "known")]
