"""Text that belongs to nothing: rows of an answer table that could not be read as one, and what stands under a
heading of answers."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.findings import KEY_UNREAD
from cgq.exam.model import Finding
from cgq.exam.signs.answers import ANSWER_WORD, ANSWERS_BELOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import BBox, PageLayout

_CELL = re.compile(
    r"^(?:\d{1,3}[.)번:]?|\d{0,3}[.)]?[①-⑩❶-❿A-HJK](?:[,/·][①-⑩❶-❿A-H1-9])*|[1-9](?:[,/][1-9])+|\d{1,3}[.-][1-9A-HJK])$"
)
_SHARE = 0.75
_FEWEST_CELLS = 3
_FEWEST_ROWS = 2


def unread_keys(lines: Sequence[Line], layout: Iterable[PageLayout]) -> Iterator[Finding]:
    """A finding for each page with rows of numbers and answers, or text below a heading of answers, that is in no
    question and no key."""
    left = {page.number: page.unclaimed for page in layout if page.unclaimed}
    told: set[int | None] = set()
    for finding in (*_rows(lines, left), *_below(lines, left)):
        if finding.page not in told:
            told.add(finding.page)
            yield finding


def _rows(lines: Sequence[Line], left: Mapping[int, Sequence[BBox]]) -> Iterator[Finding]:
    for page, boxes in left.items():
        rows = [line for line in lines if line.page == page and _is_row(line) and _among(line, boxes)]
        if len(rows) >= _FEWEST_ROWS:
            message = f"{len(rows)} rows look like an answer table and could not be read as one: compare with the page"
            yield Finding(code=KEY_UNREAD, message=message, page=page)


def _below(lines: Sequence[Line], left: Mapping[int, Sequence[BBox]]) -> Iterator[Finding]:
    for head, below in pairwise(lines):
        if ANSWERS_BELOW.match(head.text) and ANSWER_WORD.search(head.text) and _among(below, left.get(below.page, ())):
            message = f"what stands below {head.text.strip()!r} could not be read as answers: compare with the page"
            yield Finding(code=KEY_UNREAD, message=message, page=head.page)


def _is_row(line: Line) -> bool:
    cells = line.text.split()
    return len(cells) >= _FEWEST_CELLS and sum(bool(_CELL.match(c)) for c in cells) >= _SHARE * len(cells)


def _among(line: Line, boxes: Iterable[tuple[float, float, float, float]]) -> bool:
    return any(b[1] - 1 <= line.middle[1] <= b[3] + 1 and b[0] <= line.box[2] and b[2] >= line.box[0] for b in boxes)
