"""Failed items over the real command: shown, retried, and retried once (B1, T5)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.command import Home
from tests.support.contract_stages import TABLE

if TYPE_CHECKING:
    from pathlib import Path

ARGS = '\'{"names": ["ann", "bad bob", "eve", "bad carl"], "mended": "%s"}\''


def test_B1_failed_items_are_shown_by_their_cause_and_done_again_alone(
    tmp_path: Path, offered: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", offered, empty_database)
    home.rows(TABLE)
    home.rows("CREATE TABLE effect (job INTEGER, value INTEGER)")
    mended = home.folder / "mended"
    enqueued, ran, jobs, failed, items, listed, shown, waited, kept, asks, would = home.each(
        f"enqueue --kind gather --args {ARGS % mended}",
        "run --progress none",
        "jobs",
        "failed",
        "failed --items",
        "failed --items --json",
        "show 1 --json",
        "wait 1",
        "retry 1",
        "retry --items",
        "retry --items 1 --dry-run --json",
    )
    assert (enqueued.returncode, ran.returncode) == (0, 3), ran.stderr
    assert "2 items failed in jobs that are done. See which: cgq failed --items" in ran.stdout
    assert jobs.stdout.rstrip().endswith("2 of 4 items failed")
    assert "2 items of 1 done job failed. See them: cgq failed --items" in failed.stderr
    _, row = items.stdout.splitlines()
    mark = row.split("\t")[-2]
    assert row.split("\t")[:3] == ["2", "gather", "bad_name"]
    assert row.endswith("Bad Bob, Bad Carl")
    assert [one["item_id"] for one in json.loads(listed.stdout)["items"]] == ["bad bob", "bad carl"]
    assert _rates(shown.stdout) == (2, 2, 0, 50.0)
    assert (waited.returncode, waited.stdout.rstrip().endswith("2 of 4 items failed")) == (3, True)
    assert "2 items of it failed. Do them again: cgq retry --items 1" in kept.stdout
    assert (asks.returncode, "[needs_yes]" in asks.stderr) == (2, True)
    assert [json.loads(would.stdout)[name] for name in ("jobs", "items", "dry_run")] == [[1], 2, True]

    mended.touch()
    none, retried, twice, ran, shown, left, strange = home.each(
        "failed --items --fingerprint 00000000",
        f"retry --items --fingerprint {mark} --yes",
        "retry --items 1",
        "run --progress none",
        "show 1 --json",
        "failed --items --exit-code",
        "failed --items --discard",
    )
    assert "No failed items match --fingerprint 00000000." in none.stderr
    assert retried.stdout == "Retrying 2 failed items of 1 job: 1.\n"
    assert (twice.returncode, twice.stdout) == (0, "Job 1 is ready: its items wait until it is over.\n")
    assert ran.returncode == 0, ran.stderr
    assert _rates(shown.stdout) == (4, 0, 0, 100.0)
    assert left.returncode == 0
    assert (strange.returncode, "[usage]" in strange.stderr) == (2, True)
    assert home.rows("SELECT value FROM effect") == [(4,), (2,)], "more than the failed items was done again"


def test_B1_every_item_of_a_job_is_listed_with_what_it_came_to(
    tmp_path: Path, offered: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", offered, empty_database)
    home.rows(TABLE)
    home.rows("CREATE TABLE effect (job INTEGER, value INTEGER)")
    names = '\'{"names": ["ann", "twin eve", "bad bob", "stray dog", "bea"]}\''
    _, before, run, shown, listed, page, one, piped, jobs, waited, none = home.each(
        f"enqueue --kind gather --args {names}",
        "show 1 --json",
        "run --json",
        "show 1",
        "show 1 --items",
        "show 1 --items --limit 2 --page 3",
        "show 1 --json",
        "show 1 --json --limit 4",
        "jobs --json",
        "wait 1 --json",
        "show 1 --items --page 2",
    )
    assert (_count(before.stdout), json.loads(before.stdout)["items"]) == ((0, 0, 0, 0, 0, 0, 0.0), [])
    counted = [event for event in map(json.loads, run.stdout.splitlines()) if event["type"] == "items_counted"]
    numbers = (5, 5, 2, 1, 1, 1, 66.7)
    assert _count(json.dumps(counted[-1])) == numbers
    assert "2 done, 1 duplicate, 1 skipped, 1 failed: success rate 66.7 %, " in shown.stdout
    assert "See each item: cgq show 1 --items. Why some failed: cgq failed --items 1." in shown.stderr
    head, *rows = (line.split("\t") for line in listed.stdout.splitlines())
    assert head == ["item", "name", "state", "attempts", "seconds", "ended", "code", "message"]
    assert sorted((row[0], row[2]) for row in rows) == [
        ("ann", "done"),
        ("bad bob", "failed"),
        ("bea", "done"),
        ("stray dog", "skipped"),
        ("twin eve", "duplicate"),
    ]
    assert len(page.stdout.splitlines()) == 2
    document = json.loads(one.stdout)
    assert (_count(one.stdout), document["more"], len(document["items"])) == (numbers, False, 5)
    by_name = {item["item_id"]: item for item in document["items"]}
    assert by_name["bad bob"]["code"] == "bad_name"
    assert by_name["twin eve"]["message"] == "Twin Eve was there already."
    assert (json.loads(piped.stdout)["more"], len(json.loads(piped.stdout)["items"])) == (True, 4)
    assert _count(json.dumps(json.loads(jobs.stdout)["jobs"][0])) == numbers
    assert json.loads(waited.stdout)["jobs"][0]["items"] == document["items"]
    assert document["duration_seconds"] >= 0
    assert "No items of job 1 are here." in none.stderr


def test_a_job_that_is_made_of_no_items_counts_none(tmp_path: Path, empty_database: Path) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    _, shown, items, listed = home.each(
        "enqueue --kind refresh_concepts", "show 1 --json", "show 1 --items", "show 1 --items --json"
    )
    assert _count(shown.stdout) == (None,) * 7
    assert "Job 1 is not made of items." in items.stderr
    assert json.loads(listed.stdout)["items"] == []


COUNTS = (
    "total_items",
    "done_items",
    "success_count",
    "error_count",
    "duplicate_count",
    "skipped_count",
    "success_rate",
)


def _count(printed: str) -> tuple[Any, ...]:
    found = json.loads(printed)
    return tuple(found[name] for name in COUNTS)


def _rates(printed: str) -> tuple[Any, ...]:
    items = json.loads(printed)
    return tuple(items[name] for name in ("success_count", "error_count", "waiting_count", "success_rate"))
