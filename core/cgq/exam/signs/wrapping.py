"""Where lines wrap: how far the text around a line reaches, and whether the next word had room above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_FIRST_WORD = re.compile(r"\s*(?:[\x21-\x7e가-힣]+|\S?)")
_NEAR = 40
_SPARE = 1.0


def right_edge(lines: Sequence[Line], n: int) -> float:
    """The x up to which the lines around a line reach in its column."""
    line, beside = lines[n], lines[max(0, n - _NEAR) : n + _NEAR]
    return max(other.box[2] for other in beside if (other.page, other.column) == (line.page, line.column))


def is_full(lines: Sequence[Line], n: int) -> bool:
    """Whether the first word of a line had no more room at the end of the line above it; a label that stands beside
    that one takes no room of it."""
    above, line = lines[n - 1], lines[n]
    if n > 1 and (lines[n - 2].page, lines[n - 2].column, lines[n - 2].base) == (above.page, above.column, above.base):
        above = lines[n - 2]
    word = _FIRST_WORD.match(line.text)
    needs = line.ends[max(word.end(), 1) - 1] - line.xs[0] if word is not None else 0.0
    return right_edge(lines, n) - above.box[2] < needs + _SPARE * line.em
