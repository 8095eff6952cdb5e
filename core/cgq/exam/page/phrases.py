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
            and not any(_parts(rule, last, run) for rule in upright)
        ):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [Phrase(tuple(g), "".join(r.text for r in g), g[0].base, g[0].em) for g in groups]


def _parts(rule: Rule, left: Run, right: Run) -> bool:
    """Whether an upright rule stands between two runs of a row."""
    touching = _TOUCHING * left.em
    return left.x1 - touching <= rule.x0 <= right.x0 + touching and rule.y0 <= right.base <= rule.y1
