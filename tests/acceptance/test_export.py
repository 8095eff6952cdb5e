"""`cgq export`: at once, through a pipe, as a job, on a schedule; and killed at any moment."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.support.command import COMMAND, Home
from tests.support.large_bank import fill
from tests.support.poll import until
from tests.support.terminal import Terminal

from cgq.actions import export as exporting
from cgq.exchange import formats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COUNT = 40


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("export"))
    fill(made.db, COUNT)
    return made


@pytest.fixture
def large(tmp_path: Path) -> Home:
    """A bank that is just too large for an export at once."""
    made = Home(tmp_path / "large")
    fill(made.db, exporting.LARGE_QUESTIONS + 1)
    return made


@pytest.mark.parametrize("name", formats.names())
def test_every_format_is_written_by_the_command_and_described_in_json(home: Home, tmp_path: Path, name: str) -> None:
    form = formats.make(name)
    target = tmp_path / f"bank{form.suffix}"
    told = home.json("export", "--format", name, "-o", target)
    assert (told["type"], told["format"], told["questions"], told["undrawn"]) == ("export", name, COUNT, 0)
    assert target.is_dir() is (not form.suffix)
    manifest = json.loads(
        (target / "manifest.json" if target.is_dir() else target.parent / f"{target.name}.manifest.json").read_bytes()
    )
    assert told["sha256"] == (manifest["files"][0]["sha256"] if form.suffix else None)
    assert name in home.cgq("export", "--help").stdout


def test_through_a_pipe_the_answer_is_the_file_itself_and_there_is_no_manifest(home: Home, tmp_path: Path) -> None:
    home.cgq("export", "--format", "csv", "-o", tmp_path / "bank.csv")
    piped = home.cgq("export", "--format", "csv")
    assert piped.stdout.encode() == (tmp_path / "bank.csv").read_bytes()
    assert piped.stderr == f"{COUNT} questions\n"
    assert not list(home.folder.glob("*.manifest.json"))
    refused = home.cgq("export", "--format", "huggingface")
    assert (refused.returncode, "[needs_output]" in refused.stderr) == (2, True)


def test_what_is_no_text_is_not_written_to_a_terminal(home: Home) -> None:
    terminal = Terminal([*COMMAND, "export", "--format", "xlsx"], home.folder, home.environment)
    try:
        assert terminal.ended() == 2
    finally:
        terminal.close()
    assert b"[needs_output]" in terminal.seen
    assert home.cgq("export", "--format", "xlsx", "-o", "/dev/null").returncode == 0


def test_a_filter_that_leaves_nothing_says_so_and_what_there_is_without_it(home: Home, tmp_path: Path) -> None:
    done = home.cgq("export", "--year", "1999", "--status", "answered", "-o", tmp_path / "none.jsonl")
    assert done.returncode == 0
    assert f"No questions match --year 1999 --status answered. Without that: {COUNT} questions." in done.stderr
    assert (tmp_path / "none.jsonl").read_bytes() == b""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for args, code in (
        (("--status", "wonderful"), "unknown_status"),
        (("--format", "exel"), "unknown_format"),
        (("--seed", "1"), "usage"),
        (("--format", "csv", "--assets", "x"), "usage"),
        (("--in", "1h"), "needs_output"),
        (("--in", "1h", "-o", "/dev/null"), "needs_output"),
        (("--at", "12:00", "-o", pipe), "needs_output"),
        (("--in", "1h", "--at", "12:00", "-o", "x"), "usage"),
        (("--format", "cypher", "--shuffle-options"), "usage"),
        (("--format", "csv", "--assets", "x", "--dry-run"), "usage"),
        (("--format", "huggingface", "--dry-run"), "needs_output"),
        (("-o", "bank.json"), "unknown_format"),
        (("--in", "1h", "--assets", "x", "-o", "x"), "usage"),
        (("--format", "csv", "-o", home.db), "is_database"),
        (("--format", "csv", "-o", home.db.with_name("cgq.db-wal")), "is_database"),
        (("--material", "99"), "not_found"),
    ):
        refused = home.cgq("export", *args)
        assert f"[{code}]" in refused.stderr, (args, refused.stderr)
        assert refused.returncode == (4 if code == "not_found" else 2)
    assert pipe.is_fifo()


def test_the_format_follows_from_the_name_and_a_job_is_given_it(home: Home, tmp_path: Path) -> None:
    done = home.cgq("export", "-o", tmp_path / "BANK.CSV")
    assert done.stderr.startswith("As csv, by the name's end .CSV.")
    home.cgq("export", "--format", "csv", "-o", tmp_path / "named.txt")
    assert (tmp_path / "BANK.CSV").read_bytes() == (tmp_path / "named.txt").read_bytes()
    for name, form in (("bank.xml", "moodle"), ("bank.zip", "qti"), ("bank.jsonl", "jsonl"), ("bank", "jsonl")):
        told = home.json("export", "-o", tmp_path / name, "--dry-run")
        assert told["format"] == form
    job = home.json("export", "-o", tmp_path / "later.md", "--in", "9h")["jobs"][0]["id"]
    assert home.json("show", job)["args"]["format"] == "markdown"
    home.cgq("cancel", job)


def test_shuffled_options_are_the_same_again_by_the_seed_that_is_said(home: Home) -> None:
    first = home.cgq("export", "--shuffle-options")
    said = next(line for line in first.stderr.splitlines() if "--seed" in line)
    again = home.cgq("export", "--shuffle-options", "--seed", said.split()[-1])
    assert again.stdout == first.stdout
    assert first.stdout != home.cgq("export").stdout
    assert said not in again.stderr


def test_a_dry_run_says_what_would_be_and_writes_nothing(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "bank.csv"
    before = home.json("jobs")["jobs"]
    done = home.cgq("export", "--format", "csv", "-o", target, "--dry-run")
    assert done.stdout == f"Would write {COUNT} questions as csv to {target}, at once.\n"
    plan = home.json("export", "-o", target, "--in", "1h", "--dry-run")
    assert (plan["type"], plan["questions"], plan["job"]) == ("export_plan", COUNT, True)
    assert list(tmp_path.iterdir()) == []
    assert home.json("jobs")["jobs"] == before


def test_a_large_export_is_a_job_from_wherever_it_is_asked_and_its_path_is_kept_absolute(large: Home) -> None:
    done = large.json("export", "--format", "csv", "-o", "bank.csv", "--priority", "low", "--as", "kim")
    (job,) = done["jobs"]
    assert not (large.folder / "bank.csv").exists()
    shown = large.json("show", job["id"])
    assert shown["args"]["path"] == str(large.folder / "bank.csv")
    assert (shown["kind"], shown["priority"], shown["requested_by"]) == ("export_questions", "low", "kim")
    assert large.cgq("run").returncode == 0
    result = large.json("show", job["id"])["result"]
    data = (large.folder / "bank.csv").read_bytes()
    assert (result["questions"], result["sha256"]) == (exporting.LARGE_QUESTIONS + 1, hashlib.sha256(data).hexdigest())
    piped = large.cgq("export", "--format", "csv")
    assert piped.stdout.encode() == data, "a pipe is served at once, however large"
    assert large.cgq("export", "--format", "csv", "-o", "bank.csv").returncode == 0
    assert [one["state"] for one in large.json("jobs")["jobs"]] == ["ready", "done"], (
        "asked for again, it is done again"
    )
    assert large.cgq("export", "--format", "csv", "-o", "bank.csv").stdout == "Already known: job 2 is ready.\n"
    assert len(large.json("jobs")["jobs"]) == 2, "the same waits once"


def test_an_export_is_enqueued_by_its_kind_and_scheduled(home: Home, tmp_path: Path) -> None:
    kind = str(tmp_path / "kind.csv")
    for given, refused in (
        ({"format": "csv", "path": "relative.csv"}, True),
        ({"format": "cypher", "path": kind, "seed": 5}, True),
        ({"format": "csv", "path": kind, "status": ["answered"]}, False),
    ):
        args = json.dumps(given)
        done = home.cgq("enqueue", "--kind", "export_questions", "--args", args, "--now")
        assert ("[bad_arguments]" in done.stderr) is refused
    assert (tmp_path / "kind.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    args = json.dumps({"format": "jsonl", "path": str(tmp_path / "nightly.jsonl")})
    assert (
        home.cgq("schedule", "add", "nightly", "0 3 * * *", "--kind", "export_questions", "--args", args).returncode
        == 0
    )
    assert "export_questions" in home.cgq("schedule", "list").stdout
    home.cgq("schedule", "remove", "nightly")


def test_R4_killed_at_any_moment_the_file_is_old_or_new_and_its_manifest_never_another_s(tmp_path: Path) -> None:
    home = Home(tmp_path / "kill")
    fill(home.db, 2_000)
    kill_exports(home, ("export", "--format", "csv", "-o", _target(home)), questions=2_000, kills=6, seed=14)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_R4_an_export_of_50_000_questions_killed_at_any_moment_leaves_no_half_file(tmp_path: Path) -> None:
    home = Home(tmp_path / "kill")
    fill(home.db, 50_000)
    args = json.dumps({"format": "csv", "path": str(_target(home))})
    command = ("enqueue", "--kind", "export_questions", "--args", args, "--now")
    kill_exports(home, command, questions=50_000, kills=40, seed=15)


def kill_exports(home: Home, command: Sequence[object], *, questions: int, kills: int, seed: int) -> None:
    """Export again and again, each time another content of the bank, and kill -9 it at a seeded moment of its
    writing."""
    rng = random.Random(seed)
    target = _target(home)
    target.parent.mkdir()
    began = time.monotonic()
    assert home.cgq(*command).returncode == 0
    took = time.monotonic() - began
    left = 0
    for _ in range(kills):
        _reword(home)
        with home.start(*command, start_new_session=True) as running:
            until(lambda: _staging(target) or running.poll() is not None)
            time.sleep(rng.uniform(0, took))  # not a wait: the moment of the kill
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        left += bool(_staging(target))
        if _manifest(target).exists():
            told = json.loads(_manifest(target).read_bytes())
            assert told["files"][0]["sha256"] == _digest(target), "a manifest of another file"
            assert told["count"] == questions
        with target.open(encoding="utf-8-sig", newline="") as file:
            assert sum(1 for _ in file) == questions + 1, "a half file"
    assert left, "no kill came in time"
    assert home.cgq(*command).returncode == 0
    assert sorted(path.name for path in target.parent.iterdir()) == ["bank.csv", "bank.csv.manifest.json"]


def _target(home: Home) -> Path:
    return home.folder / "out" / "bank.csv"


def _staging(target: Path) -> list[Path]:
    return list(target.parent.glob(".cgq-export.*"))


def _reword(home: Home) -> None:
    """Another bank, so that the new file differs from the old one."""
    connection = sqlite3.connect(home.db)
    with connection:
        connection.execute("UPDATE question SET stem = stem || '!'")
    connection.close()


def _manifest(target: Path) -> Path:
    return target.with_name(f"{target.name}.manifest.json")


def _digest(target: Path) -> str:
    return hashlib.sha256(target.read_bytes()).hexdigest()
