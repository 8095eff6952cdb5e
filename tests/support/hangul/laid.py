"""What every layout is made of: questions several times over, in a manner, with some of it set otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sample_data.material import load
from tests.support.hangul.asked import QUESTIONS, Asked
from tests.support.hangul.papers import Manner, paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.hangul.papers import Question
    from tests.support.hangul.parts import Document, Paragraph

TITLE, SUBTITLE = "제3회 기초 상식 모의시험", "문제마다 알맞은 답을 하나만 고르시오."
NARROW_MANNER, WIDE_MANNER = Manner(columns=2), Manner()


@dataclass(frozen=True)
class Layout:
    """A document and the questions in it, in order; `answered` where it prints the answers."""

    document: Document
    questions: tuple[Question, ...]
    answered: bool = False


LAYOUTS: dict[str, Callable[[], Layout]] = {}
"""Every layout by its name."""


def layout(make: Callable[[], Layout]) -> Callable[[], Layout]:
    """Put a layout into the list."""
    LAYOUTS[make.__name__] = make
    return make


def long(times: int) -> tuple[Asked, ...]:
    """The questions several times over, numbered on, so that a paper has several pages."""
    count = len(QUESTIONS)
    return tuple(replace(q, number=q.number + count * at) for at in range(times) for q in QUESTIONS)


def papers(manner: Manner, answered: bool = False, times: int = 2) -> Layout:
    """A plain paper in one manner."""
    questions = long(times)
    return Layout(paper(questions, manner, TITLE, SUBTITLE), questions, answered)


def different(manner: Manner) -> Layout:
    """A plain paper none of whose questions is like another: pages with the same ones are taken for copies."""
    questions = load("sw1-ko")
    return Layout(paper(questions, manner, TITLE, SUBTITLE), tuple(questions))


def special(number: int, manner: Manner, change: Callable[[Question, Manner], Iterator[Paragraph]]) -> Layout:
    """One page of questions, one of them set otherwise."""
    questions = long(1)
    return Layout(paper(questions, manner, TITLE, SUBTITLE, {number: change}), questions)


def changed(made: Layout, number: int, **fields: object) -> Layout:
    """The layout, where one question's truth is another."""
    truth = tuple(replace(q, **fields) if q.number == number else q for q in made.questions)
    return replace(made, questions=truth)


def with_running(made: Layout, **running: tuple[Paragraph, ...]) -> Layout:
    sections = tuple(replace(each, **running) for each in made.document.sections)
    return replace(made, document=replace(made.document, sections=sections))
