"""Text that belongs to nothing: rows of an answer table that could not be read as one, and what stands under a
heading of answers."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.findings import KEY_UNREAD
from cgq.exam.model import Finding
from cgq.exam.signs.answers import ANSWER_WORD, ANSWERS_BELOW
from cgq.exam.signs.pairs import AFTER_NUMBER, BRACKETED, CAPITAL, DIGIT, LETTER
from cgq.exam.signs.values import RING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import BBox, Key, PageLayout

_SIGN = rf"(?:{RING}|{CAPITAL})"
_CELL = re.compile(
    rf"^(?:\d{{1,3}}(?:[.):]|{AFTER_NUMBER})?|(?:\d{{1,3}}[.)]?)?{_SIGN}(?:[,/·](?:{_SIGN}|{DIGIT}))*|{DIGIT}(?:[,/]{DIGIT})+"
    rf"|\d{{1,3}}[.-](?:{DIGIT}|{CAPITAL}))$"
)
_PAIR = re.compile(rf"(?<![\w.])(\d{{1,3}})(?:\s?[.)]|{AFTER_NUMBER})?\s*(?:{RING}|{BRACKETED}|{LETTER})(?![\w.])")
"""A number and the sign of an option behind it."""
_SHARE = 0.75
_FEWEST_CELLS = 3
_FEWEST_ROWS = 2


def unread_keys(lines: Sequence[Line], layout: Iterable[PageLayout], keys: Sequence[Key]) -> Iterator[Finding]:
    """A finding for each page with rows of numbers and answers, one row that completes a key, or text below a heading
    of answers, that is in no question and no key."""
    left = {page.number: page.unclaimed for page in layout if page.unclaimed}
    told: set[int | None] = set()
    for finding in (*_rows(lines, left), *_completing(lines, left, keys), *_below(lines, left)):
        if finding.page not in told:
            told.add(finding.page)
            yield finding


def _rows(lines: Sequence[Line], left: Mapping[int, Sequence[BBox]]) -> Iterator[Finding]:
    for page, boxes in left.items():
        rows = [line for line in lines if line.page == page and _is_row(line) and _among(line, boxes)]
        if len(rows) >= _FEWEST_ROWS:
            message = f"{len(rows)} rows look like an answer table and could not be read as one: compare with the page"
            yield Finding(code=KEY_UNREAD, message=message, page=page)


def _completing(lines: Sequence[Line], left: Mapping[int, Sequence[BBox]], keys: Sequence[Key]) -> Iterator[Finding]:
    """A finding for each row that has the number before or behind those of a key on its page."""
    for key in keys:
        numbers = [cell.number for cell in key.answers]
        following = {min(numbers, default=0) - 1, max(numbers, default=0) + 1}
        for page in {cell.page for cell in key.answers if cell.page is not None and cell.page in left}:
            for line in lines:
                if line.page != page or not _among(line, left[page]):
                    continue
                number = next((int(n) for n in _PAIR.findall(line.text) if int(n) in following), None)
                if number is not None:
                    message = f"“{line.text.strip()}” may be question {number} of the key and was not read: look at it"
                    yield Finding(code=KEY_UNREAD, message=message, page=page, number=number)


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
