"""The answer keys that stand in a file; which key answers a paper, and which papers a key answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.columns import decode_key_answers, decode_strings
from cgq.db.queries import load
from cgq.exam.model import Key

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

SQL = load("bank")


def keys(tx: Transaction, material: int) -> list[Key]:
    """The keys of a paper, in its order."""
    return [
        Key(
            form=form,
            session=session,
            subject=subject,
            answers=decode_key_answers(answers),
            read_from=read_from,
            named_by_shape=decode_strings(named),
            name_unread=bool(unread),
        )
        for form, session, subject, answers, read_from, named, unread in tx.all(SQL["material_keys"], (material,))
    ]


@dataclass(frozen=True, slots=True)
class Link:
    """The other side of a key and a paper. `given`: a person named the key for the paper; `reasons` speak for it."""

    material: int
    title: str
    sha256: str
    given: bool
    reasons: tuple[str, ...] = ()


def answered_by(tx: Transaction, paper: int) -> Link | None:
    """The key that answers a paper."""
    row = tx.one(SQL["key_of"], (paper,))
    return None if row is None else Link(row[0], row[1], row[2], bool(row[3]), decode_strings(row[4]))


def answers(tx: Transaction, key: int) -> list[Link]:
    """The papers that a key answers."""
    return [Link(number, title, sha, bool(given)) for number, title, sha, given in tx.all(SQL["key_answers"], (key,))]
