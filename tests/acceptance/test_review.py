"""`cgq review`: what asks for a person, decided at a terminal and without one; decisions outlive the reading."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.support.command import COMMAND, READ, Home
from tests.support.paper import paper, question
from tests.support.terminal import Terminal, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAPER = paper(
    [
        *question(1, "Which structure hands out first what was put in last?", "queue", "stack", "tree", "graph"),
        *question(2, "Which of these sorts in place?", "heap sort", "merge sort", "bucket sort"),
        *question(3, "How many bits are in a byte?", "4", "8", "16", "32"),
        *question(5, "Which layer routes packets between networks?", "link", "network", "transport", "session"),
        *question(6, "What does a compiler write?", "source text", "object code", "a picture", "a network"),
        *question(7, "Which of these is a relational database?", "SQLite", "Redis", "Kafka", "Nginx"),
    ]
)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("read"))
    made.file("paper.pdf", PAPER)
    done = made.cgq(*READ, "paper.pdf")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def home(read: Home, tmp_path: Path) -> Home:
    """The paper, read, in a folder of its own."""
    made = Home(tmp_path / "home")
    shutil.copy(read.db, made.db)
    made.file("paper.pdf", PAPER)
    made.rows(f"UPDATE material_path SET path = '{made.folder / 'paper.pdf'}'")
    return made


@pytest.fixture
def at_terminal(home: Home) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*args: str, answers: bytes = b"\x1b[?62;22c", **environ: str) -> Terminal:
        made = Terminal([*COMMAND, "review", *args], home.folder, {**home.environment, **environ}, answers)
        opened.append(made)
        return made

    yield start
    for terminal in opened:
        terminal.close()


def listed(home: Home, *args: str) -> list[dict[str, Any]]:
    done = home.cgq("review", "--json", *args)
    assert done.returncode == 0, done.stderr
    places: list[dict[str, Any]] = json.loads(done.stdout)["places"]
    return places


def export(home: Home) -> list[dict[str, Any]]:
    return [json.loads(line) for line in home.cgq("export").stdout.splitlines()]


def by_number(home: Home) -> dict[int, dict[str, Any]]:
    return {record["appearances"][0]["number"]: record for record in export(home)}


def id_of(home: Home, number: int) -> int:
    ((found,),) = home.rows(f"SELECT question_id FROM appearance WHERE material_id = 1 AND number = {number}")
    return int(found)


def editor(home: Home, body: str) -> str:
    """An editor that is a script: `text` is the file's text, `n` counts its calls from 1."""
    script = home.file(
        "editor.py",
        f"""
import pathlib, sys
file, count = pathlib.Path(sys.argv[-1]), pathlib.Path({str(home.folder / "count")!r})
n = len(count.read_text()) + 1 if count.exists() else 1
count.write_text("x" * n)
text = file.read_text()
{body}
""".encode(),
    )
    return f"'{sys.executable}' '{script}' --wait"


def test_a_status_counts_what_asks_for_a_person_as_the_review_lists_it(home: Home) -> None:
    def counted() -> int:
        bank = home.json("status")["bank"]
        assert (bank["appearances"], bank["answers"]) == home.rows("SELECT count(*), count(answer) FROM appearance")[0]
        return int(bank["to_review"])

    asked = question(1, "Which of these is a relational database?", "SQLite", "Redis", "Kafka", "Nginx")
    for name, right in (("first", "A"), ("second", "B")):
        home.file(f"{name}.pdf", paper([*asked, f"Answer: {right}", f"End of the {name} paper."]))
    assert home.cgq(*READ, "first.pdf", "second.pdf").returncode == 0
    found = listed(home)
    assert {"gap", "option_count", "answer_conflict"} <= {why["code"] for one in found for why in one["why"]}
    assert counted() == len(found)
    decided = home.cgq("review", "--reject", "not printed", "--material", "1", "--number", "4")
    assert (decided.returncode, counted()) == (0, len(found) - 1)


def test_off_a_terminal_what_asks_is_listed(home: Home) -> None:
    done = home.cgq("review")
    head, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert head == ["question", "material", "title", "section", "number", "page", "row", "answer", "why", "stem"]
    assert [(row[4], row[8]) for row in rows] == [
        ("2", "option_count,no_answer"),
        ("4", "gap"),
        ("5", "after_gap,no_answer"),
    ]
    assert home.cgq("review", "--flag", "gap").stdout.count("\n") == 2
    assert home.cgq("review", "--all").stdout.count("\n") == 8
    assert home.cgq("review", "--limit", "1").stdout.count("\n") == 2
    assert home.cgq("review", "--number", "3").stdout.count("\n") == 2


