"""What counts as right, as Moodle's percentages of the mark, and back.

Moodle takes the percentages of its list alone (question/format.php, importprocess). It stops an import at a single
choice without an answer of 100, and at a multiple choice whose right answers do not add up to 100
(question/type/multichoice/questiontype.php, save_question_options). With `single` one option can be chosen, else any
number of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.model import RightOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL = 100.0
"""Percent of the points: what an option is worth that is right by itself, in Moodle XML and in GIFT."""

_SHARES = {1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667", 7: "14.28571", 8: "12.5", 9: "11.11111"}
"""The share of each of so many right options, among the percentages that Moodle knows
(question_bank::fraction_options); more are shared as 10 and 5."""

MOST_SHARED = 20
"""So many shares of 5, the smallest one, make 100."""

_SEVERAL = "Where several must be chosen, let the right ones add up to 100, as 50 and 50."

_ROUNDING = 0.1
"""By how many percent rounded shares may miss 100."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The percentage of each option, as Moodle writes it, and whether one option is chosen or several."""

    single: bool
    fractions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """Percentages that mean no answer of ours: why, as a code and for people, and what to do."""

    code: str
    message: str
    hint: str


def shares_of(answer: RightOptions, options: int) -> Scores | None:
    """The scores of an answer among so many options; None where Moodle cannot hold it.

    A wrong option costs the whole mark where several are to be chosen, so that choosing everything gains nothing.
    """
    numbers = range(1, options + 1)
    accepted = set(numbers) if answer.mode == "void" else set(answer.accepted)
    if not accepted or not accepted <= set(numbers):
        return None
    if answer.mode != "all" or len(accepted) == 1:
        return Scores(True, tuple("100" if n in accepted else "0" for n in numbers))
    if len(accepted) > MOST_SHARED:
        return None
    shares = iter(_shares(len(accepted)))
    return Scores(False, tuple(next(shares) if n in accepted else "-100" for n in numbers))


def answer_of(fractions: Sequence[float], *, single: bool) -> RightOptions | Unclear:
    """What these percentages mean: options of which any is right, or that must all be chosen, or that all are right."""
    right = tuple(n for n, fraction in enumerate(fractions, 1) if fraction > 0)
    if not right:
        return Unclear("no_right_answer", "no option gives the mark", "Give the right one 100 (= in GIFT).")
    if single:
        return _any_of(fractions, right)
    if abs(sum(fractions[n - 1] for n in right) - FULL) > _ROUNDING:
        return Unclear("partial_credit", "the right options do not add up to the mark", _SEVERAL)
    return RightOptions(accepted=right, mode="all" if len(right) > 1 else "any")


def _any_of(fractions: Sequence[float], right: tuple[int, ...]) -> RightOptions | Unclear:
    if any(abs(fractions[n - 1] - FULL) > _ROUNDING for n in right):
        message = "an option gives a part of the mark, which is neither right nor wrong"
        return Unclear("partial_credit", message, f"Give each option 100 or 0. {_SEVERAL}")
    return RightOptions(accepted=right, mode="void" if len(right) == len(fractions) > 1 else "any")


def _shares(count: int) -> list[str]:
    if count in _SHARES:
        return [_SHARES[count]] * count
    fives = 2 * count - MOST_SHARED
    return ["10"] * (count - fives) + ["5"] * fives
