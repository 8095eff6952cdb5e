"""A question as a person names it: by its number in this bank, by its content hash, or by the hash's beginning.

A name goes on holding (succession.py): a number or a hash that a question had before leads to what it is now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cgq.db import LARGEST_INTEGER
from cgq.db.queries import load
from cgq.errors import Missing, Refused
from cgq.hints import argument

if TYPE_CHECKING:
    from collections.abc import Iterable

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


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for now. `moved`: it is the number or the hash that another question, or its text, had."""

    question: int
    moved: bool = False


def question_number(tx: Transaction, name: QuestionName) -> int:
    """The number of the question that is named, as it is now. Raises as `find_question` does."""
    return find_question(tx, name).question


def find_question(tx: Transaction, name: QuestionName) -> Named:
    """The question that is named. Digits are a number first, and a hash where no question has or had it.

    Raises Missing when there is none, and Refused for what names none or fits several.
    """
    text = str(name).strip().lower()
    if not _NUMBER.fullmatch(text) and not _PREFIX.fullmatch(text):
        hint = f"Give its number, or its hash or the first {SHORTEST} digits of that: `cgq questions`"
        raise Refused(f"{str(name)!r} names no question", code="usage", hint=hint)
    found = _by_number(tx, int(text)) if _NUMBER.fullmatch(text) else None
    if found is None and _PREFIX.fullmatch(text):
        found = _by_prefix(tx, text) or _by_former_prefix(tx, text)
    if found is None:
        raise no_such_question(tx, name)
    return found


def moved(tx: Transaction, names: Iterable[QuestionName]) -> list[tuple[QuestionName, int]]:
    """Those names that led elsewhere, each with the question that it is now; names of nothing are left out."""
    found: list[tuple[QuestionName, int]] = []
    for name in names:
        try:
            named = find_question(tx, name)
        except (Missing, Refused):
            continue
        if named.moved:
            found.append((name, named.question))
    return found


def last_number(tx: Transaction, name: QuestionName) -> int | None:
    """The number that a question had which left the bank; None when the name never named one."""
    text = str(name).strip().lower()
    last = _on_the_way(tx, int(text)) if _NUMBER.fullmatch(text) else None
    if last is None and _PREFIX.fullmatch(text):
        return next((_on_the_way(tx, number) for number, _ in _former(tx, text)), None)
    return last


def no_such_question(tx: Transaction, name: QuestionName) -> Missing:
    """The error for a question that is not there; it tells which are."""
    first, last = tx.one(SQL["question_span"]) or (None, None)
    if last is None:
        hint = "The bank is empty; fill it: `cgq run FILE`"
    else:
        hint = f"Ids go from {first} to {last}; list them: `cgq questions`"
    text = str(name).strip().lower()
    last = last_number(tx, name)
    if last is not None:
        return _gone(tx, text, last, hint)
    return Missing(f"There is no question {name}.", hint=hint)


def _gone(tx: Transaction, name: str, last: int, hint: str) -> Missing:
    """The error for a question that was there, and became `last` in the end: it was rejected, or nothing prints it."""
    rejected = tx.one(SQL["question_rejected"], (last,))
    if rejected is None:
        return Missing(f"Question {name} is not in the bank any more: no paper prints it.", hint=hint)
    by, reason = rejected
    why = f": {reason}" if reason else ""
    hint = f"All that were rejected: `cgq review --rejected` Take it back: `cgq review {argument(name)} --undo`"
    return Missing(f"Question {name} is not in the bank any more: it was rejected{why} (by {by}).", hint=hint)


def _by_number(tx: Transaction, number: int) -> Named | None:
    if _is_there(tx, number):
        return Named(number)
    last = _on_the_way(tx, number)
    return Named(last, moved=True) if last is not None and _is_there(tx, last) else None


def _is_there(tx: Transaction, number: int) -> bool:
    return number <= LARGEST_INTEGER and tx.one(SQL["question_there"], (number,)) is not None


def _on_the_way(tx: Transaction, number: int) -> int | None:
    """What a question that left became in the end, itself where nothing took its position; None for no question."""
    if number > LARGEST_INTEGER:
        return None
    row = tx.one(SQL["question_became"], {"id": number})
    return None if row is None else row[0]


def _by_prefix(tx: Transaction, prefix: str) -> Named | None:
    found = tx.all(SQL["questions_by_prefix"], {"prefix": prefix, "limit": SHOWN + 1})
    if len(found) > 1:
        raise _several(prefix, found)
    return Named(found[0][0]) if found else None


def _by_former_prefix(tx: Transaction, prefix: str) -> Named | None:
    """By a hash that a question had: what has its number now, or took its position."""
    found: dict[str, int] = {}
    for number, content_hash in _former(tx, prefix):
        named = _by_number(tx, number)
        if named is not None:
            found.setdefault(content_hash, named.question)
    if len(set(found.values())) > 1:
        raise _several(prefix, [(number, content_hash) for content_hash, number in found.items()])
    return Named(next(iter(found.values())), moved=True) if found else None


def _former(tx: Transaction, prefix: str) -> list[tuple[int, str]]:
    return tx.all(SQL["former_hashes_by_prefix"], {"prefix": prefix})


def _several(prefix: str, found: list[tuple[int, str]]) -> Refused:
    named = ", ".join(f"{number} ({content_hash})" for number, content_hash in found[:SHOWN])
    more = ", …" if len(found) > SHOWN else ""
    hint = f"They are: {named}{more}. Give more digits, or the number."
    return Refused(f"{prefix} is the beginning of several questions' hashes", code="ambiguous", hint=hint)
