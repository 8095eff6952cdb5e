"""Every kind of mark in every position, with every style of options and in every layout: right, or refused."""

from __future__ import annotations

import importlib.util
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("reportlab", reason="the papers are set with reportlab (group `samples`)")
if importlib.util.find_spec("koreanize_matplotlib") is None:
    pytest.skip("the font comes with koreanize-matplotlib (group `samples`)", allow_module_level=True)

from tests.support.marked import LAYOUTS, STYLES, dot, ground, hanging, is_undecidable, marks, outcomes, paper, ring

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
