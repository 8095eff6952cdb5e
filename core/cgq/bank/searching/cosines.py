"""The cosines of one vector with some others, by Python alone: for few of them NumPy takes longer to load."""

from __future__ import annotations

import math
import sys
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGITS = 5
"""Decimals of a cosine, as in bank/nearest.py: float32 holds about seven."""


def cosines(asked: bytes, others: Iterable[tuple[int, bytes]]) -> dict[int, float]:
    """Question -> cosine of its vector with the asked one, all little-endian float32; the others of length 1.

    A query of a model that hashes words has few numbers that are not 0, and only they count.
    """
    numbers = _numbers(asked)
    length = math.hypot(*numbers)
    places = [(place, number / length) for place, number in enumerate(numbers) if number]
    found: dict[int, float] = {}
    for question, data in others:
        vector = _numbers(data)
        found[question] = round(sum(number * vector[place] for place, number in places), DIGITS)
    return found


def _numbers(data: bytes) -> array[float]:
    numbers = array("f", data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
