"""Text that belongs to nothing: rows of an answer table that could not be read as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import PageLayout

_CELL = re.compile(
    r"^(?:\d{1,3}[.)번:]?|\d{0,3}[.)]?[①-⑩❶-❿A-H](?:[,/·][①-⑩❶-❿A-H1-9])*|[1-9](?:[,/][1-9])+|\d{1,3}[.-][1-9A-H])$"
)
_SHARE = 0.75
_FEWEST_CELLS = 3
_FEWEST_ROWS = 2


def unread_rows(lines: Sequence[Line], layout: Iterable[PageLayout]) -> Iterator[Finding]:
    """A finding for each page with rows of numbers and answers that are in no question and no key."""
    left = {page.number: page.unclaimed for page in layout if page.unclaimed}
    for page, boxes in left.items():
        rows = [line for line in lines if line.page == page and _is_row(line) and _among(line, boxes)]
        if len(rows) >= _FEWEST_ROWS:
            message = f"{len(rows)} rows look like an answer table and could not be read as one: compare with the page"
            yield Finding(code="key_unread", message=message, page=page)


def _is_row(line: Line) -> bool:
    cells = line.text.split()
    return len(cells) >= _FEWEST_CELLS and sum(bool(_CELL.match(c)) for c in cells) >= _SHARE * len(cells)


def _among(line: Line, boxes: Iterable[tuple[float, float, float, float]]) -> bool:
    return any(b[1] - 1 <= line.middle[1] <= b[3] + 1 and b[0] <= line.box[2] and b[2] >= line.box[0] for b in boxes)
