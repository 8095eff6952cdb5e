"""The marks of endnotes stand where the document has them.

The converter draws the mark of each endnote in front of its paragraph (its paragraph_layout.rs, "Endnote"), a good deal
below the line; where the note does not begin the paragraph, it draws it in its own place, too, small and raised. In
papers a note that begins a paragraph numbers a question, and one behind a stem leads to its answer at the end. A mark
in front of a line that begins with the same number says it twice, and is taken off.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from cgq.convert.hwp.page.places import texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from xml.etree.ElementTree import Element

    from cgq.convert.hwp.page.places import Placed

_MARK = re.compile(r"\W?(\d{1,3})\W")
_LONGEST = 5
"""Letters of a mark."""
_NUMBER = re.compile(r"(\d{1,3})[.)]")
_LINES = 12
"""Lines between a mark and the start of its paragraph; a stem has hardly more than four."""
_RAISED = 0.8
"""Times the size of the text before it that a raised mark has at most; the converter draws it at 0.55."""
_SAME = 0.3
"""Pixels between baselines of one line."""
_LOWEST = 3.0
"""Ems by which a mark is drawn below its line at most: by the white above the paragraph, a second time."""


def settle_marks(root: Element, begins: Sequence[bool]) -> int:
    """Bring each mark to its line, or take off the one that is drawn twice; how many.

    `begins` tells of each endnote of the document whether it begins its paragraph; they are numbered from 1.
    """
    if not begins:
        return 0
    placed = texts_of(root)
    starts = [at for at in range(len(placed)) if not at or abs(placed[at].y - placed[at - 1].y) > _SAME]
    parents = {id(child): parent for parent in root.iter() for child in parent}
    settled = 0
    for at, one in enumerate(placed):
        if one.size < _RAISED * placed[at - 1].size and not _begins(one.text, begins):
            copy = _drawn_before(placed, starts, at)
            _take_off(copy, parents)
            settled += bool(copy)
    for start in starts:
        settled += _settle(placed, start, begins, parents)
    return settled


def _begins(mark: str, begins: Sequence[bool]) -> bool:
    """Whether the note of a mark begins its paragraph; so does what is no mark of an endnote."""
    found = _MARK.fullmatch(mark)
    number = int(found[1]) if found else 0
    return begins[number - 1] if 0 < number <= len(begins) else True


def _drawn_before(placed: Sequence[Placed], starts: Sequence[int], at: int) -> Sequence[Placed]:
    """The letters of a mark at the start of its paragraph's first line, the last line before it that begins so."""
    mark = placed[at]
    for start in reversed(starts[: bisect_left(starts, at)][-_LINES:]):
        letters = placed[start : start + len(mark.text)]
        if "".join(one.text for one in letters) == mark.text and letters[-1].size > mark.size:
            return letters
    return ()


def _settle(placed: Sequence[Placed], start: int, begins: Sequence[bool], parents: Mapping[int, Element]) -> int:
    """Bring a mark that was drawn too low to the line that it begins, or take it off where that begins with the same
    number; 1 where there is one."""
    end = start + 1
    while end < len(placed) and abs(placed[end].y - placed[start].y) <= _SAME and end - start <= _LONGEST:
        end += 1
    letters = placed[start:end]
    text = "".join(one.text for one in letters)
    mark = _MARK.fullmatch(text)
    if mark is None or end == len(placed) or not _begins(text, begins) or not _is_before(letters[-1], placed[end]):
        return 0
    line = [one for one in placed[end : end + _LONGEST] if abs(one.y - placed[end].y) <= _SAME]
    own = _NUMBER.match("".join(one.text for one in line))
    if own and own[1] == mark[1]:
        _take_off(letters, parents)
    else:
        _raise(letters, placed[end].y)
    return 1


def _take_off(letters: Sequence[Placed], parents: Mapping[int, Element]) -> None:
    for one in letters:
        parent = parents[id(one.node)]
        if one.node in list(parent):  # two marks may have one copy
            parent.remove(one.node)


def _raise(letters: Sequence[Placed], base: float) -> None:
    for one in letters:
        one.node.set("transform", f"translate(0,{base - one.y:.4f}) {one.node.get('transform', '')}".strip())


def _is_before(mark: Placed, line: Placed) -> bool:
    below = mark.y - line.y
    return _SAME < below <= _LOWEST * mark.size and line.x > mark.x and mark.clips == line.clips
