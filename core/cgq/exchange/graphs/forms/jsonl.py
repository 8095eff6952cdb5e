"""Edges as JSON Lines, the same rows as in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import GraphForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part


class JsonLines(GraphForm):
    """One object an edge."""

    name = "jsonl"
    suffixes = (".jsonl", ".ndjson")
    summary = "the same rows as csv, one JSON object a line"
    limits = (
        "It holds edges alone: neither concepts without one, nor how many questions test a concept.",
        "The strength is that of a decision, null where nobody gave one; evidence is one text.",
    )

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """The edges."""
        from cgq.exchange.graphs.edge_row import edge_row, note_unheld
        from cgq.exchange.table.edge_rows import json_lines

        note_unheld(part, lost)
        return json_lines(map(edge_row, part.edges))
