"""The concept graph in files of other programs, with names that try to be something else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from tests.support.hostile_records import HOSTILE, record
from tests.support.neo4j_server import serve
from tests.support.quiz_round_trip import no_picture
from tests.support.stored_graph import store_graph

from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.exchange.format import Contents, Loss
from cgq.exchange.formats import make
from cgq.exchange.text.cypher_text import literal
from cgq.graph.whole import WholeGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cgq.bank.record import QuestionRecord

NAMES = (
    *HOSTILE,
    "O'Reilly",
    '"} ) DETACH DELETE n //',
    "'}] AS row MATCH (n) DETACH DELETE n; //",
    "\\",
    "\\'",
    "\\\\'",
    "\\u0027",
    "\\\\u0027})",
    "\\u005c\\u0027",
    "\\u",
    "`${x}`",
    ";\n",
    ":begin\n",
    "/* */",
)
RECORDS = [
    record(stem=f"{n} {name}", title=name, file=name, section=name or None, number=n) for n, name in enumerate(NAMES, 1)
]
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
NMTOKEN = re.compile(r"[\w.:-]+")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(database)
    with database.write() as tx:
        store_graph(tx, names=NAMES, questions=[one.id for one in RECORDS[:3]])
    yield database
    database.close()


def export(name: str, db: Database, to: Path, records: Sequence[QuestionRecord] = RECORDS) -> list[Loss]:
    losses: list[Loss] = []
    with db.read() as tx:
        contents = Contents(
            records=iter(records), title="bank", picture=no_picture, lost=losses.append, graph=WholeGraph(tx)
        )
        make(name).write(contents, to)
    return losses


@pytest.mark.parametrize("name", ["cypher", "graphml"])
def test_the_same_graph_gives_the_same_bytes(name: str, db: Database, tmp_path: Path) -> None:
    export(name, db, tmp_path / "one")
    export(name, db, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_graphml_declares_what_it_holds_and_holds_every_edge(db: Database, tmp_path: Path) -> None:
    losses = export("graphml", db, tmp_path / "graph")
    root = ElementTree.parse(tmp_path / "graph").getroot()
    keys = {key.get("id"): (key.get("for"), key.get("attr.type")) for key in root.iter(f"{GRAPHML}key")}
    seen: set[str] = set()
    relations: list[str] = []
    for element in root.iter():
        tag = element.tag.removeprefix(GRAPHML)
        if tag not in ("node", "edge"):
            continue
        identity = element.get("id") or ""
        assert NMTOKEN.fullmatch(identity)
        assert identity not in seen
        assert {element.get("source", "c1"), element.get("target", "c1")} <= {*seen, "c1"}
        seen.add(identity)
        values = _values(element, keys, tag)
        relations += [values["relation"]] if tag == "edge" else []
    chain = len(NAMES) - 1
    counts = {name: relations.count(name) for name in set(relations)}
    assert counts == {
        "BROADER": chain,
        "PREREQUISITE_OF": chain,
        "CONTAINS": len(RECORDS),
        "TESTS": 3 * len(NAMES),
    }
    assert {loss.reason for loss in losses} == {
        "A control character that XML cannot hold became a replacement character."
    }


def _values(element: ElementTree.Element, keys: dict[str | None, tuple[str | None, str | None]], tag: str) -> Any:
    """The data of a node or an edge by name, each of its declared type."""
    values: dict[str, Any] = {}
    for data in element:
        owner, kind = keys[data.get("key")]
        assert owner == tag
        read: Any = {"string": str, "int": int, "double": float}[kind or ""]
        values[(data.get("key") or "").removeprefix(f"{tag}_")] = read(data.text or "")
    return values


def test_graphml_keeps_every_name_that_xml_can_hold(db: Database, tmp_path: Path) -> None:
    losses = export("graphml", db, tmp_path / "graph")
    root = ElementTree.parse(tmp_path / "graph").getroot()
    found = {data.text or "" for data in root.iter(f"{GRAPHML}data") if data.get("key") == "node_name"}
    changed = {loss.id for loss in losses}
    assert {name for name in NAMES if name not in changed} <= found
    aliases = [json.loads(data.text or "") for data in root.iter(f"{GRAPHML}data") if data.get("key") == "node_aliases"]
    assert all(len(one) == 1 for one in aliases)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("it's", r"'it\'s'"),
        ("\\u0027", r"'\\u0027'"),
        ("a\nb\u202e", r"'a\nb\u202e'"),
        (None, "null"),
        (("a", ["x", 1], 0.5), "['a', ['x', 1], 0.5]"),
    ],
)
def test_a_literal_is_one_line_that_nothing_in_it_ends(value: Any, written: str) -> None:
    assert literal(value) == written


def statements(path: Path) -> list[str]:
    """As cypher-shell splits a file: at each `;` that ends a line, for no text here holds a line break."""
    return [one for one in path.read_text(encoding="utf-8").split(";\n") if one.strip()]


def test_neo4j_holds_the_graph_once_however_often_the_file_is_run(db: Database, tmp_path: Path) -> None:
    """In a real Neo4j: the same nodes, relations and texts after one run and after two."""
    from neo4j import GraphDatabase

    losses = export("cypher", db, tmp_path / "graph.cypher")
    assert [loss.what for loss in losses] == ["dropped", "changed", "changed", "changed"]
    with serve(tmp_path / "neo4j") as address, GraphDatabase.driver(address) as driver:
        counted: list[dict[str, int]] = []
        for _ in range(2):
            for statement in statements(tmp_path / "graph.cypher"):
                driver.execute_query(statement)  # type: ignore[arg-type]  # the driver asks for a literal string
            labels = driver.execute_query("MATCH (n) RETURN labels(n)[0] AS name, count(*) AS n").records
            kinds = driver.execute_query("MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS n").records
            counted.append({row["name"]: row["n"] for row in (*labels, *kinds)})
        held = driver.execute_query("MATCH (c:Concept) RETURN c.name AS name, c.aliases AS aliases").records
        stems = driver.execute_query("MATCH (q:Question) RETURN q.id AS id, q.stem AS stem").records
        places = driver.execute_query("MATCH ()-[r:CONTAINS]->() RETURN r.section AS section").records
    names = [name for name in NAMES if len(name) < 8_000]
    chain = len(NAMES) - 1 - 2
    assert counted[0] == counted[1]
    assert counted[0] == {
        "Concept": len(names),
        "Question": len(RECORDS),
        "Material": 1,
        "BROADER": chain,
        "PREREQUISITE_OF": chain,
        "CONTAINS": len(RECORDS),
        "TESTS": 3 * len(names),
    }
    assert {row["name"]: row["aliases"] for row in held} == {name: [f"other {name}"] for name in names}
    assert {row["id"]: row["stem"] for row in stems} == {one.id: one.stem for one in RECORDS}
    assert {row["section"] for row in places} == set(NAMES)