def test_json_tells_everything_with_a_picture_that_only_its_owner_may_read(home: Home) -> None:
    second, gap, _ = listed(home, "--image", "png")
    assert [why["code"] for why in second["why"]] == ["option_count", "no_answer"]
    assert second["shown"]["stem"] == "Which of these sorts in place?"
    assert {place["part"] for place in second["shown"]["places"]} >= {"stem", "option"}
    assert second["record"]["appearances"][0]["number"] == 2
    crop = Path(second["crop"])
    assert stat.S_IMODE(crop.stat().st_mode) == 0o600
    assert stat.S_IMODE(crop.parent.stat().st_mode) == 0o700
    x0, y0, x1, y1 = second["shown"]["bbox"]
    with Image.open(crop) as image:
        assert abs(image.width - (x1 - x0 + 16) * 150 / 72) < 3
        assert abs(image.height - (y1 - y0 + 16) * 150 / 72) < 3
    assert (gap["kind"], gap["number"], gap["question"], gap["record"]) == ("gap", 4, None, None)
    pictures = sorted(crop.parent.iterdir())
    assert len(pictures) == 3
    assert all(item["crop"] is None and item["crop_problem"] is None for item in listed(home))
    for old in pictures[:2]:
        os.utime(old, (0, 0))
    left_over = crop.with_suffix(".4711.part")
    left_over.write_bytes(b"half")
    os.utime(left_over, (time.time() - 7200,) * 2)
    (check,) = (check for check in home.json("doctor")["checks"] if check["name"] == "cache")
    assert (check["state"], "drafts: 3, " in check["message"]) == ("warn", True)
    assert "cache" in [check["name"] for check in home.json("doctor", "--fix")["checks"] if check["fixed"]]
    assert sorted(crop.parent.iterdir()) == pictures[2:]


def test_a_paper_that_vanished_is_told_and_its_text_is_shown(home: Home) -> None:
    (home.folder / "paper.pdf").unlink()
    second = listed(home, "--image", "png")[0]
    assert second["crop"] is None
    assert "not there any more" in second["crop_problem"]
    assert second["shown"]["options"]


def test_S4_a_decision_whose_reason_or_author_is_a_key_is_refused(home: Home) -> None:
    key = "sk-proj-0123456789abcdefghij"
    for decision in (("--reject", f"wrong, {key}"), ("--accept", "--as", key)):
        done = home.cgq("review", id_of(home, 5), *decision)
        assert (done.returncode, "[secret_in_arguments]" in done.stderr, key in done.stderr) == (2, True, False)
    assert home.rows("SELECT count(*) FROM edit") == [(0,)]


def test_decisions_hold_when_the_paper_is_read_again(home: Home) -> None:
    assert home.cgq("review", id_of(home, 5), "--accept").returncode == 0
    second, seventh = id_of(home, 2), id_of(home, 7)
    assert home.cgq("review", second, "--answer", "1", "--as", "kim").returncode == 0
    assert home.cgq("review", seventh, "--reject", "not to be used").returncode == 0
    edit = home.file("four.json", b'{"stem": "Who wrote the first compiler?", "options": [{"n": 1, "text": "Hopper"}]}')
    assert home.cgq("review", "--material", "1", "--number", "4", "--edit", edit).returncode == 0
    before = by_number(home)
    assert home.cgq("enqueue", "paper.pdf", "--again").returncode == 0
    assert home.cgq("run").returncode == 0
    after = by_number(home)
    assert sorted(after) == [1, 2, 3, 4, 5, 6]
    assert listed(home) == []
    assert after[2]["answer"] == {
        "accepted": [1],
        "mode": "any",
        "source": "human",
        "evidence": None,
        "verified_by": [],
    }
    assert after[5]["quality"]["reviewed"]
    assert after[4]["stem"] == "Who wrote the first compiler?"
    for number, record in before.items():
        assert after[number] | {"concepts": []} == record | {"concepts": []}
    assert home.json("materials", 1)["missing"] == 0
    assert home.json("search", "compiler", "--words")["hits"][0]["snippet"].startswith("Who wrote")
    assert home.json("search", "relational", "--words")["hits"] == []
    vectors = (
        "SELECT count(*) FROM question AS q WHERE NOT EXISTS (SELECT 1 FROM vector v WHERE v.text_hash = q.text_hash)"
    )
    assert home.rows(vectors) == [(0,)]
    told = home.json("questions", second)
    assert (told["edits"][0]["by"], told["edits"][0]["change"]) == ("kim", {"answer": {"accepted": [1], "mode": "any"}})
    assert "by kim" in home.cgq("questions", second).stdout


