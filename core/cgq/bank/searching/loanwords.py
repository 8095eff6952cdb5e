"""Words of a query in the other script, as far as the bank holds them: 라우터 finds `router`, `semaphore` 세마포어.

Only by the spelling (sounding.py), and only where one word of the bank is spelled so: of `root` and `route`, both 루트,
neither is taken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.bank.searching.holding import SQL
from cgq.bank.searching.sounding import beginnings, is_hangul, spells

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from cgq.bank.searching.cutting import Term
    from cgq.db.connection import Transaction

LEAST_LETTERS = 4  # letters; chosen
"""Letters of a Latin word that is looked for in Hangul: shorter ones are abbreviations, or sound like any syllable."""

LEAST_SYLLABLES = 2  # syllables; chosen
"""The same for a word of Hangul syllables."""

SURE_SYLLABLES = 3  # syllables; chosen
"""The same where the bank holds the word itself, and neither a Latin name stands with it (`SQL 조인`) nor a word that
is there in the other script alone: some words of two sound like English by chance (미래, `miller`); of those of three
and more in the labelled bank none does."""


def with_loanwords(tx: Transaction, terms: Iterable[Term], known: Container[str]) -> list[Term]:
    """The same terms, each with the word of the bank that it is in the other script; `known`: words of the index."""
    found = [_with_loanword(tx, term, _least(term, known)) for term in terms]
    if any(term.also and term.words[0] not in known for term in found) or any(map(_is_latin_name, found)):
        found = [term if term.also else _with_loanword(tx, term, LEAST_SYLLABLES) for term in found]
    return found


def _least(term: Term, known: Container[str]) -> int:
    return SURE_SYLLABLES if all(word in known for word in term.words) else LEAST_SYLLABLES


def _is_latin_name(term: Term) -> bool:
    return term.is_name and term.text.isalpha()


def _with_loanword(tx: Transaction, term: Term, least: int) -> Term:
    if term.is_light or term.is_general:
        return term
    forms = dict.fromkeys((term.text, "".join(term.words)))
    found = _only(other for form in forms for other in _written_otherwise(tx, form, least))
    return replace(term, also=found)


def _written_otherwise(tx: Transaction, word: str, least: int) -> Iterator[str]:
    """The words of the bank that a word may be in the other script; `least`: how many syllables Hangul needs."""
    if is_hangul(word) and len(word) >= least:
        yield from (other for other in _near(tx, word) if spells(word, other))
    elif word.isascii() and word.isalpha() and len(word) >= LEAST_LETTERS:
        others = (other for other in _near(tx, word) if is_hangul(other) and least <= len(other) <= len(word))
        yield from (other for other in others if spells(other, word))


def _near(tx: Transaction, word: str) -> Iterator[str]:
    for first, last in beginnings(word):
        for (term,) in tx.all(SQL["words_between"], {"first": first, "last": last}):
            yield term


def _only(words: Iterable[str]) -> str:
    """The one word, or the longest of those that begin with the shortest (`serve`, `server`); nothing where there are
    others."""
    found = sorted(set(words), key=len)
    return found[-1] if found and all(word.startswith(found[0]) for word in found) else ""
