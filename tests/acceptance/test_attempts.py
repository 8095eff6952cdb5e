"""`cgq attempts`: files of what learners answered come in once, are judged by the key of now, and go as they came."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import Home
from tests.support.poll import until
from tests.support.terminal import at_terminal

from cgq.bank import materials, questions
from cgq.bank.files import SourceFile
from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.exam.model import Answer, Document, Option, Question
from cgq.stages.chain import stored_text_hash
from cgq_cli.render.text import width

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = 20
HEADER = "ts,learner,material,number,chosen,ms\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A bank of one paper with 20 questions of four options; the key of number n is n modulo 4."""
    home = Home(tmp_path_factory.mktemp("made"))
    database = Database(home.db)
    migrate(database)
    sha256 = hashlib.sha256(b"paper").hexdigest()
    asked = [
        Question(
            number=n,
            stem=f"{n}번째 물탱크에 하루 동안 고인 빗물의 양을 나타낸 그림으로 알맞은 것은?",
            options=tuple(Option(n=i, text=f"그림 {n}-{i}") for i in range(1, 5)),
            answer=Answer(accepted=(n % 4 or 4,)),
        )
        for n in range(1, QUESTIONS + 1)
    ]
    document = Document(
        sha256=sha256, pages=1, language="ko", extractor="x-1", questions=tuple(asked), title="빗물 시험"
    )
    with database.write() as tx:
        adopted = materials.adopt(tx, SourceFile("/papers/rain.pdf", sha256, 1), 1)
        questions.store(tx, adopted.id, document, stored_text_hash, 1)
    database.close()
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    one = Home(tmp_path / "home")
    shutil.copy(made.db, one.db)
    return one


def answers(count: int, seed: int = 1) -> str:
    """So many rows, no two of one learner at one moment."""
    chance = random.Random(seed)
    rows = [
        f"2026-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z,k{n % 50},rain.pdf,"
        f"{chance.randint(1, QUESTIONS)},{chance.randint(1, 4)},{chance.randint(1, 90_000)}"
        for n in range(count)
    ]
    return HEADER + "\n".join(rows) + "\n"


