"""How far a question is about a word of a query that it holds: what it asks for more than what it only mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.pattern import folded
from cgq.bank.searching.cutting import forms
from cgq.bank.searching.holding import AS_MODIFIER, SQL, numbers
from cgq.lookalikes import alike

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from cgq.bank.searching.cutting import Term
    from cgq.bank.searching.holding import Held
    from cgq.db.connection import Transaction

IN_STEM = 0.75
"""What a word counts in the stem, of 1: as much as a concept that one is about (`tests.importance`: 0.69 to 0.78)."""

MENTIONED = 0.35
"""The same in an option or a box, where it is but a part: as the concept of a part of an option (0.30 to 0.36)."""

IN_PASSAGE = 0.3  # share, 0 to 1; chosen on tuning queries
"""The same in a passage alone, which other questions share."""

ANSWER = 0.9
"""The same where the right option is just that, or ends in it: what the question describes (a topic: 0.87 to 0.90)."""

IN_LONGER = 0.9
"""What a word counts in a longer concept, of what that counts: `host` of `definitive host`."""

AS_FIRST_WORD = 0.7  # share, 0 to 1; chosen on tuning queries
"""The same in an option of which it is the first word: 화이트박스 of `화이트박스 검사`; more than AS_MODIFIER, which is
for one word with others."""

MOST_LOOKED_AT = 100
"""Questions whose topics are looked at: ten pages of hits."""


def topics(tx: Transaction, held: Sequence[Held], questions: Sequence[int]) -> dict[int, list[float]]:
    """Question -> for each term, how far it is about it, from 0 to 1; only of the terms that it holds."""
    ids = to_json(questions)
    named: defaultdict[int, list[tuple[str, float]]] = defaultdict(list)
    for question, name, importance in tx.all(SQL["topics_tested"], {"questions": ids}):
        named[question].append((name, importance))
    for question, text in tx.all(SQL["topics_answered"], (ids,)):
        named[question] += [(name, ANSWER) for name in _names(text)]
    own = [_in_own_parts(tx, one.term, ids) for one in held]
    return {
        question: [
            _topic(one, question, named[question], MENTIONED if question in found else IN_PASSAGE)
            if question in one.shares
            else 0.0
            for one, found in zip(held, own, strict=True)
        ]
        for question in questions
    }


def _in_own_parts(tx: Transaction, term: Term, ids: str) -> Container[int]:
    """Which of some questions hold a term not in a passage alone."""
    return numbers(tx, "texts_own", {"questions": ids, "text": "".join(term.words)})


def _names(option: str) -> list[str]:
    """What an option names: `스래싱` and `thrashing` of `스래싱(Thrashing)`."""
    return [name for part in re.split(r"[()]", alike(option)) if (name := " ".join(part.split()))]


def _topic(one: Held, question: int, named: Iterable[tuple[str, float]], mentioned: float) -> float:
    if one.term.is_light or one.term.is_general:
        return MENTIONED
    found = IN_STEM if question in one.in_stem else mentioned
    return max([found, *(worth * _holds(name, one.term) for name, worth in named)])


def _holds(name: str, term: Term) -> float:
    """How far a concept, or an option, is the term: wholly, or a kind of it, or what only begins with it."""
    wanted = {*(forms(term.text) if term.script == "plain" else ()), *(forms(term.also) if term.also else ())}
    if words := [word for word in name.split() if word in wanted]:
        is_head = name.endswith(words[-1])
        return 1.0 if name in words else IN_LONGER if is_head else AS_MODIFIER
    if term.script == "plain":
        return 0.0
    text, bare = folded(name), term.text
    if text == bare or text == "".join(term.words):
        return 1.0
    if text.endswith(bare):
        return IN_LONGER
    return AS_FIRST_WORD if name.startswith(f"{bare} ") else AS_MODIFIER if text.startswith(bare) else 0.0
