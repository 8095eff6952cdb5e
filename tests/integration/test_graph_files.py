"""The concept graph in files of other programs, each opened by a reader that is not ours, with hostile names."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from tests.support.graph_parts import graph_part
from tests.support.hostile_records import HOSTILE

from cgq.exchange.graphs import forms
from cgq.exchange.text.speakable import speakable

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.graph.edges import Status
    from cgq.graph.part import Part

NAMES = tuple(
    dict.fromkeys(
        (
            *(name for name in HOSTILE if name.strip()),
            *("O'Reilly", '"] --> x', "`bold`", '"`md`"', "<b>x</b>", "#quot;", "end", "a;b", "%% c", "-->", "a\nb"),
            *("정규화(1NF)", "[[x]]", "{}", "click n1 href", "subgraph", "\\N \\G", "n1 -> n2", "/* c */", "// c"),
        )
    )
)
STATUSES: tuple[Status, ...] = ("suggested", "accepted", "rejected")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def hostile() -> Part:
    """A chain of both kinds through all names, and a concept that no edge names."""
    edges = [
        (("prerequisite", "broader")[step % 2], one, other, STATUSES[step % 3])  # type: ignore[list-item]
        for step, (one, other) in enumerate(pairwise(NAMES))
    ]
    return graph_part([*NAMES, "alone"], edges, centre=NAMES[0], left_out=3)  # type: ignore[arg-type]


def written(part: Part, name: str) -> tuple[str, Counter[str]]:
    losses: Counter[str] = Counter()
    return "".join(forms.make(name).lines(part, lambda reason: losses.update([reason]))), losses


def labels(part: Part) -> list[str]:
    return [one.concept.label for one in part.concepts]


@pytest.mark.parametrize("name", forms.names())
def test_the_same_part_gives_the_same_text_in_utf8(name: str, hostile: Part) -> None:
    text, losses = written(hostile, name)
    assert written(hostile, name) == (text, losses)
    assert text.encode().decode() == text
    assert text.endswith("\n")


@pytest.mark.parametrize("name", forms.names())
def test_a_graph_without_edges_is_written_too(name: str) -> None:
    text, _ = written(graph_part(["하나"]), name)
    assert ("하나" in text) == (name not in ("csv", "jsonl"))


def test_every_format_says_what_it_is_good_for_and_has_an_ending_of_its_own() -> None:
    made = [forms.make(name) for name in forms.names()]
    endings = [suffix for form in made for suffix in form.suffixes]
    assert len(endings) == len(set(endings))
    assert all(form.summary and form.name == name for form, name in zip(made, forms.names(), strict=True))


def test_json_holds_everything(hostile: Part) -> None:
    text, losses = written(hostile, "json")
    read = json.loads(text)
    assert [one["label"] for one in read["concepts"]] == labels(hostile)
    assert len(read["edges"]) == len(hostile.edges)
    assert not losses
    assert text.count("\n") == 1


def test_csv_has_a_row_an_edge_and_counts_concepts_without_one(hostile: Part) -> None:
    text, losses = written(hostile, "csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["kind"] for row in rows] == [edge.kind for edge in hostile.edges]
    assert losses == {"A concept without an edge is in no row.": 1}


def test_graphml_is_read_by_networkx(hostile: Part, tmp_path: Path) -> None:
    networkx: Any = pytest.importorskip("networkx", reason="the reader of GraphML (group `test`)")
    text, _ = written(hostile, "graphml")
    (tmp_path / "g.graphml").write_text(text, encoding="utf-8", newline="")
    graph = networkx.read_graphml(tmp_path / "g.graphml")
    assert len(graph.nodes) == len(hostile.concepts)
    assert len(graph.edges) == len(hostile.edges)
    found = {values["label"] for _, values in graph.nodes(data=True)}
    assert found >= {name for name in NAMES if speakable(name) == name and "\ufffe" not in name}
    assert {values["relation"] for *_, values in graph.edges(data=True)} == {"PREREQUISITE_OF", "BROADER"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pydot calls pyparsing by its older names
def test_dot_is_read_by_pydot(hostile: Part) -> None:
    pydot: Any = pytest.importorskip("pydot", reason="the reader of DOT (group `test`)")
    text, losses = written(hostile, "dot")
    (graph,) = pydot.graph_from_dot_data(text)
    nodes = {one.get_name(): one.get_attributes() for one in graph.get_nodes() if re.fullmatch(r"n\d+", one.get_name())}
    read = [html.unescape(_unquoted(one["label"])) for one in nodes.values()]
    lines = [speakable(label).replace("\r\n", "\n").replace("\r", "\n") for label in labels(hostile)]
    assert read == lines
    assert len(graph.get_edges()) == len(hostile.edges)
    assert set(losses) == {
        "Control characters are written as the replacement character, and a carriage return as a new line."
    }


def _unquoted(text: str) -> str:
    """A label as Graphviz reads it."""
    signs = {"n": "\n", "\\": "\\", '"': '"'}
    return re.sub(r'\\([n\\"])', lambda found: signs[found[1]], text[1:-1])


MERMAID_NODE = re.compile(r'  n\d+\["((?:[\w\ufffd .,()\-/]|#\d+;)+)"\]')
MERMAID_EDGE = re.compile(r'  n\d+ (?:==>|-\.->)(?:\|"kind"\|)? n\d+')


def test_mermaid_has_no_sign_in_a_name_that_mermaid_could_read(hostile: Part) -> None:
    """That Mermaid 11.17 draws every one of these names as it is was seen in a browser; it is too large for a test."""
    head, *lines = written(hostile, "mermaid")[0].splitlines()
    assert head == "flowchart LR"
    nodes = [found for line in lines if (found := MERMAID_NODE.fullmatch(line))]
    read = [re.sub(r"#(\d+);", lambda code: chr(int(code[1])), found[1]) for found in nodes]
    assert read == [speakable(label) for label in labels(hostile)]
    others = [line for line in lines if not MERMAID_NODE.fullmatch(line)]
    assert others[-1].startswith("  style n")
    assert all(MERMAID_EDGE.fullmatch(line) for line in others[:-1])


def test_cypher_has_one_literal_a_name(hostile: Part) -> None:
    text, _ = written(hostile, "cypher")
    assert len([line for line in text.splitlines() if line.endswith(";")]) == 3 + 3
    assert "MATCH (q:Question" not in text


def test_an_svg_is_xml_that_loads_and_runs_nothing(hostile: Part) -> None:
    text, losses = written(hostile, "svg")
    root = ElementTree.fromstring(text)
    titles = [one.text for group in root.iter(f"{SVG}g") if "node" in (group.get("class") or "") for one in group[:1]]
    assert titles == [speakable(label) for label in _drawn(hostile, titles)]
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "style", "defs", "marker", "path", "rect", "text", "g", "title"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}
    assert losses["A name of more than three lines is cut."] > 0


def _drawn(part: Part, titles: list[str | None]) -> list[str]:
    """The labels in the order in which they are drawn."""
    by_text = {speakable(label): label for label in labels(part)}
    return [by_text[title or ""] for title in titles]


def test_a_page_holds_a_policy_and_no_markup_of_a_name(hostile: Part) -> None:
    text, _ = written(hostile, "html")
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "<img" not in text
    assert "3 more concepts not drawn" in text
