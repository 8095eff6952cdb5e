"""Answers: whoever prints them prints one for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.findings import ANSWER_CONFLICT, KEY_MISMATCH, KEY_REFUSED, KEY_UNREAD, NO_ANSWER
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.model import Question

_MOST = 0.7
_EXPLAINING = (ANSWER_CONFLICT, KEY_MISMATCH, KEY_REFUSED, KEY_UNREAD)
"""What says of a question why it has no answer."""


def unanswered(questions: Sequence[Question], findings: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each question without an answer in a paper that answers most of its questions, unless
    one of `findings` says why."""
    answered = sum(q.answer is not None for q in questions)
    if answered == len(questions) or answered < _MOST * len(questions):
        return
    explained = {f.number for f in findings if f.code in _EXPLAINING}
    for question in questions:
        if question.answer is None and question.number not in explained:
            message = f"question {question.number} has no answer, the others have: compare with the page and the key"
            yield Finding(code=NO_ANSWER, message=message, page=question.page, number=question.number)
