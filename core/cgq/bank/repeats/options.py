"""How many options of two questions are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.repeats.shape import dice

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from cgq.bank.repeats.shape import Part, Shape

OPTION_LETTERS = 6  # letters; chosen
"""Letters of an option that may be the same in other words: shorter ones are terms, which are the same or are not."""

OPTION_ALIKE = 0.8  # Dice coefficient, 0 to 1
"""Dice coefficient from which two options are one in other words."""

SHORTER = OPTION_ALIKE / (2 - OPTION_ALIKE) - 0.1
"""Length of the shorter of two options as a share of the longer one's, below which they cannot be so alike: all of its
pairs are in the longer one at best. A tenth less, for a text has one pair fewer than characters."""


@dataclass(frozen=True, slots=True)
class Options:
    """How many options are the same, as a share of those of the question that has more; `with_numbers` counts those
    that differ in numbers alone as well."""

    share: float
    with_numbers: float
    shared_letters: int


def match_options(one: Shape, other: Shape) -> Options:
    """What two questions share of their options: the same text and picture, the same but for quantities and names, or
    much the same words."""
    most = max(len(one.options), len(other.options))
    if not most:
        return Options(1.0, 1.0, 0)
    mine, theirs = _drawn(one), _drawn(other)
    same, mine, theirs = _matched(mine, theirs, lambda option: (option[0].dense, option[1]))
    numbered, mine, theirs = _matched(mine, theirs, lambda option: (option[0].masked, option[1]))
    reworded = _reworded(mine, theirs)
    return Options(
        (len(same) + reworded) / most,
        (len(same) + len(numbered) + reworded) / most,
        sum(part.letters for part, _ in same) if len(same) > 1 else 0,
    )


def _drawn(shape: Shape) -> list[tuple[Part, str]]:
    return list(zip(shape.options, shape.assets, strict=True))


def _matched(
    mine: Iterable[tuple[Part, str]],
    theirs: Iterable[tuple[Part, str]],
    key: Callable[[tuple[Part, str]], Hashable],
) -> tuple[list[tuple[Part, str]], list[tuple[Part, str]], list[tuple[Part, str]]]:
    """Those of mine that have the same among theirs, each used once; what is left of mine and of theirs."""
    waiting: dict[Hashable, list[tuple[Part, str]]] = {}
    for option in theirs:
        waiting.setdefault(key(option), []).append(option)
    found: list[tuple[Part, str]] = []
    left: list[tuple[Part, str]] = []
    for option in mine:
        twins = waiting.get(key(option))
        if twins:
            twins.pop()
            found.append(option)
        else:
            left.append(option)
    return found, left, [option for twins in waiting.values() for option in twins]


def _reworded(mine: Iterable[tuple[Part, str]], theirs: list[tuple[Part, str]]) -> int:
    """How many of mine are one of theirs in other words."""
    waiting = [option for option in theirs if option[0].letters >= OPTION_LETTERS]
    found = 0
    for option in mine:
        twin = next((other for other in waiting if _is_reworded(option, other)), None)
        if twin is not None:
            waiting.remove(twin)
            found += 1
    return found


def _is_reworded(one: tuple[Part, str], other: tuple[Part, str]) -> bool:
    (part, asset), (its_part, its_asset) = one, other
    short, long = sorted((len(part.masked), len(its_part.masked)))
    if part.letters < OPTION_LETTERS or asset != its_asset or short < SHORTER * long:
        return False
    return dice(part.pairs, its_part.pairs) >= OPTION_ALIKE
