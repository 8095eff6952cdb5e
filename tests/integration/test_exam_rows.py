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


def table(page: Page, first: int, told: list[str]) -> None:
    """A row for each answer that is told, the answer and the number half way down it."""
    for n, answer in enumerate(told):
        y = 100.0 + 85 * n
        row(page, y, first + n, STEMS[n % len(STEMS)], 44)
        page.canvas.rect(540, HEIGHT - y - 85, 40, 85)
        page.write(557, y + 44, answer)


def head(page: Page) -> None:
    for x, width, text in ((50, 40, "No."), (90, 450, "Question"), (540, 40, "Answer")):
        page.canvas.rect(x, HEIGHT - 100, width, 20)
        page.write(x + 3, 94, text)


def test_answers_in_a_column_of_their_own_are_the_rows() -> None:
    def draw(page: Page) -> None:
        head(page)
        table(page, 1, ["B", "D", "A", "C"])

    document = read_document(paper(draw, lambda page: table(page, 5, ["D", "A"])))
    assert [q.answer and q.answer.accepted for q in document.questions] == [(2,), (4,), (1,), (3,), (4,), (1,)]
    assert {tuple(o.text for o in q.options) for q in document.questions} == {("one", "two", "three", "four")}
    assert [q.stem for q in document.questions] == [*STEMS[:4], *STEMS[:2]]
    assert document.findings == ()
    where = document.questions[5].answer
    assert where is not None
    assert (where.page, where.bbox is not None and where.bbox[0] > 550) == (2, True)
    assert all(not page.unclaimed for page in document.layout)


def test_an_answer_in_a_column_that_cannot_be_read_is_refused() -> None:
    def draw(page: Page) -> None:
        head(page)
        table(page, 1, ["B", "D", "see 4", "C", "A", "A"])

    document = read_document(paper(draw))
    assert [q.answer and q.answer.accepted for q in document.questions] == [(2,), (4,), None, (3,), (1,), (1,)]
    assert "key_refused" in {f.code for f in document.findings if f.number == 3}


def test_a_column_that_is_no_column_of_answers_is_left_alone() -> None:
    def draw(page: Page) -> None:
        head(page)
        table(page, 1, ["x", "y", "z", "w"])

    assert read_document(paper(draw)).keys == ()