def test_what_only_one_flag_speaks_against_is_accepted_for_a_whole_paper(home: Home) -> None:
    assert home.cgq("review", "--flag", "after_gap", "--accept").returncode != 0
    refused = home.cgq("review", "--material", "1", "--flag", "no_answer", "--accept")
    assert refused.returncode == 4
    assert "More than this flag speaks against" in refused.stderr
    assert home.cgq("review", "--material", "1", "--flag", "after_gap", "--accept").returncode == 0
    assert [item["shown"]["number"] for item in listed(home)] == [2, 4]
    assert home.cgq("review", "--material", "1", "--flag", "duplicate", "--accept").returncode != 0


def test_a_decision_is_undone_and_its_history_stays(home: Home) -> None:
    seventh = id_of(home, 7)
    home.cgq("review", seventh, "--reject", "junk")
    assert 7 not in by_number(home)
    gone = home.cgq("questions", seventh)
    assert gone.returncode == 4
    assert f"Question {seventh} is not in the bank any more: it was rejected: junk (by tester)." in gone.stderr
    assert "cgq review --rejected" in gone.stderr
    assert f"Take it back: cgq review {seventh} --undo" in gone.stderr
    assert [item["number"] for item in listed(home, str(seventh))] == [7]
    assert [item["number"] for item in listed(home, "--rejected")] == [7]
    (done,) = home.json("review", seventh, "--undo")["decisions"]
    assert (done["action"], done["question"]) == ("undone", seventh)
    assert 7 in by_number(home)
    (edit,) = home.json("review", "--history")["edits"]
    assert edit["question"] == seventh
    assert (edit["verdict"], edit["state"], edit["reason"], edit["undone_by"]) == ("reject", "undone", "junk", "tester")
    again = home.cgq("review", id_of(home, 7), "--undo")
    assert (again.returncode, "nothing_to_undo" in again.stderr) == (2, True)


def test_a_reading_that_says_something_else_asks_again_and_shows_both(home: Home) -> None:
    second = id_of(home, 2)
    assert home.cgq("review", second, "--edit", "-", given=b'{"stem": "Which of them sorts in place?"}').returncode == 0
    home.rows(
        "UPDATE reading SET question = json_set(question, '$.stem', 'Which of these sorts in peace?') WHERE seq = 1"
    )
    home.cgq("review", id_of(home, 1), "--accept")
    (item,) = listed(home, "--flag", "reading_changed")
    assert item["shown"]["stem"] == "Which of them sorts in place?"
    assert item["reading"]["stem"] == "Which of these sorts in peace?"
    assert item["edit"]["before"]["stem"] == "Which of these sorts in place?"


def test_what_cannot_be_meant_is_refused_and_changes_nothing(home: Home) -> None:
    before = export(home)
    for args, code, says in (
        ("999 --accept", 4, "not_found"),
        ("1 --accept --undo", 2, "usage"),
        ("--accept", 2, "usage"),
        ("--material 1 --number 99 --accept", 4, "not_found"),
        ("--material 1 --number 4 --accept", 2, "gap"),
        ("--material 7 --number 4 --accept", 4, "not_found"),
        ("1 --answer 9", 2, "bad_edit"),
        ("1 --answer first", 2, "bad_edit"),
        ("1 --edit nowhere.json", 2, "input_unreadable"),
        ("1 --mode all", 2, "usage"),
        ("1 --reject=", 2, "no_reason"),
    ):
        done = home.cgq("review", *args.split())
        assert (done.returncode, f"[{says}]" in done.stderr) == (code, True), done.stderr
    assert export(home) == before
    assert home.rows("SELECT count(*) FROM edit") == [(0,)]


