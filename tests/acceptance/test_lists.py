"""Lists at a terminal: never wider than it, whatever the papers are called, and what they list can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES, Home
from tests.support.long_bank import FIRST_ID, fill
from tests.support.terminal import at_terminal, is_command

from cgq_cli.render.text import width

if TYPE_CHECKING:
    from pathlib import Path

WIDTHS = (40, 60, 80, 120, 200)
ASKED = (
    "status",
    "jobs",
    "jobs|--all",
    "jobs|--tree",
    "jobs|--state|failed",
    "failed",
    "questions",
    "questions|-m|1",
    "questions|{question}",
    "materials",
    "materials|1",
    "search|안전|--words",
    "review",
    "review|--history",
    "config|show",
    "config|path",
    "doctor",
    "show|{job}",
    "graph|stats",
    "graph|list",
    "graph|show|강도율",
)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Home:
    home = Home(tmp_path_factory.mktemp("long"), empty=empty_database)
    fill(home.db)
    return home


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("sampled"))
    done = home.cgq("run", *(SAMPLES / name for name in ("safety-2024.pdf", "scan-ko.pdf")))
    assert done.returncode == 3, done.stderr
    return home


def check_widths(home: Home, question: int, job: int) -> dict[tuple[int, str], list[str]]:
    asked = [one.format(question=question, job=job) for one in ASKED]
    found = at_terminal(home, WIDTHS, asked)
    assert set(found) == {(columns, command) for columns in WIDTHS for command in asked}
    wide = {
        (columns, command, line)
        for (columns, command), lines in found.items()
        for line in lines
        if width(line) > columns and not is_command(line)
    }
    assert wide == set()
    return found


def test_no_list_of_a_large_bank_is_wider_than_the_terminal(long: Home) -> None:
    found = check_widths(long, FIRST_ID + 10, FIRST_ID + 8)
    assert all(lines for (_, command), lines in found.items() if not command.startswith(("graph", "review|--h")))

    head, *rows = found[80, "jobs"][:9]
    assert head.split() == ["id", "state", "file", "follows", "result"]
    assert [row.split()[0] for row in rows] == [str(FIRST_ID + n) for n in range(8, 0, -1)]
    assert ["제7회" in row and "10 waiting" in row for row in rows[:3]] == [False, True, False]
    assert "페이지의 글자가" in rows[0]

    head, row, *_ = found[80, "questions|-m|1"]
    assert head.split() == ["question", "no.", "answer", "flags", "stem"]
    assert width(row[row.index("제1회") :]) >= 32
    assert found[40, "questions|-m|1"][0].split() == ["question", str(FIRST_ID + 1)]

    head, first, second, *_ = found[80, "materials"]
    assert head.split() == ["id", "status", "questions", "missing", "findings", "file"]
    assert ("제1회" in first, "제2회" in second) == (True, True)
    assert "scheduled" not in found[80, "status"][0]
    assert "    generate_embedding  1. 제1회 1번 사업장에서" in " ".join(found[80, "jobs|--tree"])


def test_no_list_of_the_sample_papers_is_wider_than_the_terminal(sampled: Home) -> None:
    found = check_widths(sampled, 1, 1)
    assert "safety-2024.pdf" in " ".join(found[80, "jobs"])
    assert "20 questions, 20 answers" in " ".join(found[80, "jobs"])
    head, *rows = found[80, "jobs"]
    assert "kind" not in head.split()
    assert any("(refresh_concepts)" in row for row in rows)
    assert any("1 of 1 pages are pictures without" in row for row in rows)
    assert sampled.cgq("enqueue", "--kind", "recognise_pdf", "--material", "2").returncode == 0
    _, by_hand, *_ = at_terminal(sampled, (120,), ["jobs"])[120, "jobs"]
    assert ("scan-ko.pdf" in by_hand, "recognise_pdf" in by_hand) == (True, True)
    assert " ".join(found[80, "jobs|--state|failed"]).count("scan-ko.pdf") == 1


def test_off_a_terminal_each_list_has_all_columns_and_nothing_is_cut(long: Home) -> None:
    for asked in (("jobs",), ("jobs", "--all"), ("questions", "-m", "1"), ("materials",)):
        done = long.cgq(*asked)
        head, *lines = done.stdout.partition("\n\n")[0].splitlines()
        assert all(line.count("\t") == head.count("\t") for line in lines)
        assert "…" not in done.stdout
    keys, first, *_ = [line.split("\t") for line in long.cgq("questions", "-m", "1").stdout.splitlines()]
    shown = dict(zip(keys, first, strict=True))
    assert shown["title"].endswith("(가책형)")
    assert shown["stem"].endswith("무엇인가?")
