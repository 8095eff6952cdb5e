"""Formulas that are set in two directions come out as text that says the same in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.canvas import HEIGHT, Page, paper

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Question

_QUESTIONS = 4


def _questions(draw_stem: Callable[[Page, float], None], options: str = "") -> list[Question]:
    """A paper whose stems say what is drawn right of x = 120, at the baseline that is given."""

    def draw(page: Page) -> None:
        for n in range(1, _QUESTIONS + 1):
            y = 60.0 + 90 * n
            page.write(50, y, f"{n}. What equals")
            draw_stem(page, y)
            for k in range(4):
                page.write(65 + 120 * k, y + 30, f"{'ABCD'[k]}. {n * k + 2}{options}")

    return list(read_document(paper(draw)).questions)


def _bar(page: Page, x0: float, x1: float, y: float) -> None:
    page.canvas.setLineWidth(0.5)
    page.canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)


def test_raised_and_lowered_digits_keep_their_height() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(120, y, "2")
        page.write(125.8, y - 4, "10", size=6)
        page.write(134, y, "+ x")
        page.write(148, y + 3, "1", size=6)
        page.write(154, y, "?")

    assert [q.stem for q in _questions(stem)] == ["What equals 2¹⁰ + x₁ ?"] * _QUESTIONS


def test_what_stands_above_and_below_a_bar_is_a_fraction() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(120, y, "x =")
        page.write(141, y - 6, "a + b", size=10)
        _bar(page, 140, 166, y - 3)
        page.write(150, y + 7, "2", size=10)
        page.write(170, y, "?")

    assert [q.stem for q in _questions(stem)] == ["What equals x = (a + b)/2 ?"] * _QUESTIONS


def test_a_whole_number_before_a_fraction_stays_apart_from_it() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(120, y, "7")
        page.write(127, y - 4, "1", size=7)
        _bar(page, 126.5, 131.5, y - 3)
        page.write(127, y + 4, "2", size=7)

    assert [q.stem for q in _questions(stem)] == ["What equals 7 1/2"] * _QUESTIONS


def test_a_word_that_is_underlined_is_no_fraction_over_the_line_below() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(120, y, "the following sentence about a small market?")
        _bar(page, 120, 165, y + 2)
        page.write(65, y + 12, "Mind that it is no fraction.")

    stems = [q.stem for q in _questions(stem)]
    assert (
        stems == ["What equals the following sentence about a small market? Mind that it is no fraction."] * _QUESTIONS
    )


def test_a_table_with_short_cells_holds_no_fraction() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(120, y, "in the table?")
        for row in range(3):
            _bar(page, 300, 340, y - 10 + 12 * row)
        for x in (300, 320, 340):
            page.canvas.line(x, HEIGHT - y + 10, x, HEIGHT - y - 14)
        for row, cells in enumerate((("4", "6"), ("5", "7"))):
            for column, cell in enumerate(cells):
                page.write(307 + 20 * column, y - 1 + 12 * row, cell)

    for question in _questions(stem):
        assert "/" not in " ".join([question.stem, *question.boxes])


def test_an_upper_and_a_lower_index_stand_behind_their_letter() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(120, y, "x")
        page.write(125.4, y - 4, "n", size=6)
        page.write(125.4, y + 3.5, "1", size=6)
        page.write(131, y, "- 1?")

    assert [q.stem for q in _questions(stem, "%")] == ["What equals xⁿ₁ - 1?"] * _QUESTIONS


def test_a_raised_and_a_lowered_exponent_stand_one_after_the_other() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(120, y, "x")
        page.write(125, y - 4, "12", size=6)
        page.write(125, y + 2, "ab", size=6)
        page.write(135, y, "then?")

    assert {q.stem for q in _questions(stem)} == {"What equals x\u00b9\u00b2ab then?"}


def test_a_word_underlined_right_above_another_is_no_fraction() -> None:
    def stem(page: Page, y: float) -> None:
        page.write(150, y + 12, "method")
        _bar(page, 150, 150 + page.canvas.stringWidth("method", "Helvetica", 10), y + 13.5)
        page.write(152, y + 23, "design")

    assert {q.stem for q in _questions(stem)} == {"What equals method design"}
