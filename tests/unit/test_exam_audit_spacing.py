"""What the white of a page tells: lines, options and pictures that are not where the paper has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.paper import paper
from tests.support.paper import question as asked

from cgq.exam.audit.options import Counts
from cgq.exam.audit.steps import FLOW, Step, leading_of
from cgq.exam.extract import read_document
from cgq.exam.model import Option, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

STEMS = [f"Which of the statements under {n} is right?" for n in range(1, 30)]
WORDS = ("Water runs down", "Wind moves sand", "Ice breaks rock", "Salt keeps food", "Heat rises")


def questions(*counts: int) -> list[str]:
    """A question with so many options for each count, one blank line between."""
    return [row for n, k in enumerate(counts, 1) for row in asked(n, STEMS[n - 1], *WORDS[:k])]


def found(*pages: Sequence[str]) -> list[tuple[str, int | None]]:
    return [(f.code, f.number) for f in read_document(paper(*pages)).findings]


PASSAGE = (
    "[1-3] Read the following text and answer the questions.",
    "For as long as people remember the wells of the upper town have been",
    "fed by the snow of the hills, which melts from March to the end of May",
    "and reaches the rock below through a thick bed of sand and gravel that",
    "holds the water for months, so that even in a dry year no one has ever",
    "seen the deep wells fall by more than the length of a common bucket.",
    "",
)


def test_a_line_that_is_gone_from_the_first_passage_leaves_a_hole() -> None:
    rest = questions(4, 4, 4)
    assert found([*PASSAGE, *rest]) == []
    assert found([*PASSAGE[:3], "", *PASSAGE[4:], *rest]) == [("hole", 1)]


def test_a_last_option_that_is_gone_leaves_room_in_a_paper_that_has_any_number_of_them() -> None:
    rows = questions(4, 5, 4, 3, 4, 4, 3, 4)
    assert found(rows) == []
    rows[rows.index(f"6. {STEMS[5]}") + 4] = ""
    assert found(rows) == [("option_count", 6)]


def test_a_short_paper_may_have_a_question_with_fewer_options_that_ends_as_closely() -> None:
    rows = questions(5, 5, 4, 5)
    assert found(rows) == []
    rows.insert(rows.index(f"4. {STEMS[3]}"), "")
    assert found(rows) == [("option_count", 3)]


def test_an_option_that_goes_on_below_a_line_with_room_holds_another_one() -> None:
    wraps = "A bed of sand and gravel holds the water of the hills for months, so that"
    rows: list[str] = []
    for n, count in enumerate((3, 4, 3, 3, 2, 3, 4, 3), 1):
        rows += [f"{n}. {STEMS[n - 1]}", f"   1) {wraps}", "      no one has seen it fall"]
        rows += [f"   {k}) {WORDS[k]}" for k in range(2, count + 1)] + [""]
    assert found(rows) == []
    at = rows.index(f"6. {STEMS[5]}") + 4
    rows[at] = f"      {WORDS[3]}"
    assert found(rows) == [("option_count", 6)]


def test_a_marker_at_the_end_of_a_line_with_room_has_lost_what_stood_behind_it() -> None:
    full = "4) an option that goes on until there is no more room for any other word of it on"
    rows = [
        row
        for n in range(1, 5)
        for row in (f"{n}. {STEMS[n - 1]}", f"   1) one 2) two 3) three {full}", "   this line than these.", "")
    ]
    assert found(rows) == []
    rows[5] = "   1) one 2) two 3) three 4)"
    assert ("hole", 2) in found(rows)


def test_white_at_the_top_of_a_page_within_a_question_is_told() -> None:
    first = questions(4, 4, 4)
    last = asked(4, STEMS[3], *WORDS[:4])
    rest = [row for n in range(5, 8) for row in asked(n, STEMS[n - 1], *WORDS[:4])]
    assert found([*first, last[0]], [*last[1:], *rest]) == []
    again = [*first, last[0]], [*last[1:], *rest, f"8. {STEMS[7]}"], [f"   {n}) {WORDS[n]}" for n in range(1, 5)]
    assert found(*again) == []
    assert found(*again[:2], [*[""] * 9, *again[2]]) == [("hole", 8)]


@pytest.mark.parametrize(
    ("counts", "at", "closing", "odd"),
    [
        ((4, 4, 4, 3), 4, "close", False),
        ((4, 4, 4, 4, 3), 5, "close", True),
        ((4,) * 9 + (3,), 10, "close", True),
        ((4,) * 9 + (3, 4, 5), 10, "close", False),
        ((4,) * 9 + (3, 5), 10, "close", True),
        ((4,) * 9 + (3, 4, 5), 10, None, True),
        ((4, 5, 3, 4, 5, 6, 4, 3, 4), 8, "white", True),
        ((4, 5, 3, 4, 5, 6, 4, 3, 4), 8, None, False),
    ],
)
def test_how_options_end_tells_whether_an_odd_count_is_right(
    counts: tuple[int, ...], at: int, closing: str | None, odd: bool
) -> None:
    told = [
        Question(number=n, stem=STEMS[n], options=tuple(Option(n=k, text=f"{k}") for k in range(1, count + 1)))
        for n, count in enumerate(counts, 1)
    ]
    known = closing if closing in ("close", "white") else None
    assert Counts(told).is_odd(told[at - 1], known, full=True) is odd


def step(height: float, em: float = 14.0) -> Step:
    """From the baseline of a line, so many points high, to the next."""
    return Step(1, 1, height, ((FLOW, False, False),), top=100.0, bottom=100.0 + height - em)


def test_cells_that_stand_side_by_side_tell_no_leading() -> None:
    text = [step(11.4) for _ in range(20)]
    cells = [step(height) for height in (5.1, 5.2, 5.0, 5.3, 6.0, 5.6)]
    assert leading_of([*text, *cells]) == 11.4
    assert leading_of([step(height, em=5.0) for height in (5.1,) * 12]) == 5.1
