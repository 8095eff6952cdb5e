"""What a result may be, how far a job is, and what becomes of a result that comes too late."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES, Home
from tests.support.poll import until

from cgq.events import Progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.pool import Pool

REFUSED = (
    *("nan", "infinity", "nan inside", "an object", "a half surrogate"),
    *("a large number", "a small number", "too deep", "far too deep"),
)


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def test_R7_what_JSON_cannot_hold_is_refused_at_the_first_try(pool: Pool) -> None:
    """NaN was stored as null, and objects were tried again and again."""
    faults = [f"{where}: {what}" for where in ("result", "item", "summary") for what in REFUSED]
    faults += ["summary: large", "progress: nan", "progress: text", "progress: half"]
    jobs = {fault: pool.put("odd", fault=fault) for fault in faults}
    pool.work()
    for fault, job in jobs.items():
        assert (pool.state(job), pool.attempts(job)) == ("failed", [("failed", "bad_result")]), fault
        assert pool.row(job)["result"] is None, fault
    assert "nan, which JSON has no number for" in pool.row(jobs["result: nan"])["error"]
    assert "70,002 bytes" in pool.row(jobs["summary: large"])["error"]


def test_R7_what_JSON_can_hold_is_stored_unchanged(pool: Pool) -> None:
    deep = pool.put("odd", fault="result: as deep as may be")
    large = pool.put("odd", fault="result: as large as may be")
    pool.work()
    assert (pool.state(deep), pool.state(large)) == ("done", "done")
    assert json.loads(pool.row(large)["result"]) == {
        "n": 2**64 - 1,
        "text": "1" * 30,
        "none": None,
        "small": 1.25e-300,
    }


def test_B2_a_job_that_is_done_has_done_all_of_it(pool: Pool) -> None:
    begun, wavering = pool.put(do="begin", total=4), pool.put(do="waver", total=8)
    pool.work()
    assert (pool.row(begun)["progress_done"], pool.row(begun)["progress_total"]) == (4, 4)
    assert (pool.row(wavering)["progress_done"], pool.row(wavering)["progress_total"]) == (8, 8)
    assert [event.done for event in pool.told(Progress) if event.job == wavering] == [5, 6]


def test_B2_a_paper_that_is_read_shows_all_its_pages(home: Home) -> None:
    home.cgq("enqueue", SAMPLES / "network-en.pdf")
    assert home.cgq("work", "--until-empty", "--queue", "pdf_processing").returncode == 0
    progress = home.json("show", "1")["progress"]
    assert progress["done"] == progress["total"] > 0


def test_R3_a_late_result_is_logged_with_its_lease(home: Home) -> None:
    (home.folder / "cgq.toml").write_text("[kinds.probe_batch]\nbatch = 8\n")
    home.rows("CREATE TABLE IF NOT EXISTS effect (job INTEGER, value INTEGER)")
    gate = home.folder / "gate"
    for _ in range(2):
        args = json.dumps({"do": "hold", "until": str(gate)})
        home.cgq("enqueue", "--kind", "probe_batch", "--args", args, "--again")
    with home.start("work", "--until-empty", "--progress", "none") as process:
        until(lambda: home.rows("SELECT count(*) FROM job WHERE state = 'running'") == [(2,)])
        ((fence,),) = home.rows("SELECT fence FROM job WHERE id = 1")
        home.cgq("cancel", "1", "--yes")
        gate.touch()
        _, told = process.communicate(timeout=30)
    assert f"A late result of job 1 (fence {fence}) dropped" in told
    assert home.rows("SELECT state FROM job ORDER BY id") == [("cancelled",), ("done",)]


def test_T2_each_try_that_follows_is_logged_with_its_number(home: Home) -> None:
    (home.folder / "cgq.toml").write_text('[kinds.probe]\nwait = "10ms"\nmax_attempts = 3\n')
    home.put_probe(do="raise")
    told = home.cgq("run", "--progress", "none").stderr
    assert "Try 2 of 3 follows." in told
    assert "Try 3 of 3 follows." in told
    assert "job 1 failed." in told


def test_S4_a_record_that_is_gone_is_logged(home: Home) -> None:
    home.put_probe(load="gone")
    told = home.cgq("run", "--progress", "none").stderr
    assert "probe: job 1 discarded. The record was deleted. [record_gone]" in told
