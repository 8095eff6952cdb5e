"""For how long an address is tried in one call, and what is left to the next."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from cgq.config import CollectSettings
from cgq.errors import Failure, StageFailed
from cgq.stages.collecting.fetching import OutOfTimeError, Patience
from cgq.web.cancellation import Cancellation
from cgq.web.failure import WebFailure
from cgq.web.pace import TurnTooLate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.errors import CgqError

CALL = 290.0
"""Seconds of a whole call."""


def patience() -> Patience:
    return Patience(CollectSettings(), time.monotonic() + CALL, Cancellation())


def raising(error: CgqError) -> Callable[[], str]:
    def fetch() -> str:
        raise error

    return fetch


@pytest.mark.parametrize("had_it_all", [True, False])
@pytest.mark.parametrize("wait", [None, 100.0, 200.0, 289.0])
def test_R1_a_turn_that_comes_too_late_is_left_to_the_next_call(wait: float | None, *, had_it_all: bool) -> None:
    late = TurnTooLate("later than this call lasts", code="timeout", retry_after=wait)
    with pytest.raises(OutOfTimeError):
        patience().take(raising(late), had_it_all=had_it_all)


@pytest.mark.parametrize("had_it_all", [True, False])
def test_a_turn_that_no_call_is_long_enough_for_fails_the_address(*, had_it_all: bool) -> None:
    late = TurnTooLate("later than this call lasts", code="timeout", retry_after=400.0)
    outcome = patience().take(raising(late), had_it_all=had_it_all)
    assert isinstance(outcome, Failure)
    assert (outcome.code, outcome.retryable) == ("timeout", False)


def test_R5_a_reader_that_somebody_ended_is_the_failure_of_the_job() -> None:
    killed = StageFailed("The process that reads the page was ended.", code="reader_killed")
    with pytest.raises(StageFailed):
        patience().take(raising(killed), had_it_all=True)


def test_a_server_that_asks_for_more_than_two_minutes_is_left_alone() -> None:
    busy = WebFailure("asked for too often", code="too_many_requests", retry_after=200.0)
    outcome = patience().take(raising(busy), had_it_all=False)
    assert isinstance(outcome, Failure)
    assert outcome.code == "too_many_requests"
