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
    assert "other environments" not in home.cgq("status").stdout, "nothing is left there"


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
    assert "by prefix: day (1)." in shown.stdout
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


QUEUE = "--queue pdf_processing"


def test_C2_every_verb_that_takes_a_queue_means_ones_own_environment(home: Home) -> None:
    home.cgq("enqueue", "a.pdf", CGQ_PREFIX="day")
    assert home.cgq("work", "--until-empty", "--queue", "day:pdf_processing", CGQ_PREFIX="day").returncode == 3
    _check_elsewhere(home)
    assert home.rows("SELECT id, state FROM job") == [(1, "failed"), (2, "cancelled"), (3, "ready")]
    _check_at_home(home)
    assert home.rows("SELECT id, state FROM job") == [(2, "cancelled"), (3, "ready")], "the attempts of job 1 are spent"


def _check_elsewhere(home: Home) -> None:
    """Nothing of what the environment without a prefix does changes the failed job of the other one."""
    home.each(f"enqueue b.pdf {QUEUE}")
    jobs, failed, items, stats, *done = home.each(
        f"jobs {QUEUE} --json",
        f"failed {QUEUE} --json",
        f"failed --items {QUEUE} --json",
        f"stats {QUEUE} --json",
        f"retry {QUEUE} --yes",
        f"failed --retry {QUEUE} --yes",
        f"failed --discard {QUEUE} --yes",
        f"cancel {QUEUE} --yes",
        f"prune --state failed {QUEUE} --older-than 0s --yes",
        "prune --state failed --older-than 0s --yes",
        f"schedule add nightly '0 2 * * *' a.pdf {QUEUE}",
        f"enqueue b.pdf --again {QUEUE}",
    )
    assert [job["id"] for job in json.loads(jobs.stdout)["jobs"]] == [2]
    assert json.loads(failed.stdout)["groups"] == []
    assert json.loads(items.stdout)["groups"] == []
    assert json.loads(stats.stdout)["retried"] == []
    assert {one.returncode for one in done} == {0}


def _check_at_home(home: Home) -> None:
    """The same verbs where the job belongs, by the short and by the full name of its queue."""
    failed, full, stats, schedule, explained, retried, again, discarded, pruned = home.each(
        f"failed {QUEUE} --json",
        "failed --queue day:pdf_processing --json",
        f"stats {QUEUE} --json",
        "schedule list --json",
        "explain 1",
        f"retry {QUEUE} --yes",
        "explain 1 --json",
        f"cancel {QUEUE} --yes",
        f"prune {QUEUE} --older-than 0s --yes",
        CGQ_PREFIX="day",
    )
    assert json.loads(failed.stdout) == json.loads(full.stdout)
    assert [group["queue"] for group in json.loads(failed.stdout)["groups"]] == ["pdf_processing"]
    assert json.loads(stats.stdout)["total"]["failed"] == 1
    assert json.loads(schedule.stdout)["entries"] == []
    assert "day:" not in explained.stdout + again.stdout
    assert json.loads(again.stdout)["queue"] == "pdf_processing"
    assert (retried.returncode, discarded.returncode, pruned.returncode) == (0, 0, 0)
    assert "1 job" in retried.stdout


def test_a_job_of_another_environment_is_cancelled_by_its_id_and_named(home: Home) -> None:
    home.cgq("enqueue", "a.pdf", CGQ_PREFIX="day")
    done = home.cgq("cancel", "1")
    assert done.returncode == 0
    assert "Job 1 belongs to another environment: its queue is day:pdf_processing." in done.stderr
