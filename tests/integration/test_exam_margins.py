"""Numbers of lines in the margin of a passage are furniture; numbers of questions, options and rows are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import Page, paper, question

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Document

TOLD = [
    "The river rises in the hills to the north of the old town and",
    "runs from there through meadows and orchards, past three mills",
    "that have long been still, until it comes to the wide bend by",
    "the bridge, where for hundreds of years a market has been held",
    "every week, to which people bring what their gardens and fields",
    "have yielded: apples, honey, wool and, in the months of winter,",
    "baskets and brooms that were made beside the fire. Below the",
    "bridge it becomes slow and broad, and barges that carried stone",
    "and timber used to wait there for the tide, often for days and",
    "in a row that reached from the quay to the first of the locks.",
    "Nobody has counted them since the railway came, and the last of",
    "the lock keepers has become the warden of a small museum.",
]


def read(draw: Callable[[Page], None]) -> Document:
    return read_document(paper(draw))


def told(page: Page, x: float, step: int, at: float, form: str = "{}", first: int = 0) -> None:
    """The passage from `x` on, its lines numbered flush right at `at`; then two questions on it and another."""
    page.write(50, 60, "[1-2] Read the following text and answer the questions.")
    for n, text in enumerate(TOLD, 1):
        page.write(x, 70 + 15 * n, text)
        if (n + first) % step == 0:
            page.canvas.setFont("Helvetica", 8)
            page.canvas.drawRightString(at, 800 - 70 - 15 * n, form.format(n + first))
    for number in (1, 2, 3):
        question(page, number, 200 + 90 * number)


@pytest.mark.parametrize(
    ("x", "step", "at", "form", "first"),
    [
        (70, 5, 56, "{}", 0),
        (50, 5, 420, "{}", 0),
        (50, 5, 420, "({})", 95),
        (70, 1, 56, "{}", 0),
        (50, 1, 420, "{}", 0),
    ],
)
def test_the_numbers_of_its_lines_are_no_part_of_a_passage(
    x: float, step: int, at: float, form: str, first: int
) -> None:
    document = read(lambda page: told(page, x, step, at, form, first))
    assert [q.passage for q in document.questions] == [" ".join(TOLD)] * 2 + [None]
    margin = [box for box in document.layout[0].furniture if box[2] == pytest.approx(at, abs=1)]
    assert len(margin) == sum(1 for n in range(1, 13) if (n + first) % step == 0)
    assert document.findings == ()


def test_numbers_that_do_not_count_the_lines_beside_them_stay() -> None:
    def drawn(page: Page) -> None:
        told(page, 70, 4, 56)  # 4, 8, 12

    document = read(drawn)
    assert all(str(n) in (document.questions[0].passage or "").split() for n in (4, 8, 12))


def test_bare_numbers_of_questions_of_one_line_stay_numbers() -> None:
    def drawn(page: Page) -> None:
        for n in range(1, 11):
            y = 40 + 60 * n
            page.write(50, y, str(n))
            page.write(75, y, f"Which of these is what the text calls reason number {n}?")
            for option, text in enumerate(("one", "two", "three", "four"), 1):
                page.write(75 + 90 * (option - 1), y + 20, f"({'ABCD'[option - 1]}) {text}")

    assert [q.number for q in read(drawn).questions] == list(range(1, 11))


def test_options_counted_in_bare_digits_stay_options() -> None:
    def drawn(page: Page) -> None:
        for number in (1, 2, 3, 4):
            y = 160 * number - 100
            page.write(50, y, f"{number}. Which of these did the author of the text see at the river?")
            for option in range(1, 6):
                page.write(60, y + 18 * option, str(option))
                page.write(80, y + 18 * option, f"{TOLD[option + number]} {TOLD[number]}"[:90])

    assert [[len(o.text) > 80 for o in q.options] for q in read(drawn).questions] == [[True] * 5] * 4


def test_two_lines_beside_a_large_number_are_read_one_after_the_other() -> None:
    def draw(page: Page) -> None:
        for n in range(1, 6):
            y = 120.0 * n
            page.write(50, y + 5, f"{n}.", size=20)
            page.write(75, y - 3, "Which method of the many that we know and", size=9)
            page.write(75, y + 8, "of those that we do not is right?", size=9)
            for k, text in enumerate(("one", "two", "three", "four")):
                page.write(75, y + 25 + 13 * k, f"({'ABCD'[k]}) {text}", size=9)

    stems = {q.stem for q in read_document(paper(draw)).questions}
    assert stems == {"Which method of the many that we know and of those that we do not is right?"}
