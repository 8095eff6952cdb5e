"""The concept graph as people look into it: lists with filters, a concept by years, circles and the way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import Home

from cgq.db.connection import Database

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """stem,option1,option2,answer,concepts,year,section
맞는가?,예,아니오,1,스택;자료 구조,2023,1과목: 자료 구조론
그러한가?,예,아니오,1,스택,2024,1과목: 자료 구조론
아닌가?,예,아니오,1,큐;자료 구조,2024,1과목: 자료 구조론
옳은가?,예,아니오,1,기본 키,,2과목: 데이터베이스
"""

SUGGESTED = """INSERT INTO prerequisite
SELECT s.id, t.id, ?, 'model-1', ?, '["a text"]', NULL
  FROM concept AS s, concept AS t WHERE s.label = ? AND t.label = ?"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("looking"))
    home.file("rows.csv", ROWS.encode())
    assert home.cgq("import", "rows.csv").returncode == 0
    assert home.cgq("run").returncode == 0
    database = Database(home.db)
    with database.write() as tx:
        for strength, status, source, target in (
            (0.9, "suggested", "자료 구조", "스택"),
            (0.2, "suggested", "스택", "자료 구조"),
            (0.8, "accepted", "큐", "기본 키"),
            (0.7, "accepted", "기본 키", "큐"),
        ):
            tx.run(SUGGESTED, (strength, status, source, target))
    database.close()
    return home


def labels(home: Home, *args: str) -> list[str]:
    return [one["label"] for one in home.json("graph", "list", *args)["concepts"]]


def test_a_list_is_filtered_by_section_questions_and_status(home: Home) -> None:
    assert set(labels(home)) == {"스택", "자료 구조", "큐", "기본 키"}
    assert labels(home, "--section", "데이터 베이스") == ["기본 키"]
    assert set(labels(home, "--min-questions", "2")) == {"스택", "자료 구조"}
    assert set(labels(home, "--status", "accepted")) == {"큐", "기본 키"}
    assert labels(home, "--sort", "name", "--limit", "2") == ["기본 키", "스택"]
    assert labels(home, "--sort", "name", "--limit", "2", "--page", "2") == ["자료 구조", "큐"]
    nothing = home.cgq("graph", "list", "--min-questions", "3", "--status", "rejected")
    assert nothing.returncode == 0
    assert "No concepts match --min-questions 3 --status rejected. Without that: 4 concepts." in nothing.stderr


def test_a_concept_counts_its_questions_by_year_and_names_its_neighbours_both_ways(home: Home) -> None:
    shown = home.json("graph", "show", "스택")
    assert shown["by_year"] == [{"year": 2024, "questions": 1}, {"year": 2023, "questions": 1}]
    assert [(one["label"], one["status"], one["set_aside"]) for one in shown["before"]] == [
        ("자료 구조", "suggested", False)
    ]
    assert [(one["label"], one["set_aside"], one["evidence"]) for one in shown["after"]] == [
        ("자료 구조", True, ["a text"])
    ]
    assert home.json("graph", "show", "기본 키")["by_year"] == [{"year": None, "questions": 1}]
    text = home.cgq("graph", "show", "스택").stdout
    assert "2024: 1, 2023: 1" in text
    assert "set aside: it closes a circle" in text


def test_concepts_of_one_label_name_each_other_and_each_has_its_number(home: Home, tmp_path: Path) -> None:
    copy = Home(tmp_path / "home")
    copy.file(copy.db.name, home.db.read_bytes())
    database = Database(copy.db)
    with database.write() as tx:
        tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (82, 'first in first out', '큐', 3, 1)")
        tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (83, '84', '84', 1, 1)")
        tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (84, 'heap', '힙', 1, 1)")
    database.close()
    shown = copy.json("graph", "show", "큐")
    assert [(one["id"], one["questions"]) for one in shown["same_label"]] == [(82, 3)]
    text = copy.cgq("graph", "show", "큐").stdout
    assert "Also called 큐: 82, first in first out, 3 questions: cgq graph show 82" in text
    assert copy.json("graph", "show", "82")["name"] == "first in first out"
    assert copy.json("graph", "show", "84")["id"] == 83, "a name goes before a number"
    assert copy.cgq("graph", "show", "85").returncode == 4
    copy.file("edges.csv", "kind,source,target,status\nprerequisite,큐,82,accepted\n".encode())
    assert "No concept is called '82'" in copy.cgq("graph", "import", "edges.csv").stderr, "a file has names alone"


def test_what_is_not_there_names_the_nearest(home: Home) -> None:
    for args in (("show", "자료 구죠"), ("path", "자료 구죠", "스택"), ("path", "스택", "자료 구죠")):
        done = home.cgq("graph", *args)
        assert done.returncode == 4
        assert "자료구조" in done.stderr


def circles(home: Home, *args: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = home.json("graph", "cycles", *args)["cycles"]
    return found


def test_circles_name_the_weakest_edge_and_the_way_round(home: Home) -> None:
    accepted, suggested = circles(home)
    assert accepted["accepted"]
    assert [one["label"] for one in accepted["circle"]] == ["기본 키", "큐", "기본 키"]
    assert not suggested["accepted"]
    assert [one["label"] for one in suggested["circle"]] == ["스택", "자료 구조", "스택"]
    assert suggested["strength"] == 0.2
    assert circles(home, "--limit", "1", "--page", "2") == [suggested]
    assert circles(home, "--kind", "broader") == []
    done = home.cgq("graph", "cycles")
    assert done.stdout.splitlines()[0].split("\t") == ["kind", "source", "target", "strength", "status", "circle"]
    assert "스택 → 자료 구조 → 스택" in done.stdout
    assert "cgq graph reject '기본 키' 큐 --kind prerequisite" in done.stdout + done.stderr


def test_the_way_out_of_a_circle_leads_out_of_it(home: Home, tmp_path: Path) -> None:
    copy = Home(tmp_path / "home")
    copy.file(copy.db.name, home.db.read_bytes())
    assert copy.cgq("graph", "reject", "기본 키", "큐", "--kind", "prerequisite").returncode == 0
    assert copy.cgq("graph", "accept", "스택", "자료 구조", "--kind", "prerequisite").returncode == 0
    (left,) = circles(copy)
    assert [one["label"] for one in left["circle"]] == ["자료 구조", "스택", "자료 구조"]
    assert copy.cgq("graph", "reject", "자료 구조", "스택", "--kind", "prerequisite").returncode == 0
    done = copy.cgq("graph", "cycles")
    assert done.returncode == 0
    assert "No edges go in a circle." in done.stderr
