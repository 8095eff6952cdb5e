"""Compares the whole bank with the server, and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cgq.graph.neo4j import outbox, server
from cgq.graph.neo4j.differing import changes, digest_of, text_of
from cgq.graph.neo4j.rows import rows
from cgq.graph.neo4j.shape import ENTITIES, NODES, RELATIONS, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.db.connection import Transaction
    from cgq.graph.neo4j.connection import Connection
    from cgq.graph.neo4j.differing import Stored
    from cgq.graph.neo4j.shape import Entity, Row

AT_ONCE = 500  # nodes; chosen
"""Nodes that are compared at once, each with its relations."""

DIGEST_BITS = 64  # bits
"""Bits of a digest that is shown: enough that two contents of one label differ in it."""


@dataclass(slots=True)
class Side:
    """How many rows of a label or type one side holds, and the digest of all of them."""

    count: int = 0
    digest: int = 0

    def add(self, row: Row) -> None:
        """Count a row."""
        self.count += 1
        self.digest = (self.digest + digest_of(text_of(row))) % 2**DIGEST_BITS


@dataclass(slots=True)
class Compared:
    """A label or a type of relation on both sides."""

    kind: str
    bank: Side = field(default_factory=Side)
    server: Side = field(default_factory=Side)


class Differing(NamedTuple):
    """A row that is not the same on both sides: of a relation the keys of both its nodes, its owner's first."""

    kind: str
    key: tuple[str, ...]
    is_in_bank: bool
    is_on_server: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All labels and types, and at most so many of the rows that differ as were asked for; `differing` counts all."""

    kinds: list[Compared]
    rows: list[Differing]
    differing: int


def compare(connection: Connection, tx: Transaction, bank: str, model: str | None, most: int) -> Comparison:
    """Compare what the bank holds with what the server does; at most `most` differing rows are named."""
    kinds = {kind: Compared(kind) for kind in (*(node.label for node in NODES), *(one.type for one in RELATIONS))}
    named: list[Differing] = []
    differing = 0
    for entity in ENTITIES:
        for names in _parts(connection, tx, bank, entity):
            here = rows(tx, entity, names, model)
            keys = sorted({key_of(name) for name in names})
            there = connection.read(partial(server.stored, bank=bank, entity=entity, some=keys))
            for row in here:
                kinds[row.kind].bank.add(row)
            for stored in there:
                kinds[stored.row.kind].server.add(stored.row)
            found = _differing(here, there)
            differing += len(found)
            named += found[: max(0, most - len(named))]
    return Comparison(list(kinds.values()), named, differing)


def _parts(connection: Connection, tx: Transaction, bank: str, entity: Entity) -> Iterator[list[str]]:
    """The names that the bank holds, then the keys that the server alone does, in parts."""
    surplus = server.keys(connection, bank, entity)
    behind = ""
    while names := outbox.keys(tx, entity, behind, AT_ONCE):
        surplus.difference_update(map(key_of, names))
        behind = names[-1]
        yield names
    left = sorted(surplus)
    for start in range(0, len(left), AT_ONCE):
        yield left[start : start + AT_ONCE]


def _differing(here: Iterable[Row], there: Sequence[Stored]) -> list[Differing]:
    held = {stored.id: stored.row for stored in there}
    nodes = {(stored.row.kind, stored.row.key) for stored in there}
    found = changes(here, there)
    return [
        *(Differing(row.kind, row.key, True, (row.kind, row.key) in nodes) for row in found.set),
        *(Differing(row.kind, row.key, True, False) for row in found.create),
        *(Differing(held[identity].kind, held[identity].key, False, True) for identity in found.delete),
        *(Differing(row.kind, row.key, False, True) for row in found.delete_nodes),
    ]
