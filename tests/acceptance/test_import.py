"""`cgq import` over the real command: rows that come in, rows that cannot, corrected files, decisions that hold."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import Home
from tests.support.importing import workbook_bytes
from tests.support.paper import paper, question

from cgq.exchange import readers

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "number,subject,stem,option1,option2,option3,answer,explanation,concepts"
WORK = "work --queue default --until-empty"
QUESTIONS = {
    1: "1,Data,Which structure hands out last what was put in first?,stack,queue,heap,1,It is a pile.,stack",
    2: "2,Data,Which of these orders has the smallest element on top?,stack,queue,heap,3,,heap",
    3: '3,Data,Which of these two hold everything in a row?,stack,queue,heap,"1,2",,',
    4: "4,Nets,How many bits does an address of the older protocol have?,16,32,128,2,,",
}


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", empty=empty_database)


def write(home: Home, rows: list[str], name: str = "rows.csv") -> None:
    home.file(name, "\n".join([HEADER, *rows, ""]).encode())


def shown(home: Home, line: str) -> Any:
    done = home.cgq(*line.split(), "--json")
    return json.loads(done.stdout or done.stderr)


def numbers(home: Home) -> dict[str, int]:
    """The first words of each question -> its number in the bank."""
    return dict(home.rows("SELECT substr(stem, 1, 30), id FROM question"))


def answer_of(home: Home, number: int) -> Any:
    return home.rows(f"SELECT accepted, mode, source FROM answers WHERE number = {number}")


def test_rows_that_cannot_be_taken_are_items_with_row_and_column_and_stop_no_other(home: Home) -> None:
    bad = "5,Nets,Which port is it?,22,80,443,7,,"
    write(home, [QUESTIONS[1], bad, QUESTIONS[2], QUESTIONS[1], QUESTIONS[3]])
    asked, worked, job, failed = home.each("import rows.csv", WORK, "show 1 --json", "failed --items --json")
    assert (asked.returncode, worked.returncode) == (0, 3), worked.stderr
    assert json.loads(job.stdout)["result"] == {
        "rows": 5, "duplicates": 1, "failed": 1, "questions": 3, "known": 0, "removed": 0, "notes": [],
    }  # fmt: skip
    (cause,) = json.loads(failed.stdout)["items"]
    assert "Row 3, column answer" in cause["message"]
    assert home.rows("SELECT key, state, message FROM item ORDER BY key") == [
        ("2", "done", None),
        ("3", "failed", cause["message"]),
        ("4", "done", None),
        ("5", "duplicate", "Row 2 says the same."),
        ("6", "done", None),
    ]
    assert answer_of(home, 3) == [("[1,2]", "any", "import")]
    assert home.rows("SELECT format, status, pages, questions FROM papers") == [("csv", "completed", None, 3)]
    assert home.rows("SELECT DISTINCT page, bbox IS NULL FROM appearance") == [(None, 1)]


def test_failed_rows_alone_are_done_again(home: Home) -> None:
    write(home, [QUESTIONS[1], "2,Data,,a,b,c,1,,"])
    home.each("import rows.csv", WORK, "retry --items --yes", WORK)
    assert home.rows("SELECT key, state, attempts FROM item ORDER BY key") == [("2", "done", 1), ("3", "failed", 2)]
    assert home.rows("SELECT count(*) FROM appearance") == [(1,)]


def test_a_dry_run_tells_what_would_be_taken_and_stores_nothing(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[1], "9,Data,What?,a,b,c,8,,"])
    done = home.cgq("import", "rows.csv", "--dry-run", "--json")
    (file,) = json.loads(done.stdout)["files"]
    assert done.returncode == 3
    assert {name: file["look"][name] for name in ("rows", "duplicates", "failed")} == {
        "rows": 1,
        "duplicates": 1,
        "failed": 1,
    }
    assert [(one["row"], one["column"]) for one in file["look"]["faults"]] == [(4, "answer")]
    assert home.rows("SELECT count(*) FROM material") == [(0,)]


def test_all_or_nothing_stores_nothing_where_a_row_cannot_be_taken(home: Home) -> None:
    write(home, [QUESTIONS[1], "2,Data,,a,b,c,1,,"])
    home.each("import rows.csv --all-or-nothing", WORK)
    assert home.rows("SELECT state, error_code FROM job WHERE id = 1") == [("failed", "rows_refused")]
    assert home.rows("SELECT key, state FROM item") == [("3", "failed")]
    assert home.rows("SELECT count(*) FROM reading") == [(0,)]
    assert home.rows("SELECT status FROM papers") == [("failed",)]

    write(home, [QUESTIONS[1], QUESTIONS[2]])
    home.each("import rows.csv --all-or-nothing", WORK)
    assert home.rows("SELECT count(*) FROM appearance") == [(2,)]


def test_a_known_file_says_how_it_stands_and_again_imports_it_anew(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[2]])
    _, _, known, again, _ = home.each("import rows.csv", WORK, "import rows.csv", "import rows.csv --again", WORK)
    assert "is imported already" in known.stderr
    assert "again" in again.stdout
    assert home.rows("SELECT count(*), count(DISTINCT question_id) FROM appearance") == [(2, 2)]
    assert home.rows("SELECT count(*) FROM reading") == [(2,)]


def test_a_corrected_file_says_how_it_differs_and_takes_the_place_on_wish(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[2], QUESTIONS[3]])
    home.each("import rows.csv --title Mine", WORK, "review --material 1 --number 1 --answer 2")
    assert answer_of(home, 1) == [("[2]", "any", "human")]
    before = numbers(home)

    corrected = QUESTIONS[2].replace("the smallest", "its smallest")
    write(home, [QUESTIONS[1], corrected, QUESTIONS[4]])
    look, beside = home.each("import rows.csv --dry-run --json", "import rows.csv --dry-run")
    (file,) = json.loads(look.stdout)["files"]
    found = file["difference"]
    assert (found["added"], found["changed"], found["same"], found["gone"]) == (1, 1, 1, 1)
    assert "no longer holds 1 question (Data 3)" in beside.stdout

    replaced, worked = home.each("import rows.csv --replace 1", WORK)
    assert (replaced.returncode, worked.returncode) == (0, 0), worked.stderr
    after = numbers(home)
    assert home.rows("SELECT id, title, status FROM papers") == [(1, "Mine", "completed")]
    assert sorted(after) == [
        "How many bits does an address ",
        "Which of these orders has its ",
        "Which structure hands out last",
    ]
    assert after["Which structure hands out last"] == before["Which structure hands out last"]
    assert after["Which of these orders has its "] == before["Which of these orders has the "]
    assert answer_of(home, 1) == [("[2]", "any", "human")]
    assert home.rows("SELECT count(*) FROM reading") == [(3,)]
    assert home.rows("SELECT rowid FROM question_fts ORDER BY 1") == home.rows("SELECT id FROM question ORDER BY 1")


def test_decisions_hold_when_a_file_is_removed_and_imported_again(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[2]])
    home.each(
        "import rows.csv",
        WORK,
        "review --material 1 --number 1 --answer 3",
        "review --material 1 --number 2 --reject double",
    )
    assert home.rows("SELECT count(*) FROM appearance") == [(1,)]
    removed, again, _ = home.each("materials remove 1 --yes --json", "import rows.csv", WORK)
    assert json.loads(removed.stdout)["questions"] == 1
    assert again.returncode == 0
    assert answer_of(home, 1) == [("[3]", "any", "human")]
    assert answer_of(home, 2) == []
    undone = home.cgq("review", "--material", 2, "--number", 2, "--undo")
    assert undone.returncode == 0, undone.stderr
    assert answer_of(home, 2) == [("[3]", "any", "import")]


def test_with_a_paper_named_rows_set_its_answers_as_decisions(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[2], QUESTIONS[4]])
    home.file("more.csv", b"number,answer,explanation,tags\n1,1,It is a pile.,\n2,1,,hard\n9,1,,\n4,9,,\n2,2,,\n")
    home.each("import rows.csv", WORK, "import more.csv --material 1 --as ann", WORK)
    assert home.rows("SELECT key, state, code, message FROM item WHERE job_id = (SELECT max(job_id) FROM item)") == [
        ("2", "skipped", None, "It says so already."),
        ("3", "done", None, None),
        ("4", "failed", "no_such_number", "Row 4, column number: The paper has no number 9."),
        ("5", "failed", "bad_question", "Row 5, column answer: The answer is 9, and the question has 3 options."),
        ("6", "failed", "number_twice", "Row 6, column number: Row 3 is for number 2, too."),
    ]
    assert answer_of(home, 2) == [("[1]", "any", "human")]
    assert home.rows("SELECT tags FROM answers WHERE number = 2") == [('["hard"]',)]
    assert home.rows("SELECT made_by, reason FROM edit") == [("ann", "import more.csv row 3")]
    assert home.rows("SELECT count(*) FROM material") == [(1,)]


def test_a_job_without_content_looks_at_the_path_and_imports_what_is_new(home: Home) -> None:
    write(home, [QUESTIONS[1]])
    args = json.dumps({"path": str(home.folder / "rows.csv")})
    for _ in range(2):
        assert home.cgq("enqueue", "--kind", "import_questions", "--args", args, "--again").returncode == 0
        home.cgq(*WORK.split())
    assert home.rows("SELECT count(*) FROM job WHERE kind = 'import_questions' AND parent_id IS NOT NULL") == [(1,)]
    assert home.rows("SELECT count(*) FROM appearance") == [(1,)]


@pytest.mark.parametrize(
    ("name", "content", "code", "status"),
    [
        ("paper.csv", b"%PDF-1.7\n", "is_a_paper", 2),
        ("folder", None, "is_folder", 2),
        ("rows.doc", b"number,stem\n", "unknown_format", 2),
        ("rows.csv", b"PK\x03\x04....", "unknown_format", 2),
        ("empty.csv", b"", "empty_file", 2),
        ("nowhere.csv", None, "input_missing", 4),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(
    home: Home, name: str, content: bytes | None, code: str, status: int
) -> None:
    if content is not None:
        home.file(name, content)
    (home.folder / "folder").mkdir()
    done = home.cgq("import", name, "--json")
    assert (done.returncode, json.loads(done.stderr)["code"]) == (status, code)
    assert home.rows("SELECT count(*) FROM material") == [(0,)]


def test_a_column_that_is_none_of_ours_is_refused_with_the_nearest(home: Home) -> None:
    write(home, [QUESTIONS[1]])
    done = home.cgq("import", "rows.csv", "--map", "numbr=No")
    assert (done.returncode, "'number'" in done.stderr) == (2, True)


def test_a_template_as_it_is_written_brings_nothing(home: Home) -> None:
    for form in ("csv", "xlsx"):
        assert home.cgq("import", "--template", form, "-o", f"empty.{form}").returncode == 0
        look = home.cgq("import", f"empty.{form}", "--dry-run", "--json")
        assert '"rows":0' in look.stdout or "[" in look.stderr, look.stderr


@pytest.mark.parametrize("known", ["paper.pdf", "other.csv"])
def test_a_job_takes_the_place_of_a_paper_only_where_the_command_may(home: Home, known: str) -> None:
    home.file("paper.pdf", paper(question(1, "Which one is it?", "stack", "queue", "tree", "graph")))
    write(home, [QUESTIONS[1]])
    write(home, [QUESTIONS[2]], "other.csv")
    first = "enqueue paper.pdf" if known == "paper.pdf" else "import rows.csv"
    home.each(first, f"{WORK} --queue pdf_processing", *(["import other.csv", WORK] if known == "other.csv" else []))
    before = home.rows("SELECT id, format, sha256 FROM material"), home.rows("SELECT * FROM appearance")
    name = "rows.csv" if known == "paper.pdf" else "other.csv"
    args = json.dumps({"path": str(home.folder / name), "replace": 1})
    assert home.cgq("enqueue", "--kind", "import_questions", "--args", args).returncode == 0
    home.cgq(*WORK.split())
    code = "is_a_paper" if known == "paper.pdf" else "known_file"
    assert home.rows("SELECT state, error_code FROM job ORDER BY id DESC LIMIT 1") == [("failed", code)]
    assert (home.rows("SELECT id, format, sha256 FROM material"), home.rows("SELECT * FROM appearance")) == before


def test_all_or_nothing_tried_again_takes_what_stands_before_the_row_that_failed(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[2]])
    home.file("more.csv", b"number,answer\n1,2\n2,4\n")
    home.each("import rows.csv", WORK, "import more.csv --material 1 --all-or-nothing", WORK)
    assert home.rows("SELECT key, state FROM item WHERE job_id = (SELECT max(job_id) FROM item)") == [("3", "failed")]
    options = [{"n": n, "text": text} for n, text in enumerate(("stack", "queue", "heap", "list"), 1)]
    home.file("four.json", json.dumps({"options": options}).encode())
    edited, retried, _ = home.each(
        "review --material 1 --number 2 --edit four.json", "retry --kind import_questions --yes", WORK
    )
    assert (edited.returncode, retried.returncode) == (0, 0), edited.stderr + retried.stderr
    assert [answer_of(home, n)[0][0] for n in (1, 2)] == ["[2]", "[4]"]


def test_rows_for_a_paper_that_is_not_read_yet_are_refused_and_not_called_wrong(home: Home) -> None:
    home.file("paper.pdf", paper(question(1, "Which one is it?", "stack", "queue", "tree", "graph")))
    home.file("answers.csv", b"number,answer\n1,2\n")
    args = json.dumps({"path": str(home.folder / "answers.csv"), "material": 1})
    queued, asked, looked, job, _ = home.each(
        "enqueue paper.pdf",
        "import answers.csv --material 1 --json",
        "import answers.csv --material 1 --dry-run --json",
        f"enqueue --kind import_questions --args {shlex.quote(args)}",
        WORK,
    )
    assert (queued.returncode, job.returncode) == (0, 0), job.stderr
    assert [(one.returncode, json.loads(one.stderr)["code"]) for one in (asked, looked)] == [(2, "unread")] * 2
    assert home.rows("SELECT error_code FROM job WHERE kind = 'import_questions'") == [("unread",)]
    assert home.rows("SELECT count(*) FROM item") == [(0,)]


def test_a_file_with_more_rows_than_are_allowed_brings_none_of_them(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[2], QUESTIONS[3]])
    home.file("cgq.toml", b"[kinds.import_questions.settings]\nmost_rows = 2\n")
    refused, _ = home.each("import rows.csv", WORK)
    assert (refused.returncode, "[too_many_rows]" in refused.stderr) == (2, True)
    assert home.rows("SELECT (SELECT count(*) FROM reading), (SELECT count(*) FROM item)") == [(0, 0)]


def test_a_known_file_is_imported_anew_by_the_command_that_is_advised_as_it_was_wished_for(home: Home) -> None:
    write(home, [QUESTIONS[1]])
    home.file("answers.csv", b"no 1,right\n1,2\n")
    wish = "import answers.csv --material 1 --map 'number=no 1' --map answer=right --all-or-nothing"
    *_, known = home.each("import rows.csv", WORK, wish, WORK, wish)
    wanted = "cgq import --again --map 'number=no 1' --map answer=right --material 1 --all-or-nothing"
    assert wanted in " ".join(known.stderr.split())


@pytest.mark.parametrize(
    "mapped", ["--map stem=asked --map stem=c", "--map stem=asked --map passage=Asked", "--map 문제=asked --map stem=b"]
)
def test_columns_that_are_named_in_two_ways_are_refused(home: Home, mapped: str) -> None:
    home.file("rows.csv", b"asked,c,b\nWhat?,Why?,Who?\n")
    done = home.cgq("import", "rows.csv", *mapped.split(), "--json")
    assert (done.returncode, json.loads(done.stderr)["code"]) == (2, "usage")
    twice = home.cgq("import", "rows.csv", *("--map", "stem=asked", "--map", "stem=asked"), "--dry-run")
    assert twice.returncode == 0, twice.stderr


def test_a_table_that_mentions_how_a_pdf_begins_is_a_table(home: Home) -> None:
    write(home, ["1,Data,Which file begins with %PDF?,stack,pdf,heap,2,,"])
    home.file("paper.csv", b"\xef\xbb\xbf\r\n%PDF-1.7\n")
    table, paper_ = home.each("import rows.csv --dry-run", "import paper.csv --json")
    assert table.returncode == 0, table.stderr
    assert json.loads(paper_.stderr)["code"] == "is_a_paper"


def test_a_table_of_answers_that_is_shifted_by_a_row_is_not_taken_where_its_stems_say_so(home: Home) -> None:
    write(home, [QUESTIONS[1], QUESTIONS[2], QUESTIONS[4]])
    stems = [QUESTIONS[n].split(",")[2] for n in (1, 2, 4)]
    home.file("shifted.csv", f"number,stem,answer\n1,{stems[0]},2\n2,{stems[2]},2\n4,{stems[1]},1\n".encode())
    home.each("import rows.csv", WORK, "import shifted.csv --material 1", WORK)
    assert home.rows("SELECT key, state, code FROM item WHERE job_id = (SELECT max(job_id) FROM item)") == [
        ("2", "done", None),
        ("3", "failed", "other_stem"),
        ("4", "failed", "other_stem"),
    ]
    job = json.loads(home.rows("SELECT result FROM job WHERE kind = 'import_questions' ORDER BY id DESC")[0][0])
    assert "stay as the paper has them" in job["notes"][0]


def test_a_template_takes_the_place_of_no_file(home: Home) -> None:
    home.file("mine.csv", b"number,stem\n1,Mine?\n")
    (home.folder / "link.csv").symlink_to(home.folder / "nowhere.csv")
    for name in ("mine.csv", "link.csv", home.db):
        before = home.db.read_bytes()
        done = home.cgq("import", "--template", "csv", "-o", name, "--json")
        assert (done.returncode, json.loads(done.stderr)["code"]) == (2, "exists")
        assert home.db.read_bytes() == before
    assert (home.folder / "mine.csv").read_bytes() == b"number,stem\n1,Mine?\n"
    assert not (home.folder / "nowhere.csv").exists()


def test_answers_of_a_table_are_set_in_a_paper_that_was_read(home: Home) -> None:
    lines = [
        *question(1, "Which structure hands out first what was put in last?", "queue", "stack", "tree", "graph"),
        *question(2, "Which of these sorts in place?", "heap sort", "merge sort", "bucket sort", "radix sort"),
    ]
    home.file("paper.pdf", paper(lines))
    home.file("answers.csv", b"number,answer,explanation\n1,2,The last one lies on top.\n2,1,\n")
    read, asked, set_ = home.each(
        "enqueue paper.pdf", "work --queue pdf_processing --until-empty", "import answers.csv --material 1"
    )
    assert (read.returncode, asked.returncode, set_.returncode) == (0, 0, 0)
    assert home.rows("SELECT status FROM papers") == [("completed",)], "whose rows are added to is not read by that"
    home.cgq(*WORK.split())
    assert [answer_of(home, number) for number in (1, 2)] == [[("[2]", "any", "human")], [("[1]", "any", "human")]]
    assert home.rows("SELECT explanation FROM answers WHERE number = 1") == [("The last one lies on top.",)]
    assert home.rows("SELECT reason FROM edit ORDER BY id LIMIT 1") == [("import answers.csv row 2",)]
    again = home.cgq("import", "answers.csv", "--material", 1, "--dry-run", "--json")
    assert json.loads(again.stdout)["files"][0]["look"]["rows"] == 2


def test_verbs_for_papers_name_the_one_for_tables_and_the_other_way_round(home: Home) -> None:
    write(home, [QUESTIONS[1]])
    home.each("import rows.csv", WORK)
    run, exchanged = home.each("run rows.csv", "materials replace 1 rows.csv")
    assert "cgq import rows.csv" in run.stderr
    assert "cgq import --replace 1 FILE" in exchanged.stderr


def test_a_text_is_read_by_its_content_and_the_import_names_what_it_took(home: Home) -> None:
    home.file("moodle.txt", b"// question: 1\n::Q1::Which one is hot? {\n\t=the sun\n\t~the moon\n}\n")
    home.file("table.txt", b"number\tstem\toption1\toption2\tanswer\n1\tWhat is {=a ~b} in GIFT?\tchoice\tgap\t1\n")
    asked, looked, _, helped = home.each(
        "import moodle.txt table.txt", "import moodle.txt --dry-run", WORK, "import --help"
    )
    assert "moodle.txt is read as gift, by its content." in " ".join(asked.stderr.split())
    assert "table.txt is read as csv, by its content." in " ".join(asked.stderr.split())
    assert "moodle.txt (gift): 1 row would be taken" in " ".join(looked.stdout.split())
    assert sorted(numbers(home)) == ["What is {=a ~b} in GIFT?", "Which one is hot?"]
    assert all(f"{name} (" in helped.stdout for name in readers.names())


def test_another_sheet_of_an_imported_workbook_is_refused_and_takes_nothing_out_unless_that_is_wished(
    home: Home,
) -> None:
    row = ["stem", "option1", "option2", "answer"]
    sheets = {"Math": [row, ["What is six times seven?", "42", "54", "1"]], "History": [row, ["Who?", "x", "y", "2"]]}
    home.file("two.xlsx", workbook_bytes(sheets))
    home.cgq("import", "two.xlsx", "--sheet", "Math")
    early = shown(home, "import two.xlsx --sheet History")
    assert early["code"] == "read_otherwise"
    home.cgq(*WORK.split())
    for line in ("import two.xlsx --sheet History", "import two.xlsx --sheet History --dry-run"):
        refused = shown(home, line)
        assert refused["code"] == "read_otherwise"
        assert "its 1 question would leave" in refused["message"]
        assert "save this one as a file of its own" in refused["hint"]
        assert "cgq import --again --sheet History " in refused["hint"]
    assert home.cgq("import", "two.xlsx", "--sheet", "Math").returncode == 0
    home.cgq(*WORK.split())
    assert list(numbers(home)) == ["What is six times seven?"]
    home.each("import two.xlsx --sheet History --again", WORK)
    assert list(numbers(home)) == ["Who?"]
    assert shown(home, "import two.xlsx --sheet Math")["code"] == "read_otherwise"


def test_a_map_that_cures_a_file_that_could_not_be_read_is_another_way_that_takes_nothing_out(home: Home) -> None:
    home.file("rows.csv", b"Frage,option1,option2\nWhich one is it?,a,b\n")
    home.each("import rows.csv", WORK, "import rows.csv --map stem=Frage", WORK)
    assert list(numbers(home)) == ["Which one is it?"]


def test_a_job_that_looks_at_a_file_fails_where_it_was_read_another_way(home: Home) -> None:
    home.file("rows.csv", b"stem,Frage,option1,option2\nWhich one is it?,Was?,a,b\n")
    home.each("import rows.csv", WORK)
    args = json.dumps({"path": str(home.folder / "rows.csv"), "columns": {"stem": "Frage"}})
    home.cgq("enqueue", "--kind", "import_questions", "--args", args)
    home.cgq(*WORK.split())
    assert home.rows("SELECT error_code FROM job WHERE state = 'failed'") == [("read_otherwise",)]
    assert list(numbers(home)) == ["Which one is it?"]


def test_a_western_file_is_refused_and_read_in_the_encoding_that_is_named(home: Home) -> None:
    home.file("west.csv", "stem,option1,option2\nGröße und Maße?,São,né\n".encode("cp1252"))
    home.file("one.xlsx", workbook_bytes({"a": [["stem"], ["x"]]}))
    assert shown(home, "import one.xlsx --encoding cp1252")["code"] == "usage"
    assert shown(home, "import west.csv --encoding cp12522")["code"] == "unknown_encoding"
    assert shown(home, "import west.csv --dry-run")["code"] == "bad_encoding"
    home.each("import west.csv --encoding cp1252", WORK)
    assert list(numbers(home)) == ["Größe und Maße?"]