def listed(home: Home, *args: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = home.json("attempts", "list", *args)["attempts"]
    return found


def test_a_file_comes_in_once_and_bad_rows_keep_none_of_the_others_back(home: Home) -> None:
    home.file(
        "a.csv",
        (
            f"{HEADER}2026-01-01T09:00Z,k7,rain.pdf,1,①,900\n2026-01-01T09:01Z,k7,빗물 시험,2,1,\n"
            "2026-01-01T09:02Z,,1,3,,\n2026-01-01T09:03Z,k7,rian.pdf,1,1,\n2026-01-01T09:03Z,k7,1,21,1,\n"
            "2026-01-01T09:03Z,k7,1,1,5,\n2026-01-01T09:03Z,k7,,1,1,\n2026-01-01T09:03Z,a@b.kr,1,1,1,\n"
        ).encode(),
    )
    would = home.json("attempts", "import", "a.csv", "--dry-run", exits=3)
    assert (would["added"], would["failed"], listed(home)) == (3, 5, [])
    done = home.json("attempts", "import", "a.csv", exits=3)
    assert (done["rows"], done["added"], done["known"], done["failed"], done["learners"]) == (8, 3, 0, 5, 2)
    assert [(one["line"], one["code"], one["column"]) for one in done["refused"]] == [
        (5, "not_found", None),
        (6, "no_such_number", None),
        (7, "no_such_option", "chosen"),
        (8, "no_question", None),
        (9, "bad_learner", "learner"),
    ]
    assert done["refused"][0]["hint"].startswith("Did you mean rain.pdf?")
    again = home.json("attempts", "import", "a.csv", exits=3)
    assert (again["added"], again["known"]) == (0, 3)
    found = [(one["learner"], one["number"], one["chosen"], one["accepted"], one["verdict"]) for one in listed(home)]
    assert found == [
        ("me", 3, [], [3], "skipped"),
        ("k7", 2, [1], [2], "wrong"),
        ("k7", 1, [1], [1], "correct"),
    ]
    assert home.rows("SELECT DISTINCT file IS NOT NULL, source FROM learner_attempt") == [(1, "import")]
    assert [one["number"] for one in listed(home, "--learner", "k7", "--wrong")] == [2]
    assert len(listed(home, "--question", "1")) == 1
    assert home.cgq("attempts", "list", "--concept", "nowhere").returncode == 4


def test_a_line_that_stands_twice_in_a_file_is_repeated_there_and_not_stored_already(home: Home) -> None:
    line = "2026-01-01T09:00Z,k7,rain.pdf,1,1,900\n"
    home.file("a.csv", f"{HEADER}{line}{line}2026-01-01T09:01Z,k7,rain.pdf,2,,\n".encode())
    would = home.cgq("attempts", "import", "a.csv", "--dry-run")
    assert "3 lines: 2 attempts would be added, 1 is repeated in this file." in would.stdout
    for added, known in ((2, 0), (0, 2)):
        done = home.json("attempts", "import", "a.csv")
        assert (done["added"], done["known"], done["repeated"]) == (added, known, 1)
    again = home.json("attempts", "import", "a.csv", "--dry-run")
    assert (again["added"], again["known"], again["repeated"]) == (0, 2, 1)
    home.file("a.pdf", b"%PDF-1.7\n")
    assert "Papers go in with" in home.cgq("attempts", "import", "a.pdf").stderr


def test_a_key_that_a_person_corrects_corrects_what_was_answered(home: Home) -> None:
    home.file("a.csv", f"{HEADER}2026-01-01T09:00Z,k7,1,1,2,\n".encode())
    assert home.cgq("attempts", "import", "a.csv").returncode == 0
    (wrong,) = listed(home)
    assert home.cgq("review", wrong["question"], "--answer", "2").returncode == 0
    assert [one["verdict"] for one in listed(home)] == ["correct"]
    assert home.cgq("review", wrong["question"], "--answer", "void").returncode == 0
    assert [(one["mode"], one["verdict"]) for one in listed(home)] == [("void", "correct")]
    assert home.cgq("review", wrong["question"], "--reject", "not to be used").returncode == 0
    assert [(one["verdict"], one["material"]) for one in listed(home)] == [("unknown", None)]
    assert home.cgq("review", wrong["question"], "--undo").returncode == 0
    assert [one["verdict"] for one in listed(home)] == ["correct"]


def test_the_removal_of_a_paper_says_what_becomes_of_the_attempts_at_it(home: Home) -> None:
    home.file("a.csv", answers(60).encode())
    assert home.cgq("attempts", "import", "a.csv").returncode == 0
    asked = home.cgq("materials", "remove", "1")
    assert (asked.returncode, "60 attempts of 50 learners at them" in asked.stderr) == (2, True)
    done = home.cgq("materials", "remove", "1", "--yes")
    assert "60 attempts of learners at their questions are kept" in done.stdout
    assert {one["verdict"] for one in listed(home)} == {"unknown"}
    assert home.json("attempts", "import", "a.csv", exits=3)["failed"] == 60
    assert home.cgq("attempts", "export", "--format", "jsonl").stdout.count('"number":null') == 0, "places are kept"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_exported_is_known_here_and_new_elsewhere(home: Home, made: Home, tmp_path: Path, form: str) -> None:
    home.file("a.csv", answers(300).encode())
    assert home.json("attempts", "import", "a.csv")["added"] == 300
    assert home.json("attempts", "export", "-o", f"out.{form}")["attempts"] == 300
    assert home.json("attempts", "import", f"out.{form}")["known"] == 300
    other = Home(tmp_path / "other")
    shutil.copy(made.db, other.db)
    shutil.copy(home.folder / f"out.{form}", other.folder)
    assert other.json("attempts", "import", f"out.{form}")["added"] == 300
    assert (
        other.cgq("attempts", "export", "--format", form).stdout
        == home.cgq("attempts", "export", "--format", form).stdout
    )


def test_a_learner_is_forgotten_after_a_question_and_leaves_no_trace(home: Home) -> None:
    name = "secret-learner-4711"
    home.file("a.csv", answers(200).encode())
    home.file("b.csv", f"{HEADER}2026-01-01T09:00Z,{name},1,1,2,\n2026-01-01T09:01Z,{name},1,20,2,\n".encode())
    for file in ("a.csv", "b.csv"):
        assert home.cgq("attempts", "import", file).returncode == 0
    asked = home.cgq("attempts", "remove", "--learner", name)
    assert (asked.returncode, f"Remove 2 attempts of {name} at 2 questions" in asked.stderr) == (2, True)
    near = home.cgq("attempts", "remove", "--learner", name[:-1], "--yes")
    assert (near.returncode, f"Did you mean {name}?" in near.stderr) == (4, True)
    assert home.json("attempts", "remove", "--learner", name, "--dry-run")["attempts"] == 2
    assert home.json("attempts", "remove", "--learner", name, "--yes")["attempts"] == 2
    assert len(listed(home)) == 200
    held = [path.read_bytes() for path in home.folder.glob("cgq.db*") if path.is_file()]
    assert not any(name.encode() in data for data in held)


def test_R4_an_import_that_is_killed_is_finished_by_starting_it_again(home: Home, made: Home, tmp_path: Path) -> None:
    text = answers(6_000)
    home.file("a.csv", text.encode())
    chance = random.Random(7)
    stored = 0
    for _ in range(4):
        with home.start("attempts", "import", "a.csv") as running:
            until(partial(has_moved, home, running, stored), seconds=60)
            try:
                running.wait(chance.uniform(0, 0.2))
            except subprocess.TimeoutExpired:
                running.kill()
            running.communicate()
        (found,) = home.rows(COUNT)[0]
        assert found >= stored
        assert found % 200 == 0 or found == 6_000, "a transaction is stored whole or not at all"
        stored = found
    assert home.json("attempts", "import", "a.csv")["rows"] == 6_000
    other = Home(tmp_path / "other")
    shutil.copy(made.db, other.db)
    other.file("a.csv", text.encode())
    assert other.json("attempts", "import", "a.csv")["added"] == 6_000
    held = "SELECT learner, at, question, chosen, verdict, ms FROM attempts ORDER BY learner, at"
    assert home.rows(held) == other.rows(held)


COUNT = "SELECT count(*) FROM learner_attempt"


def has_moved(home: Home, running: subprocess.Popen[str], stored: int) -> bool:
    """Has an import ended, or stored more?"""
    return running.poll() is not None or home.rows(COUNT)[0][0] > stored


def test_S2_the_update_of_a_question_and_a_learner_is_other_work_once_the_learner_has_answered(home: Home) -> None:
    home.file("a.csv", f"{HEADER}2026-01-01T09:00Z,k7,1,1,2,\n".encode())
    home.file("b.csv", f"{HEADER}2026-01-01T09:05Z,k7,1,1,1,\n".encode())
    assert home.cgq("attempts", "import", "a.csv").returncode == 0
    asked = ("enqueue", "--kind", "update_knowledge_graph", "--question", "1", "--learner")
    first, again = (home.json(*asked, "k7")["jobs"] for _ in range(2))
    assert [one["id"] for one in first] == [one["id"] for one in again]
    assert home.cgq("attempts", "import", "b.csv").returncode == 0
    assert home.json(*asked, "k7")["jobs"][0]["id"] != first[0]["id"]
    assert home.json(*asked, "k8")["jobs"][0]["id"] != first[0]["id"]
    for wrong in ((*asked, "a b"), ("enqueue", "--kind", "generate_embedding", "--question", "1", "--learner", "k7")):
        assert home.cgq(*wrong).returncode == 2
    assert home.cgq("enqueue", "--learner", "k7", "x.pdf").returncode == 2


def test_a_terminal_of_80_columns_shows_korean_questions_whole_or_cut(home: Home) -> None:
    home.file("a.csv", answers(30).encode())
    assert home.cgq("attempts", "import", "a.csv").returncode == 0
    lines = at_terminal(home, (80,), ["attempts", "attempts|list|--wrong"])
    for shown in lines.values():
        assert any("물탱크" in line for line in shown)
        assert max(map(width, shown)) <= 80


def test_what_cannot_be_read_is_refused_with_what_to_do(home: Home) -> None:
    home.file("bad.csv", b"name,points\nx,1\n")
    home.file("scrambled.csv", b"ts,question,chosen\n\xff\xfe\x00\xff\n")
    for file, code, exits in (
        ("bad.csv", "no_header", 2),
        ("scrambled.csv", "bad_encoding", 2),
        ("none", "not_found", 4),
    ):
        done = home.cgq("attempts", "import", file, "--json")
        error = json.loads(done.stderr)
        assert (done.returncode, error["code"], bool(error["hint"])) == (exits, code, True)
    assert home.cgq("attempts", "import", "bad.csv", "--learner", "a b").returncode == 2
