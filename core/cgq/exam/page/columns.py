"""How many columns, decided for the document and placed on each page; then the order of reading."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.page.across import runs_across
from cgq.exam.page.comments import comments_on, question_by_question
from cgq.exam.page.gutters import crosses, gutters_of, numbers_count_on, usual_shares
from cgq.exam.page.lines import lines_of
from cgq.exam.page.sides import is_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.page.gutters import Gutters
    from cgq.exam.page.runs import Run

_TEXT_AND_COMMENTS = 2
"""Columns of a page whose right one only answers and explains the questions on the left."""


def read_columns(sheets: Sequence[Sheet], pages: Sequence[list[Run]]) -> list[Line]:
    """All lines of a document in the order in which a person reads them."""
    found = [gutters_of(sheet, runs) for sheet, runs in zip(sheets, pages, strict=True)]
    usual = usual_shares(sheets, found, [sum(len(r.glyphs) for r in runs) for runs in pages])
    lines: list[Line] = []
    for sheet, runs, own in zip(sheets, pages, found, strict=True):
        lines.extend(_page_lines(sheet, runs, _placed(sheet, runs, own, usual)))
    return lines


def _placed(sheet: Sheet, runs: Sequence[Run], own: Gutters, usual: Gutters) -> Gutters:
    """A page's own gutters where they are as many as the document's or numbers count on from column to column,
    else the document's."""
    if len(own) == len(usual) or (own and numbers_count_on(runs, own)):
        return own
    return tuple(share * sheet.width for share in usual)


def _page_lines(sheet: Sheet, runs: Sequence[Run], gutters: Gutters) -> list[Line]:
    """Bands of columns between the lines that run across, each band read from its left column to its right; what is
    laid over the columns parts none, and is read first."""
    left = min((r.x0 for r in runs), default=0.0)
    if not gutters:
        return lines_of(runs, sheet.number, 0, left)
    across, over = runs_across(sheet, runs, gutters)
    wide = lines_of(across, sheet.number, 0, left)
    columns: list[list[Run]] = [[] for _ in range(len(gutters) + 1)]
    for run in runs:
        if run not in across and run not in over:
            juts_out = any(crosses(run, x) for x in gutters)
            columns[bisect_left(gutters, run.x0 if juts_out else run.x1 - 2)].append(run)
    cuts = [float("-inf"), *(line.base for line in wide), float("inf")]
    ordered = lines_of(over, sheet.number, 0, left)
    for index, (top, bottom) in enumerate(pairwise(cuts)):
        if index:
            ordered.append(wide[index - 1])
        ordered.extend(_band(sheet, columns, top, bottom, left))
    return ordered


def _band(sheet: Sheet, columns: Sequence[list[Run]], top: float, bottom: float, left: float) -> list[Line]:
    """The lines between two heights: column by column, unless they are options in a grid."""
    parts = [[r for r in column if top < r.base <= bottom] for column in columns]
    if all(a and b and is_grid(a, b) for a, b in pairwise(parts)):
        return lines_of([r for part in parts for r in part], sheet.number, 0, left)
    read: list[list[Line]] = []
    for n, (part, column) in enumerate(zip(parts, columns, strict=True), 1):
        read.append(lines_of(part, sheet.number, n, min((r.x0 for r in column), default=0.0)))
    if len(read) == _TEXT_AND_COMMENTS and comments_on(*read):
        return question_by_question(*read)
    return [line for lines in read for line in lines]
