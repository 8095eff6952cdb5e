"""Money on the command line: what a run may spend, what it prints at its end, and what was spent."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import READ, SAMPLES, Home
from tests.support.pool_stages import EFFECT
from tests.support.toll import Toll, open_toll

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    made = Home(tmp_path / "home", offered, empty_database)
    with closing(sqlite3.connect(made.db)) as connection:
        connection.execute(EFFECT)
    return made


@pytest.fixture
def toll() -> Iterator[Toll]:
    with open_toll() as opened:
        yield opened


def put(home: Home, toll: Toll, count: int, **more: Any) -> None:
    """Enqueue jobs that pay $0.0004 each, or as they are told."""
    for n in range(count):
        arguments = {"text": f"t{n}", "url": toll.url, "cost": 400, **more}
        done = home.cgq("enqueue", "--kind", "paying", "--args", json.dumps(arguments))
        assert done.returncode == 0, done.stderr


def test_M3_a_run_without_money_ends_with_6_and_says_what_is_left(home: Home, toll: Toll) -> None:
    put(home, toll, 4)
    done = home.cgq("run", CGQ_BUDGET_PER_DAY="0.001")
    assert done.returncode == 6
    assert "2 jobs left: kind paying waits for money" in done.stdout
    assert "$0.0008 of $0.001 a day (UTC) are spent or reserved" in done.stdout
    assert "It goes on by itself from" in done.stdout
    assert "Spent with providers: $0.0008." in done.stdout
    explained = home.cgq("explain", 3, CGQ_BUDGET_PER_DAY="0.001")
    assert "waits for money" in explained.stdout
    again = home.cgq("run", "--json", CGQ_BUDGET_PER_DAY="0.001")
    summary = json.loads(again.stdout.splitlines()[-1])
    assert (again.returncode, summary["exit_code"], summary["spent"]) == (6, 6, 0.0)
    assert [(one["kind"], one["jobs"], one["code"]) for one in summary["unpaid"]] == [("paying", 2, "budget")]
    assert home.cgq("run", CGQ_BUDGET_PER_DAY="0.002").returncode == 0
    assert toll.paid.total() == 4


def test_M3_a_run_of_its_own_bound_ends_with_6(home: Home, toll: Toll) -> None:
    put(home, toll, 3)
    done = home.cgq("run", "--max-cost", "0.0005")
    assert done.returncode == 6
    assert "The next request does not fit under --max-cost; $0.0004 was spent." in done.stdout
    assert "2 jobs left: kind paying needs up to $0.0004 for its next request, more than the $0.0001" in done.stdout
    little = home.cgq("run", "--max-cost", "0.0003")
    assert "$0.00 was spent." in little.stdout
    assert "cgq run --max-cost 0.0004" in little.stdout
    assert home.cgq("run", "--max-cost", "0.0004").returncode == 6
    assert home.cgq("run", "--max-cost", "0.0004").returncode == 0
    assert home.cgq("run", "--max-cost", "much").returncode == 2


def test_M3_an_unknown_price_is_asked_for_by_name(home: Home, toll: Toll) -> None:
    put(home, toll, 1, cost=-1)
    done = home.cgq("run", CGQ_BUDGET_PER_MONTH="5")
    assert (done.returncode, toll.paid.total()) == (6, 0)
    assert "no price is known for echo of toll" in done.stdout
    assert '[toll.models] "echo"' in done.stdout


def test_a_price_list_with_a_fault_is_reported_before_there_is_work(home: Home, toll: Toll) -> None:
    put(home, toll, 1)
    faulty = home.folder / "prices.toml"
    faulty.write_text("date = 2026-11-01\n[toll.models]\necho = { inptu = 1 }\n")
    done = home.cgq("run", CGQ_PRICES_FILE=str(faulty))
    assert (done.returncode, toll.paid.total()) == (2, 0)
    assert "has no 'inptu'" in done.stderr
    assert home.cgq("run", CGQ_PRICES_FILE="nowhere.toml").returncode == 6


def test_what_was_spent_is_shown_by_model_job_day_and_in_the_job(home: Home, toll: Toll) -> None:
    empty = home.cgq("cost")
    assert (empty.returncode, empty.stdout.splitlines()[0].split("\t")[0]) == (0, "model")
    assert "Nothing was spent with providers." in empty.stderr
    put(home, toll, 2)
    home.cgq("run")
    put(home, toll, 1, text="unknown", cost=-1)
    home.cgq("run")
    found = json.loads(home.cgq("cost", "--json").stdout)
    (row,) = found["rows"]
    assert (row["name"], row["calls"], row["cost"], row["unknown"]) == ("echo", 3, 0.0008, 1)
    assert found["budgets"][0] == {"period": "day", "spent": 0.0008, "cap": None}
    by_job = json.loads(home.cgq("cost", "--by", "job", "--json").stdout)
    assert [(row["name"], row["cost"]) for row in by_job["rows"]] == [("1", 0.0004), ("2", 0.0004), ("3", 0.0)]
    shown = home.cgq("cost", "--by", "kind").stdout
    assert "3 requests, " in shown
    assert "$0.0008; 1 without a known price." in shown
    assert "1 request, 2 tokens in, 4 out: $0.0004." in home.cgq("show", "1").stdout
    assert json.loads(home.cgq("stats", "--json").stdout)["spent"]["cost"] == 0.0008
    assert json.loads(home.cgq("cost", "--json", "--since", "1h").stdout)["total"]["calls"] == 3


def test_totals_that_do_not_fit_are_found_and_mended(home: Home, toll: Toll) -> None:
    put(home, toll, 1)
    home.cgq("run")
    with closing(sqlite3.connect(home.db)) as connection, connection:
        connection.execute("UPDATE spending SET cost = cost + 5")
        connection.execute(
            "INSERT INTO paid_call SELECT NULL, request, provider, model, purpose, kind, job_id, jobs, supervisor_id,"
            " state, tokens_in, tokens_out, cost, code, asked_at, asked_wall - 86400000, ended_at FROM paid_call"
        )
    assert "the totals of 1 day are wrong" in home.cgq("doctor").stdout
    assert "counted anew" in home.cgq("doctor", "--fix").stdout
    assert json.loads(home.cgq("cost", "--json").stdout)["total"]["cost"] == 0.0008


def test_M2_a_dry_run_says_what_the_waiting_jobs_will_cost(home: Home) -> None:
    home.cgq(*READ, SAMPLES / "network-en.pdf")
    served = {"CGQ_EMBEDDING_PROVIDER": "openai", "CGQ_EMBEDDING_MODEL": "text-embedding-3-small"}
    (asked,) = json.loads(home.cgq("run", "--dry-run", "--json", **served).stdout)["requests"]
    assert (asked["kind"], asked["provider"], asked["calls"]) == ("generate_embedding", "openai", 1)
    assert asked["jobs"] > 0
    assert asked["cost"] == ceil(asked["tokens_in"] * 0.02) / 1_000_000
    planned = home.cgq("run", "--dry-run", **served)
    assert "generate_embedding: 1 request to openai (text-embedding-3-small), about " in planned.stderr
    assert "jobs would be done." in planned.stderr
    assert "Nothing to do" not in planned.stderr
    reading = home.cgq("run", SAMPLES / "syllabus-ko.pdf", "--dry-run", **served)
    assert "1 paper would be enqueued." in reading.stderr
    assert "jobs would be done; papers that are not read yet are not in the cost." in reading.stderr
    missing = home.cgq("enqueue", "--kind", "generate_embedding", "--missing", "--dry-run", **served)
    assert "generate_embedding: 1 request to openai" in missing.stderr
    unknown = home.cgq("run", "--dry-run", **{**served, "CGQ_EMBEDDING_MODEL": "of-tomorrow"})
    assert "no price is known" in unknown.stderr
    assert json.loads(home.cgq("run", "--dry-run", "--json").stdout)["requests"] == []
    assert home.rows("SELECT count(*) FROM paid_call") == [(0,)]


def test_a_run_of_papers_is_not_blamed_for_what_others_cannot_pay(home: Home, toll: Toll) -> None:
    put(home, toll, 1)
    assert home.cgq("run", CGQ_BUDGET_PER_DAY="0.0001").returncode == 6
    done = home.cgq("run", SAMPLES / "syllabus-ko.pdf", "--json", CGQ_BUDGET_PER_DAY="0.0001")
    summary = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, summary["unpaid"], summary["left"]) == (0, [], [])
