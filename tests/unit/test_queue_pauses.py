"""One row stands for the pause of every queue, those to come included (T4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import put, register

from cgq.queue import operate, pauses
from cgq.queue.lanes import Lane
from cgq.queue.limits import room_within
from cgq.queue.listing import SQL
from cgq.queue.pauses import EVERY

if TYPE_CHECKING:
    from cgq.queue.books import Ledger


@pytest.fixture
def held(ledger: Ledger) -> Ledger:
    """A ledger with a job, in which every queue is paused."""
    put(ledger)
    with ledger.write() as books:
        operate.pause(books, EVERY, "kim", "moving")
    return ledger


def test_T4_nothing_of_any_queue_starts(held: Ledger) -> None:
    supervisor = register(held)
    lanes = [Lane("default", "own", 1, 3), Lane("low_priority", "own", 1, 3)]
    with held.write() as books:
        room = room_within(books, supervisor, lanes, {})
        assert [room.calls(lane) for lane in lanes] == [0, 0]
        assert [reason.message for lane in lanes for reason in room.why_closed(lane)] == [
            "every queue is paused by kim: moving"
        ] * 2


def test_T4_a_run_does_not_wait_for_it(held: Ledger) -> None:
    with held.read() as (tx, _):
        assert tx.value(SQL["movable_itself"], {"root": 1}) is None
        assert tx.all(SQL["held_back"]) == [("default", 1)]


def test_a_queue_with_a_pause_of_its_own_keeps_it_when_the_other_ends(held: Ledger) -> None:
    with held.write() as books:
        operate.pause(books, "default", "lee", "quota")
        both = pauses.dated(books.tx, books.moment)
        operate.resume(books, EVERY)
        left = pauses.dated(books.tx, books.moment)
    assert [getattr(both.over(queue), "by", None) for queue in ("default", "low_priority")] == ["lee", "kim"]
    assert [getattr(left.over(queue), "by", None) for queue in ("default", "low_priority")] == ["lee", None]
