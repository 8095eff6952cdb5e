"""What the bank holds, as the nodes and relations that are made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cgq.graph.neo4j.outbox import SQL
from cgq.graph.neo4j.shape import Entity, Node, Relation, Row, key_of, node_of, relations_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cgq.db.connection import Transaction

_NODES = {
    "Material": SQL["materials"],
    "Concept": SQL["concepts"],
    "Question": SQL["questions"],
    "Alias": SQL["aliases"],
    "Learner": SQL["learners"],
}
_RELATIONS = {
    "CONTAINS": SQL["contains"],
    "ATTEMPTED": SQL["attempted"],
    "TESTS": SQL["tests"],
    "PREREQUISITE_OF": SQL["prerequisites"],
    "BROADER": SQL["broader"],
    "ALIAS": SQL["alias_of"],
}
_LISTS = frozenset({"PREREQUISITE_OF", "BROADER"})
"""The types whose evidence is stored as a JSON array of texts."""


def rows(tx: Transaction, entity: Entity, keys: Sequence[str], model: str | None) -> list[Row]:
    """The nodes of some keys with their relations; a key that the bank does not hold gives none.

    `model` is the one whose vectors go with questions, None for none.
    """
    chosen = json.dumps(list(keys))
    node = node_of(entity)
    found = list(_questions(tx, node, chosen, model) if entity == "question" else _nodes(tx, node, chosen))
    for relation in relations_of(entity):
        found += _related(tx, relation, chosen)
    return found


def _nodes(tx: Transaction, node: Node, chosen: str) -> Iterator[Row]:
    for key, *values in tx.all(_NODES[node.label], (chosen,)):
        yield Row(node.label, (key_of(key),), _there(node.properties, values))


def _questions(tx: Transaction, node: Node, chosen: str, model: str | None) -> Iterator[Row]:
    found = tx.all(_NODES[node.label], (chosen,))
    vectors = _vectors(tx, [text for *_, text in found], model)
    for key, *values, text in found:
        vector = vectors.get(text)
        embedded = None if vector is None else f"{model} {text}"
        yield Row(node.label, (key_of(key),), _there(node.properties, [*values, embedded]), vector)


def _vectors(tx: Transaction, texts: Sequence[str], model: str | None) -> Mapping[str, bytes]:
    if model is None:
        return {}
    return dict(tx.all(SQL["vectors"], {"model": model, "texts": json.dumps(list(texts))}))


def _related(tx: Transaction, relation: Relation, chosen: str) -> Iterator[Row]:
    for owner, other, *values in tx.all(_RELATIONS[relation.type], (chosen,)):
        held = _there(relation.properties, values)
        if relation.type in _LISTS:
            held["evidence"] = json.loads(held["evidence"])
        if "correct" in held:
            held["correct"] = bool(held["correct"])
        yield Row(relation.type, (key_of(owner), key_of(other)), held)


def _there(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """The properties that are there: Neo4j keeps no empty ones."""
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}
