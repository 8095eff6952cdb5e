"""Watermarks: print much larger than the paper's own that lies over other text, or stands there on every page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.page.runs import Run

_LARGE = 1.8
_INNER = 0.25


def split_watermarks(pages: Sequence[list[Run]]) -> tuple[list[list[Run]], list[list[Run]]]:
    """The runs of each page in their order without watermarks; and the watermarks, page by page."""
    ems = sorted(run.em for runs in pages for run in runs)
    large = _LARGE * ems[len(ems) // 2] if ems else 0.0
    stamped = Counter(_stamp(run) for runs in pages for run in runs if run.em > large)
    found = [
        {run for run in runs if run.em > large and (stamped[_stamp(run)] > 1 or _lies_over(run, runs))}
        for runs in pages
    ]
    kept = [[run for run in runs if run not in marks] for runs, marks in zip(pages, found, strict=True)]
    taken = [[run for run in runs if run in marks] for runs, marks in zip(pages, found, strict=True)]
    return kept, taken


def _stamp(run: Run) -> tuple[str, int, int]:
    return run.text, round(run.x0), round(run.base)


def _lies_over(run: Run, runs: Sequence[Run]) -> bool:
    """Whether the middle of another run's height lies well inside a run, side by side with its letters."""
    inset = _INNER * run.em
    return any(
        run.y0 + inset < (other.y0 + other.y1) / 2 < run.y1 - inset and other.x0 < run.x1 - 1 and other.x1 > run.x0 + 1
        for other in runs
        if other is not run
    )
