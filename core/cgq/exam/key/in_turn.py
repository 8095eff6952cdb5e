"""Keys whose letters change by turns: A to D (E) for the odd questions, F to J (K) for the even ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import IN_TURN

if TYPE_CHECKING:
    from cgq.exam.model import Key

_FEWEST = 4
"""Answers of either kind. Those of a paper with ten options, A to J, hold to it by chance in one of 600 keys of 8."""
_FIRST = range(1, 6)


def read_in_turn(key: Key) -> Key:
    """The key; if it holds to the two alphabets without exception, with the options that its letters stand for."""
    return _options_of(key) if _takes_turns(key) else key


def _takes_turns(key: Key) -> bool:
    told = [answer for answer in key.answers if answer.accepted and answer.mode != "void"]
    odd = [a for a in told if a.number % 2]
    even = [a for a in told if not a.number % 2]
    return (
        min(len(odd), len(even)) >= _FEWEST
        and all(n in _FIRST for a in odd for n in a.accepted)
        and all(n in IN_TURN for a in even for n in a.accepted)
    )


def _options_of(key: Key) -> Key:
    answers = (
        a if a.number % 2 or a.mode == "void" else replace(a, accepted=tuple(IN_TURN[n] for n in a.accepted))
        for a in key.answers
    )
    return replace(key, answers=tuple(answers))
