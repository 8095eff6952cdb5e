"""Concepts and edges as GraphML, without questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import GraphForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part


class GraphMlOfConcepts(GraphForm):
    """The same elements as in `cgq export --format graphml`."""

    name = "graphml"
    suffixes = (".graphml",)
    summary = "for Gephi, yEd and NetworkX"
    limits = ("GraphML has no lists: aliases and evidence are a JSON array in one text.",)

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """One XML file."""
        from cgq.exchange.formats.graphml import GraphMl
        from cgq.exchange.graphs.as_whole import written

        return written(GraphMl(), part, lost)
