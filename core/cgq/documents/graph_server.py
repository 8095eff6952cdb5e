"""The graph on a Neo4j server: what a push wrote there, and what differs from the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.documents import Document

if TYPE_CHECKING:
    from cgq.actions import graph_server as actions
    from cgq.graph.neo4j import comparing


class GraphPush(Document, frozen=True, kw_only=True, tag="graph_push"):
    """What was written on the Neo4j server: `cgq graph push`."""

    job: int
    """The first job that sent."""
    nodes: int
    """How many nodes were made or changed there."""
    relations: int
    """How many relations were made there."""
    deleted: int
    """How many nodes and relations were deleted there."""
    left: int
    """How many changes wait to be sent; 0 when all was sent."""
    refused_indexes: list[str]
    """The full-text and vector indexes that the server cannot have."""

    @staticmethod
    def of(done: actions.Pushed) -> GraphPush:
        """What pushes did."""
        return GraphPush(
            job=done.job,
            nodes=done.nodes,
            relations=done.relations,
            deleted=done.deleted,
            left=done.left,
            refused_indexes=list(done.refused_indexes),
        )


class GraphPushPlan(Document, frozen=True, kw_only=True, tag="graph_push_plan"):
    """What a push would look at: `cgq graph push --dry-run`."""

    changes: int
    """How many nodes would be compared with those on the server, each with its relations; what differs is sent."""
    whole: bool
    """Whether these are all of the bank."""

    @staticmethod
    def of(planned: actions.Planned) -> GraphPushPlan:
        """A plan."""
        return GraphPushPlan(changes=planned.changes, whole=planned.is_whole)


class GraphSides(Struct, frozen=True, kw_only=True):
    """A label or a type of relation in the bank and on the server."""

    kind: str
    """The label or type."""
    bank: int
    """How many the bank holds."""
    server: int
    """How many the server holds for this bank."""
    bank_hash: str
    """A hash of all that the bank holds of it: 16 hexadecimal digits, whatever the order."""
    server_hash: str
    """The same of what the server holds."""

    @staticmethod
    def of(compared: comparing.Compared) -> GraphSides:
        """Both sides of a label or type."""
        return GraphSides(
            kind=compared.kind,
            bank=compared.bank.count,
            server=compared.server.count,
            bank_hash=f"{compared.bank.digest:016x}",
            server_hash=f"{compared.server.digest:016x}",
        )


class GraphDifference(Struct, frozen=True, kw_only=True):
    """A node or a relation that is not the same on both sides."""

    kind: str
    """Its label or type."""
    key: list[str]
    """Its key; of a relation those of both its nodes, first of the one that it is sent with."""
    in_bank: bool
    """Whether the bank holds it so."""
    on_server: bool
    """Whether the server holds it; true for both where its properties differ."""

    @staticmethod
    def of(row: comparing.Differing) -> GraphDifference:
        """A row that differs."""
        return GraphDifference(kind=row.kind, key=list(row.key), in_bank=row.is_in_bank, on_server=row.is_on_server)


class GraphDiff(Document, frozen=True, kw_only=True, tag="graph_diff"):
    """The bank compared with what the Neo4j server holds of it: `cgq graph diff`."""

    equal: bool
    """Whether nothing differs."""
    differing: int
    """How many nodes and relations differ."""
    waiting: int
    """How many changes of the bank were still to be sent."""
    kinds: list[GraphSides]
    """Every label and type."""
    differences: list[GraphDifference]
    """Those that differ, at most so many as were asked for."""

    @staticmethod
    def of(found: actions.Compared) -> GraphDiff:
        """Both sides."""
        return GraphDiff(
            equal=found.comparison.differing == 0,
            differing=found.comparison.differing,
            waiting=found.waiting,
            kinds=[GraphSides.of(one) for one in found.comparison.kinds],
            differences=[GraphDifference.of(one) for one in found.comparison.rows],
        )
