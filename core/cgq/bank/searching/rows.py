"""Words of a query that stand in a row, where the bank holds them so: together they name one thing.

`형식적 조작기` in one question makes `형식적` alone, in another, half of a name. White space and how the analyser cut
the words make no difference (`베버 상수`, cut as 베버, 상 and 수): the row is looked for by its letters.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.bank.pattern import GRAM, phrase
from cgq.bank.searching.cutting import forms
from cgq.bank.searching.holding import IN_PART, numbers, weighed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.bank.searching.cutting import Term
    from cgq.bank.searching.holding import Held
    from cgq.db.connection import Transaction


def in_rows(tx: Transaction, held: Sequence[Held], total: int) -> tuple[list[Held], list[frozenset[int]]]:
    """The terms with what their rows add and take off; and who holds each row of two, in the order of the query."""
    rows = [_holders(tx, one.term, other.term) for one, other in pairwise(held)]
    beside = [(*held[max(0, place - 1) : place], *held[place + 1 : place + 2]) for place in range(len(held))]
    found: list[Held] = []
    for place, one in enumerate(held):
        within = [rows[left] for left in (place - 1, place) if 0 <= left < len(rows)]
        others = [other for other, row in zip(beside[place], within, strict=True) if row]
        found.append(_together(one, others, frozenset[int]().union(*within), total) if others else one)
    return found, rows


def _holders(tx: Transaction, one: Term, other: Term) -> frozenset[int]:
    """Who holds one term right before another; nobody where one of them names nothing."""
    if one.is_light or other.is_light or one.joins:
        return frozenset()
    latin, second_latin = _latin(one), _latin(other)
    if latin and second_latin:
        pairs = [f"{first} {second}" for first in forms(latin) for second in forms(second_latin)]
        pairs += [latin + second_latin] if latin[0].isdecimal() else []  # a number with its unit
        return frozenset(numbers(tx, "words_match", {"query": " OR ".join(map(phrase, pairs))}))
    text = one.text + other.text
    if len(text) < GRAM:
        return frozenset()
    return frozenset(numbers(tx, "texts_match", {"phrase": phrase(text), "lacking": False}))


def _latin(term: Term) -> str:
    """A word in Latin letters, its own or those of the bank's word; nothing where it has none."""
    return term.text if term.script == "plain" else term.also


def _together(one: Held, others: Sequence[Held], together: frozenset[int], total: int) -> Held:
    """A term of a row: held by who holds the row, and in part only by who holds nothing of its neighbours."""
    shares = {**one.shares, **dict.fromkeys(together, 1.0)}
    whole = weighed(one.term, shares, one.in_stem, total)
    if one.term.is_general or any(other.term.is_general for other in others):
        return whole
    alone = {
        question: share * IN_PART
        for question, share in one.shares.items()
        if all(other.shares.get(question, 0.0) < IN_PART for other in others) and question not in together
    }
    return replace(whole, shares={**shares, **alone})
