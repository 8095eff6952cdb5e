"""A question keeps its number while its text changes: by a newer reader, by a person, by a text recogniser.

A question's row is known by the hash of its text, its number by the position in a paper. When a paper is derived
anew, each of its questions whose text is gone is looked for at its position; where no other paper prints it, its row
goes on with the text that is found there. Else the row stays or leaves, and `former_question` keeps what took its
position. A text that returns gets the number that it had.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import msgspec

from cgq.bank.columns import to_json
from cgq.bank.text import text_of, words
from cgq.db.queries import load
from cgq.exam.model import QuestionText

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from cgq.bank.effective import Placed
    from cgq.db.connection import Transaction

SQL = load("bank")

ALIKE = 0.5
"""Dice coefficient of two texts' pairs of characters from which one may be the other misread (as in effective.py)."""

CONTAINED = 0.8
"""Share of a text's pairs of characters in another from which that one took it in: a fifth may be misread."""

Same = Literal["readings", "file", "number"]
"""What did not change of a paper: its readings, so that the index of one is a position; its file, which was read
anew, so that a printed number is one; or its number alone, for another file took its place: then only texts count."""

_printed = msgspec.json.Decoder(QuestionText)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A question at its position in a paper, before that is derived anew.

    `nth` counts those with one section and number from 1; `reading` is the index of its reading, None where a person
    added it. `printed` is its text as JSON; `elsewhere` tells whether other papers print it.
    """

    question: int
    hash: str
    section: str
    number: int
    nth: int
    reading: int | None
    printed: str
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Succession:
    """Which questions go on. `renamed` changed their text and keep their number.

    `positions` maps a question that was in the paper to the index of what stands at its position now.
    """

    renamed: frozenset[int]
    positions: Mapping[int, int]


def held(tx: Transaction, material: int) -> list[Held]:
    """What a paper holds before it is derived anew, in its order."""
    seen: Counter[tuple[str, int]] = Counter()
    found: list[Held] = []
    for question, content_hash, section, number, reading, printed, elsewhere in tx.all(
        SQL["appearances_held"], (material,)
    ):
        seen[section, number] += 1
        found.append(
            Held(
                question=question,
                hash=content_hash,
                section=section,
                number=number,
                nth=seen[section, number],
                reading=reading,
                printed=printed,
                elsewhere=bool(elsewhere),
            )
        )
    return found


def carry_on(
    tx: Transaction, before: Sequence[Held], placed: Sequence[Placed], hashes: Sequence[str], same: Same
) -> Succession:
    """Let questions go on with the text at their position; their appearances in the paper are cleared already.

    `hashes` are those of `placed`; `same` is what did not change of the paper since it was derived last.
    """
    positions = _positions(before, placed, hashes, same)
    known = {found for found, _ in tx.all(SQL["question_ids"], (to_json(sorted(set(hashes))),))}
    renamed: set[int] = set()
    taken: set[str] = set()
    for one in before:
        position = positions.get(one.question)
        if position is None or one.elsewhere or one.question in renamed:
            continue
        wanted = hashes[position]
        if wanted in known or wanted in taken:
            continue
        _rename(tx, one.question, wanted)
        renamed.add(one.question)
        taken.add(wanted)
    return Succession(frozenset(renamed), positions)


def returning(tx: Transaction, hashes: Collection[str]) -> dict[str, int]:
    """Hash -> the number that it had, for texts that come back; each number once."""
    found: dict[str, int] = {}
    for content_hash, number in tx.all(SQL["numbers_returning"], (to_json(sorted(hashes)),)):
        if content_hash not in found and number not in found.values():
            found[content_hash] = number
    tx.many(SQL["former_question_back"], [(number,) for number in found.values()])
    return found


def leave(tx: Transaction, questions: Iterable[int], heirs: Mapping[int, int]) -> None:
    """Keep what becomes of questions that leave the bank now; `heirs` has what took their position."""
    for question in questions:
        tx.run(SQL["former_hash_add"], (question,))
        tx.run(SQL["former_question_add"], (question, heirs.get(question)))


def _rename(tx: Transaction, question: int, wanted: str) -> None:
    tx.run(SQL["former_hash_add"], (question,))
    tx.run(SQL["question_rehash"], (wanted, question))
    for name in ("question_forget_analysis", "question_forget_candidates", "question_forget_tests"):
        tx.run(SQL[name], (question,))


def _positions(before: Sequence[Held], placed: Sequence[Placed], hashes: Sequence[str], same: Same) -> dict[int, int]:
    """Question -> index in `placed` of what took its position; the surest ways are tried first, for all."""
    now, then = set(hashes), {one.hash for one in before}
    lost = [one for one in before if one.hash not in now]
    if not lost:
        return {}
    free = [index for index, found in enumerate(hashes) if found not in then]
    texts = _Texts(placed)
    spots = _spots(placed)
    ways: tuple[Callable[[Held, int], bool], ...] = (
        lambda one, index: same == "readings" and one.reading is not None and one.reading == placed[index].reading,
        lambda one, index: spots[index] == (one.section, one.number, one.nth) and texts.alike(one, index),
        lambda one, index: spots[index][1] == one.number and texts.alike(one, index),
        texts.alike,
        lambda one, index: same != "number" and spots[index] == (one.section, one.number, one.nth),
    )
    matched: dict[int, int] = {}
    waiting = list(lost)
    for way in ways:
        for one in tuple(waiting):
            found = [index for index in free if way(one, index)]
            if len(found) == 1:
                matched.setdefault(one.question, found[0])
                free.remove(found[0])
                waiting.remove(one)
    for one in () if same == "readings" else waiting:  # of one reading, a question that goes was rejected
        taker = texts.container(one)
        if taker is not None:
            matched.setdefault(one.question, taker)
    return matched


def _spots(placed: Sequence[Placed]) -> list[tuple[str, int, int]]:
    seen: Counter[tuple[str, int]] = Counter()
    found: list[tuple[str, int, int]] = []
    for one in placed:
        key = (one.question.section or "", one.question.number)
        seen[key] += 1
        found.append((*key, seen[key]))
    return found


class _Texts:
    """The texts of both sides as pairs of characters, made when they are compared."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._placed = placed
        self._now: dict[int, Counter[tuple[str, str]]] = {}
        self._then: dict[str, Counter[tuple[str, str]]] = {}

    def alike(self, one: Held, index: int) -> bool:
        """Whether one may be the other, read otherwise."""
        a, b = self._before(one), self._after(index)
        total = a.total() + b.total()
        return total > 0 and 2 * (a & b).total() >= ALIKE * total

    def container(self, one: Held) -> int | None:
        """The question that took this one's text in, where there is one: the fullest of its text."""
        pairs = self._before(one)
        best, share = None, CONTAINED
        for index in range(len(self._placed)):
            found = (pairs & self._after(index)).total() / max(1, pairs.total())
            if found >= share and (best is None or found > share):
                best, share = index, found
        return best

    def _before(self, one: Held) -> Counter[tuple[str, str]]:
        if one.printed not in self._then:
            self._then[one.printed] = Counter(pairwise(words(_printed.decode(one.printed))))
        return self._then[one.printed]

    def _after(self, index: int) -> Counter[tuple[str, str]]:
        if index not in self._now:
            self._now[index] = Counter(pairwise(words(text_of(self._placed[index].question))))
        return self._now[index]
