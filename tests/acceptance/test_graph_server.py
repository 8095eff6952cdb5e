"""What people do with a bank is in Neo4j after the next run: papers that come and go, merges, decisions, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neo4j import GraphDatabase
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(300)  # a server starts in 5 s, and in a minute where others keep the machine busy

ROWS = """number,stem,option1,option2,option3,answer,concepts
1,Which structure hands out first what was put in last?,queue,stack,tree,2,stack
2,Which of these sorts in place?,heap sort,merge sort,radix sort,1,heap sort;sorting
3,Which sort splits its input in halves?,heap sort,merge sort,radix sort,2,merge sort;sorting
"""
MORE = """number,stem,option1,option2,answer,concepts
1,Which of these is a tree?,heap,array,1,heap sort
"""


@pytest.mark.slow  # a minute; the short version is in tests/integration/test_neo4j_push.py
def test_what_people_do_with_a_bank_is_in_neo4j_after_the_next_run(tmp_path: Path, neo4j_address: str) -> None:
    home = Home(tmp_path)
    home.environment["CGQ_NEO4J_URI"] = neo4j_address
    home.file("first.csv", ROWS.encode())
    home.file("second.csv", MORE.encode())
    steps = (
        "import first.csv",
        "import second.csv",
        "graph merge 'merge sort' sorting",
        "graph accept stack 'heap sort' --kind prerequisite",
        "graph unmerge 'merge sort'",
        "graph undo stack 'heap sort' --kind prerequisite",
        "materials remove 1 --yes",
    )
    seen: list[tuple[int, int, int]] = []
    for step in steps:
        done, ran, differs = home.each(step, "run", "graph diff")
        assert (done.returncode, ran.returncode) == (0, 0), (step, done.stderr, ran.stderr)
        assert differs.returncode == 0, (step, differs.stdout)
        seen.append(held(home, neo4j_address))
    questions, merged, accepted = zip(*seen, strict=True)
    assert questions == (3, 4, 4, 4, 4, 4, 1)
    assert merged[1] > merged[2] < merged[4], "the merged concept tests nothing by itself until it is parted"
    assert accepted == (0, 0, 0, 1, 1, 0, 0)


def held(home: Home, address: str) -> tuple[int, int, int]:
    """How many questions this bank has there, how many test `merge sort`, and how many edges are accepted."""
    ((bank,),) = home.rows("SELECT bank FROM projection")
    found: list[int] = []
    with GraphDatabase.driver(address) as driver:
        for pattern in (
            "(n:Question {bank: $bank})",
            "(n:Question {bank: $bank})-[:TESTS]->(:Concept {key: 'merge sort'})",
            "(n:Concept {bank: $bank})-[:PREREQUISITE_OF {status: 'accepted'}]->()",
        ):
            records = driver.execute_query(f"MATCH {pattern} RETURN count(n)", {"bank": bank}).records  # type: ignore[arg-type]
            found.append(records[0][0])
    return found[0], found[1], found[2]
