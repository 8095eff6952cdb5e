"""The questions that a query's words find: those that hold enough of what it says, the best first.

What a query says is shared out among its words by their rarity. A word that is nowhere in the bank says most, so that
its neighbours alone find nothing; a word that is in every other question says next to nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.pattern import GRAM, MAX_TEXT, clean, contains, folded, phrase
from cgq.bank.searching.cutting import cut, substrings
from cgq.bank.searching.enough import Enough
from cgq.bank.searching.holding import SQL, Held, hold, is_held, known_words, numbers
from cgq.bank.searching.loanwords import with_loanwords
from cgq.bank.searching.other_names import with_other_names
from cgq.bank.searching.rows import in_rows
from cgq.bank.searching.spelling import with_spellings
from cgq.bank.searching.topics import MENTIONED, MOST_LOOKED_AT, topics
from cgq.lookalikes import alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.bank.searching.cutting import Term
    from cgq.db.connection import Transaction

SHARE_WEIGHT = 0.5
"""What the share of the query that a question holds adds to how far it is about that."""

BM25_WEIGHT = 0.15
"""What the rank by BM25, from 0 to 1, adds to the share that orders the questions."""

AS_TYPED = 0.6
"""What it adds that a query in capitals stands there so: more than IN_STEM has above MENTIONED (topics), so that the
`SELECT` of an option comes before the English verb in a stem, and less than the whole phrase."""

_CAPITALS = re.compile(r"[A-Z]{2}")
_SAYS_SOMETHING = re.compile(r"[^\W_]|[^\x00-\x7f]")


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
    def respelled(self) -> tuple[tuple[str, str], ...]:
        """The words that no question holds, each with the word of the bank that is looked for instead."""
        return tuple((term.typed, term.text) for term in self.terms if term.typed)

    @property
    def nouns(self) -> tuple[str, ...]:
        """Its Hangul words as the index cuts them."""
        hangul = [term for term in self.terms if term.script == "hangul" and not term.is_light]
        return tuple(word for term in hangul for word in term.words)


def read_query(tx: Transaction, text: str) -> Query:
    """Cut a query by the words of the bank; no text raises."""
    given = clean(text[:MAX_TEXT])
    line = alike(given)
    known = known_words(tx, substrings(line))
    return Query(given, tuple(with_spellings(tx, with_loanwords(tx, cut(line, known), known), known)))


def find(tx: Transaction, query: Query) -> tuple[dict[int, Found], tuple[str, ...]]:
    """Every question that holds a word of a query, or all of it; and the words that no question holds."""
    total = tx.value(SQL["question_count"])
    held = with_other_names(tx, hold(tx, query.terms, total), total)
    held, rows = in_rows(tx, held, total)
    exact = _exact(tx, query)
    typed = _typed(tx, query, exact or set(chain.from_iterable(one.shares for one in held)))
    ranks = _ranks(tx, held)
    parts = _parts(held, exact)
    shares = {question: sum(found) for question, found in parts.items()}
    likely = sorted(shares, key=lambda question: (question not in exact, -shares[question], question))
    about = topics(tx, held, likely[:MOST_LOOKED_AT])
    enough = Enough(held, about, rows)
    found: dict[int, Found] = {}
    for question, share in shares.items():
        is_exact = question in exact
        topic = _topic(parts[question], about[question]) if question in about else share * MENTIONED
        score = topic + SHARE_WEIGHT * share + BM25_WEIGHT * ranks.get(question, 0.0) + is_exact
        score += AS_TYPED * (question in typed)
        found[question] = Found(share, score, is_exact, is_exact or enough.holds(question))
    nowhere = [
        one.term.typed or one.term.shown for one in held if one.term.typed or not (is_held(one) or one.term.is_light)
    ]
    return found, () if exact else tuple(nowhere)


def _topic(parts: Sequence[float], topics: Sequence[float]) -> float:
    return sum(part * topic for part, topic in zip(parts, topics, strict=True))


def _parts(held: Sequence[Held], exact: Iterable[int]) -> dict[int, list[float]]:
    """Question -> how much of the query it holds by each term; together 1 for all of it."""
    whole = sum(one.weight for one in held) or 1.0
    parts = {question: [0.0] * len(held) for question in chain(exact, *(one.shares for one in held))}
    for place, one in enumerate(held):
        for question, share in one.shares.items():
            parts[question][place] = share * one.weight / whole
    return parts


def _exact(tx: Transaction, query: Query) -> set[int]:
    """The questions that hold the query as it is written, but for white space and look-alikes.

    Not one Latin word or number, which may be part of another: `arp` of `sharp`; and no signs of a keyboard alone,
    of which texts are full (`*`, `--`).
    """
    text = folded(query.text)
    is_plain_word = len(query.terms) == 1 and query.terms[0].script == "plain" and query.terms[0].text == text
    if not _SAYS_SOMETHING.search(text) or is_plain_word or (query.terms and len(text) < GRAM):
        return set()
    if len(text) < GRAM:
        return numbers(tx, "texts_like", {"like": contains(text)})
    return numbers(tx, "texts_match", {"phrase": phrase(text), "lacking": False})


def _typed(tx: Transaction, query: Query, questions: Iterable[int]) -> set[int]:
    """Which of some questions hold a query in capitals just so; small letters are typed for either."""
    if not _CAPITALS.search(query.text):
        return set()
    values = {"questions": to_json(sorted(questions)), "text": " ".join(query.text.split())}
    return numbers(tx, "texts_typed", values)


def _ranks(tx: Transaction, held: Sequence[Held]) -> Mapping[int, float]:
    """By question, its rank by BM25 over the words of the query, from 0 to 1 for the best."""
    words = dict.fromkeys(word for one in held if not one.term.is_light for word in one.term.words)
    if not words:
        return {}
    rows = tx.all(SQL["words_ranked"], {"query": " OR ".join(map(phrase, words))})
    best = max((-rank for _, rank in rows), default=0.0)
    return {question: -rank / best for question, rank in rows} if best > 0 else {}
