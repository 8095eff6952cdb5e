"""An operator's day: what the other files leave out of the list of what one does to a queue that runs for months.

One short scenario a line: limits and their reasons, failures by cause, waiting for a moment, monitoring, care.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "enqueue --kind probe --args '{\"n\": %d}'"
REFUSED = 'enqueue --kind probe --args \'{"do": "refuse", "n": %d}\''
HOOK = """[hooks.%(name)s]
command = ["/bin/sh", "-c", "cat >> %(name)s"]
on = "%(on)s"
"""
OCCASIONS = {"each": "attempt", "second": "nth:2", "last": "final", "many": "batch", "empty": "drained"}
ZONE = {"TZ": "Asia/Seoul"}


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    made = Home(tmp_path / "home", offered, empty_database)
    made.rows("CREATE TABLE effect (job INTEGER, value INTEGER)")
    return made


def test_B7_explain_names_the_asker_whose_limit_holds_a_job_and_what_it_holds(home: Home) -> None:
    home.file("cgq.toml", b"[limits]\nper_requester = 1\n")
    held = json.dumps({"do": "hold", "until": str(home.folder / "gate")})
    home.each(*(f"enqueue --kind probe --as kim --args '{held[:-1]}, \"n\": {n}}}'" for n in range(2)))
    with home.start("work", "--progress", "none") as server:
        until(lambda: home.rows("SELECT 1 FROM job WHERE state = 'running'"))
        explained, started = home.each("explain 2 --json", "jobs --state running --json")
        (home.folder / "gate").touch()
        until(lambda: home.rows("SELECT 1 FROM job WHERE id = 2 AND state = 'done'"))
        home.cgq("stop", "--wait")
        server.communicate(timeout=60)
    (reason,) = json.loads(explained.stdout)["reasons"]
    assert (reason["code"], reason["jobs"]) == ("requester_limit", [1])
    assert [job["id"] for job in json.loads(started.stdout)["jobs"]] == [1]


def test_T5_failures_of_one_cause_are_chosen_by_fingerprint_code_text_or_age(home: Home) -> None:
    home.each(*(REFUSED % n for n in range(3)), 'enqueue --kind probe --args \'{"do": "raise"}\' --max-attempts 1')
    home.cgq("run", "--progress", "none")
    groups = {group["code"]: group for group in home.json("failed")["groups"]}
    assert {code: group["jobs"] for code, group in groups.items()} == {"encrypted": 3, "stage_error": 1}
    mark = groups["encrypted"]["fingerprint"]
    chosen = [
        json.loads(done.stdout)["jobs"]
        for done in home.each(
            f"failed --retry --fingerprint {mark} --dry-run --json",
            "failed --retry --code stage_error --dry-run --json",
            "failed --retry --match locked --dry-run --json",
            "failed --retry --since 1h --queue default --dry-run --json",
            f"failed --discard --fingerprint {mark} --yes --json",
            "retry --state discarded --fingerprint " + mark + " --yes --json",
        )
    ]
    assert chosen == [[1, 2, 3], [4], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3], [1, 2, 3]]


def test_B5_a_time_of_day_is_the_next_one_of_the_asker(home: Home) -> None:
    home.each(
        f"{PLAIN % 1} --at 12:00",
        f"{PLAIN % 2} --at 'tomorrow 12:00'",
        **ZONE,
    )
    jobs = {job["id"]: job for job in home.json("jobs")["jobs"]}
    due = {id_: datetime.fromisoformat(job["due"]) for id_, job in jobs.items()}
    assert {job["state"] for job in jobs.values()} == {"scheduled"}
    assert {(moment.hour, moment.minute) for moment in due.values()} == {(3, 0)}, "noon in Seoul is 3:00 UTC"
    assert (due[2] - due[1]).days in (0, 1), "it may have been before noon"


def test_a_delay_of_a_kind_and_its_other_cells_are_settings_with_sources(home: Home) -> None:
    home.file(
        "cgq.toml",
        b'[kinds.probe]\ndelay = "10m"\nkeep_newest = 7\n[kinds.probe.tries.other]\nstarts = 2\nwait = "3s"\n',
    )
    taken, listed, table = home.each(
        PLAIN % 1,
        "jobs --json",
        "config show --kinds --json",
    )
    assert taken.returncode == 0, taken.stderr
    (job,) = json.loads(listed.stdout)["jobs"]
    waited = datetime.fromisoformat(job["due"]) - datetime.fromisoformat(job["created"])
    assert (job["state"], waited.total_seconds(), job["max_attempts"]) == ("scheduled", 600, 2)
    (kind,) = [kind for kind in json.loads(table.stdout)["kinds"] if kind["kind"] == "probe"]
    assert (kind["delay"], kind["keep_newest"], kind["tries"][-1]["starts"]) == (600, 7, 2)
    changed = [cell for cell, source in kind["sources"].items() if source.endswith("cgq.toml")]
    assert sorted(changed) == ["delay", "keep_newest", "tries"]


def test_a_monitor_is_alarmed_by_what_waits_too_long_and_by_what_nobody_serves(home: Home) -> None:
    home.each(*(PLAIN % n for n in range(3)))
    unserved, many, old, scraped = home.each(
        "status --check", "status --check --max-waiting 2", "status --check --max-age 0s", "status --format prom"
    )
    assert (unserved.returncode, "[unserved]" in unserved.stdout) == (3, True)
    assert (many.returncode, "[too_many_waiting]" in many.stdout) == (3, True)
    assert (old.returncode, "[waits_too_long]" in old.stdout) == (3, True)
    assert 'cgq_jobs{queue="default",state="ready"} 3\n' in scraped.stdout
    assert scraped.stdout.endswith("# EOF\n"), "OpenMetrics ends so"


def test_R8_a_backup_is_put_back_and_what_came_after_it_is_kept(home: Home) -> None:
    *_, refused, restored = home.each(
        PLAIN % 1,
        "backup copy.db",
        "cancel 1",
        PLAIN % 2,
        "restore copy.db",
        "restore copy.db --yes --json",
    )
    assert (refused.returncode, "2 jobs" in refused.stderr, "1 job)" in refused.stderr) == (2, True, True)
    kept = json.loads(restored.stdout)["kept"]
    now, before = home.each("jobs --json", f"jobs --json --db {kept}")
    assert json.loads(now.stdout)["total_by_state"] == {"ready": 1}
    assert json.loads(before.stdout)["total_by_state"] == {"ready": 1, "cancelled": 1}


def test_C4_doctor_names_what_is_wrong_and_mends_it_without_a_loss(home: Home) -> None:
    home.each(PLAIN % 1)
    home.rows("UPDATE tally SET n = n + 5")
    home.rows("INSERT INTO slot VALUES (99, 'queue:default', 1, 1, 0)")
    found, mended, well = home.each("doctor --json", "doctor --fix --json", "doctor --json")
    failing = {check["name"] for check in json.loads(found.stdout)["checks"] if check["state"] == "fail"}
    fixed = {check["name"] for check in json.loads(mended.stdout)["checks"] if check["fixed"]}
    assert (found.returncode, mended.returncode, well.returncode) == (1, 0, 0)
    assert failing == {"counters", "slots"}
    assert fixed >= failing
    assert home.json("jobs")["total_by_state"] == {"ready": 1}


def test_B6_what_has_been_over_for_long_enough_goes_and_its_work_is_remembered(home: Home) -> None:
    home.each(*(REFUSED % n for n in range(2)), PLAIN % 9)
    home.cgq("run", "--progress", "none")
    kept, would, asks, pruned, known = home.each(
        "prune --json --yes",
        "prune --older-than 0s --dry-run --json",
        "prune --older-than 0s",
        "prune --older-than 0s --yes --json",
        REFUSED % 0,
    )
    assert json.loads(kept.stdout)["jobs"] == 0, "neither has been over for its time, nor is it behind the newest"
    groups = [(group["kind"], group["state"], group["jobs"]) for group in json.loads(would.stdout)["groups"]]
    assert groups == [("probe", "failed", 2)]
    assert (asks.returncode, "[needs_yes]" in asks.stderr) == (2, True)
    assert json.loads(pruned.stdout)["jobs"] == 2
    assert home.json("jobs")["total_by_state"] == {"done": 1}
    assert "job 1 (pruned since) was failed" in known.stdout


def test_a_hook_hears_of_each_occasion_that_it_is_meant_for(home: Home) -> None:
    hooks = "".join(HOOK % {"name": name, "on": on} for name, on in OCCASIONS.items())
    home.file("cgq.toml", f'{hooks}[kinds.probe.tries.other]\nstarts = 2\nwait = "0s"\n'.encode())
    home.each('enqueue --kind probe --batch exams --as kim --args \'{"do": "down"}\'')
    assert home.cgq("run", "--progress", "none").returncode == 3
    until(lambda: not home.json("hooks", "runs", "--state", "waiting")["runs"])
    heard = {name: [json.loads(line) for line in (home.folder / name).read_text().splitlines()] for name in OCCASIONS}
    assert sorted((line["attempt"], line["of"], line["state"]) for line in heard["each"]) == [
        (1, 2, "scheduled"),
        (2, 2, "failed"),
    ]
    assert [(line["attempt"], line["requested_by"]) for line in (*heard["second"], *heard["last"])] == [(2, "kim")] * 2
    assert [(line["batch"], line["failed"]) for line in heard["many"]] == [("exams", 1)]
    assert [line["failed"] for line in heard["empty"]] == [1]
    reports = [line["id"] for lines in heard.values() for line in lines]
    assert len(set(reports)) == len(reports) == 6
