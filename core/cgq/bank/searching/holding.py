"""Which questions hold a term of a query, and how much it says: by how few hold it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cgq.bank.columns import to_json
from cgq.bank.pattern import GRAM, phrase
from cgq.bank.searching.cutting import forms
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.bank.searching.cutting import Term
    from cgq.db.connection import Transaction

SQL = load("search")

LIGHT = 0.15
"""What a word that asks or joins weighs, of what it would weigh by its rarity."""

GENERAL = 0.4
"""The same for a word that asks for something of a thing: `특징`, `example`."""

PREDICATE = 0.6
"""The same for a noun that is made a verb: 부족 of `부족하면`."""

NAME = 1.5
"""The same for a name or a long number: who types one wants just that."""

IN_PART = 0.5
"""How much of a compound is held, at most, where its words stand but not together: 가격 and 탄력 of 가격탄력성."""

AS_TEXT = 0.9
"""How much of a word of one or two letters is held where a word of the text begins so, which may be another word."""

AS_MODIFIER = 0.6
"""How much of a word is held by a longer one that begins with it, and is another thing: 기억 by 기억세포."""

EXPLAINED = 0.6  # share of a word, 0 to 1; chosen on tuning queries
"""How much of a word is held that stands only in why the answer is right."""

BEGINNING = 0.8
"""How much of a Latin word is held by another of the same beginning: `encrypted` by `encryption`."""

SHORT = 2
"""Syllables of a word that the trigram index does not find in longer ones."""

LEAST_BEGINNING = 5
"""Letters of a Latin word that may be the beginning of another."""

_SUFFIX = re.compile(
    r"(?:en(?:ing|ed|er|s)?|ions?|(?<=([b-df-hj-np-tv-z]))\1(?:ing|ed)|ing|ed|es|s|e|(?<=[a-z]{7})(?:a|on|um|us|i))$"
)
"""What an English word ends in that another of its family has not (after Harman 1991 and Porter 1980): `subnetting` and
`subnet`, `shortening` and `short`; the endings of Latin and Greek behind seven letters, `mitochondria` and
`mitochondrion`."""


_MEASURE = re.compile(r"(\d[\d.,]*)([^\W\d_]{1,3})")
"""A number with its unit, which a paper may print with a space between: `4kb`, `4 kb`."""


@dataclass(frozen=True, slots=True)
class Held:
    """A term with its weight and bare rarity, how much of it each question holds (0 to 1), and which in their stems."""

    term: Term
    weight: float
    rarity: float
    shares: dict[int, float]
    in_stem: frozenset[int] = field(default=frozenset())


def weight(holders: int, total: int) -> float:
    """What a word says that so many of all questions hold: the inverse document frequency of BM25, never negative."""
    return math.log1p((total - holders + 0.5) / (holders + 0.5))


def hold(tx: Transaction, terms: Iterable[Term], total: int) -> list[Held]:
    """Find who holds each of some terms, in a bank of so many questions."""
    found = {term: _Found(tx, total) for term in terms}
    longer = _longer(tx, {word for term in found if _is_short_word(term) for word in term.words})
    lacking = numbers(tx, "texts_lacking", {})
    for term, one in found.items():
        if term.script == "plain":
            one.look_for_plain(term)
        elif len(term.words) > 1:
            one.look_for_compound(term)
        else:
            one.look_for_word(term, longer.get("".join(term.words), ()))
    short = [text for one in found.values() for text in one.short]
    holders = _beginning(tx, short, None if any(not one.shares for one in found.values() if one.short) else lacking)
    for one in found.values():
        one.add_short(holders, lacking)
    for term, one in found.items():
        one.look_for_loanword(term)
        one.look_into_stems(term, lacking & one.shares.keys())
        one.look_into_explanations(term)
    return [weighed(term, one.shares, frozenset(one.in_stem), total) for term, one in found.items()]


def _is_short_word(term: Term) -> bool:
    return term.script == "hangul" and len(term.words) == 1 and len(term.words[0]) == SHORT


def _longer(tx: Transaction, words: set[str]) -> Mapping[str, list[str]]:
    """For each word of two syllables, those of the index that begin or end with it: 일화기억 with 기억."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for (term,) in tx.all(SQL["words_longer"], {"words": to_json(sorted(words))}) if words else ():
        for word in {term[:SHORT], term[-SHORT:]} & words:
            found[word].append(term)
    return found


