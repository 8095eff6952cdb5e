"""Text that the file holds and nobody sees: reported with its page, its reason, and the question that it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exam.findings import INVISIBLE_TEXT
from cgq.exam.model import Finding
from cgq.exam.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.model import BBox, Question
    from cgq.exam.page.hidden import Concealed, Why

_QUOTED = 40
"""Characters of a text that a finding repeats."""

_REASONS: dict[Why, str] = {
    "unpainted": "are not painted",
    "covered": "lie under something that was drawn over them",
    "cut": "lie outside of what is shown",
    "layer": "lie on a layer that is off",
    "outside": "stand outside the page",
    "ground": "have the colour of the ground below them",
    "tiny": "are too small to be seen",
}


def concealed_findings(concealed: Iterable[Concealed], questions: Sequence[Question]) -> list[Finding]:
    """A finding for each page and reason."""
    return [_finding(text, questions) for text in concealed]


def _finding(hidden: Concealed, questions: Sequence[Question]) -> Finding:
    characters = counted(len(hidden.text), "character")
    quoted = printable(hidden.text, _QUOTED)
    message = f'{characters} cannot be seen and were not read, for they {_REASONS[hidden.why]} ("{quoted}"): '
    message += "look if they matter"
    number = None if hidden.box is None else _question_at(hidden.page, hidden.box, questions)
    return Finding(code=INVISIBLE_TEXT, message=message, page=hidden.page, number=number)


def _question_at(page: int, box: BBox, questions: Sequence[Question]) -> int | None:
    """The number of the one question whose box holds the middle of a box that is no larger."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for question in questions:
        x0, y0, x1, y1 = question.bbox
        if question.page == page and x0 <= x <= x1 and y0 <= y <= y1 and box[3] - box[1] <= y1 - y0:
            return question.number
    return None
