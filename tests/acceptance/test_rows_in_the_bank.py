"""Questions that stand in rows of a file, in every verb that shows where a question stands."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import Home
from tests.support.ledger import open_ledger
from tests.support.stored_rows import row_question, store_rows

from cgq.clock import SystemClock

if TYPE_CHECKING:
    from pathlib import Path

SKY = row_question(
    7,
    "Which colour has a clear sky?",
    "red",
    "blue",
    answer=2,
    year=2021,
    session="2",
    tags=("easy", "colours"),
    concepts=("Rayleigh scattering",),
)
SEA = row_question(9, "Which of these is salty?", "a river", "the sea", answer=2)


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    """A bank with two files of rows, which answer one question differently."""
    made = Home(tmp_path / "home", empty=empty_database)
    ledger = open_ledger(made.db, SystemClock())
    with ledger.database.write() as tx:
        store_rows(tx, made.folder / "colours.csv", [SKY, SEA])
        other = replace(SKY, row=4, number=3, year=None, tags=(), concepts=(), session=None)
        wrong = row_question(4, SKY.stem, "red", "blue", answer=1)
        store_rows(tx, made.folder / "other.xlsx", [replace(wrong, number=other.number)])
    ledger.database.close()
    return made


def test_a_row_stands_where_the_page_of_a_question_does(home: Home) -> None:
    listed, shown, full, found = home.each(
        "questions", "questions 1", "questions 1 --json", 'search "clear sky" --json'
    )
    head, first, second, *_ = (line.split("\t") for line in listed.stdout.splitlines())
    assert [dict(zip(head, one, strict=True))["row"] for one in (first, second)] == ["7", "9"]
    assert dict(zip(head, first, strict=True))["page"] == ""
    assert "number 6, row 7" in shown.stdout
    assert "page" not in shown.stdout.replace("--page", "")
    assert "Answer: 2" in shown.stdout
    assert "from the file" in shown.stdout
    for line in ("Year: 2021", "Session: 2", "Tags: easy, colours", "Named concepts: Rayleigh scattering"):
        assert line in shown.stdout
    place = json.loads(full.stdout)["appearances"][0]
    assert (place["page"], place["bbox"], place["row"], place["year"]) == (None, None, 7, 2021)
    assert place["concepts"] == ["Rayleigh scattering"]
    assert json.loads(found.stdout)["hits"], "a row is found by its words"


def test_a_conflict_names_the_row_of_the_other_file(home: Home) -> None:
    papers, one, listed = home.each("materials 1 --json", "materials 2", "materials --json")
    (finding,) = json.loads(papers.stdout)["findings"]
    assert (finding["code"], finding["page"]) == ("answer_conflict", None)
    assert "(material 2, row 4)" in finding["message"]
    assert "format\txlsx" in one.stdout
    assert "rows\t1" in one.stdout
    assert "pages" not in one.stdout
    counts = [(paper["format"], paper["pages"], paper["rows"]) for paper in json.loads(listed.stdout)["materials"]]
    assert counts == [("csv", None, 2), ("xlsx", None, 1)]


def test_options_that_only_white_space_tells_apart_keep_their_answers(tmp_path: Path, empty_database: Path) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    table = home.folder / "spaces.csv"
    table.write_text(
        "번호,문제,보기1,보기2,보기3,정답\n"
        "3,Where is God?,God is now here,God is nowhere,x,1\n"
        "4,Where is God?,God is nowhere,God is now here,x,1\n"
        "5,Which may be empty?,NOT NULL,NOTNULL,x,NOTNULL\n"
        "6,Which may be empty?,NOTNULL,NOT NULL,x,1\n"
    )
    home.each(f"import {table}", "run --progress none")
    opposite, same = map(json.loads, home.cgq("export").stdout.splitlines())
    assert [place["option_order"] for place in opposite["appearances"]] == [[1, 2, 3], [2, 1, 3]]
    (paper,) = home.each("materials 1 --json")
    conflicts = [found for found in json.loads(paper.stdout)["findings"] if found["code"] == "answer_conflict"]
    assert sorted(found["number"] for found in conflicts) == [3, 4]
    assert [place["option_order"] for place in same["appearances"]] == [[1, 2, 3], [2, 1, 3]]
    assert same["answer"]["accepted"] == [2]


def test_a_person_reviews_a_row_and_sees_no_picture_of_it(home: Home) -> None:
    listed, place, pictured = home.each("review", "review --json", "questions 1 --image --json")
    head, first, *_ = (line.split("\t") for line in listed.stdout.splitlines())
    assert dict(zip(head, first, strict=True))["row"] == "7"
    asked = json.loads(place.stdout)["places"][0]
    assert (asked["page"], asked["row"], asked["shown"]["page"], asked["shown"]["row"]) == (None, 7, None, 7)
    assert asked["shown"]["bbox"] is None
    problem = json.loads(pictured.stdout)["crop_problem"]
    assert problem == "it stands in row 7 of a file, and on no page"


def test_a_person_decides_about_a_row(home: Home) -> None:
    (decided,) = home.each("review 1 --material 1 --answer 2 --json")
    refused = home.cgq("review", "1", "--material", "1", "--edit", "-", given=b'{"page": 3}')
    history, question = home.each("review --history --json", "questions 1 --json")
    assert decided.returncode == 0, decided.stderr
    assert refused.returncode == 2
    assert "It stands in row 7 of a file, and on no page" in refused.stderr
    (edit,) = json.loads(history.stdout)["edits"]
    assert (edit["before"]["page"], edit["before"]["row"]) == (None, 7)
    assert json.loads(question.stdout)["appearances"][0]["row"] == 7


def _record(home: Home) -> dict[str, Any]:
    exported: dict[str, Any] = json.loads(home.cgq("export").stdout.splitlines()[0])
    return exported


def test_an_export_has_the_row_and_no_page(home: Home) -> None:
    place = _record(home)["appearances"][0]
    assert (place["page"], place["bbox"], place["row"] is None) == (None, None, False)


def test_B3_a_concept_that_a_row_or_a_person_names_stays_as_long_as_one_names_it(home: Home) -> None:
    home.each("enqueue --kind refresh_concepts", "run --progress none")
    assert _concepts(home, 1) == [("Rayleigh scattering", 1.0)]
    shown, listed = home.each("graph show 'rayleigh Scattering' --json", "questions 2 --json")
    (tested,) = json.loads(shown.stdout)["tested_by"]
    assert (tested["question"], tested["evidence"]) == (1, "named")
    assert json.loads(listed.stdout)["concepts"] == []
    changed = home.cgq("review", "1", "--material", "1", "--edit", "-", given=b"[concepts]\nOptics\nAir\n")
    assert "Changed concepts" in changed.stdout
    home.each("run --progress none")
    assert _concepts(home, 1) == [("Air", 1.0), ("Optics", 1.0)]
    assert home.cgq("graph", "show", "Rayleigh scattering").returncode == 4
    home.each("review 1 --material 1 --undo", "run --progress none")
    assert _concepts(home, 1) == [("Rayleigh scattering", 1.0)]


def _concepts(home: Home, question: int) -> list[tuple[str, float]]:
    record = json.loads(home.cgq("questions", question, "--json").stdout)
    view = json.loads(home.rows(f"SELECT concepts FROM questions WHERE question = {question}")[0][0])
    found = [(concept["name"], concept["importance"]) for concept in record["concepts"]]
    assert [(concept["name"], concept["importance"]) for concept in view] == found, "the view differs from the record"
    return found
