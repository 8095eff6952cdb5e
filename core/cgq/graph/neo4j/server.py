"""Nodes and relations on the server: read and written by their keys, those of one bank and no others."""

from __future__ import annotations

from array import array
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cgq.graph.neo4j.differing import Stored
from cgq.graph.neo4j.shape import NODES, RELATIONS, VECTOR, Entity, Node, Relation, Row, node_of, relations_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.graph.neo4j.connection import Connection, Work
    from cgq.graph.neo4j.differing import Changes

ROWS = 1_000
"""Rows of one statement (semantics C5)."""

BANK = "CgqBank"
"""The label of the node that keeps, for each bank, what the last push left: its `revision`."""

_DELETE = "MATCH ()-[r]->() WHERE elementId(r) IN $rows DELETE r"
"""Seeks each relation. With an UNWIND and `=` a server that holds few plans to scan all for each, and keeps that."""

_LABELS = {node.label: node for node in NODES}
_TYPES = {relation.type: relation for relation in RELATIONS}


def constraints() -> list[str]:
    """The statements that make keys unique; doing them again changes nothing.

    Their names are not those of `cgq export --format cypher`, whose constraints are on other properties.
    """
    made = [
        f"CREATE CONSTRAINT cgq_key_{node.label.lower()} IF NOT EXISTS"
        f" FOR (n:{node.label}) REQUIRE (n.bank, n.key) IS UNIQUE"
        for node in NODES
    ]
    return [*made, f"CREATE CONSTRAINT cgq_key_bank IF NOT EXISTS FOR (n:{BANK}) REQUIRE n.bank IS UNIQUE"]


def revision(connection: Connection, bank: str) -> str | None:
    """What the last push of a bank left, None where there was none."""
    found = connection.read(lambda work: work.rows(f"MATCH (n:{BANK} {{bank: $bank}}) RETURN n.revision", bank=bank))
    return found[0][0] if found else None


def leave_revision(connection: Connection, bank: str, new: str) -> None:
    """Leave what names this push."""
    statement = f"MERGE (n:{BANK} {{bank: $bank}}) SET n.revision = $revision, n.pushed_at = datetime()"
    connection.write(lambda work: work.rows(statement, bank=bank, revision=new))


def keys(connection: Connection, bank: str, entity: Entity) -> set[str]:
    """The keys of every node of a bank that an entity became."""
    statement = f"MATCH (n:{node_of(entity).label}) WHERE n.bank = $bank AND n.key IS NOT NULL RETURN n.key"
    return {key for (key,) in connection.read(lambda work: work.rows(statement, bank=bank))}


def stored(work: Work, bank: str, entity: Entity, some: Sequence[str]) -> list[Stored]:
    """The nodes with these keys, and the relations that belong to them."""
    found = _stored_nodes(work, bank, node_of(entity), some)
    for relation in relations_of(entity):
        found += _stored_relations(work, bank, relation, some)
    return found


def _stored_nodes(work: Work, bank: str, node: Node, some: Sequence[str]) -> list[Stored]:
    names = ", ".join(f".{name}" for name in node.properties)
    statement = (
        f"UNWIND $keys AS key MATCH (n:{node.label} {{bank: $bank, key: key}}) RETURN key, n {{{names}}} AS values"
    )
    rows = work.rows(statement, bank=bank, keys=list(some))
    return [Stored(Row(node.label, (key,), _there(node.properties, values)), "") for key, values in rows]


def _stored_relations(work: Work, bank: str, relation: Relation, some: Sequence[str]) -> list[Stored]:
    statement = (
        f"UNWIND $keys AS key MATCH (n:{relation.owner} {{bank: $bank, key: key}})"
        f"{_arrow(relation)}(m:{relation.other}) WHERE m.bank = $bank"
        " RETURN key, m.key, properties(r), elementId(r)"
    )
    rows = work.rows(statement, bank=bank, keys=list(some))
    return [
        Stored(Row(relation.type, (key, other), _there(relation.properties, values)), identity)
        for key, other, values, identity in rows
    ]


def apply(work: Work, bank: str, changes: Changes) -> None:
    """Make the changes, nodes before relations."""
    for label, rows in groupby(changes.set, _kind):
        _send(work, bank, _set_statement(_LABELS[label]), map(_node_values, rows))
    _send(work, bank, _DELETE, changes.delete)
    for name, rows in groupby(changes.create, _kind):
        _send(work, bank, _create_statement(_TYPES[name]), map(_relation_values, rows))
    for label, rows in groupby(changes.delete_nodes, _kind):
        statement = f"UNWIND $rows AS key MATCH (n:{label} {{bank: $bank, key: key}}) DETACH DELETE n"
        _send(work, bank, statement, (row.key[0] for row in rows))


def _send(work: Work, bank: str, statement: str, rows: Iterable[Any]) -> None:
    waiting = list(rows)
    for start in range(0, len(waiting), ROWS):
        work.rows(statement, bank=bank, rows=waiting[start : start + ROWS])


def _set_statement(node: Node) -> str:
    """Properties that people gave the node stay; those of ours that are gone are null, which removes them."""
    return f"UNWIND $rows AS row MERGE (n:{node.label} {{bank: $bank, key: row.key}}) SET n += row.values"


def _create_statement(relation: Relation) -> str:
    """The other node is made where it is not there yet: then it is still to be sent itself."""
    return (
        f"UNWIND $rows AS row MATCH (n:{relation.owner} {{bank: $bank, key: row.key}})"
        f" MERGE (m:{relation.other} {{bank: $bank, key: row.other}})"
        f" CREATE (n){_arrow(relation)}(m) SET r = row.values"
    )


def _arrow(relation: Relation) -> str:
    inner = f"[r:{relation.type}]"
    return f"-{inner}->" if relation.outgoing else f"<-{inner}-"


def _node_values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {name: row.values.get(name) for name in _LABELS[row.kind].properties}
    if row.kind == "Question":
        values[VECTOR] = None if row.vector is None else array("f", row.vector).tolist()
    return {"key": row.key[0], "values": values}


def _relation_values(row: Row) -> dict[str, Any]:
    return {"key": row.key[0], "other": row.key[1], "values": row.values}


def _there(names: Iterable[str], values: dict[str, Any]) -> dict[str, Any]:
    """Our properties, as far as they are there; those of people are left alone."""
    return {name: values[name] for name in names if values.get(name) is not None}


def _kind(row: Row) -> str:
    return row.kind
