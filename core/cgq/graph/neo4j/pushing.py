"""One push: what a worker is given, what it does on the server, and what is kept of it here.

The server keeps, for each bank, the revision that the last push left, and so does the bank. Where they differ, as with
a new server, one that was emptied, a bank that was restored, or a push that was killed before it was stored, a push
sends nothing: it has all of the bank compared, by writing it into the outbox, and those after it send what differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING

from cgq.graph.neo4j import outbox
from cgq.graph.neo4j.shape import Entity  # noqa: TC001 - msgspec reads it

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.db.connection import Transaction
    from cgq.graph.neo4j.connection import Connection

AT_ONCE = 2_000
"""Changes that one job sends: some 20,000 rows, in seconds; the next job takes the rest."""


@dataclass(frozen=True, slots=True)
class ToPush:
    """The name of the bank's nodes, the revision that the last push left (None: compare everything), and the model
    whose vectors go with questions."""

    bank: str
    revision: str | None
    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What a push did: the revision that it left on the server, and the changes that it sent, with their stamps.

    `is_whole`: it sent none, for everything has to be compared; `surplus` is what the server alone holds, `refused` are
    the indexes that it cannot have.
    """

    revision: str
    model: str | None
    is_whole: bool = False
    surplus: list[tuple[Entity, str]]
    sent: list[tuple[Entity, str, int]]
    nodes: int = 0
    relations: int = 0
    deleted: int = 0
    refused: list[str] = field(default_factory=list[str])


def begin(tx: Transaction) -> ToPush:
    """Record changes from now on; how far the server is."""
    stands = outbox.record(tx, token_hex(8))
    model = outbox.newest_model(tx)
    return ToPush(stands.bank, stands.revision if stands.model == model else None, model)


def push(connection: Connection, tx: Transaction, given: ToPush, progress: Callable[[int, int], None]) -> Push:
    """Send what changed up to the moment that `tx` reads, or find out that everything has to be compared."""
    from cgq.graph.neo4j import indexes, sending, server

    new = token_hex(8)
    if given.revision is None or server.revision(connection, given.bank) != given.revision:
        refused = indexes.make(connection, outbox.dimension(tx, given.model))
        surplus = sending.surplus(connection, tx, given.bank)
        server.leave_revision(connection, given.bank, new)
        return Push(revision=new, model=given.model, is_whole=True, surplus=surplus, sent=[], refused=refused)
    changed = outbox.waiting(tx, AT_ONCE)
    if not changed:
        return Push(revision=given.revision, model=given.model, surplus=[], sent=[])
    total = len(changed)
    sent = sending.send(connection, tx, given.bank, changed, given.model, lambda done: progress(done, total))
    server.leave_revision(connection, given.bank, new)
    return Push(
        revision=new,
        model=given.model,
        surplus=[],
        sent=[(one.entity, one.key, one.stamp) for one in changed],
        nodes=sent.nodes,
        relations=sent.relations,
        deleted=sent.deleted,
    )


def finish(tx: Transaction, done: Push, at: int) -> None:
    """Take out what was sent, and remember how far the server is; `at` is in milliseconds."""
    outbox.drop(tx, done.sent)
    outbox.pushed(tx, done.revision, done.model, at)
