"""How the columns of a terminal are divided among the columns of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GAP = "  "
"""Between two columns: one space would join the words of two texts."""

LEAST = 12
"""Columns of a terminal that a column which gives keeps at least, unless it asks for more: three Hangul of a title's
beginning, two of its end, and a sign for the cut between them."""

LAST_SPARE = 1
"""The rank of the spare columns that are left out after the others have been cut, and not before."""

LEAST_MAIN = 24
"""Columns that the main column keeps at least: eleven Hangul and a sign for the cut tell two stems apart."""

MAIN_SHARE = 0.4
"""Of the terminal's width, what the main column gets before a spare column is shown: chosen by eye at 80 columns."""

MAIN_WEIGHT = 3
"""By how many columns the main column grows for each one of a column that gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a column would take, in columns of the terminal, and what it does when that is not there (see Column)."""

    natural: int
    main: bool = False
    gives: bool = False
    spare: int = 0
    least: int = 0


def allocate(wishes: Sequence[Wish], room: int) -> dict[int, int] | None:
    """The widths of the columns that are shown, by index; None where even the least is wider than the room.

    Columns keep what they need; those that can be cut share the rest, and spare ones are left out before the others
    get too little.
    """
    widths = {n: _wanted(wish, room) for n, wish in enumerate(wishes)}
    _leave_out(widths, wishes, room, above=LAST_SPARE)
    if _total(widths) > room:
        widths = {n: _least(wishes[n]) for n in widths}
        _leave_out(widths, wishes, room, above=0)
    left = room - _total(widths)
    if left < 0:
        return None
    _share(widths, wishes, left)
    return widths


def _leave_out(widths: dict[int, int], wishes: Sequence[Wish], room: int, *, above: int) -> None:
    """Leave spare columns above a rank out, the highest first, until the others fit."""
    while _total(widths) > room:
        spare = [n for n in widths if wishes[n].spare > above]
        if not spare:
            return
        del widths[max(spare, key=lambda n: (wishes[n].spare, n))]


def _wanted(wish: Wish, room: int) -> int:
    """What a column gets before a spare one is shown."""
    if wish.main:
        return min(wish.natural, max(LEAST_MAIN, int(room * MAIN_SHARE)))
    return min(wish.natural, max(wish.least, LEAST)) if wish.gives else wish.natural


def _least(wish: Wish) -> int:
    """What a column keeps at least."""
    if wish.main:
        return min(wish.natural, LEAST_MAIN)
    return min(wish.natural, LEAST) if wish.gives else wish.natural


def _total(widths: Mapping[int, int]) -> int:
    return sum(widths.values()) + len(GAP) * max(0, len(widths) - 1)


def _share(widths: dict[int, int], wishes: Sequence[Wish], left: int) -> None:
    """Give what is left to those that want more: first to those that asked for it, then the main column most."""
    for n in widths:
        more = max(0, min(wishes[n].least, wishes[n].natural, widths[n] + left) - widths[n])
        widths[n] += more
        left -= more
    while left > 0:
        wanting = [n for n in widths if widths[n] < wishes[n].natural]
        if not wanting:
            return
        for n in sorted(wanting, key=lambda n: not wishes[n].main):
            more = min(MAIN_WEIGHT if wishes[n].main else 1, wishes[n].natural - widths[n], left)
            widths[n] += more
            left -= more
