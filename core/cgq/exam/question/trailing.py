"""Whether a line behind the last option goes on with it: judged by how the paper's other options go on.

Below an option there may stand the name of the next part, "continued overleaf", a copyright notice, a text that no
head announces. None of it may end up in the option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.options import are_alone
from cgq.exam.signs.wrapping import is_full

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.options import OptionRun, Token

_TALLER = 1.25
_ROWS, _WITHIN = 0.9, 0.95
_FEW = 0.02
_ALIGNED = 0.7


class Manner:
    """How the options of a paper are set: the largest step from line to line, and whether lines inside an option
    break only where they are full."""

    def __init__(self, lines: Sequence[Line], runs: Sequence[OptionRun]) -> None:
        self._lines = lines
        rows: list[float] = []
        within: list[float] = []
        full = 0
        self._starts: dict[int, float] = {}
        self._over: set[int] = set()
        for run in runs:
            self._over |= _lines_alone(run, lines)
            self._starts.update((token.line, self._text_at(token)) for token in run.tokens)
            marked = {token.line for token in run.tokens}
            for n in range(run.first_line + 1, run.last_line + 1):
                step = self._step(n)
                if step is None:
                    continue
                (rows if n in marked else within).append(step)
                full += n not in marked and is_full(lines, n)
        self._tallest = _TALLER * max(_quantile(rows, _ROWS), _quantile(within, _WITHIN))
        self._breaks_full = len(within) - full <= _FEW * len(within)

    def goes_on(self, n: int, option: int) -> bool:
        """Whether a line may go on with the option that starts on the line `option`, where all between do; at the top
        of a column any may."""
        step, line = self._step(n), self._lines[n]
        if step is None or not self._tallest or marker_value(line.text) > 1:
            return True
        if option in self._over and WIDE_GAP in line.text:
            return step <= self._tallest
        hangs = abs(line.x0 - self._starts.get(option, line.left)) <= _ALIGNED * line.em
        return step <= self._tallest and (hangs or not self._breaks_full or is_full(self._lines, n))

    def _text_at(self, token: Token) -> float:
        """The x at which the text behind a marker starts."""
        line = self._lines[token.line]
        rest = line.text[token.end :]
        at = token.end + len(rest) - len(rest.lstrip())
        return line.xs[at] if at < len(line.xs) else line.box[2]

    def _step(self, n: int) -> float | None:
        """From the line above, in ems; None where a column or a page begins."""
        above, line = self._lines[n - 1 : n + 1]
        if (above.page, above.column) != (line.page, line.column):
            return None
        return (line.base - above.base) / max(above.em, line.em)


def _lines_alone(run: OptionRun, lines: Sequence[Line]) -> set[int]:
    """The lines of a run that hold markers and nothing else."""
    rows: dict[int, list[Token]] = {}
    for token in sorted(run.tokens, key=lambda token: (token.line, token.start)):
        rows.setdefault(token.line, []).append(token)
    return {n for n, row in rows.items() if are_alone(row, lines[n])}


def _quantile(steps: list[float], share: float) -> float:
    return sorted(steps)[int(share * (len(steps) - 1))] if steps else 0.0
