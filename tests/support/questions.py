"""Questions read from lines of text, for what needs no PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.lines import lines_of

from cgq.exam.question.assemble import Layout, assemble
from cgq.exam.question.cells import usual_top
from cgq.exam.question.choice import choose_style
from cgq.exam.question.heads import section_heads
from cgq.exam.question.regions import regions_of
from cgq.exam.signs.options import usual_count

if TYPE_CHECKING:
    from cgq.exam.geometry import Line
    from cgq.exam.model import Question
    from cgq.exam.question.assemble import Assembled


NOTHING: frozenset[int] = frozenset()
"""No lines to leave out."""


def read(text: str) -> list[Question]:
    """The questions of a text, laid out as `lines_of` does."""
    return [a.question for a in assembled(lines_of(text))]


def assembled(lines: list[Line]) -> list[Assembled]:
    """The questions of some lines, with what was found of each."""
    choice = choose_style(lines, NOTHING)
    if choice is None:
        return []
    layout = Layout(lines, {}, choice.style, choice.others, usual_count(choice.runs), usual_top(lines))
    heads = section_heads(choice.chain, lines, {}, NOTHING, choice.runs, {})
    return [assemble(region, layout) for region in regions_of(choice.chain, lines, heads, NOTHING, choice.runs)]


def numbers(text: str) -> list[int]:
    """The numbers of the questions of a text."""
    return [q.number for q in read(text)]


def texts(question: Question) -> list[str]:
    """The texts of a question's options."""
    return [o.text for o in question.options]


FOUR = "  ① 하나 | ② 둘\n  ③ 셋 | ④ 넷"
"""Four options in two rows."""
