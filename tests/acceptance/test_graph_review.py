"""Edges between concepts as people decide about them: one after the other, by name, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import COMMAND, Home
from tests.support.given_glossary import add_questions, glossary_of
from tests.support.terminal import Terminal, plain

from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.graph.refreshing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NASTY = "=결합도\x1b[31m\u202e"
"""A name that a spreadsheet could run and a terminal could obey."""

TESTS = {1: ["결합도", "내용 결합도"], 2: ["결합도", "제어 결합도"], 3: ["응집도", "결합도"], 4: [NASTY]}
BROADER = [("결합도", "내용 결합도"), ("결합도", "제어 결합도")]
PREREQUISITES = [("응집도", "결합도"), (NASTY, "응집도")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("made"))
    database = Database(home.db)
    migrate(database)
    with database.write() as tx:
        add_questions(tx, 4)
        write(tx, glossary_of(TESTS, broader=BROADER, prerequisites=PREREQUISITES))
    database.close()
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    one = Home(tmp_path / "home")
    shutil.copy(made.db, one.db)
    return one


@pytest.fixture
def review(home: Home) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*args: str) -> Terminal:
        opened.append(Terminal([*COMMAND, "graph", "review", *args], home.folder, home.environment))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def edges(home: Home, *args: str) -> dict[tuple[str, str, str], str]:
    """By kind and the names of both concepts how each edge stands."""
    found = home.json("graph", "edges", *args)["edges"]
    return {(one["kind"], one["source"]["name"], one["target"]["name"]): one["status"] for one in found}


def error(home: Home, *args: str) -> tuple[int, str]:
    done = home.cgq(*args)
    return done.returncode, done.stderr


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_walk_decides_with_one_key_each_and_goes_on_where_it_ended(
    home: Home, review: Callable[..., Terminal]
) -> None:
    walk = review("--kind", "broader", "--as", "kim")
    shown = plain(walk.wait_for("help > "))
    assert "1 of 2. 내용 결합도 is a kind of 결합도?" in shown
    assert "seen: 내용 결합도 ends in 결합도" in shown
    assert "What is 1?" in shown
    walk.press("?")
    walk.wait_for("turn round")
    walk.press("a")
    walk.wait_for("2 of 2. 제어 결합도 is a kind of 결합도?")
    walk.press("\x03")
    walk.wait_for("1 accepted.")
    assert walk.process.wait(20) == 130
    assert edges(home, "--status", "accepted") == {("broader", "결합도", "내용결합도"): "accepted"}
    again = review("--kind", "broader")
    again.wait_for("1 of 1. 제어 결합도 is a kind of 결합도?")
    again.press("ㄱ")  # r on a Korean keyboard
    again.wait_for("1 rejected.")
    assert again.process.wait(20) == 0
    assert "No suggested edges match --kind broader." in home.cgq("graph", "review", "--kind", "broader").stderr


def test_an_edge_is_turned_round_and_taken_back_in_a_walk(home: Home, review: Callable[..., Terminal]) -> None:
    walk = review("--kind", "prerequisite", "--concept", "결합도")
    walk.wait_for("응집도 is learned before 결합도?")
    walk.press("t")
    walk.wait_for("Accepted: 결합도 is learned before 응집도.")
    assert walk.process.wait(20) == 0
    found = edges(home, "--kind", "prerequisite", "--concept", "결합도")
    assert found == {("prerequisite", "결합도", "응집도"): "accepted", ("prerequisite", "응집도", "결합도"): "rejected"}
    done = home.cgq("graph", "undo", "결합도", "응집도")
    assert "taken back; nothing suggests it, so it is gone" in done.stdout
    assert "cgq run" in done.stderr
    assert home.json("graph", "undo", "응집도", "결합도")["status"] == "suggested"
    assert home.json("graph", "undo", "응집도", "결합도")["change"] == "same"


def test_u_undoes_all_that_t_did(home: Home, review: Callable[..., Terminal]) -> None:
    walk = review("--kind", "prerequisite")
    walk.wait_for("1 of 2. 응집도 is learned before 결합도?")
    walk.press("t")
    walk.wait_for("2 of 2. ")
    walk.press("b")
    walk.wait_for("rejected by")
    walk.press("u")
    walk.wait_for("it is suggested again")
    walk.press("q")
    assert walk.process.wait(20) == 0
    found = edges(home, "--kind", "prerequisite", "--concept", "결합도")
    assert found == {("prerequisite", "응집도", "결합도"): "suggested"}


def test_a_walk_goes_back_over_an_edge_that_is_gone(home: Home, review: Callable[..., Terminal]) -> None:
    walk = review()
    walk.wait_for("1 of 4. ")
    walk.press("n")
    walk.wait_for("2 of 4. ")
    walk.press("n")
    walk.wait_for("3 of 4. ")
    database = Database(home.db)
    with database.write() as tx:
        tx.run("DELETE FROM broader WHERE narrow_id = (SELECT id FROM concept WHERE name = '제어결합도')")
    database.close()
    walk.press("b")
    walk.wait_for("2 of 4: it is no more there")
    walk.wait_for("1 of 4. ")
    walk.press("q")
    assert walk.process.wait(20) == 0


def test_off_a_terminal_what_waits_is_listed_with_the_commands(home: Home) -> None:
    done = home.cgq("graph", "review")
    assert done.returncode == 0
    head, first, *_ = done.stdout.splitlines()
    assert head.split("\t") == ["status", "kind", "source", "target", "strength", "evidence"]
    assert first.split("\t")[:4] == ["suggested", "broader", "결합도", "내용 결합도"]
    assert "cgq graph accept 결합도 '내용 결합도' --kind broader" in done.stdout
    assert len(home.cgq("graph", "review", "--limit", "1").stdout.split("\n\n")[0].splitlines()) == 2
    waiting = home.json("graph", "review")["edges"]
    assert [one["status"] for one in waiting] == ["suggested"] * 4
    assert waiting[0]["evidence"] == ["내용 결합도 ends in 결합도"]


def test_an_edge_is_decided_by_name(home: Home) -> None:
    done = home.json(
        "graph", "accept", "결합도", "내용 결합도", "--strength", "0.9", "--note", "교재 3장", "--as", "kim"
    )
    assert (done["change"], done["kind"], done["status"]) == ("added", "broader", "accepted")
    (found,) = home.json("graph", "edges", "--status", "accepted")["edges"]
    assert (found["strength"], found["note"], found["decided_by"]) == (0.9, "교재 3장", "kim")
    assert "내용 결합도 (accepted by kim, 0.90)" in home.cgq("graph", "show", "결합도").stdout
    assert home.json("graph", "accept", "결합도", "내용 결합도")["change"] == "same"
    assert home.json("graph", "reject", "결합도", "내용 결합도")["change"] == "changed"
    code, said = error(home, "graph", "accept", "내용 결합도", "제어 결합도")
    assert (code, "[which_kind]" in said, "--kind broader" in said) == (2, True, True)
    assert home.cgq("graph", "accept", "내용 결합도", "제어 결합도", "--kind", "prerequisite").returncode == 0
    assert home.json("graph", "path", "내용 결합도", "제어 결합도")["statuses"] == ["accepted"]
    assert home.json("graph", "path", "제어 결합도", "내용 결합도")["concepts"] == []
    code, said = error(home, "graph", "accept", "제어 결합도", "내용 결합도", "--kind", "prerequisite")
    assert (code, "[edge_circle]" in said) == (2, True)
    code, said = error(home, "graph", "accept", "결합도", "제어 결합도", "--strength", "nan")
    assert (code, "bad_strength" in said) == (2, True)


def test_concepts_are_merged_and_parted_by_name(home: Home) -> None:
    done = home.cgq("graph", "merge", "응집도", "결합도")
    assert "응집도 is another name of 결합도 now." in done.stdout
    assert "cgq graph unmerge 응집도" in done.stdout
    assert home.rows("SELECT kind FROM job") == [("refresh_concepts",)]
    assert home.json("graph", "show", "응집도")["name"] == "결합도"
    assert error(home, "graph", "merge", "응집도", "내용 결합도")[0] == 2
    assert home.json("graph", "unmerge", "응집도")["action"] == "unmerged"
    code, said = error(home, "graph", "unmerge", "응집도")
    assert (code, "No concepts are merged." in said) == (4, True)
    assert home.json("graph", "show", "응집도")["name"] == "응집도"


def test_a_spreadsheet_of_edges_comes_back_with_what_was_decided_in_it(home: Home) -> None:
    assert home.cgq("graph", "export", "-o", "edges.csv").returncode == 0
    text = (home.folder / "edges.csv").read_text(encoding="utf-8")
    rows = rows_of(text)
    assert [row["status"] for row in rows] == ["suggested"] * 4
    assert {row["from"][:2] for row in rows} >= {"'="}, "no spreadsheet runs a name"
    same = home.json("graph", "import", "edges.csv")
    assert (same["counts"]["same"], same["jobs"]) == (4, 0)
    decided = text.replace("suggested", "accepted", 3).replace("\r\n", "\n").encode("utf-8")
    home.file("decided.csv", decided)
    looked = home.json("graph", "import", "decided.csv", "--dry-run", "--as", "lee")
    assert looked["counts"]["added"] == 3
    assert set(edges(home).values()) == {"suggested"}
    assert home.json("graph", "import", "decided.csv", "--as", "lee")["counts"]["added"] == 3
    assert home.json("graph", "import", "decided.csv")["counts"] == {
        **dict.fromkeys(("added", "changed", "taken back", "refused"), 0),
        "same": 4,
    }
    after = home.cgq("graph", "export", "--status", "accepted").stdout
    assert {row["decided_by"] for row in rows_of(after)} == {"lee"}
    assert {row["strength"] for row in rows_of(after)} == {""}, "nobody gave one"
    home.cgq("graph", "accept", "결합도", "내용 결합도", "--strength", "0.9", "--note", "교재")
    (given,) = [row for row in rows_of(home.cgq("graph", "export").stdout) if row["strength"]]
    assert (given["to"], given["strength"], given["note"]) == ("내용 결합도", "0.9", "교재")
    assert home.json("graph", "import", "decided.csv")["counts"]["changed"] == 1, "empty cells clear"
    assert not any(row["strength"] or row["note"] for row in rows_of(home.cgq("graph", "export").stdout))
    lines = home.cgq("graph", "export", "--format", "jsonl").stdout
    home.file("edges.jsonl", lines.replace("accepted", "suggested").encode())
    back = home.json("graph", "import", "edges.jsonl")
    assert (back["counts"]["taken back"], back["jobs"]) == (3, 1)
    assert set(edges(home).values()) == {"suggested"}


def test_each_row_that_is_refused_says_why_and_keeps_no_other_back(home: Home) -> None:
    korean = "종류,from,to,상태,strength\n"
    rows = (
        "broader,결합도,내용 결합도,accepted,0.8",
        "broader,내용 결합도,제어 결합도,accepted,",
        "broader,제어 결합도,결합도,accepted,",
        "prerequisite,내용 결합두,응집도,accepted,",
        "prerequisite,응집도,응집도,accepted,",
        "prerequisite,결합도,응집도,maybe,",
        "relation,결합도,응집도,accepted,",
        "prerequisite,결합도,제어 결합도,suggested,",
        "prerequisite,결합도,,accepted,",
        "prerequisite,결합도,응집도,accepted,nan",
        f"prerequisite,{'가' * 10_000},응집도,accepted,",
        'prerequisite,"=1+1\n\x1b[31m",응집도,accepted,',
        "broader,결합도,제어 결합도,rejected,",
    )
    home.file("tutor.csv", (korean + "\n".join(rows) + "\n").encode("cp949"))
    done = home.cgq("graph", "import", "tutor.csv")
    assert done.returncode == 3
    assert "\x1b" not in done.stdout + done.stderr
    found = home.json("graph", "import", "tutor.csv", exits=3)
    assert found["notes"] == ["The file was read as Korean (cp949)."]
    told = {row["line"]: row["code"] or row["outcome"] for row in found["rows"]}
    assert told == {
        2: "same",
        3: "same",
        4: "edge_circle",
        5: "not_found",
        6: "same_concept",
        7: "bad_status",
        8: "bad_kind",
        9: "not_suggested",
        10: "no_concept",
        11: "bad_strength",
        12: "too_long",
        13: "not_found",
        14: "same",
    }
    near = next(row["hint"] for row in found["rows"] if row["line"] == 5)
    assert "내용결합도" in near
    assert edges(home, "--kind", "broader", "--status", "rejected") == {("broader", "결합도", "제어결합도"): "rejected"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"a,b\n1,2\n", "no_columns"),
        (b"\x00\x01\x02\xff\xfe\x00", "bad_encoding"),
        (b'{"kind": "broader"}\n', "no_concept"),
        (b"{]\n", "bad_json"),
        (b"kind,from,source,to,status\nbroader,a,b,c,accepted\n", "two_columns"),
        (b'{"kind": "broader", "from": "x", "source": "z", "to": "y", "status": "accepted"}', "two_columns"),
        (b'{"kind": "broader", "from": ["x"], "to": "y", "status": "accepted"}', "bad_value"),
        (b'{"kind": "broader", "from": "x\\u0000\\ud800", "to": "y", "status": "accepted"}', "not_found"),
    ],
)
def test_a_hostile_file_of_edges_is_refused_with_its_code(home: Home, content: bytes, code: str) -> None:
    home.file("edges.csv", content)
    done = home.cgq("graph", "import", "edges.csv", "--json")
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    codes: set[Any] = {row["code"] for line in done.stdout.splitlines() for row in json.loads(line)["rows"]}
    codes |= {json.loads(line)["code"] for line in done.stderr.splitlines()}
    assert code in codes, codes


def test_lines_of_json_end_at_line_feeds_and_strengths_may_have_a_comma(home: Home) -> None:
    line = {"kind": "broader", "from": "결합도", "to": "내용 결합도", "status": "accepted", "note": "a\0\ud800"}
    home.file("edges.jsonl", json.dumps(line).encode())
    assert home.json("graph", "import", "edges.jsonl")["counts"]["added"] == 1
    assert home.rows("SELECT note FROM edge_decision") == [("a \ufffd",)]
    line["note"] = "a\u2028b\x85c"
    home.file("raw.jsonl", f"{json.dumps(line, ensure_ascii=False)}\r\n".encode())
    assert home.json("graph", "import", "raw.jsonl")["counts"]["changed"] == 1
    home.file("edges.csv", "kind;from;to;status;strength\nbroader;결합도;내용 결합도;accepted;0,75\n".encode())
    assert home.json("graph", "import", "edges.csv")["counts"]["changed"] == 1
    (found,) = home.json("graph", "edges", "--status", "accepted")["edges"]
    assert (found["strength"], found["note"]) == (0.75, "a\u2028b\x85c")


def test_a_hostile_name_is_spelled_wherever_it_is_shown(home: Home) -> None:
    for command in (["list"], ["edges"], ["review"], ["show", "응집도"], ["show", NASTY], ["accept", NASTY, "응집도"]):
        done = home.cgq("graph", *command)
        assert done.returncode == 0, command
        assert not {"\x1b", "\u202e"} & set(done.stdout), command
    code, said = error(home, "graph", "show", "x" * 10_000)
    assert (code, len(said) < 1_000) == (4, True)
