"""docs/python.md as it is written: each of its programs is run, in order, in one folder with two papers."""

from __future__ import annotations

import os
import re
import shutil
import sys
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest
from tests.support.command import REPOSITORY, SAMPLES
from tests.support.processes import Child

if TYPE_CHECKING:
    from pathlib import Path

PAGE = REPOSITORY / "docs" / "python.md"
PROGRAMS = re.findall(r"## ([^\n]+)\n|```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
MOST_LINES = 10
"""A program of more lines is no example any more; imports are among them, blank lines are not."""


def programs() -> list[tuple[str, str]]:
    """(heading, program) of each example."""
    found: list[tuple[str, str]] = []
    heading = ""
    for title, program in PROGRAMS:
        heading = title or heading
        if program:
            found.append((heading, program))
    return found


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each example printed, by its heading."""
    folder = tmp_path_factory.mktemp("python")
    (folder / "papers").mkdir()
    for name in ("network-en.pdf", "empty.pdf"):
        shutil.copy(SAMPLES / name, folder / "papers")
    printed: dict[str, list[str]] = {}
    for heading, program in programs():
        printed.setdefault(heading, []).append(_run(program, folder))
    return printed


def _run(program: str, folder: Path) -> str:
    sources = os.pathsep.join(map(str, (REPOSITORY / "core", REPOSITORY / "cli")))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": sources, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    with Child(
        [sys.executable, "-c", program], cwd=folder, env=environment, stdout=PIPE, stderr=PIPE, text=True
    ) as child:
        out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    return str(out)


def test_every_example_is_short() -> None:
    lengths = {heading: sum(map(bool, program.splitlines())) for heading, program in programs()}
    assert {heading for heading, lines in lengths.items() if lines > MOST_LINES} == set()


def test_a_workspace_is_opened_as_the_command_would(said: dict[str, list[str]]) -> None:
    assert said["Open a workspace"] == ["bank.db local\n"]


def test_papers_and_other_jobs_are_enqueued(said: dict[str, list[str]]) -> None:
    papers, other = said["Enqueue"]
    assert papers.splitlines()[0] == "1 ready new"
    assert "empty.pdf empty_file" in papers
    assert other == "2 ready\n"


def test_a_run_reports_its_events_and_why_it_ended(said: dict[str, list[str]]) -> None:
    assert said["Run, and listen to events"] == ["process_pdf done (1,)\nfinished\n"]


def test_a_result_is_waited_for(said: dict[str, list[str]]) -> None:
    (waited,) = said["Wait for a result"]
    assert waited.startswith("[] done {")
    assert '"questions":20' in waited


def test_questions_are_found_and_exported(said: dict[str, list[str]]) -> None:
    (found,) = said["Search"]
    assert len(found.splitlines()) == 3
    assert said["Export"] == ["20\n"]


def test_an_error_says_what_to_do(said: dict[str, list[str]]) -> None:
    assert said["Errors"] == ["not_found 4 ['cgq jobs']\n"]
