"""What stands below a question and does not go on with it: a notice, or what to tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.findings import LOOSE_TEXT
from cgq.exam.model import Finding
from cgq.exam.page.script import joined
from cgq.exam.printable import printable
from cgq.exam.question.endings import is_idle
from cgq.exam.question.exam_signs import directs
from cgq.exam.signs.wrapping import right_edge
from cgq.exam.vocabulary import any_of, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.markers import NumberMarker

_NOTICE = re.compile(
    rf"{within('notice_words', 'end_phrases')}|{any_of('notice_ends')}\W*$|©",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org)\b|\.kr\b")
_INWARD, _FARTHEST = 0.7, 8.0
_OFF_CENTRE = 0.3
_LONGEST_SAID = 60


@dataclass(frozen=True, slots=True)
class Below:
    """Lines below a question. What stands `apart` belongs to nobody."""

    apart: tuple[int, ...] = ()


def read_below(lines: Sequence[Line], marker: NumberMarker, unnamed: Sequence[int], end: int) -> Below:
    """What the lines from the end of a question to the first that says what it is, all `unnamed`, are; the next number
    stands at `end`. Notices are left out, and what a site tells of itself at the end of a file."""
    told = end == len(lines) and bool(unnamed) and not _is_set_in(lines, unnamed[0], marker)
    if told and any(_ADDRESS.search(lines[i].text) for i in unnamed):
        return Below()
    left = tuple(i for i in unnamed if _is_set_in(lines, i, marker) or not is_notice(lines[i]))
    return Below(apart=left)


def loose_text(below: Below, lines: Sequence[Line], number: int) -> Finding | None:
    """A finding for text below question `number` that belongs to no question."""
    if not below.apart:
        return None
    said = printable(joined(lines[i].text for i in below.apart), _LONGEST_SAID)
    message = f"“{said}” stands below question {number} and belongs to none: look what it is"
    return Finding(code=LOOSE_TEXT, message=message, page=lines[below.apart[0]].page, number=number)


def _is_set_in(lines: Sequence[Line], n: int, marker: NumberMarker) -> bool:
    """Whether a line starts where the text of a question does, a little further in than its number: it may be a part
    of the question, whatever it says. What stands in the middle of its column is none."""
    line, number = lines[n], lines[marker.line]
    inward = (line.x0 - line.left) - (number.x0 - number.left)
    centred = abs((line.left + right_edge(lines, n)) / 2 - line.middle[0]) <= _OFF_CENTRE * line.em
    return _INWARD * line.em < inward <= _FARTHEST * line.em and not centred


def is_notice(line: Line) -> bool:
    """Whether a line says something about the paper, and asks nothing."""
    return bool(_NOTICE.search(line.text)) or is_idle(line) or directs(line.text)
