"""Edges as a table for spreadsheets, which `cgq graph import` takes back with what was decided in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import GraphForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part


class Csv(GraphForm):
    """One row an edge, none that a spreadsheet could run."""

    name = "csv"
    suffixes = (".csv",)
    summary = "the edges for a spreadsheet, to decide about and to take back"
    limits = (
        "It holds edges alone: neither concepts without one, nor how many questions test a concept.",
        "The strength is that of a decision, empty where nobody gave one; evidence is one text.",
    )

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """A header, then the edges."""
        from cgq.exchange.graphs.edge_row import edge_row, note_unheld
        from cgq.exchange.table.edge_rows import csv_lines

        note_unheld(part, lost)
        return csv_lines(map(edge_row, part.edges))
