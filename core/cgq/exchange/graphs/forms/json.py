"""The graph as one JSON document, with all that is known of its concepts and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import GraphForm

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msgspec import Struct

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part


class Json(GraphForm):
    """One object on one line, as with --json: `type`, `concepts`, `edges`."""

    name = "json"
    suffixes = (".json",)
    summary = "all that is known of concepts and edges, for programs"

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:  # noqa: ARG002 - it holds everything
        """The document."""
        from cgq.exchange.graphs.record import graph_record

        record = graph_record(part)
        yield '{"type":"graph","concepts":['
        yield from _items(record.concepts)
        yield '],"edges":['
        yield from _items(record.edges)
        yield "]}\n"


def _items(items: Sequence[Struct]) -> Iterator[str]:
    from msgspec.json import encode

    for number, item in enumerate(items):
        yield "," if number else ""
        yield encode(item).decode()
