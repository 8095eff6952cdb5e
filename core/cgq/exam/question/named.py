"""Labels that name a question, "Answer to 4: B", and stand with another: the answer goes to the question they name.

It does where one question has the number, and nothing printed with that says otherwise; else it is reported.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.findings import ANSWER_CONFLICT, KEY_UNREAD
from cgq.exam.model import Finding
from cgq.exam.printable import printable
from cgq.exam.question.labelled import hold_against_explanation, read_labels
from cgq.exam.signs.labels import label_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.question.assemble import Assembled

_QUOTED = 60
"""Characters of a label that a finding repeats."""


def with_named_answers(assembled: Sequence[Assembled], lines: Sequence[Line]) -> list[Assembled]:
    """The questions, each with the answer of the labels that stand with others and name it."""
    named: dict[int, list[int]] = defaultdict(list)
    done = list(assembled)
    for n, found in enumerate(assembled):
        for index in found.named:
            label = label_at(lines[index].text)
            owners = [m for m, other in enumerate(assembled) if label and other.question.number == label.number]
            if len(owners) == 1 and label is not None and label.alone(lines[index].text):
                named[owners[0]].append(index)
            else:
                done[n] = _reported(done[n], index, lines)
    for owner, indexes in named.items():
        done[owner] = _answered(done[owner], indexes, lines)
    return done


def _answered(found: Assembled, indexes: Sequence[int], lines: Sequence[Line]) -> Assembled:
    """A question with the answer that labels elsewhere give it; without any where they and its own do not agree."""
    assert found.offered is not None, "only assembled questions are answered"
    question = found.question
    read = hold_against_explanation(read_labels(indexes, found.offered, lines), question.explanation, found.offered)
    if read.answer is None:
        refused = replace(question, answer=None)
        refused = flagged(refused, [ANSWER_CONFLICT] if read.code == ANSWER_CONFLICT else [])
        return replace(found, question=refused, findings=(*found.findings, *read.findings(refused)))
    own = question.answer
    if own is None and not found.findings:
        return replace(found, question=replace(question, answer=read.answer))
    if own is not None and (own.accepted, own.mode) == (read.answer.accepted, read.answer.mode):
        return found
    said = f"{_quoted(indexes[0], lines)} stands with another question and does not agree with what stands here"
    finding = Finding(
        code=ANSWER_CONFLICT, message=f"{said}: none is taken, look at both", page=question.page, number=question.number
    )
    refused = flagged(replace(question, answer=None), [ANSWER_CONFLICT])
    return replace(found, question=refused, findings=(*found.findings, finding))


def _reported(found: Assembled, index: int, lines: Sequence[Line]) -> Assembled:
    """A question with a finding for a label that names another one and cannot be given to it."""
    message = f"{_quoted(index, lines)} names another question and is not taken: look whose answer it is"
    finding = Finding(code=KEY_UNREAD, message=message, page=lines[index].page, number=found.question.number)
    return replace(found, findings=(*found.findings, finding))


def _quoted(index: int, lines: Sequence[Line]) -> str:
    return f"“{printable(lines[index].text.strip(), _QUOTED)}”"
