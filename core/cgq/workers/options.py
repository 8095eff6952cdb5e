"""What a supervisor is asked to do, and what it reports of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.queue.books import Books
    from cgq.queue.reasons import Reason


@dataclass(slots=True, kw_only=True)
class Options:
    """How long and on what a supervisor works. None means no bound; durations in seconds.

    `max_cost` is what may be spent with providers, in millionths of a dollar: a request beyond it is not made.
    `max_jobs` is a number of starts: a retry counts again, a job that goes back uncharged does not count. `pulse` is
    called several times a second for as long as the loop turns, also while nothing is to do; it may name a reason to
    drain.
    """

    queues: frozenset[str] | None = None
    claim_batch: int | None = None
    until_empty: bool = False
    max_time: float | None = None
    max_jobs: int | None = None
    max_cost: int | None = None
    drain: float = 30.0
    finished: Callable[[Books], bool] | None = None
    pulse: Callable[[], str | None] = lambda: None


@dataclass(slots=True, kw_only=True)
class Report:
    """What a supervisor did, and why it stopped: `finished`, `max_time`, `max_jobs`, `max_cost`, `stop`, a signal's
    name, or what `Options.pulse` gave.

    `spent` in millionths of a dollar, what was lost with its estimate; `over_run` is why `max_cost` ended it.
    """

    reason: str = ""
    counts: dict[str, int] = field(default_factory=dict[str, int])
    returned: int = 0
    spent: int = 0
    over_run: Reason | None = None
