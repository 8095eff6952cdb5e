"""Concepts and edges as statements of Cypher, without questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import GraphForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part


class CypherOfConcepts(GraphForm):
    """The same statements as in `cgq export --format cypher`."""

    name = "cypher"
    suffixes = (".cypher",)
    summary = "for Neo4j 5.26 and later, through cypher-shell"
    limits = ("What left the graph stays in Neo4j: the file adds and updates, and deletes nothing.",)

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """Statements, each ended by a `;` at the end of a line."""
        from cgq.exchange.formats.cypher import Cypher
        from cgq.exchange.graphs.as_whole import written

        return written(Cypher(), part, lost)
