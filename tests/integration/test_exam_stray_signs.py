"""Lone signs in a column right of the stems are no part of them, answer nothing, and are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import paper

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from tests.support.canvas import Page

STEMS = tuple(f"Which of the words in row {n} is a tree?" for n in range(1, 7))
SIGNS = tuple("BDACBC")
COLUMN = (480.0,) * 6


def drawn(right: tuple[str, ...], xs: tuple[float, ...] = COLUMN) -> bytes:
    """Six questions with four options each, and a text right of each stem."""

    def draw(page: Page) -> None:
        y = 50.0
        for n, (stem, text, x) in enumerate(zip(STEMS, right, xs, strict=True), 1):
            page.write(50, y, f"{n}. {stem}")
            page.write(x, y, text)
            for letter, word in zip("ABCD", ("alder", "basil", "cedar", "daisy"), strict=True):
                y += 15
                page.write(65, y, f"{letter}. {word} {n}")
            y += 28

    return paper(draw)


@pytest.mark.parametrize("right", [SIGNS, tuple(f"{n}. {sign}" for n, sign in enumerate(SIGNS, 1))])
def test_a_column_of_signs_is_taken_out_of_the_stems_and_reported(right: tuple[str, ...]) -> None:
    questions = read_document(drawn(right)).questions
    assert [q.stem for q in questions] == list(STEMS)
    assert [q.answer for q in questions] == [None] * 6
    assert all("unaccounted_text" in q.flags for q in questions)


@pytest.mark.parametrize(
    ("right", "xs"),
    [
        (tuple(f"({n % 3 + 1} points)" for n in range(6)), COLUMN),
        (tuple(f"E{n}" for n in range(6)), COLUMN),
        (SIGNS, tuple(330.0 + 25 * n for n in range(6))),
        (("A",) * 6, COLUMN),
    ],
)
def test_what_is_no_column_of_different_signs_stays(right: tuple[str, ...], xs: tuple[float, ...]) -> None:
    questions = read_document(drawn(right, xs)).questions
    assert all(q.stem.endswith(text) for q, text in zip(questions, right, strict=True))
