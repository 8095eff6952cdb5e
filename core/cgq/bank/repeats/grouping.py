"""Which questions stand together: those of which every two repeat one another.

A chain is no group: where b varies a, and c varies b in something else, a and c may have nothing in common. So groups
grow from the surest pairs on, and two become one only when each question of one repeats each of the other. A pair that
joins two groups all the same is shown with its questions. What comes out depends on the questions' content alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Pair = tuple[str, str, bool, float]
    """Two questions by their hashes, whether they are one verbatim, and their likeness."""


def clusters(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """The groups of two and more, each sorted, by their first question."""
    known = list(pairs)
    joined = {frozenset(pair[:2]) for pair in known}
    group_of: dict[str, list[str]] = {}
    for one, other, _, _ in sorted(known, key=_surest_first):
        mine, theirs = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if mine is theirs or not _all_repeat(mine, theirs, joined):
            continue
        mine.extend(theirs)
        group_of.update(dict.fromkeys(theirs, mine))
    distinct = {id(members): members for members in group_of.values() if len(members) > 1}
    return sorted(tuple(sorted(members)) for members in distinct.values())


def numbered(groups: Sequence[Sequence[int]], former: Mapping[int, int]) -> list[int | None]:
    """The number that each group of questions keeps, None for a new one; `former` has the numbers by question.

    Of two that became one the older number stays. Where one fell apart, the number stays with what holds more of it,
    then with the older question.
    """
    claims: list[tuple[int, int, int, int]] = []
    for index, members in enumerate(groups):
        held = [former[member] for member in members if member in former]
        claims += [(number, -held.count(number), min(members), index) for number in set(held)]
    kept: list[int | None] = [None] * len(groups)
    taken: set[int] = set()
    for number, _, _, index in sorted(claims):
        if number not in taken and kept[index] is None:
            kept[index] = number
            taken.add(number)
    return kept


def _surest_first(pair: Pair) -> tuple[bool, float, str, str]:
    one, other, verbatim, likeness = pair
    return not verbatim, -likeness, one, other


def _all_repeat(mine: Sequence[str], theirs: Sequence[str], joined: set[frozenset[str]]) -> bool:
    return all(frozenset((one, other)) in joined for one in mine for other in theirs)
