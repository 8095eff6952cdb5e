"""`cgq enqueue`: what is taken, what is known, what is refused and why."""

from __future__ import annotations

import json
import os
import unicodedata
from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES, Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def test_S1_ids_are_told_after_they_are_stored(home: Home) -> None:
    home.file("a.pdf")
    done = home.cgq("enqueue", "a.pdf")
    assert done.returncode == 0
    assert done.stdout == "job\tmaterial\toutcome\tstate\tfile\n1\t1\tnew\tready\ta.pdf\n"
    assert done.stderr == "1 paper enqueued.\nNobody works on the queue. Start the work: cgq run\n"
    assert home.rows("SELECT state, args, document, requested_by IS NOT NULL FROM job") == [
        ("ready", '{"material":1}', 1, 1)
    ]


def test_S2_the_same_work_is_the_same_job(home: Home) -> None:
    home.file("a.pdf")
    home.cgq("enqueue", "a.pdf")
    known = home.cgq("enqueue", "a.pdf")
    assert known.returncode == 0
    assert "a.pdf is already known: job 1 is ready." in known.stderr
    answer = home.json("enqueue", "a.pdf", "--again")
    assert [(job["id"], job["outcome"]) for job in answer["jobs"]] == [(2, "again")]


def test_S2_a_file_that_moved_is_the_same_paper_and_a_job_that_missed_it_is_revived(home: Home) -> None:
    path = home.file("old.pdf")
    home.cgq("enqueue", "old.pdf")
    path.rename(home.folder / "new.pdf")
    assert home.cgq("run").returncode == 3
    assert home.rows("SELECT state, error_code FROM job") == [("failed", "input_missing")]
    revived = home.json("enqueue", "new.pdf")
    assert [(job["id"], job["outcome"], job["moved"]) for job in revived["jobs"]] == [(1, "revived", True)]
    assert home.rows("SELECT state FROM job") == [("ready",)]
    assert home.rows("SELECT status FROM papers") == [("pending",)]


def test_S2_what_failed_otherwise_is_named_and_not_revived(home: Home) -> None:
    home.file("a.pdf")
    assert home.cgq("run", "a.pdf").returncode == 3
    again = home.cgq("run", "a.pdf")
    assert again.returncode == 0
    assert "job 1 is failed [damaged]. Start it again: cgq retry 1" in again.stderr


def test_a_folder_is_searched_and_what_is_no_pdf_in_it_is_refused_while_the_others_are_taken(home: Home) -> None:
    home.file("papers/b.PDF")
    home.file("papers/deep/a.pdf")
    home.file("papers/empty.pdf", b"")
    home.file("papers/text.pdf", b"just text")
    home.file("papers/.hidden.pdf")
    home.file("papers/notes.txt")
    (home.folder / "papers" / "deep" / "loop").symlink_to(home.folder / "papers")
    answer = home.json("enqueue", "papers", exits=3)
    assert [os.path.basename(job["file"]) for job in answer["jobs"]] == ["b.PDF", "a.pdf"]
    assert [refused["code"] for refused in answer["refused"]] == ["empty_file", "not_a_pdf"]


def test_a_refused_file_that_was_named_gives_2_the_others_taken(home: Home) -> None:
    home.file("good.pdf")
    home.file("bad.pdf", b"no pdf")
    done = home.cgq("enqueue", "bad.pdf", "good.pdf")
    assert done.returncode == 2
    assert "good.pdf" in done.stdout
    assert "refused: bad.pdf is no PDF. [not_a_pdf] Convert it to PDF first." in done.stderr
    assert home.cgq("enqueue", "bad.pdf", "good.pdf", "--keep-going").returncode == 0


@pytest.mark.parametrize("name", ["nowhere.pdf", "no*match.pdf", "no-folder/"])
def test_what_does_not_exist_gives_4_in_one_line(home: Home, name: str) -> None:
    alone = home.cgq("enqueue", name)
    assert (alone.returncode, alone.stdout, alone.stderr.count("\n")) == (4, "", 1)


def test_what_does_not_exist_gives_4_and_the_others_are_taken(home: Home) -> None:
    home.file("good.pdf")
    both = home.cgq("enqueue", "nowhere.pdf", "good.pdf")
    assert both.returncode == 4
    assert "good.pdf" in both.stdout


def test_an_encrypted_or_damaged_pdf_is_taken(home: Home) -> None:
    answer = home.json("enqueue", SAMPLES / "encrypted.pdf", SAMPLES / "broken.pdf")
    assert [job["outcome"] for job in answer["jobs"]] == ["new", "new"]


NAMES = (
    unicodedata.normalize("NFD", "시험지.pdf").encode(),
    b"two\nlines.pdf",
    b"latin-\xe9.pdf",
    b"escape-\x1b[31m.pdf",
    rb"back\slash.pdf",
    b"tab\there.pdf",
)


