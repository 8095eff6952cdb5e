"""Sends what changed: what of it differs on the server is written there, some hundreds of nodes a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.graph.neo4j import outbox, server
from cgq.graph.neo4j.differing import changes
from cgq.graph.neo4j.rows import rows
from cgq.graph.neo4j.shape import ENTITIES, Entity, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cgq.db.connection import Transaction
    from cgq.graph.neo4j.connection import Connection, Work
    from cgq.graph.neo4j.outbox import Changed
    from cgq.graph.neo4j.shape import Row

NODES = 500  # nodes
"""Nodes of one transaction, each with its relations: with eight concepts a question that is 5,000 rows, whose memory
Neo4j keeps until the commit."""

SIZE = 4_000_000
"""Characters of names and texts above which a transaction takes no further node."""

ROW = 200
"""Characters for which a row counts whatever it holds: 20,000 rows of many short answers fill a transaction as well."""


@dataclass(slots=True)
class Sent:
    """How many rows were written on the server, and taken out there."""

    nodes: int = 0
    relations: int = 0
    deleted: int = 0


def send(
    connection: Connection,
    tx: Transaction,
    bank: str,
    changed: Sequence[Changed],
    model: str | None,
    progress: Callable[[int], None],
) -> Sent:
    """Make the server equal to the bank as `tx` sees it, as far as something changed; safe to do again."""
    sent = Sent()
    done = 0
    for entity in ENTITIES:
        keys = sorted(one.key for one in changed if one.entity == entity)
        for start in range(0, len(keys), NODES):
            for names, held in _portions(tx, entity, keys[start : start + NODES], model):
                _count(sent, _send_some(connection, bank, entity, names, held))
                done += len(names)
                progress(done)
    return sent


def _portions(
    tx: Transaction, entity: Entity, keys: Sequence[str], model: str | None
) -> Iterator[tuple[Sequence[str], list[Row]]]:
    """The keys with their rows, in parts that a transaction can take."""
    held = rows(tx, entity, keys, model)
    if len(keys) > 1 and sum(map(_size, held)) > SIZE:
        middle = len(keys) // 2
        yield from _portions(tx, entity, keys[:middle], model)
        yield from _portions(tx, entity, keys[middle:], model)
    else:
        yield keys, held


def _size(row: Row) -> int:
    return ROW + sum(map(len, row.key)) + sum(len(value) for value in row.values.values() if isinstance(value, str))


def _send_some(
    connection: Connection, bank: str, entity: Entity, names: Sequence[str], held: Sequence[Row]
) -> tuple[int, int, int]:
    keys = sorted({key_of(name) for name in names})

    def work(there: Work) -> tuple[int, int, int]:
        found = changes(held, server.stored(there, bank, entity, keys))
        if found:
            server.apply(there, bank, found)
        return len(found.set), len(found.create), len(found.delete) + len(found.delete_nodes)

    return connection.write(work)


def _count(sent: Sent, some: tuple[int, int, int]) -> None:
    sent.nodes += some[0]
    sent.relations += some[1]
    sent.deleted += some[2]


def surplus(connection: Connection, tx: Transaction, bank: str) -> list[tuple[Entity, str]]:
    """The nodes on the server that the bank does not hold, by their keys there."""
    found: list[tuple[Entity, str]] = []
    for entity in ENTITIES:
        there = server.keys(connection, bank, entity)
        there.difference_update(map(key_of, outbox.all_keys(tx, entity)))
        found.extend((entity, key) for key in sorted(there))
    return found
