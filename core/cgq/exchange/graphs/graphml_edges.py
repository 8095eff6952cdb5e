"""The edges of a GraphML file: of ours, and as yEd, Gephi and NetworkX write one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from cgq.errors import InputFailed
from cgq.exchange.importing.read_limits import cannot_read
from cgq.exchange.table.edge_rows import EdgeFault, column_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

OUR_RELATIONS = {"PREREQUISITE_OF": "prerequisite", "BROADER": "broader"}
"""Our relations, with the kinds of edges that they are."""

OTHER_RELATIONS = frozenset(("CONTAINS", "TESTS"))
"""Our relations of questions and papers: no edges between concepts."""

TURNED = "BROADER"
"""Our relation that leads from the narrower concept; as an edge it leads from the broader one."""

NAMES = ("name", "label", "d_label", "description")
"""What an attribute that names a node is called: by ours and NetworkX, by Gephi and yEd."""


def graphml_edges(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | EdgeFault]]:
    """Each edge between concepts with its number, by the names of our columns.

    Raises InputFailed for what is no GraphML.
    """
    root = _root(path)
    attributes = _attributes(root)
    names = {node.get("id", ""): _name(node, attributes) for node in _all(root, "node")}
    says_who = "decided_by" in attributes.values()
    for graph in _all(root, "graph"):
        is_directed = graph.get("edgedefault") != "undirected"
        for number, edge in enumerate(_all(graph, "edge"), 1):
            values = _values(edge, attributes)
            if values.get("kind") in OTHER_RELATIONS:
                continue
            if edge.get("directed", "true" if is_directed else "false") == "false":
                yield number, EdgeFault(number, "no_direction", "The edge has no direction", "Save a directed graph.")
            else:
                yield number, _edge(edge, values, names, says_who=says_who)


def _root(path: Path) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import parse

    try:
        root = parse(path, forbid_dtd=True).getroot()
    except OSError as error:
        raise cannot_read(error) from error
    except DefusedXmlException as error:
        raise _refused("it declares a document type or entities") from error
    except (ParseError, LookupError, ValueError) as error:
        raise _refused(f"it is no well-formed XML: {error}") from error
    if _tag(root) != "graphml":
        raise _refused("its root is not <graphml>")
    return root


def _refused(why: str) -> InputFailed:
    hint = "Save the graph as GraphML again, or write a table of edges: `cgq graph export -o edges.csv`"
    return InputFailed(f"The file is no GraphML that can be read: {why}", code="bad_graphml", hint=hint)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(element: Element, tag: str) -> Iterator[Element]:
    return (one for one in element.iter() if _tag(one) == tag)


def _attributes(root: Element) -> dict[str, str]:
    """What the keys of data mean, as our columns are called."""
    return {key.get("id", ""): column_named(key.get("attr.name", "")) for key in _all(root, "key")}


def _values(element: Element, attributes: Mapping[str, str]) -> dict[str, str]:
    """The data of an element by the names of our columns, where an attribute is called so: `relation` is `kind`."""
    found: dict[str, str] = {}
    for data in element:
        if _tag(data) == "data" and len(data) == 0:
            found[attributes.get(data.get("key", ""), "")] = data.text or ""
    return found


def _name(node: Element, attributes: Mapping[str, str]) -> str:
    """What a node is called: by an attribute, by the text that yEd draws, or by its id."""
    values = _values(node, attributes)
    drawn = (label.text for label in _all(node, "NodeLabel"))
    named = (*(values.get(name) for name in NAMES), *drawn, node.get("id"))
    return next((text.strip() for text in named if text and text.strip()), "")


def _edge(edge: Element, values: Mapping[str, str], names: Mapping[str, str], *, says_who: bool) -> Mapping[str, Any]:
    """An edge by the names of our columns. A weight of others is no strength: what it means is not known."""
    relation = values.get("kind", "")
    ends = [names.get(edge.get(end, ""), "") for end in ("source", "target")]
    source, target = reversed(ends) if relation == TURNED else ends
    row: dict[str, Any] = {
        "kind": OUR_RELATIONS.get(relation, relation),
        "from": source,
        "to": target,
        "status": values.get("status", ""),
    }
    if "note" in values:
        row["note"] = values["note"]
    if says_who:
        row["decided_by"] = values.get("decided_by", "")
    return row
