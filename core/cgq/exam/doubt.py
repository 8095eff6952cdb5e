"""Pages whose reading is doubtful, as numbered lines: what is shown to a person or a model for a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.confidence import TRUSTED
from cgq.exam.findings import DOUBTFUL_PAGE
from cgq.exam.model import DoubtfulPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Finding, Question

MOST_PAGES = 20
"""Pages of a paper at most: each is one request to a model, or one sheet for a person."""
MOST_LINES = 250
"""Lines of a page at most; a page with more is left out whole."""
LONGEST_LINE = 200
"""Characters of a line at most: where a question starts, its beginning shows."""


def doubtful_pages(
    lines: Sequence[Line], questions: Iterable[Question], findings: Iterable[Finding]
) -> tuple[DoubtfulPage, ...]:
    """The pages where a number is missing or out of order, options are odd, or a question is not sure."""
    pages = {f.page for f in findings if f.code in DOUBTFUL_PAGE and f.page}
    pages |= {q.page for q in questions if q.confidence < TRUSTED}
    return tuple(
        DoubtfulPage(page=page, lines=tuple(line.text[:LONGEST_LINE] for line in lines if line.page == page))
        for page in sorted(pages)[:MOST_PAGES]
        if sum(line.page == page for line in lines) <= MOST_LINES
    )
