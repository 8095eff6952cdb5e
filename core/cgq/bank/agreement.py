"""Where a question is printed several times, its answers are held against each other.

Forms A and B of one exam turn questions and options round: under the order of options that each place
tells, their answers must be the same. Where they are not, both papers get a finding that names both places.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cgq.bank.columns import decode_answer, decode_numbers, decode_options, to_json
from cgq.db.queries import load
from cgq.exam.findings import ANSWER_CONFLICT
from cgq.exam.model import Answer
from cgq.exam.naming import answer_name, labels_of, place_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cgq.db.connection import Transaction
    from cgq.exam.model import Mode

SQL = load("bank")


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer at one place, by its numbers there, where options are called by their `labels`; `order` tells each
    option's number in the question's text."""

    question: int
    material: int
    title: str
    form: str | None
    number: int
    page: int | None
    row: int | None
    order: tuple[int, ...]
    labels: tuple[str, ...]
    answer: Answer

    @property
    def meant(self) -> tuple[Mode, frozenset[int]]:
        """The same answer in the numbers of the question's text."""
        return in_text_numbers(self.answer, self.order)


def in_text_numbers(answer: Answer, order: Sequence[int]) -> tuple[Mode, frozenset[int]]:
    """An answer by the numbers of the question's text; `order` has one for each printed option."""
    return answer.mode, frozenset(order[n - 1] if 0 < n <= len(order) else n for n in answer.accepted)


def compare(tx: Transaction, questions: Collection[int]) -> None:
    """Say anew which of these questions are answered differently at different places."""
    ids = to_json(sorted(questions))
    tx.run(SQL["findings_of_papers_clear"], (ids,))
    printed = (_printed(row) for row in tx.all(SQL["appearances_compared"], (ids,)))
    for _, group in groupby(printed, key=lambda place: place.question):
        places = list(group)
        for place in places:
            other = next((o for o in places if o.meant != place.meant), None)
            if other is not None:
                where = (place.page, place.number, place.question)
                message = _message(place, other)
                tx.run(SQL["finding_between_add"], (place.material, ANSWER_CONFLICT, message, *where))


def _message(place: Printed, other: Printed) -> str:
    mode, meant = other.meant
    back = {text: here for here, text in enumerate(place.order, start=1)}
    theirs = Answer(accepted=tuple(sorted(back.get(n, n) for n in meant)), mode=mode)
    stands = ", ".join(filter(None, (f"material {other.material}", place_name(other.page, other.row))))
    where = f'number {other.number} of "{other.title}" ({stands})'
    said = f"{where} says {answer_name(theirs, place.labels)} in the numbers of this paper"
    return f"the answer here is {answer_name(place.answer, place.labels)}; {said}: look at both"


def _printed(row: tuple[Any, ...]) -> Printed:
    question, material, title, form, number, page, at_row, order, options, answer = row
    place = (question, material, title, form, number, page, at_row)
    return Printed(*place, decode_numbers(order), labels_of(decode_options(options)), decode_answer(answer))
