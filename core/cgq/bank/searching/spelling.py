"""A Korean word that no question holds, and that is one of the bank's words in another spelling: 실효값 and 실횻값.

Only spellings that Korean has rules about because writers mix them up: one letter of one syllable differs, and only by
such a rule. Any other letter makes another word (`대기압`, `대기업`). Where two words of the bank are so near, neither
is taken.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.pattern import phrase
from cgq.bank.searching.holding import SQL, numbers
from cgq.bank.searching.sounding import is_hangul, letters_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from cgq.bank.searching.cutting import Term
    from cgq.db.connection import Transaction

LEAST_SYLLABLES = 3  # syllables; chosen
"""Syllables of a word that may be another one in other letters: of two, nearly every word has such a neighbour."""

_SERIES = ("ㄱㄲㅋ", "ㄷㄸㅌ", "ㅂㅃㅍ", "ㅅㅆ", "ㅈㅉㅊ")
"""Plain, tense and aspirated initials. Loanwords are written without tense ones (외래어 표기법 1.4): 까페, 카페."""

_TENSE = frozenset("ㄲㄸㅃㅆㅉ")

_VOWELS = ("ㅐㅔ", "ㅔㅖ", "ㅓㅗ", "ㅙㅚㅞ")
"""Vowels that sound the same today, and ㅓ and ㅗ, between which the loanwords of one English letter vary (싱글톤)."""

_PLAIN_BEHIND = "ㅈㅉㅊ"
_GLIDES = ("ㅏㅑ", "ㅓㅕ", "ㅗㅛ", "ㅜㅠ")
"""Vowels that sound the same behind these initials; loanwords have the plain one (외래어 표기법 3.1.4): 쥬스, 주스."""

_FINALS = (" ㅅ", "ㅅㄷㅌㅈㅊ", "ㄱㄲㅋ", "ㅂㅍ")
"""ㅅ between the parts of a compound or none (한글 맞춤법 30), and finals that sound the same; loanwords have the first
(외래어 표기법 1.3)."""


def with_spellings(tx: Transaction, terms: Iterable[Term], known: Container[str]) -> list[Term]:
    """The same terms; one that the bank only holds in another spelling is that word, and keeps what was `typed`."""
    return [_respelled(tx, term, known) for term in terms]


def _respelled(tx: Transaction, term: Term, known: Container[str]) -> Term:
    word = "".join(term.words)
    is_wanted = not (term.is_light or term.is_general or term.also or word in known)
    if not is_wanted or not is_hangul(word) or len(word) < LEAST_SYLLABLES or _is_held(tx, term):
        return term
    found = [other for other in _alike_but_for_one(tx, word) if is_respelling(word, other)]
    return replace(term, text=found[0], words=(found[0],), typed=term.shown) if len(found) == 1 else term


def _is_held(tx: Transaction, term: Term) -> bool:
    in_texts = (numbers(tx, "texts_match", {"phrase": phrase(text), "lacking": False}) for text in _spellings(term))
    return any(in_texts) or bool(numbers(tx, "words_explaining", {"query": phrase(" ".join(term.words))}))


def _spellings(term: Term) -> set[str]:
    return {term.text, "".join(term.words)}


def _alike_but_for_one(tx: Transaction, word: str) -> list[str]:
    """The words of the index that differ from a word in one syllable."""
    patterns = [f"{word[:place]}_{word[place + 1 :]}" for place in range(len(word))]
    values = {"length": len(word), "patterns": to_json(patterns)}
    return [other for (other,) in tx.all(SQL["words_like"], values) if other != word and is_hangul(other)]


def is_respelling(word: str, other: str) -> bool:
    """Do two words of Hangul syllables, equally many, differ by one letter that writers mix up?"""
    different = [pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _is_mixed_up(*different[0])


def _is_mixed_up(one: str, other: str) -> bool:
    (initial, vowel, final), (other_initial, other_vowel, other_final) = letters_of(one), letters_of(other)
    if (vowel, final) == (other_vowel, other_final):
        return _share(_SERIES, initial, other_initial) and bool(_TENSE & {initial, other_initial})
    if (initial, final) == (other_initial, other_final):
        glides = _GLIDES if initial in _PLAIN_BEHIND else ()
        return _share((*_VOWELS, *glides), vowel, other_vowel)
    return (initial, vowel) == (other_initial, other_vowel) and _share(_FINALS, final or " ", other_final or " ")


def _share(groups: Iterable[str], one: str, other: str) -> bool:
    return any(one in group and other in group for group in groups)
