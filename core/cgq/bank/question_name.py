"""A question as a person names it: by its number in this bank, by its content hash, or by the hash's beginning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from cgq.db import LARGEST_INTEGER
from cgq.db.queries import load
from cgq.errors import Missing, Refused

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

SQL = load("bank")

QuestionName: TypeAlias = int | str
"""A number, or text that holds a number or at least the first SHORTEST digits of a hash."""

SHORTEST = 8
"""Hexadecimal digits, 32 bits: two of ten thousand questions share them once in about a hundred banks."""

SHOWN = 5
"""How many of the questions that a prefix fits are named."""

_NUMBER = re.compile(r"[0-9]+")
_PREFIX = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def question_number(tx: Transaction, name: QuestionName) -> int:
    """The number of the question that is named. Digits are a number first, and a hash where no question has it.

    Raises Missing when there is none, and Refused for what names none or fits several.
    """
    text = str(name).strip().lower()
    if not _NUMBER.fullmatch(text) and not _PREFIX.fullmatch(text):
        hint = f"Give its number, or its hash or the first {SHORTEST} digits of that: `cgq questions`"
        raise Refused(f"{str(name)!r} names no question", code="usage", hint=hint)
    if _NUMBER.fullmatch(text) and _is_there(tx, int(text)):
        return int(text)
    if _PREFIX.fullmatch(text):
        return _by_prefix(tx, text)
    raise no_such_question(tx, name)


def no_such_question(tx: Transaction, name: QuestionName) -> Missing:
    """The error for a question that is not there; it tells which are."""
    first, last = tx.one(SQL["question_span"]) or (None, None)
    if last is None:
        hint = "The bank is empty; fill it: `cgq run FILE`"
    else:
        hint = f"Ids go from {first} to {last}; list them: `cgq questions`"
    return Missing(f"There is no question {name}.", hint=hint)


def _is_there(tx: Transaction, number: int) -> bool:
    return number <= LARGEST_INTEGER and tx.one(SQL["question_there"], (number,)) is not None


def _by_prefix(tx: Transaction, prefix: str) -> int:
    found = tx.all(SQL["questions_by_prefix"], {"prefix": prefix, "limit": SHOWN + 1})
    if not found:
        raise no_such_question(tx, prefix)
    if len(found) > 1:
        raise _several(prefix, found)
    number: int = found[0][0]
    return number


def _several(prefix: str, found: list[tuple[int, str]]) -> Refused:
    named = ", ".join(f"{number} ({content_hash})" for number, content_hash in found[:SHOWN])
    more = ", …" if len(found) > SHOWN else ""
    hint = f"They are: {named}{more}. Give more digits, or the number."
    return Refused(f"{prefix} is the beginning of several questions' hashes", code="ambiguous", hint=hint)
