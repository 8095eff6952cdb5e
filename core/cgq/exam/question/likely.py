"""Whether what the chain found is an exam: lecture notes, statutes and syllabuses have numbers and ① too.

A score with two thresholds: above the upper one it is an exam, below the lower one it is none, and between them the
questions are kept and a person is asked.
"""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING

from cgq.exam.question.exam_signs import WHOLE_RUN, Signs, Surroundings, asking_among, signs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Question

_WEIGHTS = Signs(
    steady=2.5,
    near=1.0,
    counting=1.0,
    asking=3.5,
    stated=-1.0,
    listed=-3.0,
    rows=0.5,
    answered=2.0,
    directed=1.0,
    titled=1.0,
    scaled=-7.0,
    shared=-3.5,
    clauses=-6.0,
    parts=-6.0,
    leaders=-4.0,
    printed=2.0,
)
"""What each sign is worth, in log odds: a logistic regression over 320 drawn exams (of which 100 ask in few stems), 209
drawn lists, statutes, surveys, minutes and forms, the samples and seven real papers, rounded to halves. What hardly
occurs there (scales, clauses, tasks, leaders) was set so that it outweighs all else; answers and titles, of which drawn
papers have too many, weigh half of what the regression gave them."""
_NAMES = tuple(field.name for field in fields(Signs))
_ODDS = -6.0
"""The log odds without any sign, from the same regression."""
_SURE = 0.25
"""From here on it is an exam. Of 210 other drawn exams, all that were read are above; of 204 lists, one is."""
_NO_EXAM = -0.75
"""Below this it is none. Of the same lists five are above, as are all exams."""
_FEWEST_IN_PART = 8
"""Questions of a stretch that is judged alone, where others are open ones."""
_NEARLY_ALL = 0.8
"""Of such a stretch, the share that must ask."""


class Verdict(Enum):
    """What the questions of a paper are."""

    EXAM = "exam"
    UNCERTAIN = "uncertain"
    NO_EXAM = "no exam"


def judge(questions: Sequence[Question], around: Surroundings = Surroundings()) -> Verdict:  # noqa: B008 - frozen
    """Whether numbers with options are an exam; where some ask for words, the stretches between them are looked at,
    too."""
    if not questions:
        return Verdict.NO_EXAM
    best = score(signs_of(questions, around))
    for part in _stretches(questions):
        if sum(asking_among(part)) >= _NEARLY_ALL * len(part):
            best = max(best, score(signs_of(part, around)))
    if best >= _SURE:
        return Verdict.EXAM
    return Verdict.UNCERTAIN if best >= _NO_EXAM else Verdict.NO_EXAM


def score(signs: Signs) -> float:
    """How much speaks for an exam, in log odds; the runner-up, that it is none, has the same with the other sign."""
    total = _ODDS
    for name in _NAMES:
        total += getattr(_WEIGHTS, name) * getattr(signs, name)
    return total


def _stretches(questions: Sequence[Question]) -> list[list[Question]]:
    """The stretches of questions with options, where others ask for words."""
    groups = groupby(questions, lambda question: len(question.options) >= WHOLE_RUN)
    parts = [list(part) for whole, part in groups if whole]
    return [part for part in parts if _FEWEST_IN_PART <= len(part) < len(questions)]
