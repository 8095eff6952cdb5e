"""What the jobs that wait will ask providers for, before they do (M2). Asks nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.queue.enqueue import encode_args
from cgq.queue.payments import SQL
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Forecast
    from cgq.db.connection import Transaction
    from cgq.queue.job import NewJob
    from cgq.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class KindForecast:
    """What the waiting jobs of a kind will ask for, and what that costs at most: millionths of a US dollar, None where
    no price is known."""

    kind: str
    jobs: int
    asks: Forecast
    cost: int | None


def forecast(workspace: Workspace, kinds: Iterable[str]) -> list[KindForecast]:
    """What the jobs of these kinds that wait now will ask for; a kind that asks nobody is left out.

    What follows from them, and papers that are not read yet, are not in it: nobody knows what they hold.
    """
    found: list[KindForecast] = []
    start = workspace.policies.names.start
    with workspace.database.read() as tx:
        for kind in sorted(set(kinds) & set(registry.loadable())):
            rows = tx.all(SQL["waiting_args"], {"kind": kind, "start": start})
            found += _of_kind(workspace, tx, kind, [args for (args,) in rows])
    return found


def forecast_planned(workspace: Workspace, kind: str, planned: Sequence[NewJob]) -> list[KindForecast]:
    """What jobs of a kind that are not enqueued yet will ask for; empty where they ask nobody."""
    with workspace.database.read() as tx:
        return _of_kind(workspace, tx, kind, [encode_args(job.args) for job in planned])


def _of_kind(workspace: Workspace, tx: Transaction, kind: str, args: Sequence[str]) -> list[KindForecast]:
    policies = workspace.policies
    stage = registry.make(kind, workspace.settings)
    asks = stage.forecast(tx, [policies.decode(kind, one) for one in args]) if args else None
    if asks is None:
        return []
    tokens = asks.tokens_in, asks.tokens_out
    cost = policies.budget.prices.cost(asks.provider, asks.model, *tokens, in_batch=asks.in_batch)
    return [KindForecast(kind=kind, jobs=len(args), asks=asks, cost=cost)]
