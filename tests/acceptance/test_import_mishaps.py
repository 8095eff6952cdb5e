"""Imports that go wrong, over the real command: who hears of it, what it is called, and how it is mended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "number,stem,option1,option2,answer"
RUN = "run --queue default --quiet"
"""Import, and leave what follows to others (see tests.support.command.READ)."""
RUN_ALL = "run --quiet"
GOOD, BAD, WORSE = "1,Which one is hot?,the sun,the moon,1", "2,Which one is wet?,rain,sand,7", "3,And dry?,rain,sand,8"


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", empty=empty_database)


def write(home: Home, *rows: str, name: str = "rows.csv") -> None:
    home.file(name, "\n".join([HEADER, *rows, ""]).encode())


def test_B1_the_run_in_which_rows_fail_ends_with_3_and_one_line_and_the_next_one_with_0(home: Home) -> None:
    write(home, GOOD, BAD)
    _, ran, again, waited, loud = home.each("import rows.csv", RUN_ALL, RUN_ALL, "wait 1 --quiet", "wait 1 --json")
    line = "1 item failed in jobs that are done. See which: cgq failed --items\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, "", line)
    assert (again.returncode, again.stderr) == (0, "")
    assert (waited.returncode, waited.stderr) == (3, line)
    assert (loud.returncode, json.loads(loud.stdout)["failed_items"]) == (3, 1)


def test_a_file_of_which_no_row_can_be_taken_fails_and_takes_no_place(home: Home) -> None:
    write(home, GOOD)
    write(home, BAD, WORSE, name="all.csv")
    _, _, _, ran, failed = home.each("import rows.csv", RUN, "import --replace 1 all.csv", RUN, "failed --items --json")
    assert ran.returncode == 3
    assert home.rows("SELECT state, error_code FROM job WHERE id = (SELECT max(job_id) FROM item)") == [
        ("failed", "no_row_taken")
    ]
    assert len(json.loads(failed.stdout)["items"]) == 2
    assert home.rows("SELECT status FROM papers") == [("completed",)]
    assert home.rows("SELECT stem FROM question") == [("Which one is hot?",)]
    write(home, WORSE, BAD, name="other.csv")
    home.each("import other.csv", RUN)
    assert home.rows("SELECT status FROM papers ORDER BY id") == [("completed",), ("failed",)]


def test_a_retry_of_rows_leaves_the_paper_as_it_is_where_the_file_was_corrected(home: Home) -> None:
    write(home, GOOD, BAD)
    home.each("import rows.csv", RUN)
    before = home.rows("SELECT state, result FROM job WHERE id = 1")
    write(home, GOOD, BAD.replace(",7", ",2"))
    listed, _, ran, failed = home.each("failed --items", "retry --items 1", RUN, "failed --items")
    assert "cgq import --replace ID FILE" in listed.stderr
    assert ran.returncode == 3
    assert home.rows("SELECT state, result FROM job WHERE id = 1") == before
    assert home.rows("SELECT status, questions FROM papers") == [("completed", 1)]
    assert "\tinput_changed\t" in failed.stdout
    assert f"cgq import --replace 1 {home.folder / 'rows.csv'}" in failed.stdout
    home.each("import --replace 1 rows.csv", RUN)
    assert home.rows("SELECT id, status, questions FROM papers") == [(1, "completed", 2)]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_corrected_file_takes_the_place_by_the_commands_that_are_named(home: Home, when: str) -> None:
    write(home, GOOD)
    home.each("import rows.csv", RUN, "review --material 1 --number 1 --answer 2")
    write(home, GOOD, BAD.replace(",7", ",2"))
    advised, _, refused = home.each(
        "import rows.csv", RUN if when == "after" else "status", "import --replace 1 rows.csv"
    )
    path = home.folder / "rows.csv"
    named = ["cgq materials remove 2", f"cgq import --replace 1 {path}"]
    assert all(command in " ".join(text.split()) for text in (advised.stderr, refused.stderr) for command in named)
    *_, ran = home.each("materials remove 2 --yes", "import --replace 1 rows.csv", RUN)
    assert ran.returncode == 0, ran.stderr
    assert home.rows("SELECT id, status, questions FROM papers") == [(1, "completed", 2)]
    assert home.rows("SELECT accepted, source FROM answers WHERE number = 1") == [("[2]", "human")]


@pytest.mark.parametrize(
    ("table", "options", "code"),
    [
        ("number,stem,보기\n1,a?,x\n", [], "ambiguous_column"),
        ("number,stem,option1\n1,a?,x\n", ["--map", "stem=nope"], "column_missing"),
        ("one,two\n1,2\n", [], "no_header"),
        ("number,stem,option1\n", [], "no_rows"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused_at_once_with_its_name(
    home: Home, table: str, options: list[str], code: str
) -> None:
    path = home.file("rows.csv", table.encode())
    write(home, GOOD, name="good.csv")
    done = home.cgq("import", path, "good.csv", *options)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert f"{home.folder / 'rows.csv'}" in done.stderr
    assert home.rows("SELECT count(*) FROM material") == [(0 if options else 1,)]


def test_a_known_file_says_how_many_of_its_rows_are_missing(home: Home) -> None:
    write(home, GOOD, BAD)
    *_, known = home.each("import rows.csv", RUN, "import rows.csv")
    assert "1 of 2 rows could not be taken: cgq failed --items 1" in " ".join(known.stderr.split())


def test_rows_of_an_import_are_listed_no_longer_once_a_newer_one_took_the_file(home: Home) -> None:
    write(home, GOOD, BAD)
    _, _, _, _, failed = home.each(
        "import rows.csv --all-or-nothing", RUN, "import rows.csv", RUN, "failed --items --json"
    )
    assert home.rows("SELECT count(DISTINCT job_id) FROM item") == [(2,)]
    assert len(json.loads(failed.stdout)["items"]) == 1


def test_a_file_that_never_was_there_is_not_said_to_be_gone(home: Home) -> None:
    assert "nope.csv is not there." in home.cgq("import", "nope.csv").stderr


def test_a_template_is_not_written_to_a_file_of_another_format(home: Home) -> None:
    done = home.cgq("import", "--template", "csv", "-o", "new.xlsx")
    assert (done.returncode, "[usage]" in done.stderr) == (2, True)
    assert not (home.folder / "new.xlsx").exists()


def test_rows_with_one_fault_in_one_column_are_one_group_with_each_value(home: Home) -> None:
    write(home, GOOD, *(f"{n},Which one is it of {n}?,rain,sand,{text}" for n, text in enumerate(("ㄷ", "-", "zz"), 2)))
    *_, listed, as_json = home.each("import rows.csv", RUN, "failed --items", "failed --items --json")
    codes = {item["code"] for item in json.loads(as_json.stdout)["items"]}
    _, *groups = listed.stdout.splitlines()
    assert len(groups) == len(codes)
    assert all(f"Row {row}," in listed.stdout for row in (3, 4, 5))


def test_a_removal_counts_what_other_papers_print_too(home: Home) -> None:
    write(home, GOOD)
    write(home, GOOD, BAD.replace(",7", ",2"), name="more.csv")
    *_, removed = home.each("import rows.csv more.csv", RUN, "materials remove 2 --yes")
    assert "Removed 1 paper and 1 question.\n1 more question of it stays" in removed.stdout
