"""The answer keys that stand in a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cgq.db.queries import load
from cgq.exam.model import Key, KeyAnswer

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

SQL = load("bank")
_answers = msgspec.json.Decoder(tuple[KeyAnswer, ...])


def keys(tx: Transaction, material: int) -> list[Key]:
    """The keys of a paper, in its order."""
    return [
        Key(form=form, session=session, subject=subject, answers=_answers.decode(answers))
        for form, session, subject, answers in tx.all(SQL["material_keys"], (material,))
    ]
