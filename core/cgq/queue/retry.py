"""Whether and when a job starts again: tenacity's words, evaluated across processes and days (T1, T2).

tenacity decides in one process while it sleeps; here each decision is taken when an attempt has
ended, from the number of starts in the ledger, and its wait becomes the job's due time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tenacity
from tenacity.wait import wait_base

from cgq.events import Attempt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from cgq.errors import Failure
    from cgq.queue.job import Job
    from cgq.queue.policy import Policy, Tries

CAP = 900.0
"""Seconds of the longest wait between two tries, without its jitter (semantics T2)."""

JITTER = 0.25
"""Largest share of a wait that is added to it by chance (semantics T2)."""

MAX_CRASHES = 3
"""Crashes of one job that fail it as poisoned (semantics R1)."""

LONGEST_RETRY_AFTER = 30 * 86_400.0
"""Seconds of the longest Retry-After that is believed: a month, chosen above the reset of any quota by the month."""


class wait_jittered(wait_base):  # noqa: N801 - tenacity's own spelling
    """Another wait plus up to a quarter of it, never less than it (T2)."""

    def __init__(self, wait: wait_base, random: Random) -> None:
        self._wait = wait
        self._random = random

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        base = self._wait(retry_state)
        return base + base * JITTER * self._random.random()


def retrying(tries: Tries, random: Random, starts: int | None = None) -> tenacity.Retrying:
    """A class of tries in tenacity's words; `starts` overrides its maximum."""
    wait: wait_base
    if tries.doubling:
        wait = tenacity.wait_exponential(multiplier=tries.wait, max=CAP)
    else:
        wait = tenacity.wait_fixed(min(tries.wait, CAP))
    return tenacity.Retrying(
        stop=tenacity.stop_after_attempt(starts or tries.starts),
        wait=wait_jittered(wait, random),
        retry=tenacity.retry_if_exception(lambda error: bool(getattr(error, "retryable", False))),
    )


def seconds_until_next(
    policy: Policy, failure: Failure, attempt: int, own_maximum: int | None, random: Random
) -> float | None:
    """Seconds until the next start after start number `attempt` failed, or None: no more.

    The class of this last error sets the maximum of the one counter of starts; a maximum that was
    asked for when the job was enqueued wins. A server's Retry-After is a floor.
    """
    if not failure.retryable:
        return None
    words = retrying(policy.tries_for(failure.code), random, own_maximum)
    state = tenacity.RetryCallState(words, None, (), {})
    state.attempt_number = attempt
    if words.stop(state):
        return None
    return max(words.wait(state), min(failure.retry_after or 0.0, LONGEST_RETRY_AFTER))


def most_starts(policy: Policy, code: str, own_maximum: int | None) -> int:
    """How many starts a job has in all when its last error had this code: the 3 of "2 of 3"."""
    return own_maximum or policy.tries_for(code).starts


def attempts_of(runs: Iterable[tuple[Job[Any], float]], policy: Policy) -> tuple[Attempt, ...]:
    """The present starts of jobs of one kind that have no error, each with the seconds that it took; 0 as it begins."""
    most = most_starts(policy, "", None)
    return tuple(Attempt(job.attempt, job.max_attempts or most, round(seconds, 3)) for job, seconds in runs)


def attempt_of(job: Job[Any], policy: Policy, *, code: str, seconds: float) -> Attempt:
    """The present start of a job that ended with an error of this code."""
    return Attempt(job.attempt, most_starts(policy, code, job.max_attempts), round(seconds, 3))
