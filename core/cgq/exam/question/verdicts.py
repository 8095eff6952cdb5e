"""What is reported where numbers with options are no exam, or may be none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exam.findings import NO_QUESTIONS, REFUSED_QUESTIONS, UNCERTAIN_EXAM
from cgq.exam.model import Finding
from cgq.exam.question.exam_signs import WHOLE_RUN, signs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question
    from cgq.exam.question.exam_signs import Signs, Surroundings

_HALF = 0.5
"""Share of the numbers with a scale, or with clauses, from which on that is named as the reason for no exam."""
_STEADY = 0.6
"""Share of the numbers whose options agree in count, from which refusing them is a loss: of 209 drawn lists, statutes
and forms whose points vary none has more than 0.55."""


def refused(questions: Sequence[Question], around: Surroundings) -> Finding:
    """The finding for numbers that are no questions: a loss where they have whole runs of options of one length and
    nothing names another kind of document."""
    signs = signs_of(questions, around)
    why = _other_kind(signs)
    if why is None and signs.steady >= _STEADY:
        whole = [q for q in questions if len(q.options) >= WHOLE_RUN] or list(questions)
        message = (
            f"no questions were made of {counted(len(whole), 'number')} with options on {_pages(whole)}: look there"
        )
        return Finding(code=REFUSED_QUESTIONS, message=message, page=whole[0].page)
    looked = f"no questions here: looked at {counted(len(questions), 'number')}"
    return Finding(code=NO_QUESTIONS, message=f"{looked}, {why or 'few with options that agree'}")


def uncertain(questions: Sequence[Question]) -> Finding:
    """The finding for a paper that may be no exam."""
    message = (
        f"{counted(len(questions), 'number')} with options on {_pages(questions)} may be no exam: accept what is one"
    )
    return Finding(code=UNCERTAIN_EXAM, message=message, page=questions[0].page)


def _other_kind(signs: Signs) -> str | None:
    """What kind of document the options belong to, where they are those of no exam."""
    if signs.scaled > _HALF:
        return "and their options are the scale of a survey"
    if signs.clauses > _HALF:
        return "and their options are clauses of a text"
    if signs.parts > _HALF:
        return "and their options are tasks to write on"
    return "and they are a table of contents" if signs.leaders > _HALF else None


def _pages(questions: Sequence[Question]) -> str:
    """The pages of some questions: "page 3", "pages 1-4"."""
    pages = sorted({q.page for q in questions})
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}-{pages[-1]}"
