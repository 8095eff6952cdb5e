"""Options that hold what looks like another one: the marker of that one, or what stood behind a marker, was lost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.signs.options import are_alone, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.geometry import Line
    from cgq.exam.question.regions import Region
    from cgq.exam.signs.options import Token

_SENTENCE_END = re.compile(r"[.。]\s*$")
_SPARE = 1.5
_ALIGNED = 0.6
_PITCH = 1.5
_FEWEST_PAIRS = 5
_HABIT = 0.03


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of a question's options, and the markers on each; `full` tells that no row has room for another."""

    lines: tuple[Line, ...]
    tokens: tuple[tuple[Token, ...], ...]
    full: bool

    @property
    def values(self) -> Counter[int]:
        """How often each option's marker stands there."""
        return Counter(token.value for row in self.tokens for token in row)


def rows_of(region: Region, evidence: Evidence) -> Rows:
    """The rows of a question's options."""
    lines = tuple(evidence.lines[i] for i in region.lines if evidence.role(i) in ("option", "more"))
    found = [t for t in tokens_of(lines, evidence.style, frozenset()) if t.strong]
    tokens = [tuple(sorted((t for t in found if t.line == n), key=lambda t: t.start)) for n in range(len(lines))]
    return Rows(lines, tuple(tokens), _full([row for row in tokens if row], lines, evidence))


def _full(rows: Sequence[Sequence[Token]], lines: Sequence[Line], evidence: Evidence) -> bool:
    """Whether several rows hold as many markers each, or the only one could hold no more at its pitch."""
    if len(rows) != 1:
        return len({len(row) for row in rows}) == 1
    xs = [token.x for token in rows[0]]
    pitch = (xs[-1] - xs[0]) / max(1, len(xs) - 1)
    return xs[-1] + _PITCH * pitch > evidence.right(lines[rows[0][0].line])


class Breaks:
    """Where options go on below a line that had room for more. Whoever sets a paper so does it again and again; one
    place alone is where another option started."""

    def __init__(self, rows: Sequence[Rows], evidence: Evidence) -> None:
        self._evidence = evidence
        pairs = [self._ends(*pair) for each in rows for pair in _stacked(each)]
        self._bares = sum(self._bare(each) is not None for each in rows)
        self._tell = len(pairs) >= _FEWEST_PAIRS and sum(pairs) <= max(1.0, _HABIT * len(pairs))

    def may_be(self, rows: Rows) -> bool:
        """Whether an option of a question goes on so, or goes on behind a sentence's end."""
        return any(self._ends(*pair) for pair in _stacked(rows))

    def in_options(self, rows: Rows) -> bool:
        """The same, in a paper whose others do not."""
        return self._tell and self.may_be(rows)

    def behind_marker(self, rows: Rows) -> int | None:
        """The option whose marker ends a line that has room for the first word of the next one; None where there is
        none, or where several questions have one."""
        return self._bare(rows) if self._bares <= 1 else None

    def _bare(self, rows: Rows) -> int | None:
        for (above, below), (row, following) in zip(pairwise(rows.lines), pairwise(rows.tokens), strict=True):
            last, first = (row or (None,))[-1], (following or (None,))[0]
            if last is None or above.text[last.end :].strip() or (first is not None and not first.start):
                continue
            if are_alone(row, above):
                continue
            if (last.start or first is not None) and self._breaks(above, below):
                return last.value
        return None

    def _ends(self, above: Line, below: Line) -> bool:
        return bool(_SENTENCE_END.search(above.text)) or self._breaks(above, below)

    def _breaks(self, above: Line, below: Line) -> bool:
        if (above.page, above.column) != (below.page, below.column):
            return False
        word = below.text.split()[0] if below.text.split() else ""
        width = below.ends[min(len(word), len(below.ends)) - 1] - below.x0 if word else 0.0
        return self._evidence.right(above) - above.box[2] > width + _SPARE * above.em


def _stacked(rows: Rows) -> Iterator[tuple[Line, Line]]:
    """Each two lines of one option, where each option starts a line of its own."""
    if any(len(row) > 1 or any(t.start for t in row) for row in rows.tokens):
        return
    for (above, below), (_, row) in zip(pairwise(rows.lines), pairwise(rows.tokens), strict=True):
        if not row:
            yield above, below


def beside(rows: Rows) -> bool:
    """Whether something stands in a row of options behind a wide gap, without a marker, right below or above
    where an option of another row does."""
    told = [row for row in rows.tokens if len(row) > 1]
    starts = [rows.lines[t.line].xs[min(t.end, len(rows.lines[t.line].xs) - 1)] for row in told for t in row[1:]]
    for line, row in zip(rows.lines, rows.tokens, strict=True):
        if not row or row in told:
            continue
        near = _ALIGNED * line.em
        if any(abs(x - start) <= near for x in _behind_gaps(line) for start in starts):
            return True
    return False


def _behind_gaps(line: Line) -> Iterator[float]:
    for n, (a, b) in enumerate(pairwise(line.text), 1):
        if a == "\t" and b != "\t":
            yield line.xs[n]
