"""Requests that cost money: made once, journalled, governed over all processes (M1, M2)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.support.poll import until
from tests.support.pool import KINDS, open_pool
from tests.support.toll import Toll, open_toll

from cgq.actions.explain import explain
from cgq.config import KindSettings, ProviderSettings
from cgq.queue.spool import left, spool_of
from cgq.queue.waits import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.support.pool import Pool

    from cgq.queue.reasons import Reason


@pytest.fixture
def toll() -> Iterator[Toll]:
    with open_toll() as opened:
        yield opened


def journal(pool: Pool) -> list[tuple[str, int, int | None]]:
    """(state, tokens in, cost) of every request."""
    with pool.workspace.database.read() as tx:
        return list(tx.all("SELECT state, tokens_in, cost FROM paid_call ORDER BY id"))


def test_M1_a_request_is_journalled_and_never_made_again(pool: Pool, toll: Toll) -> None:
    first = pool.put("paying", text="one", url=toll.url)
    pool.work()
    second = pool.put("paying", text="one", url=toll.url)
    other = pool.put("paying", text="other", url=toll.url)
    pool.work()
    assert [pool.state(job) for job in (first, second, other)] == ["done"] * 3
    assert toll.paid == {"one": 1, "other": 1}
    assert journal(pool) == [("answered", 3, 250), ("answered", 5, 250)]
    assert left(spool_of(pool.settings.db)) == []


def test_M1_an_answer_that_cannot_be_used_is_paid_all_the_same_and_never_taken_from_the_journal(
    pool: Pool, toll: Toll
) -> None:
    spoilt = pool.put("paying", text="one", url=toll.url, do="spoil")
    pool.work()
    again = pool.put("paying", text="one", url=toll.url)
    pool.work()
    assert [pool.state(job) for job in (spoilt, again)] == ["failed", "done"]
    assert toll.paid == {"one": 2}
    assert journal(pool) == [("failed", 3, 250), ("answered", 3, 250)]


def test_M1_an_answer_that_its_stage_cannot_keep_stays_in_the_journal(pool: Pool, toll: Toll) -> None:
    jobs = [pool.put("paying", text="unkept", url=toll.url) for _ in range(2)]
    pool.work()
    assert [pool.state(job) for job in jobs] == ["done"] * 2
    assert toll.paid == {"unkept": 1}
    assert [job for job, _ in pool.effects()] == jobs  # what the stage had written before it failed was taken back


def test_M1_the_same_request_under_way_is_waited_for(pool: Pool, toll: Toll) -> None:
    toll.seconds = 0.3
    jobs = [pool.put("paying", text="same", url=toll.url) for _ in range(4)]
    pool.work()
    assert [pool.state(job) for job in jobs] == ["done"] * 4
    assert toll.paid == {"same": 1}


def test_M1_a_worker_that_dies_with_its_answer_loses_no_money(pool: Pool, toll: Toll) -> None:
    job = pool.put("paying", text="dear", url=toll.url, do="die after")
    pool.work()
    assert pool.state(job) == "done"
    assert toll.paid == {"dear": 1}
    assert journal(pool) == [("answered", 4, 250)]


def test_M1_a_supervisor_that_is_killed_loses_no_answer(pool: Pool, toll: Toll) -> None:
    jobs = [pool.put("paying", text=f"t{n}", url=toll.url) for n in range(30)]
    toll.seconds = 0.05
    with pool.elsewhere() as child:
        while len(toll.paid) < 5:
            time.sleep(0.01)
        child.kill()
        child.wait()
    under_way = toll.paid.total()
    pool.work()
    assert [pool.state(job) for job in jobs] == ["done"] * 30
    states = Counter(state for state, _, _ in journal(pool))
    assert states["answered"] == 30
    assert states["asked"] == 0
    # What was sent and not answered when it died may have been paid: it is counted, and asked again.
    assert toll.paid.total() - 30 <= states["lost"] <= under_way
    assert left(spool_of(pool.settings.db)) == []


def test_M2_the_server_s_retry_after_holds_for_all(pool: Pool, toll: Toll) -> None:
    toll.script = [(429, "1")]
    jobs = [pool.put("paying", text=f"t{n}", url=toll.url) for n in range(3)]
    began = time.monotonic()
    pool.work()
    assert [pool.state(job) for job in jobs] == ["done"] * 3
    assert sum(at - began >= 1.0 for at in toll.times) >= 1
    assert Counter(state for state, _, _ in journal(pool)) == {"answered": 3, "failed": 1}


def test_M2_the_rate_that_the_settings_give_a_provider_holds_for_all_its_requests(
    tmp_path: Path, empty_database: Path, offered: Path, toll: Toll
) -> None:
    rated = {"toll": ProviderSettings(preset="vllm", tokens_per_minute=6)}
    with open_pool(tmp_path, empty_database, providers=rated) as pool:
        jobs = [pool.put("paying", text=text, url=toll.url) for text in ("abc", "def", "ghi")]
        pool.work(max_time=4.0)
        assert sorted(pool.state(job) for job in jobs) == ["done", "done", "ready"]
        assert toll.paid.total() == 2


def test_R5_the_second_half_of_a_batch_may_wait_for_its_turn_longer_than_its_own_time(
    tmp_path: Path, empty_database: Path, offered: Path, toll: Toll
) -> None:
    toll.script = [(200, ""), (429, "3")]
    paying = KindSettings(wait=0.0, batch=2, timeout=1.0)
    with open_pool(tmp_path, empty_database, kinds={**KINDS, "paying": paying}) as pool:
        pool.put("paying", text="spoilt", url=toll.url, do="spoil")
        good = pool.put("paying", text="good", url=toll.url)
        pool.work()
        assert pool.state(good) == "done"
        assert [way for way, _ in pool.attempts(good)] == ["returned"]  # the whole batch, before it was halved
        assert toll.paid["good"] == 1


def test_R1_a_call_of_more_requests_than_its_time_holds_goes_on_in_another_and_pays_for_none_twice(
    tmp_path: Path, empty_database: Path, offered: Path, toll: Toll
) -> None:
    toll.seconds = 0.7
    paying = KindSettings(wait=0.0, batch=6, timeout=3.0)
    with open_pool(tmp_path, empty_database, kinds={**KINDS, "paying": paying}) as pool:
        jobs = [pool.put("paying", text=f"t{n}", url=toll.url) for n in range(6)]
        pool.work()
        assert [pool.state(job) for job in jobs] == ["done"] * 6
        assert set(toll.paid.values()) == {1}
        assert {way for job in jobs for way, _ in pool.attempts(job)} == {"returned"}
        assert {pool.row(job)["attempts"] for job in jobs} == {1}


def test_B7_a_running_job_that_waits_to_ask_names_what_for_and_until_when(pool: Pool, toll: Toll) -> None:
    toll.script = [(429, "60")]
    first = pool.put("paying", text="first", url=toll.url)
    with pool.elsewhere("--drain", "0") as child:
        until(lambda: journal(pool) and journal(pool)[0][0] == "failed")
        second = pool.put("paying", text="second", url=toll.url)
        (wait,) = until(lambda: [one for one in why(pool, second) if isinstance(one, Permission)])
        assert wait.message == "its call waits to ask toll: toll asked to wait"
        assert wait.until is not None
        assert 50_000 < wait.until - pool.workspace.ledger.now() <= 60_000
        child.terminate()
        child.wait(20)
    assert [one for one in why(pool, second) if isinstance(one, Permission)] == []
    with pool.workspace.database.read() as tx:
        assert tx.value("SELECT count(*) FROM payment_wait") == 0
    assert pool.state(first) in ("ready", "scheduled")


def why(pool: Pool, job: int) -> Sequence[Reason]:
    """Why a job stands where it stands, as another command sees it."""
    return explain(pool.workspace, job)[0].reasons


def test_what_waits_for_a_permission_goes_back_uncharged_when_it_stops(pool: Pool, toll: Toll) -> None:
    toll.gate = threading.Event()
    one = pool.put("paying", text="same", url=toll.url)
    two = pool.put("paying", text="same", url=toll.url)
    with pool.elsewhere() as child:
        while not toll.paid:
            time.sleep(0.01)
        time.sleep(0.5)
        child.terminate()
        time.sleep(0.3)
        toll.gate.set()
        child.wait(20)
    waiting = [job for job in (one, two) if pool.state(job) == "ready"]
    assert waiting
    assert all(pool.row(job)["attempts"] == 0 for job in waiting)
    pool.work()
    assert toll.paid == {"same": 1}
