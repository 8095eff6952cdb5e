"""A question keeps its number while its text changes: by a newer reader, by a person, by a text recogniser.

A question's row is known by the hash of its text, its number by the position in a paper. When a paper is derived
anew, each of its questions whose text is gone is looked for at its position; where no other paper prints it, its row
goes on with the text that is found there. Else the row stays or leaves, and `former_question` keeps what took its
position. A text that returns gets the number that it had.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from cgq.bank.attempts import places
from cgq.bank.columns import to_json
from cgq.bank.edits import Spot
from cgq.bank.effective import spots
from cgq.bank.resemblance import Texts, alike, pairs_of, share
from cgq.bank.searching.index import clear
from cgq.bank.text import text_of, words
from cgq.db.queries import load
from cgq.exam.model import QuestionText

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from cgq.bank.effective import Placed
    from cgq.bank.resemblance import Pairs
    from cgq.db.connection import Transaction

SQL = load("bank")

CONTAINED = 0.8
"""Share of a text's pairs of characters in another from which that one took it in: a fifth may be misread."""

Same = Literal["readings", "file", "number"]
"""What did not change of a paper: its readings, so that the index of one is a position; its file, which was read
anew, so that a printed number is one; or its number alone, for another file took its place: then only texts count."""

_printed = msgspec.json.Decoder(QuestionText)


@dataclass(frozen=True, kw_only=True)
class EarlierQuestion:
    """A question at its position in a paper, before that is derived anew.

    `reading` is the index of its reading, None where a person added it. `printed` is its text as JSON; `elsewhere`
    tells whether other papers print it.
    """

    question: int
    hash: str
    spot: Spot
    reading: int | None
    printed: str
    elsewhere: bool

    @cached_property
    def text(self) -> str:
        """Its text as `bank.text.words` has it."""
        return words(_printed.decode(self.printed))

    @cached_property
    def pairs(self) -> Pairs:
        """Its text as it is compared."""
        return pairs_of(self.text)


@dataclass(frozen=True, slots=True)
class Succession:
    """Which questions go on. `renamed` changed their text and keep their number.

    `positions` maps a question that was in the paper to the index of what stands at its position now.
    """

    renamed: frozenset[int]
    positions: Mapping[int, int]


NONE = Succession(frozenset(), {})
"""Nothing went on: nothing was there before."""


def earlier_questions(tx: Transaction, material: int) -> list[EarlierQuestion]:
    """What a paper holds before it is derived anew, in its order."""
    return _earlier(tx.all(SQL["appearances_held"], (material,)))


def earlier_rows(tx: Transaction, names: Mapping[str, Any]) -> list[EarlierQuestion]:
    """What some rows (`seqs`) of a file (`material`) hold before they are derived anew, in their order."""
    return _earlier(tx.all(SQL["rows_held"], names))


def _earlier(rows: Iterable[tuple[Any, ...]]) -> list[EarlierQuestion]:
    seen: Counter[tuple[str, int]] = Counter()
    found: list[EarlierQuestion] = []
    for question, content_hash, section, number, reading, printed, elsewhere in rows:
        seen[section, number] += 1
        found.append(
            EarlierQuestion(
                question=question,
                hash=content_hash,
                spot=Spot(section, number, seen[section, number]),
                reading=reading,
                printed=printed,
                elsewhere=bool(elsewhere),
            )
        )
    return found