def _beginning(tx: Transaction, texts: Iterable[str], within: set[int] | None) -> Mapping[str, set[int]]:
    """For each text of one or two letters, the questions in which a word begins with it; of some questions or all."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    values = {"texts": to_json(sorted(set(texts))), "within": None if within is None else to_json(sorted(within))}
    if texts and (within is None or within):
        for text, question in tx.all(SQL["texts_begin"], values):
            found[text].add(question)
    return found


def weighed(term: Term, shares: dict[int, float], in_stem: frozenset[int], total: int) -> Held:
    """A term that questions hold so much of, with what it says."""
    rarity = weight(sum(share >= AS_TEXT for share in shares.values()), total)
    factor = LIGHT if term.is_light else GENERAL if term.is_general else NAME if term.is_name else 1.0
    factor *= PREDICATE if term.is_predicate else 1.0
    is_number = term.is_name and any(map(str.isdigit, term.text))
    return Held(term, rarity * factor, rarity * (NAME if is_number else 1.0), shares, in_stem)


def is_held(one: Held) -> bool:
    """Does any question hold more of a word than a part of a compound?"""
    return any(share > IN_PART for share in one.shares.values())


@dataclass(slots=True)
class _Found:
    tx: Transaction
    total: int
    shares: dict[int, float] = field(default_factory=dict[int, float])
    in_stem: set[int] = field(default_factory=set[int])
    short: tuple[str, ...] = ()

    def look_for_plain(self, term: Term) -> None:
        """A Latin word or a number in either number, joined of parts, or before its unit; else words that begin so."""
        alternatives = [forms(word) for word in term.words]
        self._words(" AND ".join(_any(words) for words in alternatives), 1.0)
        if measure := _MEASURE.fullmatch(term.text):
            self._words(phrase(" ".join(measure.groups())), 1.0)
        beginning = _SUFFIX.sub("", term.words[0]) if len(term.words) == 1 and not term.is_light else ""
        if beginning.isalpha() and len(beginning) >= LEAST_BEGINNING:
            self._words(f"{phrase(beginning)} *", BEGINNING)
        if len(term.text) >= GRAM:
            self._add_all(numbers(self.tx, "texts_word", {"phrase": phrase(term.text), "text": term.text}), 1.0)
        elif not self.shares and not term.is_light:
            self.short = (term.text,)

    def look_for_loanword(self, term: Term) -> None:
        """The word in the other script."""
        if term.also:
            self._words(_any(forms(term.also)), AS_TEXT)

    def look_for_compound(self, term: Term) -> None:
        """All its words next to each other, or as they are written; else some of them."""
        self._words(phrase(" ".join(term.words)), 1.0)
        self._texts([term.text], lacking=False)
        holders = {word: self._holders(word) for word in term.words if len(word) > 1}
        weights = {word: weight(len(found), self.total) for word, found in holders.items()}
        whole = sum(weights.values()) * len("".join(term.words)) / sum(map(len, holders)) if holders else 0.0
        for found in holders.values():
            for question in found - self.shares.keys():
                held = sum(weights[other] for other in weights if question in holders[other])
                self._add(question, IN_PART * held / whole)

    def look_for_word(self, term: Term, longer: Iterable[str]) -> None:
        """The word as the analyser cut it, and where it is no such word, its letters in the text."""
        word = term.words[0]
        self._words(phrase(word), 1.0)
        kinds = {AS_TEXT: [one for one in longer if one.endswith(word)]}
        kinds[AS_MODIFIER] = [one for one in longer if not one.endswith(word)]
        for share, words in kinds.items():
            if words:
                self._words(_any(words), share)
        if len(term.text) > 1:
            self._texts(dict.fromkeys((term.text, word)), lacking=bool(self.shares) and len(word) < GRAM)

    def add_short(self, holders: Mapping[str, set[int]], lacking: set[int]) -> None:
        """By its first letters that are held: of questions without words of their own where others hold the word."""
        within = lacking if self.shares else None
        for text in self.short:
            found = holders.get(text, set()) if within is None else holders.get(text, set()) & within
            self._add_all(found, AS_TEXT)
            if found:
                return

    def look_into_stems(self, term: Term, questions: set[int]) -> None:
        """Which of some questions without words of their own hold a term in their stems."""
        if questions:
            values = {"questions": to_json(sorted(questions)), "text": term.text, "word": "".join(term.words)}
            self.in_stem |= numbers(self.tx, "stems_holding", values)

    def look_into_explanations(self, term: Term) -> None:
        """The words in a row where why an answer is right holds them."""
        for question in numbers(self.tx, "words_explaining", {"query": _in_a_row(term)}):
            self._add(question, EXPLAINED)

    def _words(self, query: str, share: float) -> None:
        for question in self._matches(query):
            self._add(question, share)
        self.in_stem |= self._matches(f"stem : ({query})")

    def _texts(self, texts: Iterable[str], *, lacking: bool) -> None:
        """By letters: the first of some texts that is held. `lacking`: only by questions without words of their own."""
        for text in texts:
            if len(text) < GRAM:
                self.short = (*self.short, text)
                continue
            found = numbers(self.tx, "texts_match", {"phrase": phrase(text), "lacking": lacking})
            self._add_all(found, 1.0)
            if found:
                return

    def _add_all(self, questions: Iterable[int], share: float) -> None:
        for question in questions:
            self._add(question, share)

    def _add(self, question: int, share: float) -> None:
        self.shares[question] = max(share, self.shares.get(question, 0.0))

    def _holders(self, word: str) -> set[int]:
        return self._matches(phrase(word))

    def _matches(self, query: str) -> set[int]:
        return numbers(self.tx, "words_match", {"query": query})


def numbers(tx: Transaction, name: str, values: Mapping[str, Any]) -> set[int]:
    """The questions that a statement finds."""
    return {question for (question,) in tx.all(SQL[name], values)}


def _in_a_row(term: Term) -> str:
    """A query of FTS5 for a term in any of its forms; for one of several words, all of them next to each other."""
    return _any(forms(term.words[0])) if len(term.words) == 1 else phrase(" ".join(term.words))


def _any(words: Iterable[str]) -> str:
    return f"({' OR '.join(map(phrase, words))})"


def known_words(tx: Transaction, words: Iterable[str]) -> dict[str, int]:
    """Word -> how many questions hold it, for those that the index has."""
    return dict(tx.all(SQL["words_known"], (to_json(sorted(words)),)))
