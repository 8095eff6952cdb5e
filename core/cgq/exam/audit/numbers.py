"""Numbers that come twice or out of order; what is missing is counted in `tally`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.identity import normalise, question_hash
from cgq.exam.model import Finding
from cgq.exam.tally import runs_of_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.model import Question

_LONG_STEM = 12


def misplaced(questions: Sequence[Question]) -> Iterator[Finding]:
    """A finding for each number that was there before, or stands after a higher one."""
    for run in runs_of_numbers(questions):
        seen: dict[int, Question] = {}
        highest = 0
        for question in run:
            number = question.number
            before = seen.get(number)
            if before is not None:
                message = f"number {number} was there before, on page {before.page}: compare both places"
                yield Finding(code="duplicate", message=message, page=question.page, number=number)
            elif number < highest:
                message = f"number {number} stands after {highest}: compare the order with the page"
                yield Finding(code="order", message=message, page=question.page, number=number)
            seen.setdefault(number, question)
            highest = max(highest, number)


def printed_twice(questions: Sequence[Question]) -> Iterator[Finding]:
    """A finding for each question that comes again word for word, under whatever number."""
    first: dict[str, Question] = {}
    for question in questions:
        if len(normalise(question.stem)) < _LONG_STEM or not question.options:
            continue
        before = first.setdefault(question_hash(question), question)
        if before is not question and before.number == question.number:
            message = f"question {question.number} is printed on page {before.page} too: a page may be there twice"
            yield Finding(code="duplicate", message=message, page=question.page, number=question.number)
