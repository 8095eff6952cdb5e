"""Jobs under suspicion are forgotten when they are over here, however they ended, and slow only their own lane (R1)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import put, register, start

from cgq.errors import Failure
from cgq.queue import operate, settle
from cgq.queue.claim import wake
from cgq.workers import wire
from cgq.workers.child import Worker
from cgq.workers.suspects import Suspects

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

LANE = ("default", "own")
AGAIN = Failure(code="unavailable", message="It is down.")
GONE = Failure(code="gone", message="The record was deleted.", retryable=False)


def cancel(ledger: Ledger, me: int, job: int, clock: FakeClock) -> None:
    with ledger.write() as books:
        operate.cancel(books, [job], "somebody")


def cancel_running(ledger: Ledger, me: int, job: int, clock: FakeClock) -> None:
    start(ledger, me)
    cancel(ledger, me, job, clock)


def expire(ledger: Ledger, me: int, job: int, clock: FakeClock) -> None:
    clock.pass_(60)
    with ledger.write() as books:
        assert wake(books)


def discard_at_load(ledger: Ledger, me: int, job: int, clock: FakeClock) -> None:
    started = start(ledger, me)
    with ledger.write() as books:
        settle.discard(books, [(one, GONE) for one in started])


def be_known_at_load(ledger: Ledger, me: int, job: int, clock: FakeClock) -> None:
    started = start(ledger, me)
    with ledger.write() as books:
        settle.finish(books, [(one, None, 0.0) for one in started])


def fail_for_good(ledger: Ledger, me: int, job: int, clock: FakeClock) -> None:
    started = start(ledger, me)
    with ledger.write() as books:
        settle.fail(books, [(one, GONE) for one in started])


def go_to_another_supervisor(ledger: Ledger, me: int, job: int, clock: FakeClock) -> None:
    start(ledger, register(ledger, "another.lock"))


ENDS = [cancel, cancel_running, expire, discard_at_load, be_known_at_load, fail_for_good, go_to_another_supervisor]


@pytest.mark.parametrize("end", ENDS)
def test_R1_a_suspect_is_forgotten_however_it_ends(
    ledger: Ledger, clock: FakeClock, end: Callable[[Ledger, int, int, FakeClock], None]
) -> None:
    me, suspects = register(ledger), Suspects()
    job = put(ledger, ttl=30.0)
    suspects.isolate([job])
    look(ledger, suspects, me)
    assert suspects.are_in(LANE)
    end(ledger, me, job, clock)
    look(ledger, suspects, me)
    assert not suspects
    assert not suspects.are_in(LANE)


def test_R1_a_suspect_slows_only_its_own_lane_and_not_while_it_waits_for_another_try(
    ledger: Ledger, clock: FakeClock
) -> None:
    me, suspects = register(ledger), Suspects()
    suspects.isolate([put(ledger)])
    look(ledger, suspects, me)
    assert [suspects.are_in(lane) for lane in (LANE, ("default", "probe"), ("other", "own"))] == [True, False, False]
    started = start(ledger, me)
    look(ledger, suspects, me)
    assert suspects.are_in(LANE)
    with ledger.write() as books:
        assert settle.fail(books, [(job, AGAIN) for job in started]).waiting
    look(ledger, suspects, me)
    assert suspects, "it goes by itself when its time comes"
    assert not suspects.are_in(LANE)


def look(ledger: Ledger, suspects: Suspects, supervisor: int) -> None:
    with ledger.write() as books:
        suspects.look(books, supervisor)


@pytest.mark.parametrize(("first", "is_made"), [("ok", False), ("refuse", False), ("down", True), ("key", True)])
@pytest.mark.usefixtures("offered")
def test_C5_a_half_that_met_its_provider_s_failure_does_not_make_the_other_guilty(
    tmp_path: Path, first: str, is_made: bool
) -> None:
    sent: list[bytes] = []
    worker = Worker(sent.append, wire.Slate(bytearray(wire.Slate.size(1))), os.getpid())
    kind = wire.KindSetup("probe_batch", wire.raw(None), None)
    worker.prepare(wire.Setup(kinds=[kind], threads=1, memory=None, files=None, secrets={}))
    log = tmp_path / "second.log"
    halves = [[{"do": first}] * 2, [{"do": "ok", "log": str(log)}] * 2]
    calls = [wire.CallTask(9.0, 0.0, 9.0, [wire.raw(one) for one in half], unless_whole=True) for half in halves]
    worker.run(wire.Task(1, 0, "probe_batch", calls))
    assert log.exists() == is_made