def test_a_question_in_two_papers_is_edited_where_it_is_meant(home: Home) -> None:
    turned = question(1, "How many bits are in a byte?", "32", "16", "8", "4")
    others = [line for n in range(2, 5) for line in question(n, f"What is {n} + {n}?", "one", "two", f"{2 * n}0", "no")]
    home.file("other.pdf", paper([*turned, *others]))
    assert home.cgq(*READ, "other.pdf").returncode == 0
    shared = id_of(home, 3)
    assert len(home.json("questions", shared)["appearances"]) == 2
    refused = home.cgq("review", shared, "--answer", "2")
    assert refused.returncode == 2
    assert "--material 2 --number 1" in refused.stderr
    assert home.cgq("review", shared, "--material", "1", "--answer", "2").returncode == 0
    places = {place["number"]: place["answer"] for place in home.json("questions", shared)["appearances"]}
    assert places == {1: None, 3: {"accepted": [2], "mode": "any"}}
    reworded = home.file("s.json", b'{"stem": "How many bits has a byte?"}')
    (done,) = home.json("review", shared, "--material", 2, "--edit", reworded)["decisions"]
    assert (done["was"], done["question"] != shared, done["elsewhere"]) == (shared, True, 1)


def test_a_walk_saves_each_decision_at_once(home: Home, at_terminal: Callable[..., Terminal]) -> None:
    terminal = at_terminal()
    shown = plain(terminal.wait_for("help > "))
    assert "1 of 3" in shown
    assert "option_count: 3 options were read" in shown
    assert "no_answer: No answer is known." in shown
    assert "Picture: " in shown
    terminal.press("s")
    terminal.wait_for("Answer: ")
    terminal.press("1 or 3\n")
    assert "2 of 3" in plain(terminal.wait_for("help > "))
    assert by_number(home)[2]["answer"]["accepted"] == [1, 3]
    terminal.press("r")
    terminal.wait_for("leave it): ")
    terminal.press("the paper skips it\n")
    terminal.wait_for("Noted that there is no number 4 of paper")
    assert "3 of 3" in plain(terminal.wait_for("help > "))
    terminal.press("b")
    assert "2 of 3" in plain(terminal.wait_for("help > "))
    terminal.press("u")
    assert "Undid" in plain(terminal.wait_for("help > "))
    terminal.press("n")
    terminal.wait_for("help > ")
    terminal.press("ㅁ")  # the key of `a` while a Korean keyboard is on
    terminal.wait_for("3 places to review")
    assert terminal.ended() == 0
    assert [item["number"] for item in listed(home)] == [4]


def test_ctrl_c_keeps_what_was_decided_and_gives_the_terminal_back(
    home: Home, at_terminal: Callable[..., Terminal]
) -> None:
    terminal = at_terminal()
    terminal.wait_for("help > ")
    terminal.press("a")
    terminal.wait_for("help > ")
    terminal.press("\x03")
    terminal.wait_for("to review: 1 accepted")
    assert terminal.ended() == 130
    assert terminal.echoes()
    assert [item["number"] for item in listed(home)] == [4, 5]


def test_an_edit_that_cannot_be_read_is_opened_again_and_nothing_is_lost(
    home: Home, at_terminal: Callable[..., Terminal]
) -> None:
    body = """
if n == 1:
    text = text.replace("[answer]\\nunknown", "[answer]\\n9")
    file.write_text(text.replace("3) bucket sort", "3) bucket sort\\n4) quicksort"))
else:
    assert "9, and the question has 4 options" in text.splitlines()[0], text
    file.write_text(text.replace("[answer]\\n9", "[answer]\\n1 and 4"))
"""
    terminal = at_terminal(EDITOR=editor(home, body))
    terminal.wait_for("help > ")
    terminal.press("e")
    assert "The answer is 9" in plain(terminal.wait_for("again? [Y/n] "))
    terminal.press("y")
    terminal.wait_for("help > ")
    terminal.press("q")
    assert terminal.ended() == 0
    second = by_number(home)[2]
    assert [option["text"] for option in second["options"]] == ["heap sort", "merge sort", "bucket sort", "quicksort"]
    assert (second["answer"]["accepted"], second["answer"]["mode"]) == ([1, 4], "all")


def test_an_edit_that_is_given_up_stays_in_its_file(home: Home, at_terminal: Callable[..., Terminal]) -> None:
    terminal = at_terminal(VISUAL=editor(home, 'file.write_text(text.replace("[stem]", "[stem"))'), EDITOR="")
    terminal.wait_for("help > ")
    terminal.press("e")
    terminal.wait_for("again? [Y/n] ")
    terminal.press("n")
    kept = plain(terminal.wait_for("question.txt")).split("stays in ")[1]
    assert "[stem\n" in Path(kept).read_text()
    assert Path(kept).is_relative_to(home.folder), "in the user's cache folder, not in one that everybody shares"
    assert stat.S_IMODE(Path(kept).parent.stat().st_mode) == 0o700
    assert home.rows("SELECT count(*) FROM edit") == [(0,)]


