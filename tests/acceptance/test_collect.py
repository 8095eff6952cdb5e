"""`cgq collect` as people type it: lists, pages, catalogues, refusals, and what is said before a request is made."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.support.catalogues import Catalogues, exam
from tests.support.command import READ, REPOSITORY, Home
from tests.support.sick_server import Answer

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


COLLECT = (*READ, "--queue", "low_priority")
"""Collect, and read what was collected."""


@pytest.fixture
def server() -> Generator[Catalogues]:
    with Catalogues(count=6) as catalogues:
        yield catalogues


@pytest.fixture
def home(tmp_path: Path, server: Catalogues, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", None, empty_database)
    home.file("cgq.toml", server.settings().encode())
    return home


def test_a_dry_run_says_what_would_be_fetched_and_what_is_refused_and_asks_for_nothing(
    home: Home, server: Catalogues
) -> None:
    home.file("papers/one.pdf", exam(1))
    lines = [
        "# the papers of 2031",
        server.url("/board/files/exam-1.pdf"),
        "",
        "papers/one.pdf",
        server.url("/board/files/exam-1.pdf#page=2"),
        "ftp://papers.kr/2.pdf",
        "http://169.254.169.254/latest/",
        f"https://papers.kr/{'x' * 1_000}.pdf",
        "https://papers.kr/get?access_token=Zx81kLmq7opq",
        "www.papers.kr/3.pdf",
        "papers/two.pdf",
    ]
    found = home.json("collect", "list", home.file("list.txt", "\n".join(lines).encode()), "--dry-run", exits=2)
    assert found["would_fetch"] == [server.url("/board/files/exam-1.pdf"), str(home.folder / "papers/one.pdf")]
    assert (found["addresses"], found["repeated"], len(found["jobs"])) == (2, 1, 1)
    assert [(line["line"], line["code"]) for line in found["refused"]] == [
        (6, "bad_address"),
        (7, "blocked_address"),
        (8, "bad_address"),
        (9, "secret_in_address"),
        (10, "input_missing"),
        (11, "input_missing"),
    ]
    hints = [line["hint"] for line in found["refused"][-2:]]
    assert hints == ["If it is an address, write https:// before it.", "Check the path."]
    assert "Zx81kLmq7opq" not in str(found)
    assert not server.log, "something was asked for"
    assert home.rows("SELECT * FROM job") == []


def test_a_long_list_becomes_jobs_of_at_most_100_and_waits_once(home: Home, server: Catalogues) -> None:
    text = "\n".join(server.url(f"/board/files/exam-{n}.pdf") for n in range(250))
    first = home.json("collect", "list", home.file("list.txt", text.encode()), "--priority", "high", "--as", "night")
    assert [job["addresses"] for job in first["jobs"]] == [100, 100, 50]
    again = home.json("collect", "list", "list.txt", "--priority", "high")
    assert [job["outcome"] for job in again["jobs"]] == ["known"] * 3
    later = home.json("collect", "list", "list.txt", "--in", "1h", "--max-attempts", "1")
    assert [job["state"] for job in later["jobs"]] == ["scheduled"] * 3
    rows = home.rows("SELECT DISTINCT queue, priority, requested_by, max_attempts FROM job")
    assert rows == [("low_priority", 2, "night", None), ("low_priority", 3, "tester", 1)]


def test_papers_come_from_a_list_on_standard_input_and_are_read(home: Home, server: Catalogues) -> None:
    lines = f"{server.url('/board/files/exam-0.pdf')}\n{server.url('/board/files/gone.pdf')}\n".encode()
    told = home.cgq("collect", "list", "-", given=lines)
    assert (told.returncode, told.stdout) == (0, "Enqueued 1 job for 2 addresses: 1.\n")
    assert "cgq run" in told.stderr
    assert home.cgq(*COLLECT).returncode == 3
    assert home.rows("SELECT name, coalesce(code, state) FROM item ORDER BY name") == [
        ("exam-0.pdf", "done"),
        ("gone.pdf", "not_found"),
    ]
    listed = home.cgq("questions").stdout
    assert "exam-0" in listed
    assert home.rows("SELECT count(*) FROM question") == [(2,)]


def test_an_empty_list_is_nothing_to_do_and_one_that_is_not_there_is_missing(home: Home) -> None:
    empty = home.cgq("collect", "list", "-", given=b"\n# nothing\n")
    assert (empty.returncode, empty.stdout) == (0, "Nothing to do: the list is empty.\n")
    assert home.cgq("collect", "list", "nowhere.txt").returncode == 4
    paper = home.cgq("collect", "list", home.file("exam.pdf"))
    assert (paper.returncode, "[bad_list]" in paper.stderr) == (2, True)


@pytest.mark.parametrize("source", ["-", "list.txt"])
@pytest.mark.parametrize(
    ("data", "code"),
    [(b"#" * (64 * 1024 * 1024 + 1), "too_large"), (exam(1), "bad_list"), (b"PK\x03\x04" + bytes(99), "bad_list")],
)
def test_what_is_no_list_is_refused_from_a_file_and_from_standard_input(
    home: Home, source: str, data: bytes, code: str
) -> None:
    named = source if source == "-" else home.file(source, data)
    refused = home.cgq("collect", "list", named, given=data if source == "-" else b"")
    assert (refused.returncode, f"[{code}]" in refused.stderr) == (2, True)


@pytest.mark.parametrize("catalogue", ["board", "archive"])
def test_what_a_catalogue_finds_is_collected(home: Home, server: Catalogues, catalogue: str) -> None:
    planned = home.json("collect", "keyword", "기출 문제", "--from", catalogue, "--dry-run")
    assert planned["pages"][0].startswith(server.url(f"/{catalogue}/find"))
    assert not server.log
    made = home.json("collect", "keyword", "기출 문제", "--from", catalogue, "--no-process")
    assert [job["kind"] for job in made["jobs"]] == ["find_papers"]
    assert home.cgq(*COLLECT).returncode == 0
    assert home.rows("SELECT count(*) FROM material") == [(6,)]
    assert set(server.words) == {"기출 문제"}


def test_a_catalogue_that_nobody_knows_is_refused_with_the_nearest(home: Home) -> None:
    found = home.cgq("collect", "keyword", "x", "--from", "bord")
    assert (found.returncode, "Did you mean board?" in found.stderr) == (2, True)


@pytest.mark.parametrize("page", ["ftp://papers.kr/", "papers/", "http://10.0.0.1/", "http://me:pw@papers.kr/"])
def test_a_page_that_must_not_be_looked_at_is_refused(home: Home, page: str) -> None:
    found = home.cgq("collect", "url", page)
    assert found.returncode == 2
    assert "me:pw" not in found.stderr
    assert home.rows("SELECT * FROM job") == []


def test_a_schedule_can_collect(home: Home) -> None:
    search = '{"catalogue": "board", "words": "x", "process": false}'
    added = home.cgq("schedule", "add", "nightly", "0 3 * * *", "--kind", "find_papers", "--args", search)
    assert added.returncode == 0, added.stderr
    home.rows("UPDATE schedule SET cron = '* * * * *', handled = handled - 60000, next_slot = 0")
    assert home.cgq("schedule", "tick").returncode == 0
    assert home.cgq(*COLLECT).returncode == 0
    assert home.rows("SELECT count(*) FROM material") == [(6,)]


NEVER = [
    ("find_papers", {"catalogue": "bord", "words": "x"}, "unknown_catalogue"),
    ("find_papers", {"catalogue": "broken", "words": "x"}, "bad_selector"),
    ("find_papers", {"page": "http://10.0.0.1/"}, "blocked_address"),
    ("collect", {"addresses": ["file:///etc/hosts"]}, "bad_address"),
]


@pytest.mark.parametrize(("kind", "args", "code"), NEVER)
def test_a_schedule_does_not_take_what_can_never_work(
    home: Home, server: Catalogues, kind: str, args: dict[str, object], code: str
) -> None:
    home.file("cgq.toml", (server.settings() + BROKEN).encode())
    found = home.cgq("schedule", "add", "nightly", "0 3 * * *", "--kind", kind, "--args", json.dumps(args))
    assert (found.returncode, f"[{code}]" in found.stderr) == (2, True), found.stderr
    assert home.rows("SELECT * FROM schedule") == []


BROKEN = """
[catalogues.broken]
search = "https://papers.kr/find?q={query}"
links = "td[["
"""


def test_a_catalogue_whose_selector_is_none_is_refused_before_anything_is_enqueued(
    home: Home, server: Catalogues
) -> None:
    home.file("cgq.toml", (server.settings() + BROKEN).encode())
    found = home.cgq("collect", "keyword", "x", "--from", "broken")
    assert (found.returncode, "[bad_selector]" in found.stderr, "links" in found.stderr) == (2, True, True)
    assert home.rows("SELECT * FROM job") == []


def test_a_page_or_a_search_without_any_link_to_a_paper_is_an_item_that_failed(home: Home, server: Catalogues) -> None:
    server.answers["/empty"] = Answer(b"<!doctype html><a href=/about>about us</a>", type="text/html")
    server.count = 0
    home.cgq("collect", "url", server.url("/empty"))
    home.cgq("collect", "keyword", "x", "--from", "board")
    home.cgq(*COLLECT)
    assert home.rows("SELECT state, code FROM item") == [("failed", "no_links")] * 2
    listed = home.cgq("failed", "--items", "--exit-code")
    assert listed.returncode == 3
    assert listed.stdout.count("leads to a paper") >= 1
    assert "Look at it in a browser" in listed.stdout


def test_an_address_that_is_gone_has_a_hint_and_one_job_of_it_is_called_by_it(home: Home, server: Catalogues) -> None:
    gone = server.url("/board/files/gone.pdf")
    home.cgq("collect", "list", "-", given=gone.encode())
    home.cgq(*COLLECT)
    assert "Correct the address" in home.cgq("failed", "--items").stdout
    shown = home.cgq("show", "1").stdout
    assert "addresse " not in shown
    assert "1 address" in shown
    assert f"{gone}\n" in shown
    assert "process" not in shown.partition("about")[2].partition("\n")[0]


def test_every_folder_of_a_collection_is_private(home: Home, server: Catalogues) -> None:
    home.cgq("collect", "list", "-", "--no-process", given=server.url("/board/files/exam-1.pdf").encode())
    assert home.cgq(*COLLECT).returncode == 0
    kept = home.db.with_name(f"{home.db.name}-files")
    folders = [kept, *(one for one in kept.rglob("*") if one.is_dir())]
    assert {"turns"} <= {one.name for one in folders}
    assert {one.name: oct(one.stat().st_mode & 0o777) for one in folders} == {one.name: "0o700" for one in folders}


def test_the_page_about_collecting_has_every_code_that_an_item_can_have() -> None:
    told = (REPOSITORY / "docs" / "collect.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))
    from cgq.stages.collecting.codes import CODES

    assert documented == set(CODES)
