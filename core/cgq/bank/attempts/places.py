"""The places at which learners answered, kept in agreement with where their questions are printed now.

A place belongs to a paper's sha256, section and number, and to the question that stood there. It goes on with the
question: succession.py knows which one took the position of one that was read otherwise. Its key is that of the paper
itself as long as that prints the question, else of the first other paper that does; there what was chosen is found by
the text of the option, as a person's answer is (effective.py). No row of an attempt is touched, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec

from cgq.bank.columns import decode_strings, to_json
from cgq.bank.question_name import question_number
from cgq.db.queries import load
from cgq.errors import Missing
from cgq.exam.identity import option_identity
from cgq.exam.model import Option, QuestionText

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cgq.db.connection import Transaction

SQL = load("attempts")

MARK = 16  # hexadecimal digits; chosen
"""Hexadecimal digits that name an option among those of one question: 64 bits."""

_printed = msgspec.json.Decoder(QuestionText)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question can be answered: the paper's sha256, section ("" for none) and number, the question that stands
    there, and its options as they are printed."""

    material: str
    section: str
    number: int
    question: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class _Printed:
    """Where a question is printed: the appearance, its paper, section and number, and the marks of its options."""

    appearance: int
    material: str
    section: str
    number: int
    options: tuple[str, ...]


def place_of(tx: Transaction, appearance: int) -> Place:
    """The place of an appearance that is there."""
    material, section, number, question, printed = tx.all(SQL["place_printed"], (appearance,))[0]
    return Place(material, section, number, question, _printed.decode(printed).options)


def keep(tx: Transaction, place: Place) -> tuple[int, int]:
    """Keep a place, unless it is kept already: its row, and the question that it goes on with by now."""
    marks = to_json(_marks(place.options))
    names = {"material": place.material, "section": place.section, "number": place.number, "options": marks}
    question = _current(tx, place.question)
    found: int | None = tx.value(SQL["place_find"], {**names, "question": question})
    if found is None:
        found = tx.insert(SQL["place_add"], {**names, "question": question})
        settle(tx, {question})
    return found, question


def _current(tx: Transaction, question: int) -> int:
    """The question that took the position of one since somebody looked at it; itself where it is there, or none did."""
    try:
        return question_number(tx, question)
    except Missing:
        return question


def go_on(tx: Transaction, material: int, heirs: Mapping[int, int]) -> None:
    """Another question took the position of one in a paper: `heirs` has it by that one. `settle` follows."""
    rows = ({"material": material, "question": question, "heir": heir} for question, heir in heirs.items())
    tx.many(SQL["place_go_on"], rows)


def move(tx: Transaction, question: int, to: int) -> None:
    """A question became another one wherever it is printed. `settle` follows."""
    tx.run(SQL["places_move"], {"question": question, "to": to})


def become(tx: Transaction, before: str, sha256: str) -> None:
    """A paper is another file from now on: its places are those of that file. `settle` follows."""
    tx.run(SQL["places_become"], {"before": before, "sha256": sha256})


def settle(tx: Transaction, questions: Collection[int]) -> None:
    """Find anew where the places of some questions are printed."""
    places = tx.all(SQL["places_of_questions"], (to_json(sorted(questions)),))
    if not places:
        return
    printed = _printed_places(tx, {question for _, question, *_ in places})
    rows: list[dict[str, object]] = []
    for place, question, material, section, number, options in places:
        found = _nearest(printed.get(question, ()), material, section, number)
        moved = None if found is None else printed_as(decode_strings(options), found.options)
        rows.append(
            {
                "id": place,
                "appearance": None if found is None else found.appearance,
                "printed_as": None if moved is None else to_json(moved),
            }
        )
    tx.many(SQL["place_settle"], rows)


def printed_as(options: Sequence[str], now: Sequence[str]) -> list[int | None] | None:
    """For each of some options (marks) the number that it has among others, None for one that is not there.

    An option that is read otherwise keeps its number where as many are printed. None where nothing moved, or where
    either place shows no options.
    """
    if not options or not now or tuple(options) == tuple(now):
        return None
    return [_number_of(n, options, now) for n in range(1, len(options) + 1)]


def _number_of(n: int, options: Sequence[str], now: Sequence[str]) -> int | None:
    mark = options[n - 1]
    if options.count(mark) == now.count(mark) == 1:
        return now.index(mark) + 1
    return n if len(options) == len(now) and (mark == now[n - 1] or mark not in now) else None


def _printed_places(tx: Transaction, questions: Collection[int]) -> dict[int, list[_Printed]]:
    rows = tx.all(SQL["printed_places"], (to_json(sorted(questions)),))
    return {
        question: [
            _Printed(appearance, material, section, number, _marks(_printed.decode(printed).options))
            for _, appearance, material, section, number, printed in group
        ]
        for question, group in groupby(rows, key=itemgetter(0))
    }


def _nearest(printed: Sequence[_Printed], material: str, section: str, number: int) -> _Printed | None:
    """In the same paper, under the same number, in the same section; the first one of several."""
    return min(
        printed,
        key=lambda one: (one.material != material, one.number != number, one.section != section),
        default=None,
    )


def _marks(options: Sequence[Option]) -> tuple[str, ...]:
    """What names each option by what is printed."""
    return tuple(sha256(to_json(option_identity(option)).encode()).hexdigest()[:MARK] for option in options)
