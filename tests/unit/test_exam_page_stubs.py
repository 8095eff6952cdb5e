"""Stubs with the number of a page, as Hangul papers and their converters set them: in boxes, parted, or empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.test_exam_columns import HEIGHT, WIDTH, box, column, run

from cgq.exam.geometry import Rule, Sheet
from cgq.exam.page.copies import copies_of
from cgq.exam.page.furniture import split_furniture

if TYPE_CHECKING:
    from cgq.exam.page.runs import Run

FOOT = 770.0


def set_aside(*feet: list[Run], rules: tuple[Rule, ...] = (), taller: int = 0) -> list[list[str]]:
    """What is taken off pages of text, a page for each foot; the page `taller` has twice the height."""
    sheets = [Sheet(n, WIDTH, HEIGHT * (2 if n == taller else 1), (), rules) for n in range(1, len(feet) + 1)]
    pages = [[*column("abcdefgh"[n], 40, 40, 90), *foot] for n, foot in enumerate(feet)]
    _, taken = split_furniture(sheets, pages, copies_of(sheets, pages))
    return [[r.text for r in page] for page in taken]


@pytest.mark.parametrize("pages", [1, 2, 3, 6])
@pytest.mark.parametrize("stub", ["{}", "- {} -", "-{}-", "{} / 12", "[{}/12]", "{}-12"])
def test_the_number_of_a_page_at_its_foot_is_set_aside(stub: str, pages: int) -> None:
    texts = [stub.format(n) for n in range(1, pages + 1)]
    assert set_aside(*([run(text, 290, FOOT)] for text in texts)) == [[text.replace(" ", "")] for text in texts]


def test_the_number_of_a_page_in_brackets_is_told_from_an_option_by_three_pages() -> None:
    feet = [[run(f"({n})", 290, FOOT)] for n in range(1, 6)]
    assert set_aside(*feet) == [[f"({n})"] for n in range(1, 6)]
    assert set_aside(*feet[:2]) == [[], []]


@pytest.mark.parametrize("pages", [1, 2, 3, 6])
def test_a_stub_of_two_cells_is_set_aside(pages: int) -> None:
    rules = (*box(280, FOOT - 12, 320, FOOT + 4), Rule(298, FOOT - 12, 298, FOOT + 4))
    feet = [[run(str(n), 288, FOOT), run("12", 303, FOOT)] for n in range(1, pages + 1)]
    assert set_aside(*feet, rules=rules) == [[str(n), "12"] for n in range(1, pages + 1)]


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_a_stub_parted_by_a_slanted_rule_is_set_aside(pages: int) -> None:
    feet = [[run(str(n), 282, FOOT - 3), run("32", 306, FOOT + 3)] for n in range(1, pages + 1)]
    assert set_aside(*feet, rules=tuple(box(280, FOOT - 15, 320, FOOT + 6))) == [
        [str(n), "32"] for n in range(1, pages + 1)
    ]


def test_a_foot_whose_number_was_left_out_is_set_aside() -> None:
    assert set_aside(*([run("(    -    )", 280, FOOT)] for _ in range(3))) == [["(-)"]] * 3


def test_a_line_of_signs_that_stands_further_in_is_kept() -> None:
    feet = [[run("- - -", 280, FOOT - 20), run(f"{c} last line of the page ".ljust(80, "x"), 40, FOOT)] for c in "pqr"]
    assert set_aside(*feet) == [[], [], []]


def test_a_foot_close_below_an_option_is_set_aside_alone() -> None:
    above = [run(f"③ option {c} of a question", 40, FOOT - 9.4) for c in "pqr"]
    assert set_aside(*([option, run(f"- {n} -", 290, FOOT)] for n, option in enumerate(above, 1))) == [
        ["-1-"],
        ["-2-"],
        ["-3-"],
    ]


def test_numbers_at_the_foot_of_which_none_is_the_pages_own_are_kept() -> None:
    assert set_aside([run("7", 280, FOOT), run("12", 320, FOOT)], [run("4", 280, FOOT), run("9", 320, FOOT)]) == [
        [],
        [],
    ]


def test_numbers_beside_words_at_the_foot_are_kept() -> None:
    assert set_aside([run("1", 280, FOOT), run("apple of the tree", 320, FOOT)]) == [[]]


@pytest.mark.parametrize("taller", [1, 2, 4])
def test_a_foot_is_known_on_a_page_that_was_made_taller(taller: int) -> None:
    """What did not fit stands below the foot of that page, and beside it."""
    feet = [[run(str(n), 282, FOOT - 3), run("32", 306, FOOT + 3)] for n in range(1, 5)]
    feet[taller - 1] += [run("a line beside it ".ljust(44, "x"), 40, FOOT - 2), *column("z", 40, 20, 90, top=FOOT + 20)]
    assert set_aside(*feet, taller=taller) == [[str(n), "32"] for n in range(1, 5)]


def test_a_foot_that_was_moved_down_with_the_edge_is_known() -> None:
    feet = [[run(f"civil law, form A, {n}", 250, FOOT)] for n in range(1, 5)]
    feet[2] = [*column("z", 40, 20, 90, top=FOOT + 20), run("civil law, form A, 3", 250, HEIGHT + FOOT)]
    assert set_aside(*feet, taller=3) == [[f"civillaw,formA,{n}"] for n in range(1, 5)]


def test_a_stub_of_two_numbers_without_a_rule_is_set_aside() -> None:
    feet = [[run(str(n), 288, FOOT), run(str(n), 300, FOOT)] for n in range(1, 4)]
    assert set_aside(*feet) == [[str(n), str(n)] for n in range(1, 4)]


def test_numbers_elsewhere_on_a_taller_page_are_no_foot() -> None:
    feet = [[run(f"- {n} -", 280, FOOT)] for n in range(1, 5)]
    feet[1] += [run("2", 60, FOOT), run("- 2 -", 280, FOOT + 200)]
    assert set_aside(*feet, taller=2) == [["-1-"], ["-2-"], ["-3-"], ["-4-"]]
