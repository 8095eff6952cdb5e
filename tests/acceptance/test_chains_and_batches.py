"""Chains and batches from the command line, and why a job waits, as a person asks for them (B3, B7)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def test_B3_a_batch_of_papers_is_over_once_and_one_job_follows(home: Home) -> None:
    home.file("a.pdf")
    home.file("b.pdf")
    asked, again, listed, shown, worked, waited, known = home.each(
        "enqueue a.pdf b.pdf --batch exams --then refresh_concepts --as kim",
        "enqueue a.pdf --batch exams --then generate_embedding --then-args '{\"question\": 1}' --again",
        "jobs --batch exams --json",
        "show 1 --json",
        "work --until-empty",
        "wait --batch exams --json",
        "enqueue a.pdf --batch exams --then refresh_concepts",
    )
    assert "They belong to the batch exams; refresh_concepts follows when all of it has ended." in asked.stderr
    assert (again.returncode, "[other_batch]" in again.stderr) == (2, True)
    assert [job["id"] for job in json.loads(listed.stdout)["jobs"]] == [2, 1]
    assert json.loads(shown.stdout)["batch"] == "exams"
    assert worked.returncode == 3
    jobs = json.loads(waited.stdout)["jobs"]
    assert [(job["kind"], job["state"], job["requested_by"]) for job in jobs] == [
        ("process_pdf", "failed", "kim"),
        ("process_pdf", "failed", "kim"),
        ("refresh_concepts", "done", "kim"),
    ]
    assert home.rows("SELECT done, failed, discarded, cancelled FROM batch") == [(0, 2, 0, 0)]
    assert "Nothing follows." in known.stderr


def test_B3_the_rest_of_a_batch_is_cancelled_by_its_name(home: Home) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        home.file(name)
    *_, would, cancelled, none = home.each(
        "enqueue a.pdf b.pdf --batch exams",
        "enqueue c.pdf",
        "cancel --batch exams --dry-run",
        "cancel --batch exams --yes",
        "cancel --batch exams --yes",
    )
    assert "2 jobs" in would.stdout
    assert cancelled.stdout.startswith("Cancelled 2 jobs: ")
    assert "No unfinished jobs match --batch exams." in none.stdout + none.stderr
    assert home.rows("SELECT id, state FROM job") == [(1, "cancelled"), (2, "cancelled"), (3, "ready")]


def test_B7_a_chain_from_the_command_line_says_what_it_waits_for(home: Home) -> None:
    home.file("a.pdf")
    *_, paused, blocked, refused, late = home.each(
        "enqueue a.pdf",
        "enqueue --kind refresh_concepts --after 1 --in 10m --deadline 2h",
        "pause pdf_processing --reason quota",
        "explain 1",
        "explain 2 --json",
        "enqueue --kind refresh_concepts --mutex bank",
        "enqueue a.pdf --deadline 2020-01-01",
    )
    assert "queue pdf_processing is paused by tester: quota" in paused.stdout
    assert "Let it go on: cgq resume pdf_processing" in paused.stdout
    found = json.loads(blocked.stdout)
    assert [reason["code"] for reason in found["reasons"]] == ["parent", "unserved"]
    assert [(one["job"], one["reasons"][-1]["code"]) for one in found["awaited"]] == [(1, "paused")]
    assert found["expected"] is None
    assert (refused.returncode, late.returncode) == (2, 2)
    ((after, delay, created, expires),) = home.rows(
        "SELECT after_id, after_delay, created_at, expires_at FROM job WHERE id = 2"
    )
    assert (after, delay, expires - created) == (1, 600_000, 7_200_000)


def test_B7_enqueue_says_what_keeps_a_job_from_starting(home: Home) -> None:
    home.file("a.pdf")
    paused, quiet, missing, _, given_up, _, lost = home.each(
        "pause graph_update --reason quota",
        "enqueue --kind refresh_concepts --quiet",
        "enqueue --kind refresh_concepts --in 1s --after 9999",
        "cancel 1 --yes",
        "enqueue a.pdf --after 1",
        "enqueue --kind refresh_concepts --in 1h",
        "enqueue a.pdf --in 5m --deadline 1m",
    )
    assert paused.returncode == 0
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert (missing.returncode, "There is no job 9999" in missing.stderr) == (4, True)
    assert (given_up.returncode, "[parent_ended]" in given_up.stderr) == (2, True)
    assert "cgq retry 1" in given_up.stderr
    assert (lost.returncode, "[deadline_before_start]" in lost.stderr) == (2, True)
    held = home.cgq("enqueue", "--kind", "refresh_concepts").stderr
    assert "waits: queue graph_update is paused by tester: quota." in held
    assert "Nobody works on the queue. Start the work: cgq run" in held
