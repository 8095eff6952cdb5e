"""Papers are corrected, replaced and removed: what goes with them is shown, and all of it happens or nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import READ, SAMPLES, Home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(300)

A, B, KEY = 1, 2, 3
TABLES = ("material", "material_path", "reading", "appearance", "question", "question_fts", "key_used", "edit", "job")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two forms of an exam and their key, read one after the other."""
    home = Home(tmp_path_factory.mktemp("ran") / "home")
    for name in ("civil-a.pdf", "civil-b.pdf", "civil-key.pdf", "network-en.pdf"):
        shutil.copy(SAMPLES / name, home.folder)
    done = home.cgq("enqueue", "civil-a.pdf", "civil-b.pdf", "civil-key.pdf")
    assert done.returncode == 0, done.stderr
    assert home.cgq("run").returncode == 0
    return home


@pytest.fixture
def home(ran: Home, tmp_path: Path) -> Home:
    shutil.copytree(ran.folder, tmp_path / "home")
    return Home(tmp_path / "home")


def papers(home: Home) -> dict[int, dict[str, Any]]:
    return {paper["id"]: paper for paper in home.json("materials")["materials"]}


def content(home: Home) -> list[list[Any]]:
    return [home.rows(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES]


def test_a_key_that_is_removed_takes_its_answers_and_its_number_is_not_given_again(home: Home) -> None:
    would = home.json("materials", "remove", KEY, "--dry-run")
    assert [paper["material"] for paper in would["materials"][0]["answered_papers"]] == [A, B]
    unanswered = home.cgq("materials", "remove", KEY)
    assert (unanswered.returncode, "[needs_yes]" in unanswered.stderr) == (2, True)
    assert "the answers of paper 1, 2" in unanswered.stderr
    assert papers(home)[A]["answers"] == 20
    (path,) = papers(home)[KEY]["paths"]
    done = home.cgq("materials", "remove", KEY, "--yes")
    assert "has lost the answers of key 3" in done.stdout
    assert f"{path} still lies there; a run over its folder takes it in again." in done.stdout
    assert {number: paper["answers"] for number, paper in papers(home).items()} == {A: 0, B: 0}
    home.cgq(*READ, "civil-key.pdf")
    assert {number: paper["answers"] for number, paper in papers(home).items()} == {A: 20, B: 20, KEY + 1: 0}


def test_what_only_removed_papers_print_goes_and_decisions_wait_for_their_return(home: Home) -> None:
    first = home.json("questions", "--material", A, "--number", 1)["questions"][0]["question"]
    assert home.cgq("review", first, "--material", A, "--answer", "2").returncode == 0
    home.cgq("enqueue", "civil-b.pdf", "--again")
    alone = home.json("materials", "remove", A, "--dry-run")
    assert (alone["files"], alone["jobs_enqueued"]) == (None, None), "not known yet"
    assert (alone["questions"], alone["materials"][0]["questions"], alone["materials"][0]["only_here"]) == (0, 20, 0)
    both = home.json("materials", "remove", A, B, "--yes")
    assert (both["questions"], len(both["jobs_cancelled"]), len(both["jobs_enqueued"])) == (20, 1, 2)
    assert both["materials"][0]["decisions"] == 1
    assert home.json("questions")["questions"] == []
    gone = home.cgq("questions", first)
    assert (gone.returncode, "not in the bank any more" in gone.stderr) == (4, True)
    assert home.cgq("run").returncode == 0
    assert home.rows("SELECT (SELECT count(*) FROM question_fts), (SELECT count(*) FROM concept)") == [(0, 0)]
    assert home.cgq("run", "civil-a.pdf").returncode == 0
    back = home.json("questions", first)
    assert back["appearances"][0]["answer"]["accepted"] == [2]
    assert back["edits"][0]["question"] == first
    assert sorted(papers(home)) == [KEY, KEY + 1]


def test_questions_that_one_removal_rewords_and_the_next_one_takes_leave_no_concepts(home: Home) -> None:
    assert home.cgq("run", "network-en.pdf").returncode == 0
    found = papers(home)
    (third,) = found.keys() - {A, B, KEY}
    first, second = sorted((A, B), key=lambda number: found[number]["sha256"])  # the first gives the texts of both
    assert home.json("materials", "remove", first, "--yes")["jobs_enqueued"][1:], "the second words them otherwise"
    assert home.cgq("run", f"civil-{'ab'[first - 1]}.pdf").returncode == 0
    again = max(papers(home))
    done = home.json("materials", "remove", again, third, second, "--yes")
    assert (done["questions"], len(done["jobs_enqueued"])) == (40, 2)
    assert home.cgq("run").returncode == 0
    assert home.rows("SELECT (SELECT count(*) FROM concept), (SELECT count(*) FROM job WHERE state <> 'done')") == [
        (0, 0)
    ]


def test_a_paper_is_removed_or_replaced_wholly_or_not_at_all(home: Home) -> None:
    before = content(home)
    home.rows("CREATE TRIGGER fails BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END")
    for args in (("remove", A, B), ("replace", A, "network-en.pdf")):
        assert home.cgq("materials", *args, "--yes").returncode != 0
        assert content(home) == before
    home.rows("DROP TRIGGER fails")
    assert home.cgq("materials", "remove", A, B, "--yes", "--quiet").stdout == ""
    assert list(papers(home)) == [KEY]


def test_a_file_that_was_saved_again_takes_the_papers_number_and_decisions(home: Home) -> None:
    assert home.cgq("materials", "edit", A).returncode == 2
    edited = home.json("materials", "edit", A, "--title", "정본", "--description", "A form")
    assert (edited["title"], edited["description"]) == ("정본", "A form")
    first = home.json("questions", "--material", A, "--number", 1)["questions"][0]["question"]
    assert home.cgq("review", first, "--material", A, "--answer", "2").returncode == 0
    (home.folder / "civil-a.pdf").write_bytes((SAMPLES / "civil-a.pdf").read_bytes() + b"\n% saved again\n")
    done = home.json("materials", "replace", A, "civil-a.pdf", "--yes")
    assert (done["material"], done["decisions"], done["only_here"]) == (A, 1, 0)
    assert papers(home)[A]["sha256"] == done["was"]
    assert home.json("enqueue", "civil-a.pdf")["jobs"][0]["material"] == A
    assert home.cgq(*READ).returncode == 0
    paper = papers(home)[A]
    assert (paper["sha256"], paper["title"], paper["description"]) == (done["sha256"], "정본", "A form")
    assert (paper["status"], paper["questions"], len(paper["paths"])) == ("completed", 20, 1)
    assert home.json("questions", first)["edits"][0]["sha256"] == done["sha256"]


def test_another_exam_takes_the_papers_number_and_no_questions(home: Home) -> None:
    for refused in ("civil-a.pdf", "civil-b.pdf", "no.pdf"):
        assert home.cgq("materials", "replace", A, refused, "--yes").returncode in (2, 4)
    before = {question for (question,) in home.rows("SELECT id FROM question")}
    other = home.json("materials", "replace", A, "network-en.pdf", "--yes")
    assert other["left"] == papers(home)[A]["paths"], "a run over their folder takes the old file in again"
    home.cgq("cancel", other["job"])
    assert papers(home)[A]["sha256"] == other["was"]
    home.cgq("retry", other["job"])
    assert home.cgq(*READ).returncode == 0
    paper = papers(home)[A]
    assert (paper["sha256"], paper["title"], paper["answers"]) == (
        other["sha256"],
        "Network and Cloud Fundamentals",
        20,
    )
    held = {question["question"] for question in home.json("questions", "--material", A)["questions"]}
    assert len(held) == 20
    assert not held & before, "another question does not get a number"
    assert home.rows("SELECT count(*) FROM question") == [(40,)], "the other form prints them still"


def test_a_replacement_that_fails_leaves_the_paper_as_it_was_and_is_called_off_with_its_job(home: Home) -> None:
    before = papers(home)[A]
    broken = home.file("broken.pdf")
    job = home.json("materials", "replace", A, broken.name, "--yes")["job"]
    assert home.json("enqueue", broken.name)["jobs"][0]["id"] == job
    assert home.cgq(*READ).returncode != 0
    (failed,) = home.json("failed")["groups"]
    assert "to call the other one off" in failed["hint"]
    held = home.json("materials", A)
    assert (held["status"], held["error"], held["paths"]) == ("completed", None, before["paths"])
    assert (held["next_file"]["path"], held["next_file"]["job"], held["next_file"]["state"]) == (
        str(broken),
        job,
        "failed",
    )
    in_full = home.cgq("materials", A)
    assert f"broken.pdf (job {job}, failed)" in in_full.stdout
    assert f"cgq failed --discard {job}" in in_full.stderr
    own = home.json("enqueue", "--again", "civil-a.pdf")["jobs"][0]
    assert own["material"] == A
    home.cgq(*READ)
    assert home.rows(f"SELECT state FROM job WHERE id = {own['id']}") == [("done",)]
    assert papers(home)[A]["sha256"] == before["sha256"], "naming its own file reads its own file"
    assert home.json("materials", A)["next_file"]["job"] == job
    assert home.cgq("failed", "--discard", job, "--yes").returncode == 0
    after = home.json("materials", A)
    assert (after["status"], after["questions"], after["next_file"]) == ("completed", 20, None)
    assert home.cgq("materials", "replace", A, "civil-a.pdf", "--yes").returncode == 2, "nothing is to be called off"
    new = home.json("enqueue", broken.name)["jobs"][0]
    assert new["material"] not in before, "the file is one of its own again"
    home.cgq("cancel", new["id"])
    home.cgq("retry", job)
    home.cgq(*READ)
    assert home.rows(f"SELECT state, error_code FROM job WHERE id = {job}") == [("discarded", "record_gone")]
    assert papers(home)[A]["sha256"] == before["sha256"]
