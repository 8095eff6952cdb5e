"""`cgq prune` as a person and as cron call it (B6)."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES, Home

from cgq.db.kept_files import path_of, turns_of
from cgq.web.pace import Turns

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    """A database in which ten papers were read a year ago, and one failed."""
    made = Home(tmp_path / "home", empty=empty_database)
    rows = [(id_, "done", "NULL") for id_ in range(1, 121)] + [(121, "failed", "'encrypted'")]
    for id_, state, code in rows:
        made.rows(
            "INSERT INTO job (id, queue, kind, state, priority, class, due_at, created_at, ready_at, finished_at, "
            f"error_code, args) VALUES ({id_}, 'pdf_processing', 'process_pdf', '{state}', 3, 3, 1, 1, 1, 1, {code}, "
            "'{}')"
        )
    made.rows("INSERT INTO tally SELECT queue, kind, state, count(*) FROM job GROUP BY queue, kind, state")
    made.rows("UPDATE last_job SET id = 121")
    return made


def test_B6_it_shows_what_would_go_asks_and_tells_what_went(home: Home) -> None:
    would, unasked, failed, rest, none = home.each(
        "prune --dry-run",
        "prune",
        "prune --state failed --yes --json",
        "prune --yes",
        "prune --yes --queue low_priority",
    )
    assert "process_pdf\tdone\t20\t86400.0" in would.stdout
    assert "process_pdf\tfailed\t1\t604800.0" in would.stdout
    assert (unasked.returncode, "Remove 21 jobs that ended?" in unasked.stderr) == (2, True)
    assert "process_pdf: 20 jobs done." in unasked.stderr, "what goes is said before a person is asked"
    document = json.loads(failed.stdout)
    assert (document["jobs"], document["files"], document["dry_run"]) == (1, 0, False)
    assert "Removed 20 jobs; papers, questions and decisions stay." in rest.stdout
    assert "No ended jobs match --queue low_priority. Without that: 100 ended jobs." in none.stdout + none.stderr
    assert home.rows("SELECT count(*), min(id) FROM job") == [(100, 21)]


def test_B6_verbs_that_name_a_pruned_job_tell_that_it_was_pruned(home: Home) -> None:
    _, *named = home.each("prune --yes", "show 7", "explain 7", "wait 7", "cancel 7", "show 122")
    for done in named[:-1]:
        assert (done.returncode, "cgq: Job 7 was pruned" in done.stderr) == (4, True), done.stderr
    assert "There is no job 122" in named[-1].stderr


def test_S2_a_paper_whose_job_is_gone_is_known_with_how_it_ended(home: Home) -> None:
    home.file("paper.pdf")
    home.each("enqueue paper.pdf", "cancel 122")
    home.rows("UPDATE job SET finished_at = 1 WHERE id = 122")
    _, known, again = home.each("prune --state cancelled --yes", "enqueue paper.pdf", "enqueue --again paper.pdf")
    assert "job 122 (pruned since) was cancelled. Read it again: cgq enqueue --again paper.pdf" in known.stderr
    assert "1 paper enqueued" in again.stderr


def test_B6_files_and_what_waited_too_long_are_shown_before_a_person_is_asked(
    tmp_path: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    sha256 = "a" * 64
    home.rows(f"INSERT INTO artifact VALUES ('{sha256}', 2048, 7, 1)")
    path = path_of(home.db, sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * 2048)
    home.each("enqueue --kind refresh_concepts")
    home.rows("UPDATE job SET expires_at = 1")
    would, unasked, chosen, done, nothing = home.each(
        "prune --dry-run --json",
        "prune",
        "prune --kind process_pdf --dry-run --json",
        "prune --yes",
        "prune --yes",
    )
    document = json.loads(would.stdout)
    assert (document["jobs"], document["expired"], document["files"], document["file_bytes"]) == (0, 1, 1, 2048)
    assert "Remove 1 file that nobody needs and end 1 job that nobody started in time?" in unasked.stderr
    assert "Files of jobs: 1 file, 2.0 KB." in unasked.stderr
    assert (json.loads(chosen.stdout)["expired"], json.loads(chosen.stdout)["files"]) == (0, 1)
    assert "Removed 1 file that nobody needs, 2.0 KB." in done.stdout
    assert "Ended 1 job that nobody started in time." in done.stdout
    assert not path.exists()
    assert home.rows("SELECT state, error_code FROM job") == [("failed", "expired")]
    assert "Nothing to prune." in nothing.stdout + nothing.stderr


def test_a_paper_that_the_workspace_keeps_is_read_again_where_the_workspace_was_moved_to(
    tmp_path: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    data = (SAMPLES / "civil-a.pdf").read_bytes()
    path = path_of(home.db, hashlib.sha256(data).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    home.cgq("enqueue", path)
    home.folder.rename(tmp_path / "moved")
    moved = Home(tmp_path / "moved")
    ran, papers = moved.each("run --progress none", "materials 1 --json")
    assert ran.returncode == 0, ran.stderr
    paper = json.loads(papers.stdout)
    there = str(path_of(moved.db, path.name))
    assert (paper["status"], paper["paths"]) == ("completed", [there])
    assert moved.rows("SELECT paths FROM papers") == [(json.dumps([there]),)], "the view shows the same"


def test_B6_a_dry_run_counts_old_files_that_no_row_names_and_a_person_is_asked(
    tmp_path: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    old, new = path_of(home.db, "a" * 64), path_of(home.db, "b" * 64)
    for path in (old, new):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x" * 1000)
    os.utime(old, (1, 1))
    would, unasked = home.each("prune --dry-run --json", "prune")
    assert [json.loads(would.stdout)[name] for name in ("files", "file_bytes")] == [1, 1000]
    assert (unasked.returncode, old.exists()) == (2, True)
    (done,) = home.each("prune --yes --json")
    assert (json.loads(done.stdout)["files"], old.exists(), new.exists()) == (1, False, True)


def test_B6_turns_of_a_day_ago_are_forgotten_but_for_those_that_somebody_takes(
    tmp_path: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    turns = turns_of(home.db)
    for host in ("old.kr", "held.kr", "new.kr"):
        Turns(turns).take(host, 0.0, time.monotonic() + 10)
        if host != "new.kr":
            for path in turns.iterdir():
                os.utime(path, (1, 1))
    held = next(path for path in turns.iterdir() if hashlib.sha256(b"held.kr").hexdigest().startswith(path.stem))
    with held.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        home.each("prune --yes")
        assert len(list(turns.iterdir())) == 2
        assert held.exists()
    home.each("prune --yes")
    assert [path.stat().st_mtime > 1 for path in turns.iterdir()] == [True]
