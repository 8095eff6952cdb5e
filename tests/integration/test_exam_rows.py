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


def test_a_number_in_a_table_of_data_stays_beside_its_own_row() -> None:
    """What stands at that height in the page's other column is not its neighbour."""

    def draw(page: Page) -> None:
        page.canvas.line(297, 60, 297, 740)
        for n in range(1, 7):
            x, y = (55, 220 * n - 130) if n < 4 else (305, 220 * (n - 3) - 124)
            page.write(x, y, f"{n}. Which process ends first?")
            for k in range(3):
                for cell, text in enumerate((f"P{k}", str(n + k), str(n * k))):
                    page.canvas.rect(x + 70 * cell, HEIGHT - y - 32 - 20 * k, 70, 20)
                    page.write(x + 70 * cell + 4, y + 27 + 20 * k, text)
            for k in range(4):
                page.write(x + 10, y + 90 + 16 * k, f"({'ABCD'[k]}) P{k}")

    document = read_document(paper(draw))
    assert [q.boxes[0].split() for q in document.questions] == [
        f"P0 {n} 0 P1 {n + 1} {n} P2 {n + 2} {2 * n}".split() for n in range(1, 7)
    ]
