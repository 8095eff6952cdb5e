"""The concept graph in a file, and what became of writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.documents import Document
from cgq.exchange.graphs.record import GraphRecord

if TYPE_CHECKING:
    from cgq.actions.graph_export import ExportedGraph


class Graph(Document, GraphRecord, frozen=True, kw_only=True, tag="graph"):
    """The concept graph, or a part of it: `cgq graph export --format json`."""


class GraphLoss(Struct, frozen=True, kw_only=True):
    """What a format cannot hold."""

    reason: str
    """What is not there, or otherwise, and why."""
    count: int
    """How often."""


class GraphExported(Document, frozen=True, kw_only=True, tag="graph_exported"):
    """A file of the concept graph that was written: `cgq graph export --output FILE`."""

    file: str
    """The file."""
    format: str
    """The format."""
    concepts: int
    """How many concepts it was made of."""
    edges: int
    """How many edges."""
    left_out: int
    """How many more concepts belong there, and had no room."""
    losses: list[GraphLoss]
    """What the format cannot hold."""

    @staticmethod
    def of(done: ExportedGraph) -> GraphExported:
        """A file that was written."""
        return GraphExported(
            file=str(done.file),
            format=done.format,
            concepts=done.concepts,
            edges=done.edges,
            left_out=done.left_out,
            losses=[GraphLoss(reason=reason, count=count) for reason, count in done.losses.items()],
        )
