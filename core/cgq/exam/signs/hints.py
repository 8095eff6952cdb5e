"""What somebody who looked at the lines of a page said of them: where questions start.

A hint names a line and a number, never a text: the words stay the paper's own. It weighs more than what a
line looks like, and no more than that: the chain still asks for options behind it. A number that is not printed
there is flagged like any that is not printed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.signs.markers import UNPRINTED, NumberMarker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Hint

_TRUST = 8.0


def hinted(markers: Sequence[NumberMarker], lines: Sequence[Line], hints: Iterable[Hint]) -> list[NumberMarker]:
    """The markers with those that a hint adds, without those that a hint denies, in reading order."""
    told = {(hint.page, hint.line): hint.number for hint in hints}
    if not told:
        return list(markers)
    by_line = {marker.line: marker for marker in markers}
    seen: Counter[int] = Counter()
    for index, line in enumerate(lines):
        seen[line.page] += 1
        place = (line.page, seen[line.page])
        if place not in told:
            continue
        number, printed = told[place], by_line.pop(index, None)
        if number is not None:
            by_line[index] = _told(index, number, line, printed)
    return [by_line[index] for index in sorted(by_line)]


def _told(index: int, number: int, line: Line, printed: NumberMarker | None) -> NumberMarker:
    if printed is not None and printed.number == number:
        return replace(printed, trust=_TRUST)
    return NumberMarker(index, number, UNPRINTED, _TRUST, 0, line.x0, line.x0)
