"""Where a text goes on from one line to the next, and what the page shows of why its line ended there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from cgq.exam.geometry import SOFT_HYPHEN, WORD_JOINER
from cgq.exam.page.lines import WIDE_GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_TALLEST_STEP = 2.2
"""Baseline distance, in ems, up to which a line goes on with the one above."""

_SAME_SIZE = 0.12
"""Share of an em by which a text's lines may differ; a title above its text does by more."""

_NEAR = 40
"""Lines above and below a short paragraph whose ends show how far its column reaches."""

_SAME_INDENT = 3.0
"""Ems by which the left edges of a question's lines differ: its number and its marker hang out."""

_TALL_BLOCK = 4
"""Lines from which a paragraph's own longest line shows how far it may reach, as in a box that is set in."""

_NATURAL = 0.2
"""Quantile of a paper's spaces that is a space as the font has it: justified lines only widen them."""

_TAIL = re.compile(r"\S+$")
_HEAD = re.compile(r"\S+")
_MET = re.compile(r"[가-힣～∼․·ㆍ]")
"""Hangul, or what joins two words of Korean."""
_HANGUL = re.compile(r"[가-힣]")
_FIRST_SIGN = re.compile(r"[(\[{<「『《〈【‘“]*(?:[A-Za-z0-9]+|\S)[^\s\w(\[{<「『《〈【‘“]*")
"""What no producer parts: opening signs, a Latin word or one other sign, closing signs."""
_MARKER = re.compile(
    r"[^\w\s()\[\]「」『』《》〈〉【】‘’“”,.?!;:～∼․·ㆍ%℃²³㉠-㉿ⓐ-ⓩ]|[①-⒛❶-➓]|[ㄱ-ㅎ][.)]|[0-9]{1,4}\s?[.)]|[A-Za-z][.)]|\([0-9A-Za-z]\)"
)
"""What begins a line that goes on with nothing: a sign that is no letter, a number or a letter that counts."""
_ITEM = re.compile(r"[가-힣][.)]\S*")
_ITEM_LETTERS = "가나다라마바사아자차카타파하"
_FARTHEST_ITEM = 20
"""Lines within which the items of a list, 가. 나. 다., follow one another."""


@dataclass(frozen=True, slots=True)
class Break:
    """The text of `line` goes on below: `tail` is its last word or the part of one, `head` the first one below.

    `spare` is how many ems were still free behind the tail when the first sign of `head` was set below; below zero
    where it had no room.
    """

    line: int
    tail: str
    head: str
    spare: float

    @property
    def above_is_hangul(self) -> bool:
        return bool(_HANGUL.match(self.tail[-1]))

    @property
    def below_is_hangul(self) -> bool:
        return bool(_HANGUL.match(self.head[0]))


def breaks_of(lines: Sequence[Line]) -> list[Break]:
    """The breaks where Korean goes on, in reading order."""
    ends = [n for n, (line, below) in enumerate(pairwise(lines)) if _goes_on(line, below)]
    ends = [n for n in ends if not _is_item(lines, n + 1)]
    natural = _natural_space(lines)
    found: list[Break] = []
    for block in _blocks(ends):
        for n in block:
            tail, head = _TAIL.search(lines[n].text), _HEAD.match(lines[n + 1].text)
            if tail is not None and head is not None:
                found.append(Break(n, tail[0], head[0], _spare(lines, n, block, natural)))
    return found


def _goes_on(line: Line, below: Line) -> bool:
    """Whether two lines may be of one text, in one column or over its end, with Korean on either side."""
    if not line.text or not below.text or line.text.endswith((WORD_JOINER, SOFT_HYPHEN)):
        return False
    if not any(map(_MET.match, (line.text[-1], below.text[0]))) or _MARKER.match(below.text):
        return False
    if not _are_alike(line, below):
        return False
    return _are_near(line, below) if _column(line) == _column(below) else True


def _are_alike(line: Line, below: Line) -> bool:
    """Whether two lines may be of one size: by the em of either's first sign, which a number has from another font
    than the words behind it, or by the height of all its signs, to which an exponent adds."""
    if abs(line.em - below.em) <= _SAME_SIZE * line.em:
        return True
    height, height_below = (one.box[3] - one.box[1] for one in (line, below))
    return abs(height - height_below) <= _SAME_SIZE * height


def _are_near(line: Line, below: Line) -> bool:
    """Whether a line stands right below another, and below its last cell."""
    cell = line.text.rfind(WIDE_GAP) + 1
    under = line.xs[cell] - below.x0 <= 2 * _SAME_INDENT * line.em
    return under and 0 < below.base - line.base <= _TALLEST_STEP * line.em


def _column(line: Line) -> tuple[int, int]:
    return line.page, line.column


def _is_item(lines: Sequence[Line], n: int) -> bool:
    """Whether a line begins with the letter of a list: the one before it begins a line nearby, or the one after 가."""
    text = lines[n].text
    if not _ITEM.match(text) or text[0] not in _ITEM_LETTERS:
        return False
    at = _ITEM_LETTERS.index(text[0])
    nearby = lines[max(0, n - _FARTHEST_ITEM) : n] if at else lines[n + 1 : n + _FARTHEST_ITEM]
    other = _ITEM_LETTERS[at - 1] if at else _ITEM_LETTERS[1]
    return any(line.text[:1] == other and _ITEM.match(line.text) for line in nearby)


def _blocks(ends: Sequence[int]) -> list[list[int]]:
    """Line numbers that follow one another, together: the lines of one paragraph but its last."""
    groups = groupby(enumerate(ends), key=lambda pair: pair[1] - pair[0])
    return [[n for _, n in group] for _, group in groups]


def _spare(lines: Sequence[Line], n: int, block: Sequence[int], natural: float) -> float:
    """How many ems were left for the first sign below, spaces at their natural width."""
    line, below = lines[n], lines[n + 1]
    own = [lines[other].box[2] for other in block if _column(lines[other]) == _column(line)]
    edge = max(own) if len(own) >= _TALL_BLOCK else _column_edge(lines, n)
    widened = sum(max(0.0, width - natural) for width in _spaces(line))
    return (edge - line.box[2] - _first_sign(below)) / line.em + widened


def _column_edge(lines: Sequence[Line], n: int) -> float:
    """The x up to which the lines nearby reach that start about where a line does."""
    line = lines[n]
    nearby = lines[max(0, n - _NEAR) : n + _NEAR]
    return max(
        other.box[2]
        for other in nearby
        if (other.page, other.column) == (line.page, line.column) and abs(other.x0 - line.x0) <= _SAME_INDENT * line.em
    )


def _first_sign(line: Line) -> float:
    """The width of what could not be parted from a line's first sign: closing signs, a Latin word's letters."""
    sign = _FIRST_SIGN.match(line.text)
    end = sign.end() if sign else 1
    return line.ends[end - 1] - line.xs[0]


def _spaces(line: Line) -> list[float]:
    """The widths of a line's spaces, in ems."""
    return [(line.ends[at] - line.xs[at]) / line.em for at, char in enumerate(line.text) if char == " "]


def _natural_space(lines: Sequence[Line]) -> float:
    widths = sorted(width for line in lines for width in _spaces(line))
    return widths[int(_NATURAL * len(widths))] if widths else 0.0
