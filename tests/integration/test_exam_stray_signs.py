"""Lone signs in a column right of the stems are no part of them, answer nothing, and are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import paper

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.canvas import Page

STEMS = tuple(f"Which of the words in row {n} is a tree?" for n in range(1, 7))
SIGNS = "BDACBC"


def drawn(right: Callable[[int], str], x: Callable[[int], float] = lambda _: 480.0) -> bytes:
    """Six questions with four options each, and a text right of each stem."""

    def draw(page: Page) -> None:
        y = 50.0
        for n, stem in enumerate(STEMS):
            page.write(50, y, f"{n + 1}. {stem}")
            page.write(x(n), y, right(n))
            for letter, word in zip("ABCD", ("alder", "basil", "cedar", "daisy"), strict=True):
                y += 15
                page.write(65, y, f"{letter}. {word} {n + 1}")
            y += 28

    return paper(draw)


@pytest.mark.parametrize("right", [lambda n: SIGNS[n], lambda n: f"{n + 1}. {SIGNS[n]}"])
def test_a_column_of_signs_is_taken_out_of_the_stems_and_reported(right: Callable[[int], str]) -> None:
    questions = read_document(drawn(right)).questions
    assert [q.stem for q in questions] == list(STEMS)
    assert [q.answer for q in questions] == [None] * 6
    assert all("unaccounted_text" in q.flags for q in questions)


@pytest.mark.parametrize(
    ("right", "x"),
    [
        (lambda n: f"({n % 3 + 1} points)", lambda _: 480.0),
        (lambda n: f"E{n}", lambda _: 480.0),
        (lambda n: SIGNS[n], lambda n: 330.0 + 25 * n),
        (lambda _: "A", lambda _: 480.0),
    ],
)
def test_what_is_no_column_of_different_signs_stays(right: Callable[[int], str], x: Callable[[int], float]) -> None:
    questions = read_document(drawn(right, x)).questions
    assert all(q.stem.endswith(right(n)) for n, q in enumerate(questions))
