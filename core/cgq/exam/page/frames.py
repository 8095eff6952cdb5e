"""Drawn boxes, put together from the rules that producers really draw: four strokes, or many short ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.geometry import Frame, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.exam.geometry import Sheet

_NEAR = 4.0
_JOIN = 3.0
_LEAST_WIDTH = 60.0
_LEAST_HEIGHT = 12.0
_WHOLE_PAGE = 0.8
_MOST_RULES = 1500
_COVERED = 0.35


def frames_of(sheet: Sheet) -> tuple[Frame, ...]:
    """The boxes on a page, from top to bottom; a frame round the whole page is none."""
    rules = sheet.rules[:_MOST_RULES]
    upright = _merged(r for r in rules if not r.is_horizontal)
    level = _merged_level(r for r in rules if r.is_horizontal)
    frames = [
        frame
        for group in _same_span([r for r in upright if r.y1 - r.y0 >= _LEAST_HEIGHT])
        for frame in _closed(group, level)
        if frame.y1 - frame.y0 < _WHOLE_PAGE * sheet.height
    ]
    return tuple(sorted(frames, key=lambda f: (f.y0, f.x0)))


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Vertical rules, those joined that continue each other."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.x0 / 2), r.y0)):
        last = merged[-1] if merged else None
        if last is not None and abs(last.x0 - rule.x0) <= _JOIN and rule.y0 <= last.y1 + _JOIN:
            merged[-1] = Rule(last.x0, last.y0, last.x1, max(last.y1, rule.y1))
        else:
            merged.append(rule)
    return merged


def _merged_level(rules: Iterable[Rule]) -> list[Rule]:
    flipped = _merged(Rule(r.y0, r.x0, r.y1, r.x1) for r in rules)
    return [Rule(r.y0, r.x0, r.y1, r.x1) for r in flipped]


def _same_span(upright: list[Rule]) -> list[list[Rule]]:
    """Vertical rules grouped by where they start and end, each group from left to right."""
    groups: list[list[Rule]] = []
    for rule in sorted(upright, key=lambda r: (r.y0, r.y1)):
        for group in groups[-8:]:
            if abs(group[0].y0 - rule.y0) <= _NEAR and abs(group[0].y1 - rule.y1) <= _NEAR:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [sorted(group) for group in groups if len(group) > 1]


def _closed(group: list[Rule], level: list[Rule]) -> list[Frame]:
    """Neighbours in a group that rules above or below connect, as frames."""
    frames: list[Frame] = []
    open_from, cells = 0, 0
    for index in range(1, len(group) + 1):
        if index < len(group) and _connected(group[index - 1], group[index], level):
            cells += 1
            continue
        first, last = group[open_from], group[index - 1]
        if cells and last.x1 - first.x0 >= _LEAST_WIDTH:
            frames.append(Frame(first.x0, first.y0, last.x1, last.y1, cells))
        open_from, cells = index, 0
    return frames


def _connected(left: Rule, right: Rule, level: list[Rule]) -> bool:
    width = right.x0 - left.x0
    if width < _NEAR:
        return True
    for y in (left.y0, left.y1):
        near = (r for r in level if abs(r.y0 - y) <= _NEAR)
        covered = sum(max(0.0, min(r.x1, right.x0) - max(r.x0, left.x0)) for r in near)
        if covered >= _COVERED * width:
            return True
    return False
