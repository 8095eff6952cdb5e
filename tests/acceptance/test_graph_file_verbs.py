"""`cgq graph export` and `cgq graph import` as people call them, with files of ours and of others."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from tests.support.command import Home
from tests.support.given_glossary import add_questions, glossary_of

from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.graph.refreshing import write

if TYPE_CHECKING:
    from pathlib import Path

TESTS = {1: ["결합도", "내용 결합도"], 2: ["결합도", "제어 결합도"], 3: ["응집도", "결합도"], 4: ["모듈"]}
BROADER = [("결합도", "내용 결합도"), ("결합도", "제어 결합도")]
PREREQUISITES = [("모듈", "응집도"), ("응집도", "결합도")]
KINDS = {"prerequisite", "broader"}

YED = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key id="d6" for="node" yfiles.type="nodegraphics"/>
<graph id="G" edgedefault="directed">
<node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>모듈</y:NodeLabel></y:ShapeNode></data></node>
<node id="n1"><data key="d6"><y:ShapeNode><y:NodeLabel>결합도</y:NodeLabel></y:ShapeNode></data></node>
<node id="n2"><data key="d6"><y:ShapeNode><y:NodeLabel>없는 말</y:NodeLabel></y:ShapeNode></data></node>
<edge id="e0" source="n0" target="n1"/>
<edge id="e1" source="n2" target="n1"/>
<edge id="e2" source="n1" target="n0" directed="false"/>
</graph></graphml>"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("made"))
    database = Database(home.db)
    migrate(database)
    with database.write() as tx:
        add_questions(tx, 4)
        write(tx, glossary_of(TESTS, broader=BROADER, prerequisites=PREREQUISITES))
    database.close()
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    one = Home(tmp_path / "home")
    shutil.copy(made.db, one.db)
    return one


def standing(home: Home) -> dict[tuple[str, str, str], tuple[str, str]]:
    """By kind and the names of both concepts how each edge that somebody decided about stands, and what was noted."""
    found = home.json("graph", "edges")["edges"]
    return {
        (one["kind"], one["source"]["name"], one["target"]["name"]): (one["status"], one["note"])
        for one in found
        if one["decided_by"]
    }


def decide(home: Home) -> None:
    assert home.cgq("graph", "accept", "모듈", "응집도", "--note", "3장").returncode == 0
    assert home.cgq("graph", "reject", "결합도", "제어 결합도").returncode == 0


@pytest.mark.parametrize("name", ["graph.csv", "graph.jsonl", "graph.json", "graph.graphml"])
def test_what_people_decided_comes_into_another_bank(name: str, home: Home, made: Home, tmp_path: Path) -> None:
    decide(home)
    assert home.cgq("graph", "export", "-o", name).returncode == 0
    other = Home(tmp_path / "other")
    shutil.copy(made.db, other.db)
    shutil.copy(home.folder / name, other.folder / name)
    dry = other.json("graph", "import", name, "--dry-run")
    assert dry["counts"]["added"] == 2
    assert standing(other) == {}
    done = other.json("graph", "import", name, "--as", "lee")
    assert done["counts"]["added"] == 2
    assert done["counts"]["refused"] == 0
    expected = standing(home)
    if name == "graph.graphml":  # which has no notes
        expected = {edge: (status, "") for edge, (status, _) in expected.items()}
    assert standing(other) == expected
    assert other.json("graph", "import", name)["counts"]["added"] == 0, "again changes nothing"


def test_a_graph_of_others_takes_no_decision_back_here(home: Home, made: Home, tmp_path: Path) -> None:
    assert made.cgq("graph", "export", "-o", str(home.folder / "plain.json")).returncode == 0
    decide(home)
    done = home.json("graph", "import", "plain.json")
    assert sum(done["counts"].values()) == 0
    assert done["notes"] == ["Passed over 4 edges that no person decided about."]
    assert len(standing(home)) == 2


def test_edges_of_yed_are_taken_as_the_person_says_and_refused_one_by_one(home: Home) -> None:
    home.file("y.graphml", YED.encode())
    unsaid = home.json("graph", "import", "y.graphml", exits=3)
    assert [row["code"] for row in unsaid["rows"]] == ["bad_kind", "bad_kind", "no_direction"]
    done = home.json("graph", "import", "y.graphml", "--kind", "prerequisite", "--status", "accepted", exits=3)
    assert [(row["outcome"], row["code"]) for row in done["rows"]] == [
        ("added", None),
        ("refused", "not_found"),
        ("refused", "no_direction"),
    ]
    assert standing(home) == {("prerequisite", "모듈", "결합도"): ("accepted", "")}


def test_a_table_without_kind_and_status_is_asked_about(home: Home) -> None:
    home.file("pairs.csv", "from,to\n모듈,결합도\n".encode())
    refused = home.cgq("graph", "import", "pairs.csv")
    assert refused.returncode == 2
    assert "--kind" in refused.stderr
    done = home.json("graph", "import", "pairs.csv", "--kind", "prerequisite", "--status", "rejected")
    assert done["counts"]["added"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "<graphml>",
        "<html></html>",
        '<!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>',
        '{"type": "graph", "edges": 3}',
    ],
)
def test_a_file_that_is_no_graph_changes_nothing_and_says_why(text: str, home: Home) -> None:
    home.file("bad", text.encode())
    done = home.cgq("graph", "import", "bad")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert standing(home) == {}


def test_a_picture_of_what_lies_around_a_concept(home: Home) -> None:
    done = home.json("graph", "export", "--concept", "모듈", "--depth", "1", "-o", "near.svg")
    assert (done["format"], done["concepts"], done["edges"], done["left_out"]) == ("svg", 2, 1, 0)
    done = home.json("graph", "export", "--concept", "모듈", "--depth", "9", "--limit", "3", "-o", "far.html")
    assert (done["concepts"], done["left_out"]) == (3, 2)
    assert "2 more concepts not drawn" in (home.folder / "far.html").read_text(encoding="utf-8")
    root = ElementTree.parse(home.folder / "near.svg").getroot()
    drawn = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"모듈", "응집도"} <= drawn
    assert "결합도" not in drawn


def test_a_pipe_gets_the_same_bytes_as_a_file(home: Home) -> None:
    for name in ("json", "graphml", "dot", "mermaid", "cypher", "svg", "jsonl"):
        assert home.cgq("graph", "export", "--format", name, "-o", "out").returncode == 0
        assert home.cgq("graph", "export", "--format", name).stdout == (home.folder / "out").read_text(encoding="utf-8")
    document: dict[str, Any] = home.json("graph", "export")
    assert document["type"] == "graph"
    assert {edge["kind"] for edge in document["edges"]} == KINDS


def test_a_rejected_edge_is_in_a_table_and_in_no_picture(home: Home) -> None:
    decide(home)
    assert len(home.json("graph", "export")["edges"]) == 4
    assert home.json("graph", "export", "-o", "all.svg")["edges"] == 3
    refused = home.cgq("graph", "export", "--status", "rejected", "-o", "all.svg")
    assert refused.returncode == 2
    assert "rejected_edges" in refused.stderr


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--concept", "제어 결합됴"), 4, "제어결합도"),
        (("--depth", "2"), 2, "no_concept"),
        (("-o", "graph.xyz"), 2, "unknown_format"),
        (("--format", "grahml"), 2, "graphml"),
        (("-o", "cgq.db", "--format", "csv"), 2, "is_database"),
        (("-o", "cgq.toml", "--format", "csv"), 2, "is_settings"),
        (("-o", "no/where.csv"), 1, "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_lost(
    args: tuple[str, ...], code: int, said: str, home: Home
) -> None:
    home.file("cgq.toml", b"[queues.default]\nlimit = 3\n")
    before = home.db.read_bytes()
    done = home.cgq("graph", "export", *args)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert home.db.read_bytes()[:100] == before[:100]
    assert json.loads(home.cgq("graph", "stats", "--json").stdout)["concepts"] == 5
