"""Draws papers and kinds of change by a seed until so many changes were made and read."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING, get_args

from bench.losing.changes import KINDS
from bench.losing.held import Verdict, held
from bench.losing.surgery import Uncut
from bench.losing.verdict import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.losing.changes import Changed
    from bench.losing.mutations import Subject

    from cgq.exam.model import Document

TRIES = 12
"""How many papers are tried for one change before its turn is given up."""
MOST_SILENT = 0.005
"""The share of changes that may be read wrongly without a report, wrong answers not among them."""
MOST_SHOWN = 60


@dataclass(slots=True)
class Counted:
    """The verdicts by kind of change, and what the faults were."""

    seed: int
    verdicts: Counter[tuple[str, Verdict]] = field(default_factory=Counter[tuple[str, Verdict]])
    faults: list[str] = field(default_factory=list[str])

    @property
    def total(self) -> int:
        """How many changes were read."""
        return self.verdicts.total()

    def of(self, verdict: Verdict) -> int:
        """How many changes ended in a verdict."""
        return sum(count for (_, found), count in self.verdicts.items() if found == verdict)

    def is_right(self) -> bool:
        """Whether no answer was wrong in silence, and hardly anything else."""
        return self.of("wrong answer") == 0 and self.of("silent") <= MOST_SILENT * self.total

    def lines(self) -> list[str]:
        """For people."""
        columns = get_args(Verdict)
        rows = [f"{'':<17}" + "".join(f"{name:>14}" for name in columns)]
        rows += [f"{kind:<17}" + "".join(f"{self.verdicts[kind, v]:>14}" for v in columns) for kind in KINDS]
        rows.append(f"{'all':<17}" + "".join(f"{self.of(verdict):>14}" for verdict in columns))
        return rows + [f"  {fault}" for fault in self.faults[:MOST_SHOWN]]


def change(
    counted: Counted, subjects: Sequence[Subject], wanted: int, kinds: Sequence[str], report: Callable[[str], None]
) -> None:
    """Make and read `wanted` changes, the kinds in turn, each in a paper by chance."""
    read = {subject.name: reading(subject.data, subject.key) for subject in subjects}
    turns = cycle(kinds)
    # A kind that no paper can undergo must not keep the campaign from ending.
    for number in range(1, TRIES * wanted + 1):
        if counted.total >= wanted:
            return
        kind = next(turns)
        drawn = _draw(kind, subjects, read, random.Random(f"{counted.seed}/{number}"))
        if drawn is None:
            continue
        subject, changed = drawn
        after = reading(changed.data, changed.key or subject.key)
        verdict, about = held(kind, changed, read[subject.name], after)
        counted.verdicts[kind, verdict] += 1
        if verdict in ("silent", "wrong answer"):
            counted.faults.append(f"{verdict.upper()} {subject.name}: {changed.what}: {about}")
        if counted.total % 100 == 0:
            report(f"{counted.total} of {wanted} changes, {len(counted.faults)} faults")


def _draw(
    kind: str, subjects: Sequence[Subject], read: dict[str, Document], chance: random.Random
) -> tuple[Subject, Changed] | None:
    """A change of a paper that can undergo it; another one is tried where it cannot."""
    for _ in range(TRIES):
        subject = chance.choice(subjects)
        try:
            return subject, KINDS[kind](subject, read[subject.name], chance)
        except Uncut:
            continue
    return None
