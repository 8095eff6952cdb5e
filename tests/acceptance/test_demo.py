"""`cgq demo`: the sample exams from nothing to a bank, without any key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.documents import check_printed

REPOSITORY = Path(__file__).parents[2]
SOURCES = f"{REPOSITORY / 'core'}{os.pathsep}{REPOSITORY / 'cli'}"


def demo(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "cgq_cli", "demo", *args],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": SOURCES,
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "CGQ_EMBEDDING_PROVIDER": "openai",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=110,
    )
    check_printed(args, done.stdout, done.stderr)
    return done


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A folder in which a demo ran, and what it printed."""
    folder = tmp_path_factory.mktemp("shown")
    return folder, demo(folder)


def test_a_demo_shows_what_the_bank_holds(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = shown
    assert done.returncode == 0, done.stderr
    for head in ("Papers that were read", "One question", "A search for", "each on purpose", "Try next"):
        assert head in done.stdout
    assert "export CGQ_DB=demo/cgq.db" in done.stdout


def test_a_demo_starts_fresh_each_time(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = shown
    again = demo(folder, "--json")
    assert (again.returncode, again.stderr) == (0, "")
    found = json.loads(again.stdout)
    assert sum(paper["questions"] for paper in found["papers"]) > 150
    assert len(found["unread"]) == 5
    assert found["search"]["hits"]
    assert found["steps"]


def test_a_database_that_no_demo_made_is_not_removed_unasked(tmp_path: Path) -> None:
    (tmp_path / "cgq.db").write_text("mine")
    done = demo(tmp_path, "--dir", ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert "needs_yes" in done.stderr
    assert (tmp_path / "cgq.db").read_text() == "mine"