@pytest.mark.parametrize("body", ["sys.exit(3)", "pass", "file.write_text(''); sys.exit(0)", "file.unlink()"])
def test_an_editor_that_fails_or_leaves_the_text_alone_changes_nothing(
    home: Home, at_terminal: Callable[..., Terminal], body: str
) -> None:
    terminal = at_terminal(EDITOR=editor(home, body))
    terminal.wait_for("help > ")
    terminal.press("e")
    terminal.wait_for("Nothing was changed.")
    terminal.press("q")
    assert terminal.ended() == 0
    assert home.rows("SELECT count(*) FROM edit") == [(0,)]


def test_an_editor_that_is_not_there_is_told(at_terminal: Callable[..., Terminal]) -> None:
    terminal = at_terminal(EDITOR="no-such-editor-anywhere")
    terminal.wait_for("help > ")
    terminal.press("e")
    assert "no_editor" in plain(terminal.wait_for("help > "))


def test_a_gap_is_written_down_in_the_editor(home: Home, at_terminal: Callable[..., Terminal]) -> None:
    body = """
import os, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.killpg(0, signal.SIGINT)  # Ctrl-C in the editor
text = text.replace("[stem]\\n", "[stem]\\nWhat is kept in a register?\\n")
text = text.replace("[options]\\n", "[options]\\n1) a word\\n2) a file\\n")
file.write_text(text.replace("[answer]\\nunknown", "[answer]\\n1"))
"""
    terminal = at_terminal("--flag", "gap", EDITOR=editor(home, body))
    assert "A gap" in plain(terminal.wait_for("help > "))
    terminal.press("e")
    terminal.wait_for("Added number 4")
    assert terminal.ended() == 0
    assert [row["number"] for row in home.json("questions")["questions"]] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("answers", "drawn"),
    [
        (b"\x1b_Gi=31;OK\x1b\\\x1b[?62;c", b"\x1b_Ga=T,f=24,o=z,q=2,s="),
        (b"\x1b[?62;4;22c", b'\x1bPq"1;1;'),
        (b"\x1b[?62;22c", b"Picture: /"),
    ],
    ids=["kitty", "sixel", "neither"],
)
def test_the_terminal_is_asked_what_it_draws(
    home: Home, at_terminal: Callable[..., Terminal], answers: bytes, drawn: bytes
) -> None:
    terminal = at_terminal(answers=answers)
    terminal.wait_for("help > ")
    terminal.press("q")
    assert terminal.ended() == 0
    assert terminal.seen.count(drawn) == 1


def test_nothing_of_a_paper_commands_the_terminal(home: Home, at_terminal: Callable[..., Terminal]) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e"
    home.rows(f"UPDATE reading SET question = json_set(question, '$.stem', '{evil}') WHERE seq = 1")
    home.rows(f"UPDATE finding SET message = '{evil}'")
    terminal = at_terminal()
    terminal.wait_for("help > ")
    terminal.press("q")
    assert terminal.ended() == 0
    assert b"owned" in terminal.seen
    assert b"\x1b]0" not in terminal.seen
    assert b"\x1b[2J" not in terminal.seen
    assert "\u202e".encode() not in terminal.seen


def test_pictures_lie_in_the_cache_folder_of_the_user(home: Home) -> None:
    cache = home.folder / "elsewhere"
    drawn = ("--image", "png", "--limit", "1")
    first = listed(home, *drawn)[0]
    done = home.cgq("review", "--json", *drawn, XDG_CACHE_HOME=str(cache))
    (second,) = json.loads(done.stdout)["places"]
    assert second["crop"].startswith(os.fspath(cache))
    assert first["crop"] != second["crop"]
    os.utime(second["crop"], (0, 0))
    listed(home, "--image", "png", "--number", "3")
    assert Path(second["crop"]).exists(), "another cache folder is none of ours"
    os.utime(first["crop"], (0, 0))
    listed(home, "--image", "png", "--number", "6")
    assert not Path(first["crop"]).exists(), "whoever draws removes what nobody looks at any more"


def test_a_flag_that_nobody_knows_is_refused_with_the_nearest(home: Home) -> None:
    done = home.cgq("review", "--flag", "option_cuont")
    assert done.returncode == 2
    assert "'option_count'" in done.stderr
