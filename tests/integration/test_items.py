"""Jobs of many items over real workers: what failed is done again and nothing else, whoever is killed (B1, R4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.contract_stages import TABLE
from tests.support.poll import until

from cgq.actions.operate import retry
from cgq.actions.retry_items import find_failed_items, retry_items, would_retry_items
from cgq.queue.failures import EVERY

if TYPE_CHECKING:
    from tests.support.pool import Pool


@pytest.fixture
def gathering(pool: Pool) -> Pool:
    """A pool whose database has a place for gathered names."""
    pool.workspace.database.connection.execute(TABLE)
    return pool


def items(pool: Pool) -> dict[str, tuple[Any, ...]]:
    with pool.workspace.database.read() as tx:
        return {key: tuple(rest) for key, *rest in tx.all("SELECT key, state, attempts, code FROM item ORDER BY key")}


def test_B1_a_retry_does_the_failed_items_and_nothing_else(gathering: Pool) -> None:
    mended = gathering.folder / "mended"
    job = gathering.put("gather", names=["ann", "bad bob", "unstorable", "bad eve"], mended=str(mended))
    gathering.work()
    assert gathering.state(job) == "done"
    assert items(gathering) == {
        "ann": ("done", 1, None),
        "bad bob": ("failed", 1, "bad_name"),
        "bad eve": ("failed", 1, "bad_name"),
        "unstorable": ("failed", 1, "stage_error"),
    }
    mended.touch()
    found = find_failed_items(gathering.workspace, EVERY)
    assert would_retry_items(gathering.workspace, found).items == 3
    assert retry(gathering.workspace, [job]).failed_items == {job: 3}, "a job that is done was started again whole"
    changed = retry_items(gathering.workspace, found, EVERY, [job])
    assert (changed.ids, changed.items) == ([job], 3)
    assert retry_items(gathering.workspace, found, EVERY, [job]).ids == [], "a second terminal retried it again (T5)"
    gathering.work()
    assert items(gathering) == {
        "ann": ("done", 1, None),
        "bad bob": ("done", 2, None),
        "bad eve": ("done", 2, None),
        "unstorable": ("failed", 2, "stage_error"),
    }
    assert gathering.effects() == [(job, 4), (job, 3)]


def test_R4_a_supervisor_that_is_killed_amid_items_keeps_those_that_it_stored(gathering: Pool) -> None:
    names = [f"name {n}" for n in range(60)]
    job = gathering.put("gather", names=names, pause=0.01)
    with gathering.elsewhere() as supervisor:
        until(lambda: len(items(gathering)) >= 5)
        supervisor.kill()
        supervisor.wait()
    kept = items(gathering)
    assert 5 <= len(kept) < len(names), "nothing was left to do"
    gathering.work()
    assert gathering.state(job) == "done"
    assert items(gathering) == dict.fromkeys(sorted(names), ("done", 1, None))
    assert gathering.effects() == [(job, len(names) - len(kept))], "what was stored was computed again"


def test_R1_a_call_without_time_for_the_rest_goes_on_uncharged(gathering: Pool) -> None:
    job = gathering.put("gather", names=["ann", "bad bob", "eve", "ida", "uma"], most=2)
    gathering.work()
    assert gathering.state(job) == "done"
    assert gathering.row(job)["attempts"] == 1
    assert {key: found[:2] for key, found in items(gathering).items()} == {
        **dict.fromkeys(("ann", "eve", "ida", "uma"), ("done", 1)),
        "bad bob": ("failed", 1),
    }
    assert gathering.effects() == [(job, 1)], "only the last call did all that was left to it"
    assert gathering.attempts(job) == [("returned", "unfinished")] * 2


def test_R1_a_call_that_brings_nothing_has_failed_and_does_not_go_on_for_ever(gathering: Pool) -> None:
    job = gathering.put("gather", names=["ann"], most=0)
    gathering.work()
    assert gathering.state(job) == "failed"
    assert gathering.attempts(job) == [("failed", "unfinished")] * 3
