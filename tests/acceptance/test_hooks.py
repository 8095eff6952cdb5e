"""`cgq hooks`, and where else a person reads that reports could not be delivered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.ledger import open_ledger, put, register, start

from cgq.clock import SystemClock
from cgq.config import HookSettings
from cgq.errors import Failure
from cgq.queue import hook_runs
from cgq.queue.books import SQL
from cgq.queue.hooks import hooks_of
from cgq.queue.settle import fail

if TYPE_CHECKING:
    from pathlib import Path

HOPELESS = Failure(code="encrypted", message="It is locked.", retryable=False)

SETTINGS = """
[hooks.tell]
command = ["/nowhere/tell", "--to", "$(me)"]
queues = ["default"]
[hooks.say]
command = ["/bin/sh", "-c", "cat; exit 7"]
on = "nth:3"
env = ["SAY_TOKEN"]
"""


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    """A home with two hooks, and a report of each that could not be delivered; and one that waits for a third hook."""
    home = Home(tmp_path, empty=empty_database)
    home.file("cgq.toml", SETTINGS.encode())
    ledger = open_ledger(home.db, SystemClock())
    ledger.hooks = hooks_of({name: HookSettings(command=("x",)) for name in ("gone", "say", "tell")})
    supervisor = register(ledger)
    put(ledger, requested_by="kim")
    (job,) = start(ledger, supervisor)
    with ledger.write() as books:
        fail(books, [(job, HOPELESS)])
        books.tx.run("UPDATE hook_run SET tries = 2")
        for run in hook_runs.claim(books, supervisor, ["say", "tell"]):
            hook_runs.fail(books, supervisor, run, "It ended with exit status 7.", "no route\x1b[31m\n")
        books.tx.run(SQL["supervisor_remove"], (supervisor,))
    ledger.database.close()
    return home


def test_undelivered_reports_are_listed_counted_and_started_again(home: Home) -> None:
    listed, runs, status, again, twice, left = home.each(
        "hooks", "hooks runs --state failed --json", "status", "hooks retry", "hooks retry 2 3", "hooks runs"
    )
    assert listed.stdout.splitlines() == [
        "hook\ton\tfor\twaiting\tfailed\tcommand",
        "gone\t\tall\t1\t0\t(not in the settings any more)",
        "say\tnth:3\tall\t0\t1\t/bin/sh -c 'cat; exit 7'",
        "tell\tfinal\tdefault\t0\t1\t/nowhere/tell --to '$(me)'",
    ]
    assert [run["output"] for run in json.loads(runs.stdout)["runs"]] == ["no route\x1b[31m\n"] * 2
    assert "2 runs of hooks failed (say, tell). See why: cgq hooks runs --state failed" in status.stdout
    assert again.stdout.startswith("2 runs to start again: 2, 3.")
    assert "Run 2 is waiting: only a failed one is started again." in twice.stdout
    assert [line.split("\t")[2] for line in left.stdout.splitlines()[1:]] == ["waiting"] * 3


def test_a_hook_is_tried_out_and_its_failure_is_explained(home: Home) -> None:
    say, tell, quiet, unknown = home.each(
        "hooks test say", "hooks test tell --json", "hooks test say --quiet", "hooks test tel", LC_ALL="C.UTF-8"
    )
    assert (say.returncode, tell.returncode, quiet.returncode, unknown.returncode) == (3, 3, 3, 2)
    assert '"test":true' in say.stdout
    assert "The hook say failed: It ended with exit status 7." in say.stdout
    assert json.loads(tell.stdout)["error"] == "/nowhere/tell cannot be started: No such file or directory"
    assert (quiet.stdout, "The hook say failed" in quiet.stderr) == ("", True)
    assert "Did you mean 'tell'?" in unknown.stderr


def test_doctor_names_what_cannot_be_started_or_was_not_delivered(home: Home) -> None:
    (done,) = home.each("doctor --json")
    checks = [check for check in json.loads(done.stdout)["checks"] if check["name"] == "hook"]
    assert [(check["state"], check["message"]) for check in checks] == [
        ("warn", "gone: 1 of its reports wait, and the settings have no such hook any more"),
        ("warn", "say: 1 of its reports could not be delivered"),
        ("warn", "tell: 1 of its reports could not be delivered"),
        ("warn", "say: SAY_TOKEN is not set here"),
        ("fail", f"tell: there is no program '/nowhere/tell' in {home.folder} that may be started"),
    ]
