"""Every kind of mark in every position, with every style of options and in every layout: right, or refused."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("reportlab", reason="the papers are set with reportlab (group `samples`)")
if importlib.util.find_spec("koreanize_matplotlib") is None:
    pytest.skip("the font comes with koreanize-matplotlib (group `samples`)", allow_module_level=True)

from tests.support.marked import (
    LAYOUTS,
    STYLES,
    dot,
    framed,
    ground,
    hanging,
    inline,
    is_undecidable,
    marks,
    outcomes,
    paper,
    plain,
    right_of,
    ring,
    stem_of,
)

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.marked import Spot

MARKS = dict(marks())
QUESTIONS = 12
RIGHT = 0.95


def combination(n: int) -> tuple[str, str]:
    """A style and a layout for the mark number n, so that each meets each."""
    return list(STYLES)[n % len(STYLES)], LAYOUTS[n % len(LAYOUTS)]


@pytest.mark.parametrize(("n", "mark"), list(enumerate(MARKS)))
def test_a_marked_option_is_the_answer_and_none_of_its_text(n: int, mark: str) -> None:
    style, layout = combination(n)
    found = outcomes(read_document(paper(MARKS[mark], style, layout)))
    assert found == {"refused" if is_undecidable(mark, layout) else "right": QUESTIONS}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_mark_is_misread_in_silence_in_the_whole_grid() -> None:
    counts: Counter[str] = Counter()
    for mark, style, layout in product(MARKS, STYLES, LAYOUTS):
        found = outcomes(read_document(paper(MARKS[mark], style, layout)))
        assert found.keys() <= {"right", "refused", "flagged"}, (mark, style, layout)
        counts += Counter() if is_undecidable(mark, layout) else found
    assert counts["right"] >= RIGHT * counts.total()


@pytest.mark.parametrize("mark", [hanging("\u2713", 0), ground, ring, dot])
def test_a_mark_that_is_always_at_the_same_option_is_no_answer(mark: Callable[[Spot], None]) -> None:
    document = read_document(paper(mark, "A.", "column", right=lambda _: 3))
    assert [q.answer for q in document.questions] == [None] * QUESTIONS
    assert {q.flags for q in document.questions} == {("marked_option",)}


def but(number: int, usual: Callable[[Spot], None], other: Callable[[Spot], None]) -> Callable[[Spot], None]:
    """One mark in every question, and another in the question `number`."""
    drawn = iter(range(1, QUESTIONS + 1))

    def draw(spot: Spot) -> None:
        (other if next(drawn) == number else usual)(spot)

    return draw


def without_marker(spot: Spot) -> None:
    """A tick before an option whose marker is lost."""
    spot.write(spot.x - 9, "\u2713")
    spot.write(spot.x, spot.text)


def inside(spot: Spot) -> None:
    """A tick between two words of an option."""
    first, second = spot.text.split()
    spot.write(spot.x, f"{spot.marker} {first}")
    spot.write(spot.x + 60, "\u2713")
    spot.write(spot.x + 75, second)


def between_rows(spot: Spot) -> None:
    """A ground half behind an option and half behind the next."""
    ground(spot, top=3.0, bottom=8.5)


def struck(spot: Spot) -> None:
    plain(spot)
    spot.canvas.line(spot.x, spot.y + 3.5, spot.x + spot.wide, spot.y + 3.5)


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        (hanging("\u2713", 0), without_marker),
        (hanging("\u2713", 0), inside),
        (ground, between_rows),
        (inline("\u2713", 0), plain),
    ],
)
def test_a_mark_that_is_no_options_own_costs_that_questions_answer(
    usual: Callable[[Spot], None], other: Callable[[Spot], None]
) -> None:
    document = read_document(paper(but(6, usual, other), "A.", "column"))
    answers = {q.number: q.answer.accepted if q.answer else None for q in document.questions}
    assert answers == {n: None if n == 6 else (right_of(n) + 1,) for n in range(1, QUESTIONS + 1)}
    assert 6 in {finding.number for finding in document.findings}


def test_marks_that_disagree_give_no_answer() -> None:
    def two(spot: Spot) -> None:
        ground(spot)
        spot.canvas.circle(spot.x + 5, spot.y + 3.5 + 12, 7)

    def same(spot: Spot) -> None:
        ground(spot)
        spot.canvas.circle(spot.x + 5, spot.y + 3.5, 7)

    document = read_document(paper(but(3, same, two), "A.", "column"))
    assert [q.number for q in document.questions if q.answer is None] == [3]
    (found,) = [f for f in document.findings if f.code == "marked_option"]
    assert found.number == 3
    assert set(re.findall(r"option (\d)", found.message)) == {"1", "2"}


def test_a_mark_and_an_answer_in_the_stem_that_disagree_give_no_answer() -> None:
    def stated(letter: str) -> Callable[[Spot], None]:
        """The right option's ground, and an answer in brackets behind its stem; `letter` is what that says once."""

        def draw(spot: Spot) -> None:
            ground(spot)
            row = "ABCD".index(spot.marker[0])
            replace(spot, y=spot.y + 12 * (row + 1) + 1).write(spot.left + 330, f"( {letter or spot.marker[0]} )")

        return draw

    document = read_document(paper(but(5, stated(""), stated("C")), "A.", "column"))
    assert [q.number for q in document.questions if q.answer is None] == [5]
    assert [q.flags for q in document.questions if q.number == 5] == [("answer_conflict",)]
    assert [q.stem for q in document.questions] == [f"{stem_of(n)} (  )" for n in range(1, QUESTIONS + 1)]


def test_options_that_are_struck_through_are_reported_and_no_answer() -> None:
    document = read_document(paper(struck, "A.", "column"))
    assert {(q.answer, q.flags) for q in document.questions} == {(None, ("marked_option",))}


def test_a_star_before_a_questions_number_hides_no_question() -> None:
    def starred(spot: Spot) -> None:
        """The right option's ground, and a star before the number when it is the third."""
        ground(spot)
        if spot.marker == "C.":
            replace(spot, y=spot.y + 37).write(spot.left - 11, "\u2605")

    assert outcomes(read_document(paper(starred, "A.", "column"))) == {"right": QUESTIONS}


def test_a_frame_round_the_last_option_is_no_heading() -> None:
    document = read_document(paper(framed, "A.", "column"))
    assert {q.section for q in document.questions} == {None}
    assert outcomes(document) == {"right": QUESTIONS}