@pytest.mark.parametrize("how", ["typed", "lines", "nul"])
def test_every_name_works_and_is_shown_safely(home: Home, how: str) -> None:
    names = [name for name in NAMES if not (how == "lines" and b"\n" in name)]
    paths = [b"papers/" + name for name in names]
    for path in paths:
        home.file(path)
    given = {"lines": b"\n".join(paths) + b"\n", "nul": b"\0".join(paths)}.get(how, b"")
    asked = paths if how == "typed" else [b"-"]
    done = home.cgq("enqueue", *asked, given=given)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(names) + 1
    assert "\x1b" not in done.stdout + done.stderr
    assert len(home.rows("SELECT id FROM job")) == len(names)
    if how == "typed":
        assert len(home.json("jobs")["jobs"]) == len(names)
        assert home.cgq("show", "3").returncode == 0


def test_a_quoted_pattern_is_matched(home: Home) -> None:
    home.file("papers/a1.pdf")
    home.file("papers/sub/a2.pdf")
    answer = home.json("enqueue", "papers/**/a*.pdf")
    assert len(answer["jobs"]) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(home: Home) -> None:
    home.file("locked.pdf").chmod(0)
    done = home.cgq("enqueue", "locked.pdf")
    assert done.returncode == 2
    assert "[input_unreadable]" in done.stderr


def test_what_is_no_regular_file_is_refused_without_waiting(home: Home) -> None:
    os.mkfifo(home.folder / "pipe.pdf")
    done = home.cgq("enqueue", "pipe.pdf")
    assert done.returncode != 0
    assert "[not_a_file]" in done.stderr
    assert home.cgq("enqueue", "pipe.pdf").returncode == 2


def test_wishes_are_kept(home: Home) -> None:
    home.file("a.pdf")
    home.cgq(
        *("enqueue", "a.pdf", "--queue", "high_priority", "--priority", "high", "--in", "1h", "--max-attempts", "2"),
        *("--title", "기출", "--description", "2025", "--as", "수빈"),
    )
    (row,) = home.rows("SELECT queue, priority, state, max_attempts, requested_by, due_at > created_at FROM job")
    assert row == ("high_priority", 2, "scheduled", 2, "수빈", 1)
    assert home.rows("SELECT title, description FROM material") == [("기출", "2025")]


def test_a_path_is_found_again_whatever_the_locale(home: Home) -> None:
    home.file("기출/시험.pdf")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert home.cgq("run", "기출", **plain).returncode == 3
    assert home.rows("SELECT error_code FROM job") == [("damaged",)]
    assert "기출/시험.pdf" in home.cgq("materials").stdout


def test_a_dry_run_changes_nothing(home: Home) -> None:
    home.file("a.pdf")
    done = home.cgq("enqueue", "a.pdf", "--dry-run")
    assert "1 paper would be enqueued." in done.stderr
    assert home.cgq("run", "a.pdf", "--dry-run").returncode == 0
    assert home.rows("SELECT (SELECT count(*) FROM job), (SELECT count(*) FROM material)") == [(0, 0)]


def test_S5_unknown_names_are_refused_at_once_with_the_nearest(home: Home) -> None:
    home.file("a.pdf")
    for args, near in (
        (("a.pdf", "--queue", "graph_updat"), "graph_update"),
        (("a.pdf", "--priority", "hihg"), "high"),
        (("--kind", "process_pd", "--material", "1"), "process_pdf"),
    ):
        done = home.cgq("enqueue", *args)
        assert done.returncode == 2
        assert f"Did you mean {near!r}?" in done.stderr


def test_one_stage_by_hand_is_one_job_each_time_it_is_asked_for(home: Home) -> None:
    args = ("enqueue", "--kind", "probe", "--args", '{"n": 4}')
    assert home.cgq(*args).stdout == "Enqueued 1 job of probe: 1.\n"
    assert "Already known: job 1 is ready." in home.cgq(*args).stdout
    bad = home.cgq("enqueue", "--kind", "probe", "--args", "{no json")
    assert (bad.returncode, "[args_not_json]" in bad.stderr) == (2, True)
    missing = home.cgq("enqueue", "--kind", "generate_embedding", "--question", "7")
    assert missing.returncode == 4


def test_a_stage_is_run_here_at_once_with_now(home: Home) -> None:
    home.put_probe(n=1)
    answer = home.json("enqueue", "--kind", "probe", "--args", json.dumps({"n": 9}), "--now")
    assert answer["results"] == [{"args": {"n": 9}, "state": "done", "result": {"value": 9}, "failure": None}]
    assert home.rows("SELECT value FROM effect") == [(9,)]
    failed = home.json("enqueue", "--kind", "probe", "--args", json.dumps({"do": "refuse"}), "--now", exits=3)
    assert failed["results"][0]["failure"]["code"] == "encrypted"


def test_S2_a_paper_that_was_read_is_not_called_cancelled_with_a_job_that_was_to_read_it_again(home: Home) -> None:
    home.file("a.pdf")
    home.each("enqueue a.pdf", "cancel 1 --yes")
    home.rows("UPDATE material SET status = 'completed'")
    again, planned = home.each("enqueue a.pdf", "enqueue a.pdf --dry-run")
    for one in (again, planned):
        assert "a.pdf is already known: it was read, and job 1 is cancelled" in one.stderr
