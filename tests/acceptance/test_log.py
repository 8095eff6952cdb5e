"""The log of the real command: what is in it after a run, and who writes it."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_R13_a_run_leaves_a_line_for_each_step_of_a_job(home: Home) -> None:
    paper = home.file("a\nb.pdf")
    ran, paused = home.each(f"run {shlex.quote(str(paper))}", "pause default --reason 'a\nb'", CGQ_LOG_FORMAT="json")
    assert (ran.returncode, paused.returncode) == (3, 0)
    log = home.folder / "log" / "development.log"
    lines: list[dict[str, Any]] = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["enqueue", "serve", "start", "failure", "stop", "pause"]
    failure = lines[3]
    assert (failure["job"], failure["kind"], failure["attempt"], failure["of"]) == (1, "process_pdf", 1, 5)
    assert failure["supervisor"] == lines[1]["supervisor"]
    assert lines[5]["message"] == "a\nb"


def test_R13_what_only_reads_makes_no_log(home: Home) -> None:
    home.each("jobs", "status", "config path", "doctor", "failed")
    assert not (home.folder / "log").exists()


def test_R13_a_log_that_cannot_be_written_is_one_warning(home: Home) -> None:
    paper = home.file("a.pdf")
    done, asked = home.each(f"run {shlex.quote(str(paper))}", "enqueue a.pdf --again", CGQ_LOG_FILE="/dev/full")
    assert done.returncode == 3
    assert done.stderr.count("cannot be written") == asked.stderr.count("cannot be written") == 1
    assert asked.returncode == 0