def carry_on(
    tx: Transaction, before: Sequence[EarlierQuestion], placed: Sequence[Placed], hashes: Sequence[str], same: Same
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


def take_over(tx: Transaction, question: int, heir: int) -> None:
    """Give the text of `heir`, and its places, to a question that stands nowhere any more: its number goes on.

    The number of `heir` leaves, with a word of what became of it. The words of both are to be indexed anew.
    """
    (wanted,) = tx.one(SQL["question_hash_of"], (heir,)) or ("",)
    tx.run(SQL["question_moves"], {"question": heir, "to": question})
    places.move(tx, heir, question)
    clear(tx, [heir])
    tx.run(SQL["question_remove"], (heir,))
    tx.run(SQL["former_question_add"], (heir, question))
    _rename(tx, question, wanted)


def printed_text(text: str) -> QuestionText:
    """A question's text as an appearance keeps it."""
    return _printed.decode(text)


def leave(tx: Transaction, questions: Iterable[int], heirs: Mapping[int, int]) -> None:
    """Keep what becomes of questions that leave the bank now; `heirs` has what took their position."""
    for question in questions:
        heir = heirs.get(question)
        tx.run(SQL["former_hash_add"], (question,))
        tx.run(SQL["former_question_add"], (question, heir))
        if heir is not None:
            places.move(tx, question, heir)


def _rename(tx: Transaction, question: int, wanted: str) -> None:
    tx.run(SQL["former_hash_add"], (question,))
    tx.run(SQL["question_rehash"], (wanted, question))
    for name in (
        "question_forget_analysis",
        "question_forget_candidates",
        "question_forget_statements",
        "question_forget_tests",
    ):
        tx.run(SQL[name], (question,))


def _positions(
    before: Sequence[EarlierQuestion], placed: Sequence[Placed], hashes: Sequence[str], same: Same
) -> dict[int, int]:
    """Question -> index in `placed` of what took its position; the surest strategies are tried first, for all."""
    now, then = set(hashes), {one.hash for one in before}
    waiting = [one for one in before if one.hash not in now]
    if not waiting:
        return {}
    free = {index for index, found in enumerate(hashes) if found not in then}
    positions = _Positions(placed)
    strategies: list[Callable[[EarlierQuestion, set[int]], list[int]]] = [
        positions.alike_at_spot,
        positions.alike_by_number,
        positions.alike,
    ]
    if same == "readings":
        strategies.insert(0, positions.by_reading)
    if same != "number":
        strategies.append(positions.at_spot)
    matched: dict[int, int] = {}
    for strategy in strategies:
        for one in tuple(waiting):
            found = strategy(one, free)
            if len(found) == 1:
                matched.setdefault(one.question, found[0])
                free.remove(found[0])
                waiting.remove(one)
    for one in () if same == "readings" else waiting:  # of one reading, a question that goes was rejected
        taker = positions.container(one)
        if taker is not None:
            matched.setdefault(one.question, taker)
    return matched


class _Positions:
    """What stands in a paper now, by reading, spot, number and text: each finds the `free` indexes that fit."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._placed = placed
        self._by_reading: dict[int | None, list[int]] = {}
        self._by_spot: dict[Spot, list[int]] = {}
        self._by_number: dict[int, list[int]] = {}
        for index, (one, spot) in enumerate(zip(placed, spots([one.question for one in placed]), strict=True)):
            self._by_reading.setdefault(one.reading, []).append(index)
            self._by_spot.setdefault(spot, []).append(index)
            self._by_number.setdefault(spot.number, []).append(index)

    def by_reading(self, one: EarlierQuestion, free: set[int]) -> list[int]:
        found = self._by_reading.get(one.reading, ()) if one.reading is not None else ()
        return [index for index in found if index in free]

    def at_spot(self, one: EarlierQuestion, free: set[int]) -> list[int]:
        return [index for index in self._by_spot.get(one.spot, ()) if index in free]

    def alike_at_spot(self, one: EarlierQuestion, free: set[int]) -> list[int]:
        return self.alike(one, self.at_spot(one, free))

    def alike_by_number(self, one: EarlierQuestion, free: set[int]) -> list[int]:
        return self.alike(one, [index for index in self._by_number.get(one.spot.number, ()) if index in free])

    def alike(self, one: EarlierQuestion, free: Collection[int]) -> list[int]:
        near = self._texts.near(one.text, free)
        return [index for index in near if alike(one.pairs, self._texts.pairs(index))]

    def container(self, one: EarlierQuestion) -> int | None:
        """The question that took this one's text in, where there is one: the fullest of its text."""
        near = self._texts.near(one.text, range(len(self._placed)))
        shares = [(share(one.pairs, self._texts.pairs(index)), -index) for index in near]
        fullest, index = max(shares, default=(0.0, 0))
        return -index if fullest >= CONTAINED else None

    @cached_property
    def _texts(self) -> Texts:
        return Texts([words(text_of(one.question)) for one in self._placed])
