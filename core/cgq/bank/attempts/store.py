"""Attempts go into the bank: each once, however often it is brought."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank.attempts import places
from cgq.bank.columns import to_json
from cgq.db.queries import load
from cgq.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.bank.attempts.places import Place
    from cgq.db.connection import Transaction

SQL = load("attempts")

ME = "me"
"""The learner where nobody is named: whoever uses this bank alone."""

LONGEST_LEARNER = 64  # characters; chosen
"""Characters of a learner's id: as many as a hash has that a school makes of a name; chosen."""

LEARNER_HINT = f"An id is 1 to {LONGEST_LEARNER} letters, digits, _ . or -. Take one that tells nobody's name."

_LEARNER = re.compile(rf"[\w.-]{{1,{LONGEST_LEARNER}}}")

Source = Literal["import", "quiz"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttempt:
    """What a learner answered: at a moment of the wall clock (milliseconds), at a place, the printed numbers of what
    was chosen there, rising, none where the question was passed over.

    `shown` are the numbers of all options in the order in which they were shown, None for the printed one. `ms` is how
    long it took. One of a file has its sha256 and the row.
    """

    learner: str
    at: int
    place: Place
    chosen: tuple[int, ...]
    shown: tuple[int, ...] | None = None
    ms: int | None = None
    source: Source = "quiz"
    file: str | None = None
    row: int | None = None


def is_learner(name: str) -> bool:
    """Is it an id as learners have: one word, and so no address of mail?"""
    return _LEARNER.fullmatch(name) is not None


def check_learner(name: str) -> str:
    """The id of a learner as a person types it. Raises Refused."""
    if not is_learner(name):
        raise Refused(f"{name!r} is no id of a learner", code="bad_learner", hint=LEARNER_HINT)
    return name


def add(tx: Transaction, attempts: Iterable[NewAttempt]) -> int:
    """Keep attempts; how many were new.

    One that a learner made at the same moment, on the same question, with the same choice is stored already.
    """
    given = list(attempts)
    kept = {place: places.keep(tx, place) for place in dict.fromkeys(one.place for one in given)}
    rows = (
        {
            "learner": one.learner,
            "at": one.at,
            "place": kept[one.place][0],
            "question": kept[one.place][1],
            "chosen": to_json(one.chosen),
            "shown": None if one.shown is None else to_json(one.shown),
            "ms": one.ms,
            "source": one.source,
            "file": one.file,
            "row": one.row,
        }
        for one in given
    )
    return tx.many(SQL["attempt_add"], rows)


def stored_from(tx: Transaction, attempt: NewAttempt) -> tuple[str | None, int | None] | None:
    """The file (its sha256) and the row from which an attempt is stored already, None while it is not."""
    names = {
        "learner": attempt.learner,
        "at": attempt.at,
        "chosen": to_json(attempt.chosen),
        "question": attempt.place.question,
    }
    row = tx.one(SQL["attempt_known"], names)
    return None if row is None else (row[0], row[1])
