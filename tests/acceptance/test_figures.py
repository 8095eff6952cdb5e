"""Figures: told of where questions are shown, seen when asked for, and written as files that an export names."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.support.canvas import Page, paper, question
from tests.support.command import COMMAND, READ, Home
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


def draw(page: Page) -> None:
    """Question 2 has a figure, question 3 four options that are pictures."""
    question(page, 1, 50)
    page.write(50, 150, "2. What does the figure below show?")
    page.picture(80, 160, 120, 60, seed=3)
    for n, text in enumerate(("one", "two", "three", "four")):
        page.write(60, 240 + 15 * n, f"({'ABCD'[n]}) {text}")
    page.write(50, 330, "3. Which of these is right?")
    for n, seed in enumerate((5, 7, 9, 11)):
        left, top = 50 + 150 * (n % 2), 350 + 45 * (n // 2)
        page.write(left, top + 20, f"({'ABCD'[n]})")
        page.picture(left + 20, top, 60, 35, seed)
    question(page, 4, 470)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("figures"))
    made.file("paper.pdf", paper(draw))
    assert made.cgq(*READ, "paper.pdf").returncode == 0
    return made


def records(text: str) -> dict[int, dict[str, Any]]:
    found = [json.loads(line) for line in text.splitlines()]
    return {record["appearances"][0]["number"]: record for record in found}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_export_names_files_that_are_there_and_the_same_ones_again(home: Home, tmp_path: Path) -> None:
    plain_records = records(home.cgq("export").stdout)
    assert "undrawn" not in plain_records[2]
    assert len(plain_records[2]["assets"][0]) == 64
    told = home.json("export", "--output", tmp_path / "bank.jsonl", "--assets", tmp_path / "a")
    assert (told["figures"], told["undrawn"], told["assets"]) == (5, 0, str(tmp_path / "a"))
    found = records((tmp_path / "bank.jsonl").read_text("utf-8"))
    second, third = found[2], found[3]
    assert second["assets"] == [f"{plain_records[2]['assets'][0]}.png"]
    assert (third["undrawn"], found[1]["assets"]) == ([], [])
    assert sorted(option["asset"] for option in third["options"]) == third["assets"]
    written = files(tmp_path / "a")
    assert set(written) == {*second["assets"], *third["assets"]}
    with Image.open(tmp_path / "a" / second["assets"][0]) as image:
        assert (abs(image.width - 124 * 200 / 72) < 3, image.format) == (True, "PNG")
    mine = tmp_path / "b" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("stays")
    again = home.cgq("export", "--assets", tmp_path / "b")
    assert (again.returncode, again.stdout) == (0, (tmp_path / "bank.jsonl").read_text("utf-8"))
    assert files(tmp_path / "b") == {**written, "mine.txt": b"stays"}
    refused = home.cgq("export", "--assets", mine)
    assert (refused.returncode, "[not_a_folder]" in refused.stderr) == (2, True)


def test_a_figure_whose_paper_is_gone_is_null_with_its_reason(home: Home, tmp_path: Path) -> None:
    alone = Home(tmp_path / "alone")
    shutil.copy(home.db, alone.db)
    alone.rows(f"UPDATE material_path SET path = '{alone.folder / 'gone.pdf'}'")
    target, folder = alone.folder / "bank.jsonl", alone.folder / "figures"
    done = alone.cgq("export", "-o", target, "--assets", folder)
    assert done.returncode == 3
    assert "5 figures not drawn: " in done.stderr
    assert "not there any more" in done.stderr
    found = records(target.read_text("utf-8"))
    assert [option["asset"] for option in found[3]["options"]] == [None] * 4
    assert (found[3]["assets"], len(found[3]["undrawn"]), found[1]["undrawn"]) == ([], 4, [])
    assert "not there any more" in found[2]["undrawn"][0]["reason"]
    assert files(folder) == {}
    assert sorted(path.name for path in alone.folder.iterdir() if path.name.startswith(".")) == []
    unseen = alone.cgq("questions", 2, "--image")
    assert (unseen.returncode, "No picture: " in unseen.stderr) == (3, True)
    assert alone.json("questions", 2, "--image", exits=3)["crop"] is None


def test_a_question_says_that_it_has_a_figure_and_how_to_see_it(home: Home) -> None:
    listed = {row["number"]: row for row in home.json("questions")["questions"]}
    assert {number: row["figures"] for number, row in listed.items()} == {1: 0, 2: 1, 3: 4}
    second = listed[2]["question"]
    hint = f"1 figure not shown here. See it: cgq questions {second} --image"
    assert hint in home.cgq("questions", second).stdout.splitlines()
    seen = home.cgq("questions", second, "--image")
    (path,) = (line.removeprefix("Picture: ") for line in seen.stdout.splitlines() if line.startswith("Picture: "))
    assert "not shown here" not in seen.stdout
    with Image.open(path) as image:
        assert image.width > 200
    told = home.json("questions", second, "--image")
    assert (told["crop"], told["crop_problem"]) == (path, None)
    assert home.json("questions", second)["crop"] is None
    assert home.cgq("questions", "--image").returncode == 2


def test_a_terminal_that_draws_gets_the_picture_itself(home: Home) -> None:
    command = [*COMMAND, "questions", "2", "--image"]
    terminal = Terminal(command, home.folder, home.environment, b"\x1b_Gi=31;OK\x1b\\\x1b[?62;c")
    try:
        terminal.wait_for("\x1b_Ga=T,f=24,o=z,q=2,s=")
        assert terminal.ended() == 0
        assert b"Picture: " not in terminal.seen
    finally:
        terminal.close()
