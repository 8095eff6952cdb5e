"""The questions that a query's words find: those that hold enough of what it says, the best first.

What a query says is shared out among its words by their rarity. A word that is nowhere in the bank says most, so that
its neighbours alone find nothing; a word that is in every other question says next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.pattern import GRAM, MAX_TEXT, clean, contains, folded, phrase
from cgq.bank.searching.cutting import cut, substrings
from cgq.bank.searching.holding import AS_TEXT, SQL, Held, hold, known_words, numbers
from cgq.bank.searching.other_names import with_other_names
from cgq.lookalikes import alike

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.bank.searching.cutting import Term
    from cgq.db.connection import Transaction

ENOUGH = 0.44
"""How much of what a query says a question has to hold, its rarest word among it: half, less what AS_TEXT takes off."""

MOSTLY = 0.55
"""The same without the rarest word, where two others stand there whole."""

NEARLY_ALL = 0.65
"""The same where the rarest word is nowhere in the bank."""

SOME = 0.35
"""The same for a text of many words, of which a question holds few: for a sentence."""

MANY = 4
"""Words that make a text a sentence, those that only ask left out."""

RAREST_HELD = 0.5
"""How much of the rarest word counts as holding it."""

IN_REST = 0.7
"""What a word outside of the stem counts, where one in the stem counts 1."""

BM25_WEIGHT = 0.3
"""What the rank by BM25, from 0 to 1, adds to the share that orders the questions."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question that holds words of a query. `share`: how much of what the query says; `score` orders; `exact`: it
    holds the whole query as it is written, white space left out."""

    share: float
    score: float
    exact: bool
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What a person looks for: the text as it was given, and the terms that it is cut into."""

    text: str
    terms: tuple[Term, ...]

    @property
    def nouns(self) -> tuple[str, ...]:
        """Its Hangul words as the index cuts them."""
        hangul = [term for term in self.terms if term.script == "hangul" and not term.is_light]
        return tuple(word for term in hangul for word in term.words)


def read_query(tx: Transaction, text: str) -> Query:
    """Cut a query by the words of the bank; no text raises."""
    given = clean(text[:MAX_TEXT])
    line = alike(given)
    return Query(given, tuple(cut(line, known_words(tx, substrings(line)))))


def find(tx: Transaction, query: Query) -> tuple[dict[int, Found], tuple[str, ...]]:
    """Every question that holds a word of a query, or all of it; and the words that no question holds."""
    total = tx.value(SQL["question_count"])
    held = with_other_names(tx, [hold(tx, term, total) for term in dict.fromkeys(query.terms)], total)
    exact = _exact(tx, query)
    ranks = _ranks(tx, held)
    whole = sum(one.weight for one in held)
    heavy = _heavy(held)
    found: dict[int, Found] = {}
    most_whole = _most_whole(heavy)
    for question in exact.union(*(one.shares for one in held)):
        share, stressed = _shares(question, held, whole)
        is_exact = question in exact
        score = stressed + BM25_WEIGHT * ranks.get(question, 0.0) + is_exact
        enough = is_exact or _is_enough(question, share, heavy, most_whole)
        found[question] = Found(share, score, is_exact, enough)
    nowhere = [one.term.words[0] for one in held if not one.shares and not one.term.is_light]
    return found, () if exact else tuple(nowhere)


def _shares(question: int, held: Sequence[Held], whole: float) -> tuple[float, float]:
    """How much of a query a question holds; and the same with the stem stressed."""
    share = stressed = 0.0
    for one in held:
        part = one.weight * one.shares.get(question, 0.0)
        share += part
        stressed += part if question in one.in_stem else part * IN_REST
    return (share / whole, stressed / whole) if whole else (0.0, 0.0)


def _heavy(held: Sequence[Held]) -> list[Held]:
    """The terms that name what is wanted; all of them where none does."""
    naming = [one for one in held if not (one.term.is_light or one.term.is_general)]
    return naming or [one for one in held if not one.term.is_light] or list(held)


def _whole(question: int, heavy: Sequence[Held]) -> int:
    """How many terms a question holds whole."""
    return sum(one.shares.get(question, 0.0) >= AS_TEXT for one in heavy)


def _most_whole(heavy: Sequence[Held]) -> int:
    """How many terms the question holds whole that holds most."""
    return max((_whole(question, heavy) for one in heavy for question in one.shares), default=0)


def _is_enough(question: int, share: float, heavy: Sequence[Held], most: int) -> bool:
    """Whether a question holds enough. Where one holds two words whole, one that holds a single word does not."""
    whole = _whole(question, heavy)
    if whole < min(most, 2):
        return False
    rarest = max(heavy, key=lambda one: one.rarity, default=None)
    if rarest is None:
        return False
    if share >= ENOUGH and any(
        one.shares.get(question, 0.0) >= RAREST_HELD for one in heavy if one.rarity == rarest.rarity
    ):
        return True
    needed = SOME if len(heavy) >= MANY else MOSTLY if rarest.shares else NEARLY_ALL
    return whole > 1 and share >= needed


def _exact(tx: Transaction, query: Query) -> set[int]:
    """The questions that hold the query as it is written, but for white space and look-alikes.

    Not one Latin word or number, which may be part of another: `arp` of `sharp`.
    """
    text = folded(query.text)
    is_plain_word = len(query.terms) == 1 and query.terms[0].script == "plain" and query.terms[0].text == text
    if not text or is_plain_word or (query.terms and len(text) < GRAM):
        return set()
    if len(text) < GRAM:
        return numbers(tx, "texts_like", {"like": contains(text)})
    return numbers(tx, "texts_match", {"phrase": phrase(text), "lacking": False})


def _ranks(tx: Transaction, held: Sequence[Held]) -> Mapping[int, float]:
    """By question, its rank by BM25 over the words of the query, from 0 to 1 for the best."""
    words = dict.fromkeys(word for one in held if not one.term.is_light for word in one.term.words)
    if not words:
        return {}
    rows = tx.all(SQL["words_ranked"], {"query": " OR ".join(map(phrase, words))})
    best = max((-rank for _, rank in rows), default=0.0)
    return {question: -rank / best for question, rank in rows} if best > 0 else {}
