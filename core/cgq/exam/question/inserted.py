"""An answer and its explanation that stand before an option: "B. session / Answer: B Explanation: … / C. link".

The options go on behind them. What the explanation is ends at the next option, and the lines of both are neither the
stem's nor an option's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.page.labels import was_parted
from cgq.exam.signs.answers import EXPLANATION_HEAD, tells
from cgq.exam.signs.labels import label_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.options import OptionRun, Token

_SAME_EDGE = 0.4
"""Ems by which the left edges of options that stand below one another may differ."""
_HANGS = 1.0
"""Ems to the left of an explanation beside an option at which its next line may begin."""
_HANGS_BELOW = 3.0
"""The same of one on a line of its own: the first line of a paragraph is set in by two ems, or by its own name."""
_STATEMENT = re.compile(r"\s*[<〈《\[【(（ㄱ-ㅎ㉠-㉭ⓐ-ⓩ○●•◦■□▪▶-]")
"""What begins a box of statements, or one of them: it belongs to the stem above."""


def inserted_in(indexes: Sequence[int], run: OptionRun | None, lines: Sequence[Line]) -> tuple[int, ...]:
    """Those of a question's lines that are answers and explanations before one of its options; before the first of
    them an answer that can be read must begin, for a stem may quote an explanation."""
    if run is None:
        return ()
    found: list[int] = []
    marked = {token.line for token in run.tokens}
    telling: int | None = None
    for index in indexes:
        if index >= run.last_line:
            break
        starts = tells(lines[index].text) and index not in marked
        if index < run.first_line:
            starts = starts and (telling is not None or _is_sure(lines[index]))
        if starts:
            telling = index if _is_followed(index, run, lines) else None
        elif index in marked:
            telling = None
        elif telling is not None and not _goes_on(index, telling, lines, in_stem=index < run.first_line):
            continue
        if telling is not None:
            found.append(index)
    return tuple(found)


def goes_on_behind(run: OptionRun, told: int, usual: int, lines: Sequence[Line]) -> bool:
    """Whether a run of the paper's usual length goes on behind a line that tells the answer."""
    whole = len(run.tokens) == usual and run.first_line < told < run.last_line
    return whole and _is_followed(told, run, lines)


def _is_sure(line: Line) -> bool:
    """Whether a line begins with a label of an answer that can be nothing else."""
    label = label_at(line.text)
    return label is not None and label.sure and label.parsed is not None


def _is_followed(telling: int, run: OptionRun, lines: Sequence[Line]) -> bool:
    """Whether the options behind a line that tells the answer begin their lines at the left edge of those before it:
    an explanation that goes through the options once more is set otherwise, or counts from the first."""
    before = [token for token in run.tokens if token.line < telling]
    behind = [token for token in run.tokens if token.line > telling]
    edges = [_edge(token, lines) for token in before if token.leads]
    if not before:
        return True
    reach = _SAME_EDGE * lines[telling].em
    aligned = [any(abs(_edge(token, lines) - edge) <= reach for edge in edges) for token in behind if token.leads]
    return bool(aligned) and all(aligned)


def _edge(token: Token, lines: Sequence[Line]) -> float:
    """The left edge of an option, from that of its column."""
    return token.x - lines[token.line].left


def _goes_on(index: int, telling: int, lines: Sequence[Line], *, in_stem: bool) -> bool:
    """Whether a line goes on with what a telling one begins. Behind a label that nothing explains a stem goes on, and
    so does an option on whose own line it stands; what stands left of a label or an explanation is of neither."""
    first, line = lines[telling], lines[index]
    label = label_at(first.text)
    explains = EXPLANATION_HEAD.match(first.text) or (label is not None and not label.alone(first.text))
    beside = was_parted(lines, telling) or _is_beside(telling, lines)
    if not explains and (beside or in_stem):
        return False
    if in_stem and _STATEMENT.match(line.text):
        return False
    edge = lines[telling - 1].x0 if was_parted(lines, telling - 1) and _is_beside(telling, lines) else first.x0
    hangs = _HANGS if beside else _HANGS_BELOW
    return line.x0 - line.left >= edge - first.left - hangs * first.em


def _is_beside(index: int, lines: Sequence[Line]) -> bool:
    """Whether a line stands on the row of the one before it."""
    above, line = lines[index - 1], lines[index]
    return (above.page, above.column, above.base) == (line.page, line.column, line.base)
