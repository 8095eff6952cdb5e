"""Other names of what a query asks for, as far as the bank itself gives them: its concepts and what they are called.

`피아제(Piaget)` in one question makes a search for either find the other, across languages; the initials of the only
name that has them stand for it, where no question holds them (`STP`, *spanning tree protocol*). Nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.pattern import GRAM, phrase
from cgq.bank.searching.cutting import cut, substrings
from cgq.bank.searching.holding import AS_TEXT, SQL, Held, is_held, known_words, numbers, weighed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.bank.searching.cutting import Term
    from cgq.db.connection import Transaction

MOST_JOINED = 4
"""Words of a query that may be the name of one concept: longer names are rare, and a query has many rows of words."""

LEAST_INITIALS = 3  # letters; chosen
"""Letters of an abbreviation that tells which name it stands for: two are the initials of too many."""

MOST_INITIALS = 6  # letters; chosen
"""The same for the longest: names of more words are rare."""

NO_CONCEPT = 0.85
"""What a word that names no concept of the bank (`실시`) says, of what its rarity would make it, where another does."""


def with_other_names(tx: Transaction, held: Sequence[Held], total: int) -> list[Held]:
    """The same terms, held by those questions too that hold another name of what they are the name of."""
    spans = {name: span for span in _spans(len(held)) if (name := _name([held[n].term for n in span]))}
    named: defaultdict[str, set[int]] = defaultdict(set)
    for name, concept in tx.all(SQL["concepts_named"], {"names": to_json(list(spans))}):
        named[name].add(concept)
    for place, one in enumerate(held):
        initials = _initials(one)
        if initials and (concepts := _spelled_out(tx, initials)):
            named[initials] |= concepts
            spans[initials] = range(place, place + 1)
    naming = {position for name in named for position in spans[name]}
    found = [_less(one) if naming and place not in naming else one for place, one in enumerate(held)]
    for name, concepts in named.items():
        if len(concepts) == 1:
            others = _holders(tx, next(iter(concepts)), name)
            for position in spans[name]:
                found[position] = _held_by(found[position], others, total)
    return found


def _initials(one: Held) -> str:
    """A word that may be the initials of a name: one that no question holds, of few letters."""
    text = one.term.text
    is_short = LEAST_INITIALS <= len(text) <= MOST_INITIALS and text.isascii() and text.isalpha()
    return "" if is_held(one) or one.term.is_light or not is_short else text


def _spelled_out(tx: Transaction, initials: str) -> set[int]:
    """The concepts of which a name has these initials, a word each."""
    found = tx.all(SQL["concepts_of_initials"], {"pattern": " ".join(f"{letter}%" for letter in initials)})
    return {concept for concept, name in found if "".join(word[0] for word in name.split()) == initials}


def _spans(size: int) -> Iterator[range]:
    for start in range(size):
        for end in range(start + 1, min(start + MOST_JOINED, size) + 1):
            yield range(start, end)


def _name(terms: Sequence[Term]) -> str:
    """Terms as the name of a concept is written: Latin words with a space, Hangul without."""
    if any(term.is_light for term in terms) and len(terms) == 1:
        return ""
    name = ""
    for term in terms:
        text = term.text if term.script == "plain" or len(term.words) != 1 else term.words[0]
        name += f" {text}" if name and name[-1].isascii() and text[:1].isascii() else text
    return name


def _holders(tx: Transaction, concept: int, name: str) -> set[int]:
    """The questions that print a concept under another name; under a single Latin word, which may mean something else
    (`index`), only those that are known to be about it."""
    found: set[int] = set()
    about = numbers(tx, "concept_tested", {"concept": concept})
    for (other,) in tx.all(SQL["concept_names"], {"concept": concept}):
        if other != name:
            terms = cut(other, known_words(tx, substrings(other)))
            words = [word for term in terms for word in term.words]
            holders = numbers(tx, "words_match", {"query": phrase(" ".join(words))}) if words else set[int]()
            found |= holders & about if about and len(words) == 1 and other.isascii() else holders
            if len(other) >= GRAM and not other.isascii():
                text = "".join(other.split())
                found |= numbers(tx, "texts_match", {"phrase": phrase(text), "lacking": False})
    return found


def _less(one: Held) -> Held:
    """A word of the bank that names no concept, in a query with one that does."""
    return replace(one, weight=one.weight * NO_CONCEPT, rarity=one.rarity * NO_CONCEPT) if one.shares else one


def _held_by(one: Held, others: set[int], total: int) -> Held:
    shares = {**one.shares, **{question: max(AS_TEXT, one.shares.get(question, 0.0)) for question in others}}
    return weighed(one.term, shares, one.in_stem, total)
