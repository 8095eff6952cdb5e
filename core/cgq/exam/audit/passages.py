"""Shared texts that do not say which questions they are for."""

from __future__ import annotations

from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from cgq.exam.findings import OPEN_PASSAGE
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.question.regions import Region

_MANY = 6
_LARGER = 1.5


def unbounded(regions: Sequence[Region]) -> Iterator[Finding]:
    """A finding for each passage without numbers that was given to many questions, and to more than the paper's
    other ones: where it ends is not printed."""
    shared = [
        (region.passage, region.marker.number) for region in regions if region.passage and region.passage.head.open
    ]
    sets = [[number for _, number in found] for _, found in groupby(shared, key=lambda pair: pair[0].lines)]
    for n, numbers in enumerate(sets):
        others = [len(s) for m, s in enumerate(sets) if m != n]
        if len(numbers) > _MANY and len(numbers) > _LARGER * (median(others) if others else 0):
            message = (
                f"the text above question {numbers[0]} does not say which questions it is for: it was given to all"
                f" up to {numbers[-1]}, look where it ends"
            )
            yield Finding(code=OPEN_PASSAGE, message=message, number=numbers[0])
