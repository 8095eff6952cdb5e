"""Draws papers and kinds of loss by a seed until so many losses were injected."""

from __future__ import annotations

import random
from itertools import cycle
from typing import TYPE_CHECKING

from bench.losing.mutations import KINDS
from bench.losing.surgery import Uncut
from bench.losing.traces import traceless
from bench.losing.verdict import harmless, losses, mutant_reading, reading, reported

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.losing.figures import Figures
    from bench.losing.mutations import Mutant, Subject

    from cgq.exam.model import Document

TRIES = 12
MAY_BE_HARMLESS = ("font_map", "private_use", "key_cell")
"""A font may serve only the heads, a cell another form: the loss counts when what gold knows is read otherwise."""


def run(
    figures: Figures, subjects: Sequence[Subject], wanted: int, kinds: Sequence[str], told: Callable[[str], None]
) -> None:
    """Inject `wanted` losses, the kinds in turn, each into a paper by chance; and look at the untouched papers."""
    known = {subject.name: reading(subject.data, subject.key) for subject in subjects}
    for subject in subjects:
        _untouched(figures, subject, known[subject.name])
    turns = cycle(kinds)
    number = 0
    while figures.injected.total() < wanted:
        number += 1
        kind = next(turns)
        chance = random.Random(f"{figures.seed}/{number}")
        drawn = _draw(kind, subjects, chance)
        if drawn is None:
            continue
        subject, mutant = drawn
        _judge(figures, kind, subject, mutant, known[subject.name])
        if number % 100 == 0:
            told(f"{figures.injected.total()} of {wanted} losses, {len(figures.silent)} silent")


def _draw(kind: str, subjects: Sequence[Subject], chance: random.Random) -> tuple[Subject, Mutant] | None:
    """A mutant of a paper that can lose such a thing; another one is tried where it cannot."""
    for _ in range(TRIES):
        subject = chance.choice(subjects)
        try:
            return subject, KINDS[kind](subject, chance)
        except Uncut:
            continue
    return None


def _judge(figures: Figures, kind: str, subject: Subject, mutant: Mutant, before: Document) -> None:
    after = mutant_reading(subject, mutant)
    if kind in MAY_BE_HARMLESS and harmless(before, after):
        figures.harmless[kind] += 1
        return
    found = reported(mutant, before, after)
    if found is None and traceless(kind, subject, mutant):
        figures.traceless[kind] += 1
        return
    figures.injected[kind] += 1
    figures.reported[kind] += found is not None
    if found is None:
        figures.silent.append(f"{kind}: {subject.name} {mutant.what}")


def _untouched(figures: Figures, subject: Subject, document: Document) -> None:
    figures.untouched += 1
    alarms = losses(document)
    figures.alarmed += bool(alarms)
    figures.alarms += [f"{subject.name}: {f.code} page {f.page} question {f.number}: {f.message}" for f in alarms]
