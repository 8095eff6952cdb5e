"""Banks that are printed as a table: a narrow cell for the number beside a cell of several lines."""

from __future__ import annotations

import pytest
from tests.support.canvas import HEIGHT, Page, paper

from cgq.exam.extract import read_document

STEMS = ("Which layer adds frames?", "Which host answers?", "Which route is taken?", "Which port is open?", "Which?")


def row(page: Page, y: float, number: int, stem: str, middle: float) -> None:
    """A row of 85 points: rules round both cells, the number so far down, a stem and four options beside it."""
    page.canvas.rect(50, HEIGHT - y - 85, 40, 85)
    page.canvas.rect(90, HEIGHT - y - 85, 450, 85)
    page.write(64, y + middle, str(number))
    for n, text in enumerate((stem, "(A) one", "(B) two", "(C) three", "(D) four")):
        page.write(96, y + 14 + 15 * n, text)


@pytest.mark.parametrize("middle", [14, 29, 44, 46, 74])
def test_a_number_belongs_to_its_row_however_far_down_it_stands(middle: float) -> None:
    def first(page: Page) -> None:
        for n in range(1, 4):
            row(page, 85.0 * n, n, STEMS[n - 1], middle)

    def last(page: Page) -> None:
        for n in range(4, 6):
            row(page, 85.0 * (n - 3), n, STEMS[n - 1], middle)

    document = read_document(paper(first, last))
    assert [(q.number, q.stem) for q in document.questions] == list(enumerate(STEMS, 1))
    assert {tuple(o.text for o in q.options) for q in document.questions} == {("one", "two", "three", "four")}
    assert document.findings == ()
    number = next(place.bbox for place in document.questions[1].places if place.part == "number")
    assert number[3] > 170 + middle - 5
