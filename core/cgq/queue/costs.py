"""What was spent with providers, by job, model, day, kind or provider: the totals that budgets go by. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.queue.budget import DAY_MS, SQL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction

By = Literal["job", "model", "day", "kind", "provider"]
"""What costs are added up by; a day is one of UTC."""


class Cost(NamedTuple):
    """Some requests together. Costs in millionths of a US dollar; those without a known price are in `unknown` alone.

    `calls` are all of them: `failed` brought nothing that could be used, `lost` were sent and never answered, so that
    they may have been paid, and `lost_cost` is what they were estimated at, which `cost` includes.
    """

    name: str
    calls: int = 0
    failed: int = 0
    lost: int = 0
    under_way: int = 0
    unknown: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: int = 0
    lost_cost: int = 0


def costs(tx: Transaction, by: By, since: int | None) -> list[Cost]:
    """The costs since the beginning of the UTC day of a moment (ms of the wall clock), None for all that are kept.

    Days in their order, all others from the dearest on. A request of several jobs counts for the first of them.
    """
    day = 0 if since is None else since // DAY_MS
    rows = (
        tx.all(SQL["costs_by_job"], (day * DAY_MS,)) if by == "job" else tx.all(SQL["costs"], {"by": by, "since": day})
    )
    found = [Cost(*row) for row in rows]
    return found if by == "day" else sorted(found, key=lambda one: (-one.cost, -one.calls, one.name))


def total(found: Iterable[Cost]) -> Cost:
    """All of them together."""
    numbers = [one[1:] for one in found]
    return Cost("", *(sum(column) for column in zip(*numbers, strict=True))) if numbers else Cost("")


def of_job(tx: Transaction, job: int) -> Cost | None:
    """What the requests of a job cost, None where it made none; one of several jobs counts for the first of them."""
    found = Cost(*tx.all(SQL["costs_of_job"], (job,))[0])
    return found if found.calls else None
