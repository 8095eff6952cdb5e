"""docs/sql.md: views with stable names, which other programs read, agree with what the command prints."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import sqlite_vec
from tests.support.command import REPOSITORY, SAMPLES, Home

from cgq.bank import nearest
from cgq.db.connection import Database
from cgq.enrich.local_hash import DIMENSION
from cgq.exam.confidence import TRUSTED
from cgq.hints import unmarked

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(300)  # the bank is made once, by some ten commands one after another

PAPERS = ("civil-a", "civil-b", "civil-key", "passage-ko", "encrypted")
AGAIN = """year,stem,option1,option2,option3,option4,answer
2021,열의 '이동'에 관한 설명으로 옳은 것은?,전도,대류,복사,증발,1
2023,열의 ‘이동’에 관한 설명으로 옳은 것은?,전도,대류,복사,증발,1
"""
PAGE = (REPOSITORY / "docs" / "sql.md").read_text(encoding="utf-8")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
NAMES = {
    "questions",
    "answers",
    "papers",
    "jobs_now",
    "failures",
    "concepts",
    "prerequisites",
    "broader_concepts",
    "repeats",
    "attempts",
    "learner_concepts",
}
TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "REAL": float, "JSON": str, "TIME": str}

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    meaning: str


def documented() -> dict[str, list[Column]]:
    """The columns of each view as the page lists them."""
    found: dict[str, list[Column]] = {}
    _, _, views = PAGE.partition("## The views")
    for section in views.split("\n### ")[1:]:
        rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", section, re.MULTILINE)
        found[section.partition("\n")[0]] = [Column(*row) for row in rows]
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A bank with keys, forms, failures, a question of two years, decisions, an attempt, and jobs that wait."""
    made = Home(tmp_path_factory.mktemp("views"))
    imported = made.cgq("import", made.file("again.csv", AGAIN.encode()))
    assert imported.returncode == 0, imported.stderr
    done = made.cgq("run", *(SAMPLES / f"{name}.pdf" for name in PAPERS))
    assert done.returncode == 3, done.stderr
    civil, passage = (paper_called(made, name) for name in ("civil-a.pdf", "passage-ko.pdf"))
    edit = made.file("edit.json", json.dumps({"stem": 'Which of "these"\nis right?'}).encode())
    for paper, number, *decision in (
        (civil, 1, "--answer", "1"),
        (civil, 2, "--answer", "void"),
        (civil, 3, "--answer", "unknown"),
        (passage, 2, "--answer", "1,2", "--mode", "all"),
        (passage, 3, "--reject", "not to be used"),
        (passage, 4, "--edit", edit),
    ):
        decided = made.cgq("review", "--material", paper, "--number", number, *decision)
        assert decided.returncode == 0, decided.stderr
    kinds = made.rows(
        "SELECT b.name, n.name FROM broader_concepts JOIN concepts b ON b.id = broad JOIN concepts n ON n.id = narrow"
    )
    assert made.cgq("graph", "accept", *kinds[0], "--kind", "prerequisite", "--as", "kim").returncode == 0
    made.rows(
        """INSERT INTO attempted_place (material, section, number, question, options, appearance)
           SELECT m.sha256, '', a.number, a.question_id, '[]', a.id FROM appearance AS a
             JOIN material AS m ON m.id = a.material_id JOIN tests AS t ON t.question_id = a.question_id LIMIT 1"""
    )
    made.rows("INSERT INTO learner_attempt (learner, at, place, chosen, source) VALUES ('me', 1, 1, '[1]', 'quiz')")
    assert made.cgq("enqueue", made.file("later.pdf"), "--in", "1h").returncode == 0
    assert made.cgq("enqueue", made.file("now.pdf"), "--priority", "high").returncode == 0
    return made


def paper_called(home: Home, name: str) -> int:
    ((number,),) = home.rows(f"SELECT id FROM papers WHERE json_extract(paths, '$[0]') LIKE '%/{name}'")
    return int(number)


