"""Parts whose numbers start again: nothing counts on behind the last question of one."""

from __future__ import annotations

from itertools import islice, pairwise
from statistics import median
from typing import TYPE_CHECKING

from cgq.exam.audit.steps import leading_of
from cgq.exam.findings import HOLE
from cgq.exam.model import Finding
from cgq.exam.tally import runs_of_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.audit.steps import Step
    from cgq.exam.model import Question

_FEWEST_LINES = 3


def short_parts(questions: Sequence[Question], steps: Sequence[Step], evidence: Evidence) -> Iterator[Finding]:
    """A finding for each part with one question less than the longest, where white for it stands behind the last:
    so many lines more than the options of the paper mostly end with, in the same column."""
    runs = runs_of_numbers(questions)
    leading, longest = leading_of(steps), max((len(run) for run in runs), default=0)
    closing = [step.height for step in steps if step.closes]
    if not leading or not closing:
        return
    regions = iter(evidence.regions)
    for run, _ in pairwise(runs):
        *_, last = islice(regions, len(run))
        a, b = evidence.lines[last.lines[-1]], evidence.lines[last.lines[-1] + 1]
        white = b.base - a.base if (a.page, a.column) == (b.page, b.column) else 0.0
        if len(run) == longest - 1 and white >= median(closing) + _FEWEST_LINES * leading:
            number = last.marker.number
            message = f"this part ends with question {number} and white below, another has one more: look for it"
            yield Finding(code=HOLE, message=message, page=a.page, number=number)
