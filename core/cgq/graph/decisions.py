"""What a person or a model decides about the graph; no refresh undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cgq.errors import Refused
from cgq.graph.read import find
from cgq.graph.store import SQL

if TYPE_CHECKING:
    from cgq.db.connection import Transaction


def decide(
    tx: Transaction,
    before: str,
    after: str,
    status: Literal["accepted", "rejected"],
    *,
    strength: float = 1.0,
    method: str = "person",
) -> None:
    """Accept or reject that concept `before` is learned before concept `after`; a new edge is added.

    `strength` (0..1) and `method` count only for a new one. Raises Missing for an unknown concept.
    """
    source, target = find(tx, before), find(tx, after)
    if source.id == target.id:
        raise Refused(f"{before!r} and {after!r} are the same concept.")
    row = {"source": source.id, "target": target.id, "strength": strength, "method": method, "status": status}
    tx.run(SQL["decide"], row)


def merge(tx: Transaction, alias: str, into: str, *, method: str = "person") -> None:
    """Say that concept `alias` is the same as concept `into`; the next refresh counts it there."""
    source, target = find(tx, alias), find(tx, into)
    if source.id == target.id:
        raise Refused(f"{alias!r} and {into!r} are the same concept already.")
    tx.run(SQL["merge"], (source.name, target.id, method))


def unmerge(tx: Transaction, alias: str) -> bool:
    """Undo a merge; whether there was one. The next refresh makes two concepts of them again."""
    return tx.run(SQL["unmerge"], (alias,)) > 0
