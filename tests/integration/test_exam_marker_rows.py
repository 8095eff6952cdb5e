"""Options in a table whose first row holds the markers alone, each over its text."""

from __future__ import annotations

import pytest
from tests.support.canvas import HEIGHT, Page, paper, question

from cgq.exam.extract import read_document

MARKERS = ("(A)", "(B)", "(C)", "(D)")
SHORT = ("90", "120", "180", "270")
LONG = ("kept in the larger store", "left out", "moved to the end of the store", "read")


def centred(page: Page, x: float, y: float, text: str) -> None:
    page.canvas.setFont("Helvetica", 10)
    page.canvas.drawCentredString(x, HEIGHT - y, text)


def table(page: Page, y: float, *rows: tuple[str, ...], wide: float = 120) -> None:
    """Rows of cells with rules round them, 16 points high, each text in the middle of its cell."""
    for n, row in enumerate(rows):
        for at, text in enumerate(row):
            page.canvas.rect(60 + wide * at, HEIGHT - y - 16 * (n + 1) + 4, wide, 16)
            if text:
                centred(page, 60 + wide * (at + 0.5), y + 16 * n + 8, text)


def read_between(*rows: tuple[str, ...]) -> list[list[str]]:
    """The options of a question with such a table between two that are set as usual."""

    def draw(page: Page) -> None:
        question(page, 1, 100)
        page.write(50, 200, "2. Which one is it?")
        table(page, 220, *rows)
        question(page, 3, 340)
        question(page, 4, 440)

    document = read_document(paper(draw))
    assert [(q.number, q.stem) for q in document.questions][1:3] == [(2, "Which one is it?"), (3, "Which is right?")]
    assert document.findings == ()
    return [[option.text for option in q.options] for q in document.questions]


@pytest.mark.parametrize("texts", [SHORT, LONG])
def test_texts_in_the_row_below_their_markers_are_the_options(texts: tuple[str, ...]) -> None:
    assert read_between(MARKERS, texts)[1] == list(texts)


def test_two_rows_of_markers_each_have_their_texts_below() -> None:
    assert read_between(MARKERS[:2], LONG[:2], MARKERS[2:], LONG[2:])[1] == list(LONG)


def test_texts_of_two_lines_below_their_markers_are_joined() -> None:
    rows = (
        MARKERS,
        ("kept in the", "left out", "moved to the", "read"),
        ("larger store", "of it", "end of it", "twice"),
    )
    assert read_between(*rows)[1] == [
        "kept in the larger store",
        "left out of it",
        "moved to the end of it",
        "read twice",
    ]


def test_a_row_of_markers_under_drawings_takes_no_heading_below() -> None:
    def draw(page: Page) -> None:
        question(page, 1, 100)
        page.write(50, 200, "2. Which one is it?")
        for at in range(4):
            page.curve(60 + 120 * at, 220, 50, bend=0.3 + 0.2 * at)
            page.write(60 + 120 * at, 285, MARKERS[at])
        page.write(50, 330, "Part two    Networks")
        question(page, 3, 360)
        question(page, 4, 460)

    document = read_document(paper(draw))
    assert [option.text for option in document.questions[1].options] == [""] * 4
