"""Numbers that come twice or out of order; what is missing is counted in `tally`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.exam.findings import DUPLICATE, ODD_NUMBER, ORDER
from cgq.exam.identity import normalise, question_hash
from cgq.exam.model import Finding
from cgq.exam.tally import runs_of_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.model import Question
    from cgq.exam.question.regions import Region

_LONG_STEM = 12
_TWO = 2


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
                yield Finding(code=DUPLICATE, message=message, page=question.page, number=number)
            elif number < highest:
                message = f"number {number} stands after {highest}: compare the order with the page"
                yield Finding(code=ORDER, message=message, page=question.page, number=number)
            seen.setdefault(number, question)
            highest = max(highest, number)


def printed_twice(questions: Sequence[Question]) -> Iterator[Finding]:
    """A finding for each question that comes again word for word under its number; one where the whole paper does."""
    numbered = runs_of_numbers(questions)
    runs = [tuple(question_hash(q) for q in run) for run in numbered]
    again = next((n for n, run in enumerate(runs) if run in runs[:n]), None)
    if again is not None:
        first, last = numbered[again][0], numbered[again][-1]
        message = f"questions {first.number}-{last.number} are printed again from here: the paper is there twice"
        yield Finding(code=DUPLICATE, message=message, page=first.page, number=first.number)
        return
    known: dict[tuple[int, str], Question] = {}
    for question, digest in zip(questions, (h for run in runs for h in run), strict=True):
        before = known.setdefault((question.number, digest), question)
        if before is not question and len(normalise(question.stem)) >= _LONG_STEM:
            message = f"question {question.number} is printed on page {before.page} too: a page may be there twice"
            yield Finding(code=DUPLICATE, message=message, page=question.page, number=question.number)


def oddly_numbered(questions: Sequence[Question], regions: Sequence[Region]) -> Iterator[Finding]:
    """A finding for the one question whose number is printed in another way than all the others: it may be
    the number of something else, in place of one that was lost."""
    styles = Counter(region.marker.style for region in regions)
    if len(styles) != _TWO or min(styles.values()) > 1 or styles.total() <= _TWO:
        return
    question = next(q for q, r in zip(questions, regions, strict=True) if styles[r.marker.style] == 1)
    message = f"the number {question.number} is printed in another way than the others: compare with the page"
    yield Finding(code=ODD_NUMBER, message=message, page=question.page, number=question.number)
