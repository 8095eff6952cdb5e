"""Keys printed as runs: "1-5 ABCDA 6-10 BCADB", "1~5: ③②④①⑤", one letter or sign a question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.geometry import around
from cgq.exam.key.given import Block, Given
from cgq.exam.key.names import Names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_SIGN = r"(?:[(（][A-HJKa-hjk1-9][)）]|[A-HJKa-hjk]|[①-⑩❶-❿]|[1-9]|[ア-オ])"
_DASH = r"(?:[-−–—]{1,3}|[~～∼〜至到])"
"""What stands between the first and the last number of a run; some programs set a dash as two or three hyphens."""
_RUN = re.compile(
    rf"(?<![\w.])[\[【(（]?(\d{{1,3}})\s?{_DASH}\s?(\d{{1,3}})\s?(?:题|題|번|問)?[\]】)）]?\s?[.:：、]?[\s\t]*"
    rf"({_SIGN}(?:[\s\t,，、]*{_SIGN}(?!\d*\s?{_DASH}\s?\d))*)(?![\w①-⑩])"
)


def read_ranges(lines: Sequence[Line], index: int) -> Block | None:
    """The runs on one line; a run with more or fewer signs than its range has no answers."""
    line = lines[index]
    found: list[Given] = []
    covered = 0
    for match in _RUN.finditer(line.text):
        first, last = int(match[1]), int(match[2])
        signs = list(re.finditer(_SIGN, match[3]))
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
