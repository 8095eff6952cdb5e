"""Pages whose reading is doubtful, as numbered lines: what is shown to a person or a model for a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.model import DoubtfulPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Finding, Question

SURE = 0.8
"""A page with a question below this confidence is doubtful."""

MOST_PAGES = 20
MOST_LINES = 250
LONGEST_LINE = 200
_TELLING = frozenset({"gap", "duplicate", "order", "option_count", "unnumbered"})


def doubtful_pages(
    lines: Sequence[Line], questions: Iterable[Question], findings: Iterable[Finding]
) -> tuple[DoubtfulPage, ...]:
    """The pages where a number is missing or out of order, options are odd, or a question is not sure."""
    pages = {f.page for f in findings if f.code in _TELLING and f.page}
    pages |= {q.page for q in questions if q.confidence < SURE}
    return tuple(
        DoubtfulPage(page=page, lines=tuple(line.text[:LONGEST_LINE] for line in lines if line.page == page))
        for page in sorted(pages)[:MOST_PAGES]
        if sum(line.page == page for line in lines) <= MOST_LINES
    )
