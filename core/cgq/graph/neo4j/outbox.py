"""What is still to be sent to Neo4j. Triggers write it, in the transaction that changes the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.db.queries import load
from cgq.graph.neo4j.shape import ENTITIES, Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.db.connection import Transaction

SQL = load("neo4j")
KEYS: dict[Entity, str] = {
    "material": SQL["material_keys"],
    "concept": SQL["concept_keys"],
    "question": SQL["question_keys"],
    "alias": SQL["alias_keys"],
    "learner": SQL["learner_keys"],
}


class Projection(NamedTuple):
    """How the projection of a bank stands.

    `bank` names its nodes. `revision` is what the last push left on the server: with another one there, or none here,
    everything is compared. `model` is the one of the vectors that were sent. Times are in milliseconds.
    """

    bank: str
    is_recorded: bool
    revision: str | None
    model: str | None
    pushed_at: int | None
    failed_at: int | None


class Changed(NamedTuple):
    """Something that is to be sent; `stamp` is another one after every change."""

    entity: Entity
    key: str
    stamp: int


def projection(tx: Transaction) -> Projection | None:
    """How the projection stands; None before the first push."""
    row = tx.one(SQL["projection"])
    return None if row is None else Projection(row[0], bool(row[1]), *row[2:])


def record(tx: Transaction, new_name: str) -> Projection:
    """Record changes from now on, under the name that the bank has, or this new one."""
    tx.run(SQL["record"], (new_name,))
    stands = projection(tx)
    assert stands is not None
    return stands


def record_no_more(tx: Transaction) -> None:
    """Forget what was to be sent, for no server is configured; the next push compares everything."""
    if tx.run(SQL["record_no_more"]):
        tx.run(SQL["clear_outbox"])


def compare_everything(tx: Transaction) -> None:
    """Let the next push compare everything."""
    tx.run(SQL["compare_everything"])


def is_empty(tx: Transaction) -> bool:
    """Is nothing to be sent?"""
    return tx.one(SQL["outbox_any"]) is None


def count(tx: Transaction) -> int:
    """How many nodes, each with its relations, are to be sent or compared."""
    found: int = tx.value(SQL["outbox_count"])
    return found


def waiting(tx: Transaction, most: int) -> list[Changed]:
    """What is to be sent, at most so much, papers and concepts first."""
    found: list[Changed] = []
    for entity in ENTITIES:
        rows = tx.all(SQL["outbox_of"], (entity, most - len(found)))
        found += [Changed(entity, key, stamp) for key, stamp in rows]
    return found


def drop(tx: Transaction, sent: Iterable[tuple[Entity, str, int]]) -> None:
    """Take out what was sent, where nothing changed meanwhile."""
    tx.many(SQL["drop_sent"], sent)


def keep(tx: Transaction, changed: Iterable[tuple[Entity, str]]) -> None:
    """Have something sent, or deleted there if the bank does not hold it."""
    tx.many(SQL["keep_changed"], changed)


def keys(tx: Transaction, entity: Entity, behind: str, most: int) -> list[str]:
    """The next keys of an entity, in order, behind one of them ("" is before all)."""
    return [key for (key,) in tx.all(KEYS[entity], (behind, most))]


def all_keys(tx: Transaction, entity: Entity) -> Iterator[str]:
    """Every key of an entity that the bank holds."""
    for (key,) in tx.all(KEYS[entity], ("", -1)):
        yield key


def pushed(tx: Transaction, revision: str, model: str | None, at: int) -> None:
    """Remember what a push left on the server; `at` is in milliseconds."""
    tx.run(SQL["pushed"], {"revision": revision, "model": model, "at": at})


def push_failed(tx: Transaction, at: int) -> None:
    """Remember when a push failed for good; milliseconds."""
    tx.run(SQL["push_failed"], (at,))


def newest_model(tx: Transaction) -> str | None:
    """The model of the vectors that are made now, None without any."""
    model: str | None = tx.value(SQL["newest_model"])
    return model


def dimension(tx: Transaction, model: str | None) -> int | None:
    """How many numbers a vector of a model has, None without any."""
    found: int | None = tx.value(SQL["dimension"], (model,))
    return found


def count_whole(tx: Transaction) -> int:
    """How many nodes are made of the bank."""
    found: int = tx.value(SQL["whole_count"])
    return found
