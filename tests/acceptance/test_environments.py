"""What CGQ_ENV changes: the defaults of an environment, and the test environment, in which `enqueue` does the work."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES, Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def test_every_default_of_an_environment_is_shown_with_its_source(home: Home) -> None:
    shown = home.cgq("config", "show", CGQ_ENV="development").stdout
    assert "queues.pdf_processing.limit\t1\tenvironment development\n" in shown
    assert "claim_batch\t100\tenvironment development\n" in shown
    assert "environment\tdevelopment\tCGQ_ENV\n" in shown


def test_in_the_test_environment_a_paper_is_done_with_its_whole_chain_when_enqueue_returns(home: Home) -> None:
    shutil.copy(SAMPLES / "civil-a.pdf", home.folder)
    home.file("bad.pdf")
    done = home.cgq("enqueue", "civil-a.pdf", "--json", CGQ_ENV="test")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["type"] for line in done.stdout.splitlines()] == ["enqueued", "waited"]
    states = dict(home.rows("SELECT kind || ' ' || state, count(*) FROM job GROUP BY 1"))
    assert states["process_pdf done"] == states["refresh_concepts done"] == 1
    assert states["generate_embedding done"] == states["update_knowledge_graph done"] == 20
    assert home.cgq("enqueue", "bad.pdf", CGQ_ENV="test").returncode == 3, "its job failed before the command returned"


def test_in_the_test_environment_what_is_due_later_stays_in_the_queue(home: Home) -> None:
    home.file("a.pdf")
    done = home.cgq("enqueue", "a.pdf", "--in", "1h", CGQ_ENV="test")
    assert (done.returncode, "1 job left in the queue." in done.stderr) == (0, True), done.stderr
    assert home.rows("SELECT state FROM job") == [("scheduled",)]
