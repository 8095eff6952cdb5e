"""Edges out of a file that holds a table of them or a graph: CSV, JSON Lines, our JSON, GraphML of ours or of others.

Nothing is guessed: what a file does not say of an edge, who imports it states for all, or the edge is refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from cgq.counting import counted
from cgq.errors import InputFailed
from cgq.exchange.importing.read_limits import cannot_read
from cgq.exchange.table.edge_rows import EdgeFault, column_named, edge_row_of, read_edges, refuse_large_edges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from cgq.exchange.table.edge_rows import EdgeRow

HEAD = 4_096
"""Bytes by which a file is known: more than any white space and byte order mark before its first sign."""


def read_graph_edges(
    path: Path, note: Callable[[str], None], unsaid: Mapping[str, str]
) -> Iterator[EdgeRow | EdgeFault]:
    """The edges of a file, in its order; `unsaid` is the kind and the status of those that do not say theirs.

    In a file of ours that holds a whole graph, an edge is a decision where a person decided about it; the others are
    passed over, with a note. Raises InputFailed for a file that cannot be read.
    """
    refuse_large_edges(path)
    first = _first_sign(path)
    if first == b"<":
        from cgq.exchange.graphs.graphml_edges import graphml_edges

        yield from _decided(graphml_edges(path), note, unsaid)
    elif first == b"{" and (edges := _edges_of_document(path)) is not None:
        yield from _decided(enumerate(map(_columns, edges), 1), note, unsaid)
    else:
        yield from read_edges(path, note, unsaid)


def _first_sign(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    except OSError as error:
        raise cannot_read(error) from error


def _edges_of_document(path: Path) -> list[Any] | None:
    """The edges of a JSON document that holds a graph, None where the file is none."""
    try:
        document: object = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None  # JSON Lines: more than one object
    if not isinstance(document, dict):
        return None
    edges = cast("dict[str, Any]", document).get("edges")
    if edges is None:
        return None
    if not isinstance(edges, list):
        raise InputFailed("`edges` is no array", code="bad_json", hint="Write one object an edge in it.")
    return cast("list[Any]", cast("object", edges))


def _columns(edge: object) -> Mapping[str, Any] | EdgeFault:
    """An edge of a document by the names of our columns. The strength is that which a person gave, as in a table."""
    if not isinstance(edge, dict):
        return EdgeFault(0, "bad_json", "The edge is no JSON object", "Write one object an edge.")
    given = {column_named(name): value for name, value in cast("dict[str, Any]", edge).items()}
    if "given_strength" in given:
        given["strength"] = given["given_strength"]
    return given


def _decided(
    edges: Iterable[tuple[int, Mapping[str, Any] | EdgeFault]], note: Callable[[str], None], unsaid: Mapping[str, str]
) -> Iterator[EdgeRow | EdgeFault]:
    """Edges of a graph as rows; where they say who decided, those that nobody did are passed over."""
    passed = 0
    for number, given in edges:
        if isinstance(given, EdgeFault):
            yield EdgeFault(number, given.code, given.message, given.hint)
        elif "decided_by" in given and not given["decided_by"]:
            passed += 1
        else:
            yield edge_row_of(number, given, unsaid)
    if passed:
        note(f"Passed over {counted(passed, 'edge')} that no person decided about.")
