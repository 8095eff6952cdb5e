"""The nodes and relations that are made of a bank, and what names each of them.

Every node bears `bank`, which names the bank, and `key`, which names it there; both together are unique. So banks may
share a server with each other and with nodes of other programs, which are never touched.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal, NamedTuple

Entity = Literal["material", "concept", "question", "alias", "learner"]
ENTITIES: tuple[Entity, ...] = ("material", "concept", "learner", "question", "alias")
"""What is sent as one, in this order: a node, with the relations that belong to it."""

MOST_KEY = 1_000
"""Bytes of a name that is a key as it stands. A range index of Neo4j takes about 8 kB (Operations Manual, Index
configuration); a longer name is cut and ends with its hash."""

CUT = 300  # characters; chosen
"""Characters that remain of a longer name: at most 1,200 bytes, so that it can still be read."""


class Node(NamedTuple):
    """A label, what it is made of, and its properties besides `bank` and `key`."""

    label: str
    entity: Entity
    properties: tuple[str, ...]


class Relation(NamedTuple):
    """A type of relation that belongs to the node of an entity, its `owner`, and joins it to a node `other`.

    `outgoing`: from the owner to the other; else from the other to the owner.
    """

    type: str
    entity: Entity
    owner: str
    other: str
    outgoing: bool
    properties: tuple[str, ...]


_EDGE = ("strength", "method", "status", "evidence")

NODES = (
    Node("Material", "material", ("sha256", "title", "form", "language", "format")),
    Node("Concept", "concept", ("name", "label", "questions", "weight")),
    Node("Question", "question", ("id", "stem", "language", "embedded")),
    Node("Alias", "alias", ("name",)),
    Node("Learner", "learner", ("id",)),
)
RELATIONS = (
    Relation("CONTAINS", "question", "Question", "Material", False, ("number", "section", "page", "row")),
    Relation("ATTEMPTED", "question", "Question", "Learner", False, ("at", "correct", "verdict")),
    Relation("TESTS", "question", "Question", "Concept", True, ("importance", "method", "evidence")),
    Relation("PREREQUISITE_OF", "concept", "Concept", "Concept", True, _EDGE),
    Relation("BROADER", "concept", "Concept", "Concept", True, _EDGE),
    Relation("ALIAS", "alias", "Alias", "Concept", True, ("method",)),
)
"""BROADER leads from a concept to the broader one, PREREQUISITE_OF from what is learned first, ALIAS from a name."""

VECTOR = "embedding"
"""The property of a question that holds its vector; `embedded` names the model and the text that it was made of."""


class Row(NamedTuple):
    """A node or a relation: its label or type, its key (of a relation those of its owner and of the other node), and
    the properties that it has. `vector` is the packed float32 vector of a question, None for none."""

    kind: str
    key: tuple[str, ...]
    values: dict[str, Any]
    vector: bytes | None = None


def node_of(entity: Entity) -> Node:
    """The label that an entity becomes."""
    return next(node for node in NODES if node.entity == entity)


def relations_of(entity: Entity) -> tuple[Relation, ...]:
    """The relations that are sent with an entity."""
    return tuple(relation for relation in RELATIONS if relation.entity == entity)


def key_of(name: str) -> str:
    """What names a node: the name itself, as long as an index can hold it. The key of a key is that key."""
    if len(name.encode()) <= MOST_KEY or (len(name) == CUT + 65 and name[CUT] == "#"):
        return name
    return f"{name[:CUT]}#{sha256(name.encode()).hexdigest()}"
