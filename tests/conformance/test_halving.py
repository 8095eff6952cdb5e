"""C5, R1: whoever is at fault among n jobs of one call is found in at most 1 + 2·log2(n) calls, wherever it stands."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from cgq.queue.job import NORMAL, Job
from cgq.workers.packing import pack
from cgq.workers.suspects import Suspects

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH = 4096


class Worker:
    """Makes calls as a worker does, in which the guilty jobs take down the whole call, by an error or by a crash."""

    def __init__(self, guilty: set[int], *, crashes: bool) -> None:
        self.guilty = guilty
        self.crashes = crashes
        self.calls: list[list[int]] = []
        self.suspects = Suspects()
        self.found: set[int] = set()

    def run(self, jobs: Sequence[int], slots: int = 1) -> None:
        """Make calls until every job is over."""
        left = list(jobs)
        while left:
            loaded = [(job(id_), Raw(b"null")) for id_ in left]
            for one in pack(self.suspects.part(loaded), BATCH, slots):
                for id_ in self._assignment([[job.id for job in call.jobs] for call in one.calls], one):
                    left.remove(id_)

    def _assignment(self, calls: list[list[int]], one: Any) -> list[int]:
        over: list[int] = []
        whole = False
        for ids, call in zip(calls, one.calls, strict=True):
            made = not (whole and call.unless_whole)
            if made:
                self.calls.append(ids)
            whole = made and not self.guilty.intersection(ids)
            if whole or len(ids) == 1:
                over += ids
                self.suspects.clear(ids)
                self.found |= self.guilty.intersection(ids)
                whole = True
            else:
                self.suspects.split(ids)
            if self.crashes and made and self.guilty.intersection(ids):
                break
        return over

    def until_alone(self, id_: int) -> int:
        """How many calls were made until this job stood alone."""
        return self.calls.index([id_]) + 1


def job(id_: int) -> Job[Any]:
    return Job(NORMAL, 0, 0, id_, "own", "default", "", 1, 0, None, None, None, None, 0, 0)


@pytest.mark.parametrize("crashes", [False, True], ids=["refused", "crashed"])
@pytest.mark.parametrize("n", [2, 3, 7, 16, 100])
def test_C5_the_guilty_one_of_a_call_is_found_in_few_calls_wherever_it_stands(n: int, crashes: bool) -> None:
    for guilty in range(n):
        worker = Worker({guilty}, crashes=crashes)
        worker.run(range(n))
        assert worker.until_alone(guilty) <= 1 + 2 * log2(n)
        assert worker.found == {guilty}


@given(n=st.integers(2, 700), at=st.floats(0, 1, exclude_max=True), slots=st.integers(1, 8), crashes=st.booleans())
def test_C5_that_holds_for_every_number_and_over_several_slots(n: int, at: float, slots: int, crashes: bool) -> None:
    worker = Worker({int(at * n)}, crashes=crashes)
    worker.run(range(n), slots)
    # Dealt out to several slots, they go in smaller calls from the start.
    assert worker.until_alone(int(at * n)) <= slots + 2 * log2(n)


@given(n=st.integers(1, 60), guilty=st.sets(st.integers(0, 59), max_size=8), crashes=st.booleans())
def test_C5_several_at_fault_are_all_found_and_every_other_job_is_done_once(
    n: int, guilty: set[int], crashes: bool
) -> None:
    worker = Worker({id_ for id_ in guilty if id_ < n}, crashes=crashes)
    worker.run(range(n))
    assert worker.found == worker.guilty
    whole = [id_ for ids in worker.calls if not worker.guilty.intersection(ids) for id_ in ids]
    assert sorted(whole) == sorted(set(range(n)) - worker.guilty)
    assert not worker.suspects
