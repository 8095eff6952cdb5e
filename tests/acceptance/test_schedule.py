"""Recurring entries from the command line: `cgq schedule`, fired by cron and by whoever works (B4)."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

ADD = "schedule add nightly '0 3 * * *' inbox --zone Asia/Seoul"


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", offered, empty_database)
    (home.folder / "inbox").mkdir()
    return home


def make_due(home: Home, slots: int = 1) -> None:
    """The last minutes of every entry were slots that nobody dealt with."""
    home.rows(f"UPDATE schedule SET cron = '* * * * *', handled = handled - {slots * 60_000}, next_slot = 0")


def test_an_entry_is_added_listed_replaced_and_removed(home: Home) -> None:
    added, again, other, replaced, listed, gone, empty, missing = home.each(
        ADD,
        ADD,
        "schedule add nightly '0 4 * * *' inbox --zone Asia/Seoul",
        "schedule add nightly '0 4 * * *' --kind cleanup --args '{\"task\": \"expire\"}' --replace --json",
        "schedule list --json",
        "schedule remove nightly",
        "schedule list",
        "schedule remove nightly",
    )
    assert added.stdout.startswith(f"Added nightly (0 3 * * * Asia/Seoul): enqueue {home.folder}/inbox. Next: 20")
    assert again.stdout.startswith("There is already nightly")
    assert (other.returncode, "[schedule_exists]" in other.stderr) == (2, True)
    assert json.loads(replaced.stdout)["entries"][0]["change"] == "replaced"
    (entry,) = json.loads(listed.stdout)["entries"]
    assert (entry["entry"]["kind"], entry["entry"]["args"], entry["last"]) == ("cleanup", {"task": "expire"}, None)
    assert gone.stdout.endswith("Its jobs stay.\n")
    assert empty.stderr.startswith("No recurring entries yet.\nAdd one: cgq schedule add")
    assert (missing.returncode, "cgq.db" in missing.stderr) == (4, True)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("schedule add x '0 3 * *' inbox", 2, "bad_cron"),
        ("schedule add x '0 3 * * *' inbox --zone Asia/Soul", 2, "Asia/Seoul"),
        ("schedule add x '0 3 * * *' --kind clean", 2, "cleanup"),
        ("schedule add x '0 3 * * *' --kind cleanup --args '{\"tasks\": \"prune\"}'", 2, "task"),
        ("schedule add x '0 3 * * *' nowhere", 4, "input_missing"),
        ("schedule add x '0 3 * * *'", 2, "Name either papers, or --kind KIND."),
        ("schedule add x '0 3 * * *' inbox --kind cleanup", 2, "usage"),
        ("schedule add 'two words' '0 3 * * *' inbox", 2, "bad_name"),
        ("schedule add --defaults x", 2, "usage"),
        ("schedule add", 2, "usage"),
    ],
)
def test_S5_what_cannot_be_meant_is_refused(home: Home, line: str, code: int, said: str) -> None:
    (done,) = home.each(line)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert home.rows("SELECT count(*) FROM schedule") == [(0,)]


def test_B4_ticks_of_cron_that_come_together_fire_a_slot_once(home: Home) -> None:
    home.each("schedule add --defaults", ADD)
    make_due(home, slots=3)
    with home.start("schedule", "tick") as one, home.start("schedule", "tick") as two:
        outputs = [child.communicate(timeout=60)[0] for child in (one, two)]
    assert [child.returncode for child in (one, two)] == [0, 0]
    assert sum("job" in line and "makes up for 2" in line for out in outputs for line in out.splitlines()) == 3
    assert sorted(home.rows("SELECT kind FROM job")) == [("cleanup",), ("cleanup",), ("enqueue_papers",)]
    make_due(home, slots=2)
    skipped, quiet = home.each("schedule tick", "schedule tick --quiet")
    assert skipped.stdout.count("skipped. Its last job") == 3
    assert (quiet.stdout, quiet.stderr, quiet.returncode) == ("", "", 0)
    with pytest.raises(sqlite3.IntegrityError):
        home.rows("INSERT INTO schedule_slot SELECT * FROM schedule_slot LIMIT 1")


def test_a_tick_ends_what_expired_and_reports_what_it_cannot_enqueue(home: Home) -> None:
    home.put_probe(n=1)
    home.each("schedule add mine '0 3 * * *' --kind probe --args '{\"n\": 1}'")
    home.rows("UPDATE job SET expires_at = 1")
    home.rows("UPDATE schedule SET kind = 'gone'")
    make_due(home)
    (done,) = home.each("schedule tick --quiet")
    assert (done.returncode, done.stdout) == (3, "")
    assert "refused. There is no kind 'gone'. [unknown_kind]" in done.stderr
    assert home.rows("SELECT state, error_code FROM job") == [("failed", "expired")]


def test_B4_who_works_fires_what_is_due(home: Home) -> None:
    home.file("inbox/paper.pdf")
    home.each(ADD)
    with home.start("work", "--json") as child:
        until(lambda: home.rows("SELECT count(*) FROM supervisor") == [(1,)])
        make_due(home)
        until(lambda: home.rows("SELECT count(*) FROM job WHERE kind = 'process_pdf' AND state = 'failed'") == [(1,)])
        child.terminate()
        told = [json.loads(line) for line in child.communicate(timeout=60)[0].splitlines()]
    passed = next(one for one in told if one["type"] == "slot_passed")  # a minute may end meanwhile
    assert (passed["entry"], passed["outcome"], passed["missed"]) == ("nightly", "fired", 0)
    assert home.json("show", passed["job"])["state"] == "done"
    assert home.json("schedule")["entries"][0]["last"]["outcome"] in ("fired", "skipped")
