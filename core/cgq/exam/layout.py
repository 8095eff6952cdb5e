"""How each page was taken apart, down to the last character: what is in no question, key, heading, head or
foot is listed, for what was lost is among it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.geometry import box_of, free_spans
from cgq.exam.model import PageLayout
from cgq.exam.question.endings import is_ending, is_idle
from cgq.exam.signs.passages import passage_heads
from cgq.exam.signs.sections import is_section_head

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cgq.exam.geometry import Line, Sheet, Span
    from cgq.exam.model import BBox, Key
    from cgq.exam.page.figures import Figure
    from cgq.exam.question.figures import Loose

_HEADER_LINES = 8
_LABEL = 20.0
_STEP = 8.0
_FEWEST_PAGES = 2
_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Heads, feet and numbers of lines, drawings that stand on many pages, answers in a column of their own, figures
    that belong to no question; and all figures, whose labels may stand sideways."""

    furniture: Sequence[Line]
    repeated: Sequence[tuple[int, BBox]]
    beside: Sequence[Key]
    loose: Sequence[Loose]
    figures: Sequence[Figure]


def layout_of(
    sheets: Sequence[Sheet],
    lines: Sequence[Line],
    left: Leftovers,
    spans: Iterable[Span],
    headings: Collection[int],
    keys: Collection[int],
) -> tuple[PageLayout, ...]:
    """A layout a page. `spans` are the questions' own; `headings` and `keys` are indexes of lines."""
    off, heads, rows, rest = _by_page(), _by_page(), _by_page(), _by_page()
    for line in left.furniture:
        off[line.page].append(line.box)
    for page, drawn in left.repeated:
        off[page].append(drawn)
    for cell in (cell for key in left.beside for cell in key.answers):
        if cell.page is not None and cell.bbox is not None:
            rows[cell.page].append(cell.bbox)
    often = _often(sheets)
    for sheet in sheets:
        shown = [figure.box for figure in left.figures if sheet.sideways and figure.page == sheet.number]
        for words in sheet.sideways:
            if not _inside(words, shown):
                (off if _rung(words) in often else rest)[sheet.number].append(words)
    for figure in left.loose:
        (heads if figure.line in headings else rest)[figure.page].append(figure.box)
    for index, free in free_spans(lines, spans).items():
        into = rows if index in keys else heads if index in headings else rest
        into[lines[index].page].extend(box for span in free if (box := box_of(span, lines)) is not None)
    return tuple(
        PageLayout(
            number=sheet.number,
            width=round(sheet.width, 1),
            height=round(sheet.height, 1),
            furniture=_rounded(off[sheet.number]),
            headings=_rounded(heads[sheet.number]),
            keys=_rounded(rows[sheet.number]),
            unclaimed=_rounded(rest[sheet.number]),
        )
        for sheet in sheets
    )


def _often(sheets: Sequence[Sheet]) -> set[tuple[int, int]]:
    """Where words stand sideways on many pages: in the margin, across the page."""
    pages = Counter(rung for sheet in sheets for rung in {_rung(box) for box in sheet.sideways})
    return {rung for rung, count in pages.items() if count >= max(_FEWEST_PAGES, _SHARE * len(sheets))}


def _rung(box: BBox) -> tuple[int, int]:
    return int(box[0] // _STEP), int(box[1] // _STEP)


def _inside(box: BBox, others: Iterable[BBox]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(b[0] - _LABEL <= x <= b[2] + _LABEL and b[1] - _LABEL <= y <= b[3] + _LABEL for b in others)


def _by_page() -> dict[int, list[BBox]]:
    return defaultdict(list)


def headings_of(lines: Sequence[Line], heads: frozenset[int], cover: int, keys: Collection[int]) -> frozenset[int]:
    """The lines that announce: the first `cover` ones, `heads` of sections, passages and keys, instructions.

    They matter where nothing else claims them.
    """
    found = set(range(cover)) | heads
    found.update(i for head in passage_heads(lines) for i in range(head.line, head.stop))
    for index, line in enumerate(lines):
        if is_section_head(line) or is_ending(line) or is_idle(line):
            found.add(index)
    return frozenset(found | _above_tables(keys, lines))


def _above_tables(keys: Collection[int], lines: Sequence[Line]) -> set[int]:
    """The few lines from the head of the answers, or from a row of a key, to the next row on the page:
    titles, forms, column heads."""
    found: set[int] = set()
    for above, below in pairwise(sorted({*keys, *(i for i, line in enumerate(lines) if is_ending(line))})):
        near = below - above <= _HEADER_LINES and lines[above].page == lines[below].page
        if near and below in keys:
            found.update(range(above + 1, below))
    return found


def _rounded(boxes: Iterable[BBox]) -> tuple[BBox, ...]:
    return tuple((round(a, 1), round(b, 1), round(c, 1), round(d, 1)) for a, b, c, d in boxes)
