"""Keys printed as runs: "1-5 ABCDA 6-10 BCADB", "1~5: ③②④①⑤", one letter or sign a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.geometry import around
from cgq.exam.key.given import Block, Given
from cgq.exam.key.names import Names
from cgq.exam.signs.pairs import AFTER_NUMBER, DASH, ONE
from cgq.exam.signs.values import RING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_RUN = re.compile(
    rf"(?<![\w.])[\[【(（]?(\d{{1,3}})\s?{DASH}\s?(\d{{1,3}})\s?{AFTER_NUMBER}?[\]】)）]?\s?[.:：、]?[\s\t]*"
    rf"({ONE}(?:[\s\t,，、]*{ONE}(?!\d*\s?{DASH}\s?\d))*)(?!\w|{RING})"
)


def read_ranges(lines: Sequence[Line], index: int) -> Block | None:
    """The runs on one line; a run with more or fewer signs than its range has no answers."""
    line = lines[index]
    found: list[Given] = []
    covered = 0
    for match in _RUN.finditer(line.text):
        first, last = int(match[1]), int(match[2])
        signs = list(re.finditer(ONE, match[3]))
        if not first <= last < first + 30:
            return None
        covered += len(match[0].strip())
        whole = len(signs) == last - first + 1
        for n in range(first, last + 1):
            at = match.start(3) + signs[n - first].start() if whole else match.start()
            end = line.xs[at] + line.em if whole else line.box[2]
            box = around([(line.xs[at], line.box[1], end, line.box[3])])
            found.append(Given(n, signs[n - first][0] if whole else "", line.page, box, Names()))
    enough = len(found) >= 2 and covered >= 0.7 * len(line.text.strip())
    return Block(tuple(found), 1) if enough else None
