"""Phrases: the runs of a page that read on from one another on one baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Rule
    from cgq.exam.page.runs import Run

_SAME_BASELINE = 0.2
_PHRASE_GAP = 1.3
_CELL_GAP = 0.6
"""Ems between two numbers of a row from which on they are cells of a table. Chosen."""
_TOUCHING = 0.25
"""Ems by which a text may reach over the rule beside it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Runs that read on: some producers draw a line in pieces, and a piece repeats by chance."""

    runs: tuple[Run, ...]
    text: str
    base: float
    em: float


def phrases_of(runs: Sequence[Run], rules: Sequence[Rule] = ()) -> list[Phrase]:
    """The phrases of a page from top to bottom, each row from left to right; an upright rule parts the cells of a
    table."""
    upright = [rule for rule in rules if not rule.is_horizontal]
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (round(r.base), r.x0)):
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and abs(run.base - last.base) <= _SAME_BASELINE * last.em
            and abs(run.x0 - last.x1) <= _PHRASE_GAP * last.em
            and not _are_cells(last, run, upright)
        ):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [Phrase(tuple(g), "".join(r.text for r in g), g[0].base, g[0].em) for g in groups]


def _are_cells(left: Run, right: Run, upright: Sequence[Rule]) -> bool:
    """Whether two runs of a row are cells of a table: a rule stands between them, or they are numbers with a gap."""
    numbers = left.text.isdecimal() and right.text.isdecimal()
    if numbers and right.x0 - left.x1 >= _CELL_GAP * left.em:
        return True
    touching = _TOUCHING * left.em
    edges = left.x1 - touching, right.x0 + touching
    return any(edges[0] <= rule.x0 <= edges[1] and rule.y0 <= right.base <= rule.y1 for rule in upright)
