"""Separate answer keys through the real command: found among the files, named with --key, shown, exchanged."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.support import printed_keys
from tests.support.command import READ, SAMPLES, Home
from tests.support.paper import paper, question

if TYPE_CHECKING:
    from pathlib import Path

PAPER, KEY = SAMPLES / "sw1-ko.pdf", SAMPLES / "sw1-key.pdf"
WORDS = ("amber", "basil", "cedar", "delta")
RIGHT = [
    answer["accepted"]
    for table in json.loads((SAMPLES / "sw1-key.gold.json").read_text("utf-8"))["keys"]
    for answer in table["answers"]
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def told(home: Home, *args: object) -> Any:
    done = home.cgq(*args, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def materials(home: Home) -> dict[str, dict[str, Any]]:
    """What `materials` tells, by the name of the file."""
    return {m["paths"][0].rpartition("/")[2]: m for m in told(home, "materials")["materials"]}


def accepted(home: Home, material: int) -> list[list[int] | None]:
    listed = told(home, "questions", "--material", material)["questions"]
    ordered = sorted(listed, key=lambda q: q["number"])
    return [q["answer"]["accepted"] if q["answer"] else None for q in ordered]


def test_run_finds_the_key_among_its_files(home: Home) -> None:
    assert home.cgq(*READ, PAPER, KEY, SAMPLES / "passage-ko.pdf").returncode == 0
    found = materials(home)
    paper, key = found["sw1-ko.pdf"], found["sw1-key.pdf"]
    assert accepted(home, paper["id"]) == RIGHT
    assert (paper["answered_by"]["material"], paper["answered_by"]["given"]) == (key["id"], False)
    assert "year 2025" in paper["answered_by"]["reasons"]
    assert [link["material"] for link in key["answers_papers"]] == [paper["id"]]
    assert found["passage-ko.pdf"]["answered_by"] is None
    shown = home.cgq("materials", paper["id"]).stdout
    assert f"answered by\tmaterial {key['id']}, " in shown
    assert f"answers\tmaterial {paper['id']}, " in home.cgq("materials", key["id"]).stdout


def test_a_key_that_comes_later_answers_what_is_there(home: Home) -> None:
    assert home.cgq(*READ, PAPER).returncode == 0
    paper = materials(home)["sw1-ko.pdf"]["id"]
    assert accepted(home, paper) == [None] * 25
    assert home.cgq(*READ, KEY).returncode == 0
    assert accepted(home, paper) == RIGHT
    assert home.cgq(*READ, PAPER).returncode == 0
    assert accepted(home, paper) == RIGHT


def test_a_named_key_is_taken_in_with_the_papers(home: Home, tmp_path: Path) -> None:
    plain = tmp_path / "plain.pdf"
    shutil.copy(KEY, plain)
    done = home.cgq(*READ, PAPER, "--key", plain)
    assert done.returncode == 0, done.stderr
    found = materials(home)
    assert found["sw1-ko.pdf"]["answered_by"]["given"] is True
    assert accepted(home, found["sw1-ko.pdf"]["id"]) == RIGHT


def test_a_named_key_is_attached_to_papers_that_were_read_before(home: Home) -> None:
    assert home.cgq(*READ, PAPER, KEY).returncode == 0
    assert home.cgq("enqueue", "--key", KEY, PAPER).returncode == 0
    found = materials(home)["sw1-ko.pdf"]
    assert found["answered_by"]["given"] is True
    assert accepted(home, found["id"]) == RIGHT


def test_a_wrong_key_is_refused_and_the_paper_says_why(home: Home) -> None:
    done = home.cgq(*READ, SAMPLES / "civil-a.pdf", "--key", KEY)
    assert (done.returncode, done.stderr.splitlines()[-1][-13:]) == (3, "[key_refused]")
    for verb in ("run", "enqueue"):
        quiet = home.cgq(verb, SAMPLES / "civil-a.pdf", "--key", KEY, "--quiet")
        assert (quiet.returncode, quiet.stdout, quiet.stderr.count("\n")) == (3, "", 1)
        assert "The named key does not answer civil-a.pdf: the key answers questions 1-25" in quiet.stderr
    summary = json.loads(home.cgq(*READ, SAMPLES / "civil-a.pdf", "--key", KEY, "--json").stdout.splitlines()[-1])
    assert (summary["exit_code"], [one["material"] for one in summary["refused_keys"]]) == (3, [2])
    right = home.cgq("enqueue", SAMPLES / "civil-a.pdf", "--key", SAMPLES / "civil-key.pdf")
    assert right.returncode == 0, "its key is not read yet: nobody knows"
    home.cgq("enqueue", SAMPLES / "civil-a.pdf", "--key", KEY)
    found = materials(home)["civil-a.pdf"]
    assert found["answered_by"] is None
    assert accepted(home, found["id"]) == [None] * 20
    (finding,) = [f for f in found["findings"] if f["code"] == "key_mismatch"]
    assert "the key answers questions 1-25, the paper asks 1-20" in finding["message"]
    assert "사회복지사" in finding["message"]


def test_a_refused_key_is_suggested_no_more_and_called_off_by_reading_again(home: Home, tmp_path: Path) -> None:
    asking = tmp_path / "civil-a.pdf"
    shutil.copy(SAMPLES / "civil-a.pdf", asking)
    done = home.cgq(*READ, asking, KEY)
    alone = "The key sw1-key.pdf answers none of the papers here; its own paper is missing: add it."
    assert alone in done.stdout.splitlines()
    for verb in ("status", "materials"):
        shown = home.cgq(verb)
        assert (alone in shown.stdout + shown.stderr, "--key" in shown.stdout + shown.stderr) == (True, False)
    refused = home.cgq(*READ, asking, "--key", SAMPLES / "passage-ko.pdf")
    assert "does not answer civil-a.pdf: passage-ko.pdf is a paper with questions, not a key." in refused.stderr
    assert (refused.returncode, f"Or call the named one off: cgq run --again {asking}" in refused.stderr) == (3, True)
    assert home.cgq(*READ, SAMPLES / "civil-key.pdf").returncode == 0
    assert materials(home)["civil-a.pdf"]["answered_by"] is None, "the word of a person holds"
    assert home.cgq(*READ, "--again", asking).returncode == 0
    found = materials(home)["civil-a.pdf"]
    assert (found["answered_by"]["given"], [f["code"] for f in found["findings"]]) == (False, [])


def test_a_key_of_no_paper_here_says_so(home: Home) -> None:
    assert home.cgq(*READ, KEY).returncode == 0
    assert [f["code"] for f in materials(home)["sw1-key.pdf"]["findings"]] == ["key_unused"]


@pytest.mark.parametrize(("args", "code"), [(("nowhere.pdf",), 4), ((SAMPLES / "not-a-pdf.pdf",), 2)])
def test_a_key_that_cannot_be_taken_stops_before_any_paper(home: Home, args: tuple[str | Path], code: int) -> None:
    for more in ((), ("--dry-run",)):
        done = home.cgq("enqueue", PAPER, "--key", *args, *more)
        assert (done.returncode, "any more" in done.stderr) == (code, False)
        assert os.path.basename(args[0]) in done.stderr
    assert told(home, "materials")["materials"] == []


def test_a_key_without_papers_is_no_use(home: Home) -> None:
    for verb in ("run", "enqueue"):
        done = home.cgq(verb, "--key", KEY)
        assert (done.returncode, "no paper" in done.stderr) == (2, True)


def test_extract_finds_the_key_among_several_files(home: Home, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.pdf"
    stranger.write_bytes(printed_keys.make(3).data)
    done = home.cgq("extract", PAPER, stranger, KEY, "--json")
    assert done.returncode == 0, done.stderr
    paper, *_ = map(json.loads, done.stdout.splitlines())
    answers = {q["appearances"][0]["number"]: q["answer"] for q in paper["questions"]}
    assert [answers[n + 1]["accepted"] for n in range(25)] == RIGHT
    assert {answer["source"] for answer in answers.values()} == {"key"}


def asked(number: int) -> list[str]:
    return question(number, f"Which word is right at place {number}?", *(f"{word} {number}" for word in WORDS))


def drawn_pair(folder: Path) -> tuple[Path, Path]:
    """A paper and its key in folders of their own, of which neither has a name."""
    asking, key = folder / "papers" / "spring.pdf", folder / "keys" / "list.pdf"
    for path in (asking, key):
        path.parent.mkdir()
    asking.write_bytes(paper(*[[line for n in range(at, at + 5) for line in asked(n)] for at in (1, 6)]))
    key.write_bytes(paper([f"{n}. {letter}" for n, letter in enumerate("CABDDACBAD", 1)]))
    return asking, key


def test_a_paper_of_several_pictures_is_named_by_its_pictures(home: Home, tmp_path: Path) -> None:
    asking, key = drawn_pair(tmp_path)
    assert home.cgq(*READ, asking, key).returncode == 0
    home.rows(
        "INSERT INTO unpacked (folder, name, sha256, page, seen_at) "
        "SELECT '/mix', 'p' || page.value || '.png', sha256, page.value, 1 "
        "FROM material, json_each('[1, 2]') AS page WHERE material.id = 1"
    )
    done = home.cgq("status")
    assert f"Name its paper: cgq run --key {key} --one-paper /mix/p1.png /mix/p2.png" in done.stdout + done.stderr


def test_a_key_that_nobody_got_is_reported_with_the_command_that_settles_it(home: Home, tmp_path: Path) -> None:
    asking, key = drawn_pair(tmp_path)
    done = home.cgq(*READ, asking, key)
    command = f"cgq run --key {key} {asking}"
    told = done.stdout.splitlines()
    assert "1 paper without answers: spring.pdf." in told
    assert f"The key list.pdf answers no paper. Name its paper: {command}" in told
    shown = [home.cgq(verb) for verb in ("status", "materials")]
    assert all(command in one.stdout + one.stderr for one in shown)
    held = home.json("status")["bank"]
    assert [held["unused_keys"][0]["path"], held["unanswered"][0]["path"]] == [str(key), str(asking)]
    extracted = [json.loads(line) for line in home.cgq("extract", asking, key, "--json").stdout.splitlines()]
    (finding,) = extracted[1]["findings"]
    assert finding["code"] == "key_unused"
    assert finding["message"].endswith("without answers: spring.pdf")
    named = home.cgq(*command.split()[1:])
    assert (named.returncode, "spring.pdf: 10 answers by list.pdf now" in named.stderr) == (0, True)
    assert "answers no paper" not in home.cgq("status").stdout
    assert home.json("status")["bank"]["unused_keys"] == []
