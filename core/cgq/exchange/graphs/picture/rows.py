"""In which order, and how high, what a column holds stands: so that lines cross seldom and run level.

Order by barycentres, after Sugiyama, Tagawa and Toda (1981); heights by isotonic regression (pool adjacent violators),
which puts each as near as it can to the middle of its neighbours without changing the order.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SWEEPS = 24  # passes
"""Passes over the columns, half of them in each direction; orders of 60 concepts stop changing after about ten."""

Slot = tuple[int, ...]
"""What stands in a column: a concept `(id,)`, or a place where a line passes, `(column, number of the line)`."""


def arranged(columns: Sequence[list[Slot]], links: Iterable[tuple[Slot, Slot]]) -> list[list[Slot]]:
    """The columns with what they hold in the best order that was found; `links` join adjacent columns."""
    left, right = _sides(links)
    order = [list(column) for column in columns]
    best, fewest = order, _crossings(order, right)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        order = _swept(order, left if forward else right, forward=forward)
        crossings = _crossings(order, right)
        if crossings < fewest:
            best, fewest = order, crossings
    return best


def placed(
    columns: Sequence[Sequence[Slot]], links: Iterable[tuple[Slot, Slot]], room: Mapping[Slot, float]
) -> dict[Slot, float]:
    """The middle of each slot, where the highest room begins at 0; `room` is the height that each takes, with its part
    of the gap to the next."""
    left, right = _sides(links)
    at: dict[Slot, float] = {}
    for column in columns:
        at |= zip(column, _stacked(column, room), strict=True)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else reversed(columns):
            near = left if forward else right
            wished = [_middle([at[other] for other in near.get(slot, ())], at[slot]) for slot in column]
            at |= zip(column, _apart(wished, _stacked(column, room)), strict=True)
    top = min((at[slot] - room[slot] / 2 for slot in at), default=0.0)
    return {slot: middle - top for slot, middle in at.items()}


def _sides(links: Iterable[tuple[Slot, Slot]]) -> tuple[dict[Slot, list[Slot]], dict[Slot, list[Slot]]]:
    left: dict[Slot, list[Slot]] = {}
    right: dict[Slot, list[Slot]] = {}
    for one, other in sorted(links):
        left.setdefault(other, []).append(one)
        right.setdefault(one, []).append(other)
    return left, right


def _swept(order: Sequence[list[Slot]], near: Mapping[Slot, list[Slot]], *, forward: bool) -> list[list[Slot]]:
    """Each column sorted by the middle of the neighbours in the one before it."""
    found = [list(column) for column in order]
    numbers = range(1, len(found)) if forward else range(len(found) - 2, -1, -1)
    for number in numbers:
        before = found[number - 1 if forward else number + 1]
        index = {slot: place for place, slot in enumerate(before)}
        here = {slot: place for place, slot in enumerate(found[number])}
        found[number].sort(key=lambda slot: _middle([index[one] for one in near.get(slot, ())], here[slot]))
    return found


def _middle(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(order: Sequence[Sequence[Slot]], right: Mapping[Slot, list[Slot]]) -> int:
    """How many pairs of lines cross between adjacent columns."""
    count = 0
    for column, following in pairwise(order):
        index = {slot: place for place, slot in enumerate(following)}
        ends = [sorted(index[other] for other in right.get(slot, ())) for slot in column]
        flat = [end for each in ends for end in each]
        count += sum(one > other for place, one in enumerate(flat) for other in flat[place + 1 :])
    return count


def _stacked(column: Sequence[Slot], room: Mapping[Slot, float]) -> list[float]:
    """The middles of slots whose rooms touch."""
    tops = accumulate((room[slot] for slot in column), initial=0.0)
    return [top + room[slot] / 2 for top, slot in zip(tops, column, strict=False)]


def _apart(wished: Sequence[float], stacked: Sequence[float]) -> list[float]:
    """The places nearest to those wished (least squares) that keep the order and the distances of a stack."""
    blocks: list[tuple[float, int]] = []
    for wish, least in zip(wished, stacked, strict=True):
        mean, size = wish - least, 1
        while blocks and blocks[-1][0] > mean:
            above, count = blocks.pop()
            mean, size = (above * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    moved = [mean for mean, size in blocks for _ in range(size)]
    return [least + move for least, move in zip(stacked, moved, strict=True)]