def rows(home: Home, view: str) -> list[Row]:
    """A view as Python's own sqlite3 reads it: read-only, without extensions, lists decoded."""
    lists = [column.name for column in documented()[view] if column.kind == "JSON"]
    with closing(sqlite3.connect(f"{home.db.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(f"SELECT * FROM {view}")]
    return [{**row, **{name: json.loads(row[name]) for name in lists if row[name] is not None}} for row in found]


def by_hash(records: list[Row]) -> dict[str, Row]:
    return {record["id"]: record for record in records}


@pytest.fixture(scope="module")
def records(home: Home) -> dict[str, Row]:
    """What `cgq export` prints."""
    return by_hash([json.loads(line) for line in home.cgq("export").stdout.splitlines()])


@pytest.fixture(scope="module")
def listed(home: Home) -> list[Row]:
    """What `cgq materials` prints."""
    found: list[Row] = home.json("materials")["materials"]
    return found


INTERNAL = {"material_known_as", "material_names", "paper_file", "unpacked_name"}
"""Views of the program's own, and no promise."""


def test_every_column_is_documented_and_holds_what_the_page_says(home: Home) -> None:
    assert set(documented()) == NAMES
    for view, columns in documented().items():
        there = home.rows(f"SELECT name FROM pragma_table_info('{view}')")
        assert [name for (name,) in there] == [column.name for column in columns]
        found = home.rows(f"SELECT * FROM {view}")
        assert found, f"{view}: nothing to look at"
        for row in found:
            for column, value in zip(columns, row, strict=True):
                check_value(view, column, value)
    views = home.rows("SELECT name FROM sqlite_master WHERE type = 'view'")
    assert {name for (name,) in views} == NAMES | INTERNAL


def check_value(view: str, column: Column, value: object) -> None:
    where = f"{view}.{column.name}: {value!r}"
    if value is None:
        assert "NULL" in column.meaning, where
        return
    assert type(value) is TYPES[column.kind], where
    if column.kind == "TIME":
        assert TIME.fullmatch(str(value)), where
    if column.kind == "JSON":
        assert isinstance(json.loads(str(value)), list), where


def test_questions_are_those_of_the_export(home: Home, records: dict[str, Row]) -> None:
    shown = by_hash(rows(home, "questions"))
    assert set(shown) == set(records)
    numbers = {found["id"]: found["question"] for found in home.json("questions", "--limit", "1000")["questions"]}
    for name, record in records.items():
        row, answer, quality = shown[name], record["answer"] or {}, record["quality"]
        for field in ("stem", "passage", "boxes", "options", "explanation", "assets", "language"):
            assert row[field] == record[field], (name, field)
        for field in ("accepted", "mode", "source", "evidence", "verified_by"):
            assert row[field] == answer.get(field), (name, field)
        assert {field: row[field] for field in ("score", "flags")} == {f: quality[f] for f in ("score", "flags")}
        assert [bool(row[field]) for field in ("needs_review", "reviewed")] == [
            quality[field] for field in ("needs_review", "reviewed")
        ]
        assert row["appearances"] == len(record["appearances"])
        assert [(c["name"], c["importance"]) for c in row["concepts"]] == [
            (c["name"], c["importance"]) for c in record["concepts"]
        ]
        assert row["question"] == numbers[name]
    everything = [row["verified_by"] or [] for row in shown.values()]
    assert ["form_b"] in everything or ["form_a"] in everything, "no form agrees with another: nothing was compared"
    assert any("answer_conflict" in row["flags"] for row in shown.values()), "no answers differ"
    assert {row["needs_review"] for row in shown.values()} == {0, 1}


def test_answers_are_the_appearances_of_the_export(home: Home, records: dict[str, Row], listed: list[Row]) -> None:
    papers = {paper["sha256"]: paper["id"] for paper in listed}
    expected = [
        {
            **{field: place[field] for field in ("form", "section", "number", "page")},
            **{field: (place["answer"] or {}).get(field) for field in ("accepted", "mode")},
            "means": means(place),
            "id": record["id"],
            "material": papers[place["material"]],
            "first": int(nth == 0),
        }
        for record in records.values()
        for nth, place in enumerate(record["appearances"])
    ]
    found = rows(home, "answers")
    shown = [{field: row[field] for field in expected[0]} for row in found]
    assert sorted(map(repr_of, shown)) == sorted(map(repr_of, expected))
    assert any(row["means"] != row["accepted"] for row in found), "no paper prints options in another order"
    assert {row["mode"] for row in found} == {"any", "all", "void", None}
    assert {row["edited"] for row in found} == {0, 1}


def repr_of(row: Row) -> str:
    return json.dumps(row, sort_keys=True)


def means(place: Row) -> list[int] | None:
    if place["answer"] is None:
        return None
    return sorted(place["option_order"][n - 1] for n in place["answer"]["accepted"])


def test_papers_are_those_that_materials_lists(home: Home, listed: list[Row]) -> None:
    shown = {row["id"]: row for row in rows(home, "papers")}
    assert sorted(shown) == sorted(paper["id"] for paper in listed)
    for paper in listed:
        row, error, key = shown[paper["id"]], paper["error"] or {}, paper["answered_by"] or {}
        same = set(row) - {"error_code", "error_message", "findings", "keys", "answered_by", "file"}
        assert row["file"] == next(iter(paper["paths"]), None)
        assert {field: row[field] for field in same} == {field: paper[field] for field in same}
        assert (row["error_code"], row["error_message"]) == (error.get("code"), error.get("message"))
        assert (row["findings"], row["keys"]) == (len(paper["findings"]), len(paper["keys"]))
        assert row["answered_by"] == key.get("material")
    assert any(row["answered_by"] for row in shown.values())


def test_jobs_now_and_failures_are_what_jobs_and_show_tell(home: Home) -> None:
    waiting = {row["id"]: row for row in rows(home, "jobs_now")}
    assert {row["state"] for row in waiting.values()} == {"scheduled", "ready"}
    failed = {row["id"]: row for row in rows(home, "failures")}
    listed = home.json("jobs", "--limit", "1000")["jobs"]
    assert {job["id"] for job in listed if job["state"] == "failed"} == set(failed)
    assert {job["id"] for job in listed if job["state"] in ("scheduled", "ready", "blocked", "running")} == set(waiting)
    for job in listed:
        row = (waiting | failed).get(job["id"], {})
        same = set(row) & set(job)
        assert {field: row[field] for field in same} == {field: job[field] for field in same}
        if row:
            error = job["error"] or {"code": None, "message": None, "hint": ""}
            assert (row["error_code"], row["error_message"]) == (error["code"], error["message"])
            assert unmarked(row["error_hint"] or "") == error["hint"]
    causes = {group["fingerprint"] for group in home.json("failed")["groups"]}
    assert {row["fingerprint"] for row in failed.values()} == causes


def test_concepts_and_edges_are_those_of_the_graph(home: Home) -> None:
    concepts = {row["id"]: row for row in rows(home, "concepts")}
    stats = home.json("graph", "stats")
    assert len(concepts) == stats["concepts"]
    for view, ends, sides in (
        ("prerequisites", ("source", "target"), ("before", "after")),
        ("broader_concepts", ("broad", "narrow"), ("broader", "narrower")),
    ):
        pairs = rows(home, view)
        assert len(pairs) == sum(stats["prerequisites" if view == "prerequisites" else "broader"].values())
        fields = ("strength", "method", "status", "evidence", "decided_by")
        for number in {pairs[0][ends[0]], pairs[0][ends[1]]}:
            row = concepts[number]
            shown = home.json("graph", "show", row["name"])
            assert {field: shown[field] for field in row} == row
            for mine, other, side in ((ends[1], ends[0], sides[0]), (ends[0], ends[1], sides[1])):
                found = [pair for pair in pairs if pair[mine] == number]
                listed = [(pair[other], pair[f"{other}_label"], *(pair[field] for field in fields)) for pair in found]
                told = [(near["id"], near["label"], *(near[field] for field in fields)) for near in shown[side]]
                assert sorted(listed) == sorted(told)
    aliased = next(one for one in concepts.values() if one["aliases"])
    assert home.json("graph", "show", aliased["name"])["aliases"] == aliased["aliases"]


def test_the_trust_that_asks_for_review_is_the_readers(home: Home) -> None:
    (view,) = (sql for (sql,) in home.rows("SELECT sql FROM sqlite_master WHERE name = 'questions'"))
    assert re.findall(r"score < ([0-9.]+)", view) == [str(TRUSTED)]


def test_the_questions_that_the_page_answers_are_answered(home: Home) -> None:
    asked = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    assert len(asked) >= 4
    for sql in asked:
        assert home.rows(sql.replace("material = 2", f"material = {paper_called(home, 'civil-a.pdf')}")), sql


@pytest.fixture(scope="module")
def indexed(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the bank with the index that banks of some thousands of questions have: a table of an extension."""
    path = tmp_path_factory.mktemp("indexed") / "cgq.db"
    home.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(home.db, path)
    ((model,),) = home.rows("SELECT DISTINCT model FROM vector")
    with closing(Database(path)) as database, database.write() as tx:
        assert nearest.refresh(tx, model, DIMENSION)
    return path


def test_sqlite_utils_reads_a_view(home: Home, indexed: Path) -> None:
    shown = json.loads(other("sqlite_utils", "rows", str(indexed), "questions", "--json-cols"))
    assert shown == rows(home, "questions")


@pytest.mark.parametrize("which", ["plain", "indexed"])
def test_datasette_reads_a_view_and_writes_nothing(home: Home, indexed: Path, which: str) -> None:
    path = home.db if which == "plain" else indexed
    extension = ["--load-extension", sqlite_vec.loadable_path()] if which == "indexed" else []
    before = path.read_bytes()
    asked = "/cgq/questions.json?_shape=array&_json=options&_json=accepted&_size=max"
    shown = json.loads(other("datasette", str(path), *extension, "--get", asked))
    expected = rows(home, "questions")
    fields = ("id", "question", "stem", "options", "accepted", "created_at")
    assert [{field: row[field] for field in fields} for row in shown] == [
        {field: row[field] for field in fields} for row in expected
    ]
    assert path.read_bytes() == before


def other(module: str, *args: str) -> str:
    """What another program prints."""
    done = subprocess.run([sys.executable, "-m", module, *args], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout
