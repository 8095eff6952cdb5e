"""What the offline glossary suggests to be learned first, of a bank of our own whose prerequisites a teacher named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path

LABELLED: tuple[tuple[str, tuple[str, ...], int, set[str]], ...] = (
    ("노드에 붙은 간선의 개수를 뜻하는 것은?", ("차수", "깊이 우선 탐색", "간선", "노드"), 1, set()),
    ("노드와 간선으로 이루어진 자료구조는?", ("그래프", "스택", "큐", "배열"), 1, {"노드", "간선"}),
    ("그래프에서 순환이 없는 연결 구조를 무엇이라 하는가?", ("트리", "스택", "큐", "배열"), 1, {"그래프"}),
    ("트리를 모두 잇되 간선 가중치의 합이 가장 작은 것은?", ("최소 신장 트리", "스택", "큐", "배열"), 1, {"간선"}),
    ("배열의 첨자를 키에서 셈하여 값을 찾는 자료구조는?", ("해시", "스택", "큐", "트리"), 1, {"배열"}),
    ("그래프와 스택에 대한 설명으로 옳지 않은 것은?", ("트리", "해시", "큐", "배열"), 1, set()),
    ("다음 그림의 그래프가 나타내는 것은?", ("트리", "해시", "큐", "배열"), 1, set()),
    ("자료구조 가운데 먼저 넣은 것이 먼저 나오는 것은?", ("큐", "스택", "그래프", "배열"), 1, set()),
    ("그래프 이론을 세운 학자는?", ("오일러", "해시", "큐", "배열"), 1, set()),
)
"""Stem, options, the right one, and what a teacher would teach before it of what the stem names."""


def bank(home: Home, answers: bool = True) -> None:
    rows = [
        {"number": n, "section": "자료구조론", "stem": stem, "options": list(options)}
        | ({"answer": right} if answers else {})
        for n, (stem, options, right, _) in enumerate(LABELLED, start=1)
    ]
    file = home.folder / "structures.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    assert home.cgq("import", file).returncode == 0
    assert home.cgq("run").returncode == 0


def suggested(home: Home) -> dict[tuple[str, str], list[str]]:
    listed = home.json("graph", "review", "--kind", "prerequisite")["edges"]
    return {(edge["source"]["label"], edge["target"]["label"]): edge["evidence"] for edge in listed}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("prerequisites"))
    bank(made)
    return made


def test_definitions_suggest_what_is_learned_first_and_nothing_else(home: Home) -> None:
    right = {(first, options[answer - 1]) for _, options, answer, before in LABELLED for first in before}
    found = suggested(home)
    assert set(found) - right == set()
    assert right - set(found) == {("간선", "최소 신장 트리")}, (
        "it is printed as 간선 가중치, which no other question has"
    )


def test_each_suggestion_has_the_words_of_the_question_that_defines(home: Home) -> None:
    evidence = suggested(home)["노드", "그래프"]
    assert evidence[0].startswith("“노드와 간선으로 이루어진 자료구조는?” (question ")
    assert "노드와 간선으로 이루어진 자료구조는?" in home.cgq("graph", "review", "--limit", 20).stdout


def test_without_answers_nothing_is_suggested_until_they_come(tmp_path: Path) -> None:
    """B3: the end is the same whenever an answer is known."""
    made = Home(tmp_path)
    bank(made, answers=False)
    assert suggested(made) == {}
    numbers = {stem: question for question, stem in made.rows("SELECT id, stem FROM question")}
    assert made.cgq("review", numbers[LABELLED[1][0]], "--answer", 1, "--as", "kim").returncode == 0
    assert made.cgq("run").returncode == 0
    assert set(suggested(made)) == {("노드", "그래프"), ("간선", "그래프")}
