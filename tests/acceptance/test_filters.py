"""Many jobs at once: cancelled by filter, counted with and without one, and completed in a shell (T5)."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import Home

from cgq_cli import completing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    """Four jobs of two papers and of probes, of which one waits for its time."""
    home = Home(tmp_path / "home", offered, empty_database)
    home.file("drafts/a.pdf")
    home.file("b.pdf")
    done = home.each("enqueue drafts/a.pdf", "enqueue b.pdf --in 1h", "enqueue --kind probe --args '{\"n\": 1}'")
    assert [one.returncode for one in done] == [0, 0, 0], done
    return home


def states(home: Home) -> list[str]:
    return [state for (state,) in home.rows("SELECT state FROM job ORDER BY id")]


def test_T5_waiting_jobs_are_cancelled_by_filter_and_counted_before(home: Home) -> None:
    unclear, asks, would, none, file, state, match, nothing = home.each(
        "cancel 1 --queue default",
        "cancel --since 1h",
        "cancel --file drafts --dry-run --json",
        "cancel --match nowhere --yes",
        "cancel --file drafts --yes",
        "cancel --state scheduled --yes",
        "cancel --match n --kind probe --yes --json",
        "cancel --all --yes",
    )
    assert (unclear.returncode, "[usage]" in unclear.stderr) == (2, True)
    assert (asks.returncode, "Cancel 3 jobs (1 scheduled, 2 ready)?" in asks.stderr) == (2, True)
    found = json.loads(would.stdout)
    assert (found["jobs"], found["dry_run"], found["action"]) == ([1], True, "cancel")
    assert none.stdout.startswith("No unfinished jobs match --match nowhere. Without that: 3 unfinished jobs.")
    assert file.stdout == "Cancelled 1 job: 1.\n"
    assert state.stdout == "Cancelled 1 job: 2.\n"
    assert json.loads(match.stdout)["jobs"] == [3]
    assert nothing.stdout.startswith("Nothing to cancel.")
    assert states(home) == ["cancelled"] * 3


def test_jobs_are_counted_by_state_with_and_without_a_filter(home: Home) -> None:
    every, ready, file, page, match = home.each(
        "jobs --json",
        "jobs --state ready",
        "jobs --file drafts --json",
        "jobs --limit 1",
        "jobs --match '\"n\"' --json",
    )
    assert _totals(every.stdout) == (3, {"ready": 2, "scheduled": 1}, True)
    assert "2 jobs in all: 2 ready.\n" in ready.stderr
    assert _totals(file.stdout) == (1, {"ready": 1}, True)
    assert "3 jobs in all: 1 scheduled, 2 ready.\n" in page.stderr
    assert _totals(match.stdout) == (1, {"ready": 1}, True)


def _totals(printed: str) -> tuple[Any, ...]:
    found = json.loads(printed)
    return tuple(found[name] for name in ("total", "total_by_state", "total_is_exact"))


def test_a_shell_completes_the_jobs_that_a_verb_could_mean(home: Home) -> None:
    assert home.cgq("cancel", 1).returncode == 0
    done = home.cgq(COMP_WORDS="cgq retry ", COMP_CWORD="2", _CGQ_COMPLETE="complete_bash")
    assert (done.stdout.split(), done.stderr) == (["1"], "")
    assert [name for name, _ in completing.jobs(_typed("cancel", home.db), "")] == ["3", "2"]
    assert completing.jobs(_typed("show", home.db), "1") == [("1", "cancelled process_pdf cancelled")]
    assert completing.papers(_typed("materials", home.db), "2") == [("2", "b")]
    home.rows("INSERT INTO batch (name, then_args, opened_at, filling_until) VALUES ('june', '{}', 1, 1)")
    assert completing.batches(_typed("wait", home.db), "ju") == [("june", "open")]


def test_a_shell_completes_names_and_is_silent_where_there_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = tmp_path / "cgq.toml"
    settings.write_text("[queues.prints]\nlimit = 1\n", encoding="ascii")
    assert completing.queues(_typed("jobs", tmp_path / "none.db"), "p") == ["pdf_processing", "prints"]
    settings.unlink()
    assert completing.kinds("update") == ["update_knowledge_graph"]
    assert completing.states("r") == ["ready", "running"]
    assert completing.jobs(_typed("show", tmp_path / "none.db"), "") == []
    assert list(tmp_path.iterdir()) == [], "a look made a database"
    (tmp_path / "bad.db").write_text("no database", encoding="ascii")
    assert completing.papers(_typed("materials", tmp_path / "bad.db"), "") == []


def _typed(verb: str, db: Path) -> Any:
    """What the parser knows of an unfinished line."""
    return SimpleNamespace(info_name=verb, params={"db": db}, parent=None)
