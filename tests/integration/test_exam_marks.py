"""Answers told by colour, highlight or tick count where the whole paper tells them so, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import HEIGHT, Page, paper

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Document

RIGHT = (2, 4, 1, 3, 2)
OPTIONS = ("one", "two", "three", "four")


def plain(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, text)


def green(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, text, colour="#00a030")


def red_marker(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, text[:3], colour="#dd1010")
    page.write(x + 16, y, text[4:])


def highlighted(page: Page, x: float, y: float, text: str) -> None:
    page.area(x - 1, y - 9, 60, 12, "#ffff00")
    page.write(x, y, text)


def noted(page: Page, x: float, y: float, text: str) -> None:
    """A highlight that a reader's marker pen left as an annotation."""
    page.write(x, y, text)
    left, bottom, right, top = x - 1, HEIGHT - y - 3, x + 60, HEIGHT - y + 9
    corners = [left, top, right, top, left, bottom, right, bottom]
    page.canvas.highlightAnnotation("", (left, bottom, right, top), QuadPoints=corners, Color=[1, 1, 0])


def circled(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, text)
    page.canvas.circle(x + 6, HEIGHT - y + 3, 8)


def ticked(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, text)
    page.canvas.lines([(x - 14, HEIGHT - y + 4, x - 10, HEIGHT - y), (x - 10, HEIGHT - y, x - 4, HEIGHT - y + 8)])
    page.canvas.bezier(x - 14, HEIGHT - y + 4, x - 12, HEIGHT - y, x - 10, HEIGHT - y, x - 4, HEIGHT - y + 8)


def printed_tick(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, text)
    page.canvas.setFont("ZapfDingbats", 10)
    page.canvas.drawString(x + 50, HEIGHT - y, "\u2713")


def underlined(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, text)
    width = page.canvas.stringWidth(text, "Helvetica", 10)
    page.canvas.line(x + 16, HEIGHT - y - 1.5, x + width, HEIGHT - y - 1.5)


def starred(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, f"*{text}")


def named(page: Page, x: float, y: float, text: str) -> None:
    page.write(x, y, f"{text} (Answer)")


def read_marked(
    mark: Callable[[Page, float, float, str], None],
    marked: dict[int, tuple[int, ...]],
    stems: dict[int, str] | None = None,
) -> Document:
    """A paper in whose question n the options `marked[n]` are marked; `stems` are those that ask otherwise."""
    asked = stems or {}

    def draw(page: Page) -> None:
        for number in range(1, len(RIGHT) + 1):
            top = 40 + 100 * number
            page.write(50, top, f"{number}. {asked.get(number, 'Which is right?')}")
            for n, text in enumerate(OPTIONS, 1):
                draw_option = mark if n in marked.get(number, ()) else plain
                draw_option(page, 70, top + 16 * n, f"({'ABCD'[n - 1]}) {text}")

    return read_document(paper(draw))


COLOURS = (green, red_marker, highlighted, noted, underlined)
MARKS = [*COLOURS, circled, ticked, printed_tick, starred, named]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_every_question_has_is_the_answer(mark: Callable[[Page, float, float, str], None]) -> None:
    document = read_marked(mark, {n: (right,) for n, right in enumerate(RIGHT, 1)})
    assert [q.answer.accepted if q.answer else None for q in document.questions] == [(n,) for n in RIGHT]
    evidence = "colour" if mark in COLOURS else "label" if mark is named else "mark"
    assert {(q.answer.source, q.answer.evidence) for q in document.questions if q.answer} == {("paper", evidence)}
    assert {q.answer.mode for q in document.questions if q.answer} == {"any"}
    assert [[o.text for o in q.options] for q in document.questions] == [list(OPTIONS)] * 5
    assert [q.figures for q in document.questions] == [()] * 5
    assert [f.code for f in document.findings] == []
    for question, right in zip(document.questions, RIGHT, strict=True):
        (answer,) = [p for p in question.places if p.part == "answer"]
        (option,) = [p for p in question.places if (p.part, p.n) == ("option", right)]
        assert answer.bbox == option.bbox


@pytest.mark.parametrize("mark", [green, highlighted, printed_tick, starred, named])
def test_a_mark_that_few_questions_have_is_no_answer_and_reported(
    mark: Callable[[Page, float, float, str], None],
) -> None:
    document = read_marked(mark, {2: (4,)})
    assert [q.answer for q in document.questions] == [None] * 5
    assert [(f.code, f.number) for f in document.findings] == [("marked_option", 2)]
    assert document.questions[1].flags == ("marked_option",)


def test_a_question_with_more_marks_than_it_asks_for_has_no_answer_and_says_so() -> None:
    document = read_marked(green, {1: (2,), 2: (1, 3), 3: (4,), 4: (1,), 5: (2,)})
    assert [q.answer.accepted if q.answer else None for q in document.questions] == [(2,), None, (4,), (1,), (2,)]
    assert [(f.code, f.number) for f in document.findings if f.code == "marked_option"] == [("marked_option", 2)]
    assert document.questions[1].flags == ("marked_option",)


def test_where_two_are_asked_for_both_marked_ones_must_be_chosen() -> None:
    document = read_marked(
        green, {1: (2,), 2: (1, 3), 3: (4,), 4: (1,), 5: (2,)}, {2: "Which are right? (Choose two.)"}
    )
    answers = [q.answer for q in document.questions]
    assert [(a.accepted, a.mode) for a in answers if a] == [
        ((2,), "any"),
        ((1, 3), "all"),
        ((4,), "any"),
        ((1,), "any"),
        ((2,), "any"),
    ]
    assert document.findings == ()


def test_a_rule_below_the_options_of_one_question_is_no_answer() -> None:
    document = read_marked(underlined, {2: (4,)})
    assert [q.answer for q in document.questions] == [None] * 5
    assert document.findings == ()


def test_colour_that_every_option_has_means_nothing() -> None:
    document = read_marked(green, dict.fromkeys(range(1, 6), (1, 2, 3, 4)))
    assert [q.answer for q in document.questions] == [None] * 5
    assert document.findings == ()
