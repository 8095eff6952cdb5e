"""A label alone on its line has its value on the next one, where no options go on there."""

from __future__ import annotations

import pytest
from tests.support.lines import lines_of

from cgq.exam.page.stacked import with_values_joined

OPTIONS = "A. beam\nB. column\nC. truss\n"


def read(text: str) -> list[str]:
    return [line.text for line in with_values_joined(lines_of(text))]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("1. Which one hangs?\n" + OPTIONS + "Answer:\nB", "Answer: B"),
        (
            "1. Which one hangs?\n" + OPTIONS + "Answer:\nC. A truss is light.\n2. Which one stands?",
            "Answer: C. A truss is light.",
        ),
        ("1. 다음 중 매달린 것은?\n① 보\n② 기둥\n[정답]\n②\n2. 다음 중 옳은 것은?", "[정답] ②"),
    ],
)
def test_a_value_below_its_label_is_joined_to_it(text: str, last: str) -> None:
    assert last in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "1. Which one hangs?\nAnswer:\n" + OPTIONS,
        OPTIONS + "2. Which one stands?\nAnswer:\nA. a beam that is\nlong\nB. column",
        "1. Which one hangs?\n" + OPTIONS + "Answer:\n2\nWhich one stands?",
        "1. Which one hangs?\n" + OPTIONS + "Answer: C\nB. Brown",
    ],
)
def test_what_stands_below_a_label_is_left_where_it_may_be_more(text: str) -> None:
    assert read(text) == text.rstrip("\n").split("\n")
