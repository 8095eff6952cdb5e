"""The options of a question in another order, drawn from a seed and the question: the same on every machine."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from cgq.exam.naming import labels_of
from cgq.exchange.export.speaking import names_an_option, speaks_of_others

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.exam.model import Option, RightOptions

    A = TypeVar("A", bound=RightOptions)

SPEAKS_OF_OTHERS = "an option speaks of the others"
NAMES_AN_OPTION = "its text calls an option by its sign or its place"
REASONS = (SPEAKS_OF_OTHERS, NAMES_AN_OPTION)
"""Why options are left in their order."""


def shuffled(record: QuestionRecord, seed: int) -> QuestionRecord:
    """The record with its options in the order of a seed, and whatever counts them.

    Labels stay with the places: what is called ② stands second. Those of appearances stay as they are printed there.
    """
    order = _order(record, seed)
    became = {option.n: n for n, option in enumerate(order, 1)}
    labels = [option.label for option in record.options]
    options = tuple(replace(option, n=n, label=labels[n - 1]) for n, option in enumerate(order, 1))
    answer = None if record.answer is None else _renumbered(record.answer, became)
    appearances = tuple(_appearance(one, became) for one in record.appearances)
    return structs.replace(record, options=options, answer=answer, appearances=appearances)


def why_fixed(record: QuestionRecord) -> str | None:
    """Why the options must stay in their order; None where they can be moved."""
    options = [option.text for option in record.options]
    if any(map(speaks_of_others, options)):
        return SPEAKS_OF_OTHERS
    texts = (record.stem, record.passage or "", *record.boxes, record.explanation or "")
    if names_an_option(texts, options, labels_of(record.options)):
        return NAMES_AN_OPTION
    return None


def _order(record: QuestionRecord, seed: int) -> Sequence[Option]:
    def turn(option: Option) -> bytes:
        return hashlib.sha256(f"{seed}:{record.id}:{option.n}".encode()).digest()

    return sorted(record.options, key=turn)


def _renumbered(answer: A, became: dict[int, int]) -> A:
    return replace(answer, accepted=tuple(sorted(became.get(n, n) for n in answer.accepted)))


def _appearance(place: AppearanceRecord, became: dict[int, int]) -> AppearanceRecord:
    """The place's own numbers and labels hold on, for they are printed; what leads to the record's is led on."""
    return structs.replace(place, option_order=tuple(became.get(n, n) for n in place.option_order))
