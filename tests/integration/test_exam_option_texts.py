"""The reader hands options over without their markers, and with every sign of a text that looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import Page, paper

from cgq.exam.extract import read_document
from cgq.exam.identity import option_order, question_hash

if TYPE_CHECKING:
    from cgq.exam.model import Question

MARKERS = {
    "(A)": ("(A)", "(B)", "(C)", "(D)"),
    "A.": ("A.", "B.", "C.", "D."),
    "A)": ("A)", "B)", "C)", "D)"),
    "1)": ("1)", "2)", "3)", "4)"),
}


def read(markers: tuple[str, ...], *texts: str) -> list[Question]:
    def draw(page: Page) -> None:
        for number in range(1, 5):
            top = 50 + 120 * (number - 1)
            page.write(50, top, f"{number}. Which is right about river {number}?")
            for below, (marker, text) in enumerate(zip(markers, texts, strict=True), 1):
                page.write(60, top + 15 * below, f"{marker} {text}")

    return list(read_document(paper(draw)).questions)


@pytest.mark.parametrize("style", MARKERS)
def test_options_that_are_numbers_in_brackets_are_read_whole(style: str) -> None:
    low, high = ("(2)", "(3)", "(4)", "(5)"), ("(6)", "(7)", "(8)", "(9)")
    few, many = read(MARKERS[style], *low), read(MARKERS[style], *high)
    assert [tuple(option.text for option in found.options) for found in few] == [low] * 4
    assert [tuple(option.text for option in found.options) for found in many] == [high] * 4
    assert not {question_hash(found) for found in few} & {question_hash(found) for found in many}


@pytest.mark.parametrize("style", ["A.", "A)", "1)"])
def test_form_b_with_a_only_and_b_only_turned_round_is_known_in_its_order(style: str) -> None:
    form_a = read(MARKERS[style], "(A) only", "(B) only", "both", "neither")
    form_b = read(MARKERS[style], "(B) only", "(A) only", "both", "neither")
    for ours, theirs in zip(form_a, form_b, strict=True):
        assert question_hash(ours) == question_hash(theirs)
        assert option_order(theirs, ours) == (2, 1, 3, 4)
