"""What may be spent is a bound for all supervisors of a database together, and for one run (M2)."""

from __future__ import annotations

import random
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.support.pool import open_pool
from tests.support.toll import Toll, open_toll

from cgq.config import BudgetSettings, PricesSettings
from cgq.queue.reasons import OverRun, Unpriced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.pool import Pool


@pytest.fixture
def toll() -> Iterator[Toll]:
    with open_toll() as opened:
        yield opened


@pytest.fixture
def poor(tmp_path: Path, empty_database: Path, offered: Path) -> Iterator[Pool]:
    """A workspace that may spend a thousandth of a dollar a day."""
    with open_pool(tmp_path, empty_database, budget=BudgetSettings(per_day="0.001")) as opened:
        yield opened


def spent(pool: Pool) -> dict[str, int]:
    """Millionths of a dollar by state, from the rows themselves."""
    with pool.workspace.database.read() as tx:
        return dict(tx.all("SELECT state, sum(cost) FROM paid_call GROUP BY state"))


def waiting(pool: Pool, jobs: list[int]) -> list[int]:
    return [job for job in jobs if pool.state(job) == "ready"]


def test_M3_a_run_ends_where_the_day_s_money_does_and_charges_nobody(poor: Pool, toll: Toll) -> None:
    jobs = [poor.put("paying", text=f"t{n}", url=toll.url, cost=400) for n in range(5)]
    report = poor.work()
    assert report.reason == "finished"
    assert report.spent == 800
    left = waiting(poor, jobs)
    assert len(left) == 3
    assert all(poor.row(job)["attempts"] == 0 for job in left)
    assert toll.paid.total() == 2


def test_M3_what_costs_nothing_goes_on_beside_a_kind_without_money(poor: Pool, toll: Toll) -> None:
    poor.put("paying", text="dear", url=toll.url, cost=1001)
    other = poor.put("probe")
    poor.work()
    assert poor.state(other) == "done"
    assert not toll.paid


def test_M3_supervisors_together_never_spend_more_than_there_is(poor: Pool, toll: Toll) -> None:
    chance = random.Random(11)
    for n in range(60):
        poor.put("paying", text=f"t{n}", url=toll.url, cost=chance.randint(1, 120))
    toll.seconds = 0.01
    with ExitStack() as stack:
        children = [stack.enter_context(poor.elsewhere("--until-empty", "--per-day", "0.001")) for _ in range(3)]
        for child in children:
            assert child.wait(60) == 0
    assert 1000 - 120 <= spent(poor)["answered"] <= 1000
    assert set(spent(poor)) == {"answered"}
    poor.verify()


def test_M3_what_a_killed_supervisor_had_reserved_stays_so_until_it_is_settled(poor: Pool, toll: Toll) -> None:
    toll.gate = threading.Event()
    first = poor.put("paying", text="first", url=toll.url, cost=700)
    with poor.elsewhere("--per-day", "0.001") as child:
        while not toll.paid:
            time.sleep(0.01)
        child.kill()
        child.wait()
    assert spent(poor) == {"asked": 700}
    toll.gate.set()
    poor.work()
    # It was sent and never answered: it may have been paid, and leaves no money for another try today.
    assert spent(poor) == {"lost": 700}
    assert waiting(poor, [first]) == [first]


def test_M3_a_run_keeps_to_its_own_bound(pool: Pool, toll: Toll) -> None:
    jobs = [pool.put("paying", text=f"t{n}", url=toll.url, cost=400) for n in range(5)]
    report = pool.work(max_cost=1000, drain=30.0)
    assert report.reason == "max_cost"
    assert isinstance(report.over_run, OverRun)
    assert report.spent == 800
    assert len(waiting(pool, jobs)) == 3
    assert all(pool.row(job)["attempts"] == 0 for job in waiting(pool, jobs))
    assert pool.work().reason == "finished"
    assert waiting(pool, jobs) == []


def test_M3_an_unknown_price_is_no_reason_to_spend_without_a_bound_alone(pool: Pool, toll: Toll) -> None:
    job = pool.put("paying", text="t", url=toll.url, cost=-1)
    report = pool.work(max_cost=1000, drain=30.0)
    assert report.reason == "max_cost"
    assert isinstance(report.over_run, Unpriced)
    assert not toll.paid
    pool.work()
    assert pool.state(job) == "done"
    assert report.spent == 0


def test_M3_a_kind_whose_last_request_no_budget_holds_asks_anew_in_another_run(poor: Pool, toll: Toll) -> None:
    dear = poor.put("paying", text="dear", url=toll.url, cost=1001)
    poor.work()
    cheap = poor.put("paying", text="cheap", url=toll.url, cost=10)
    poor.work()
    assert poor.state(cheap) == "done"
    assert poor.row(dear)["attempts"] == 0
    assert waiting(poor, [dear]) == [dear]


def test_M3_a_price_that_is_named_lets_a_kind_go_on(poor: Pool, toll: Toll, tmp_path: Path) -> None:
    job = poor.put("paying", text="t", url=toll.url, cost=-1)
    poor.work()
    assert waiting(poor, [job]) == [job]
    prices = tmp_path / "prices.toml"
    prices.write_text("date = 2026-11-01\n[toll.models]\necho = { input = 1, output = 1 }\n")
    poor.settings = replace(poor.settings, prices=PricesSettings(file=str(prices)))
    with poor.another() as richer:
        poor.workspace, before = richer, poor.workspace
        poor.work()
        poor.workspace = before
    assert poor.state(job) == "done"
    assert spent(poor) == {"answered": 1 + 3}
