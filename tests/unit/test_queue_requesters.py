"""At most so many running jobs of one asker, over the whole database (C2)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import ANY, open_ledger, register, start

from cgq.queue import settle, stats
from cgq.queue.enqueue import enqueue
from cgq.queue.explain import explain, queue_reasons
from cgq.queue.job import NewJob
from cgq.queue.lanes import lanes
from cgq.queue.outlook import Outlook
from cgq.queue.policy import Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger


@pytest.fixture
def limited(ledger: Ledger, clock: FakeClock) -> Iterator[Ledger]:
    opened = open_ledger(ledger.database.path, clock, Policies(ANY, per_requester=2))
    yield opened
    opened.database.close()


def put_for(ledger: Ledger, *askers: str | None) -> list[int]:
    with ledger.write() as books:
        return [made.id for made in enqueue(books, [NewJob(kind="own", requested_by=asker) for asker in askers])]


def ready(ledger: Ledger) -> int:
    with ledger.look() as books:
        return sum(lane.ready for lane in lanes(books))


def test_C2_an_asker_at_the_limit_is_passed_over_in_order(limited: Ledger) -> None:
    supervisor = register(limited)
    kim = put_for(limited, "kim", "kim", "kim")
    others = put_for(limited, "lee", None, None, None)
    assert ready(limited) == 6
    assert [job.id for job in start(limited, supervisor, 9)] == [*kim[:2], *others]
    assert ready(limited) == 0, "what may not start is no demand for a slot"
    assert start(limited, supervisor, 9) == []


def test_C2_the_limit_counts_over_all_supervisors_and_ends_with_a_job(limited: Ledger) -> None:
    one, two = register(limited), register(limited)
    kim = put_for(limited, *["kim"] * 4)
    (first,) = start(limited, one)
    assert [job.id for job in start(limited, two, 9)] == [kim[1]]
    with limited.write() as books:
        settle.finish(books, [(first, None, 1.0)])
    assert [job.id for job in start(limited, one, 9)] == [kim[2]]


def test_B7_the_limit_of_an_asker_names_the_jobs_that_hold_it(limited: Ledger) -> None:
    supervisor = register(limited)
    kim = put_for(limited, "kim", "kim", "kim")
    start(limited, supervisor, 2)
    with limited.look() as books:
        supervisors = stats.supervisors(books.tx, limited.database.path, books.moment)
        found = explain(books, Outlook(books, supervisors), kim[2])
    reason = found.reasons[0]
    assert (reason.code, reason.jobs) == ("requester_limit", tuple(kim[:2]))
    assert reason.message == "kim has 2 running jobs, as many as one may have"
    with limited.look() as books:
        assert [one.code for one in queue_reasons(books, (), "default")] == ["requester_limit"]


def test_C4_many_jobs_of_one_asker_cost_another_nothing(limited: Ledger) -> None:
    supervisor = register(limited)
    put_for(limited, *["kim"] * 12_000)
    (lee,) = put_for(limited, "lee")
    start(limited, supervisor, 2)
    began = time.process_time()
    assert [job.id for job in start(limited, supervisor, 2)] == [lee]
    assert time.process_time() - began < 0.1
