"""Whether a question holds enough of a query to be shown for it.

What a query says is shared out among its words. A question has to hold so much of that; less where more of the words
stand there whole. Where some question holds two of the words, one that holds a single one is not what was meant.

The figures were chosen on the labelled queries that are for tuning (bench/README.md).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.bank.searching.holding import AS_TEXT, EXPLAINED, IN_PART, is_held
from cgq.bank.searching.korean import COMPARING
from cgq.bank.searching.topics import IN_PASSAGE, IN_STEM, MENTIONED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.bank.searching.cutting import Term
    from cgq.bank.searching.holding import Held

ENOUGH = 0.44
"""How much of what a query says a question has to hold, its rarest word among it: half, less what AS_TEXT takes off."""

MOSTLY = 0.55
"""The same where the rarest word is a compound of which it holds A_PART: 직렬 of 직렬연결."""

MOST_WORDS = 0.45
"""The same without the rarest word, where two others stand there whole."""

NEARLY_ALL = 0.65
"""The same where the rarest word is nowhere in the bank, or a name is missing."""

SOME = 0.35
"""The same for a text of many words, of which a question holds few: for a sentence."""

MANY = 4
"""Words that make a text a sentence, those that only ask left out."""

ONE_WORD = 0.35
"""The same where one compound is all that is asked for, and no question holds it: at least three of its four syllables
(`식중독균`), of which holding.IN_PART counts."""

RAREST_HELD = 0.5
"""How much of the rarest word counts as holding it."""

A_PART = 0.2
"""How much of a compound counts as holding a part of it."""

ABOUT = 0.6
"""How far a question is about a word to be shown for it alone: as much as about a whole option (topics: 0.65)."""

HEAD = 3
"""Syllables of a Korean word from which on the last one is the head of it: 도 of 결합도."""


class Enough:
    """Who holds enough of a query.

    `held`: its terms; `about`: how far each question is about each of them; `rows`: who holds each two of them next to
    each other, in the order of the query.
    """

    def __init__(
        self, held: Sequence[Held], about: Mapping[int, Sequence[float]], rows: Sequence[frozenset[int]]
    ) -> None:
        self._places = _naming(held)
        self._heavy = [held[place] for place in self._places]
        self._about = about
        self._weight = sum(one.weight for one in self._heavy) or 1.0
        self._is_pair = _is_pair(held, self._heavy)
        self._meant = rows[-1] if _ends_in_a_name(held) else frozenset[int]()
        self._meant |= _naming_before_unknown(held, self._places, rows)
        self._topic = _topic_before_unknown(self._heavy)
        self._rarest = max((one.rarity for one in self._heavy), default=0.0)
        self._mentioning = _mentioning(held, self._places, about)
        whole = Counter(q for one in self._heavy for q, share in one.shares.items() if share >= AS_TEXT)
        self._most_whole = max(whole.values(), default=0)
        self._wanted = 3 if all(one.term.script == "plain" for one in self._heavy) else 2

    def holds(self, question: int) -> bool:
        """Does a question hold enough of what names the thing that is asked for?"""
        parts = [one.shares.get(question, 0.0) for one in self._heavy]
        about = self._about.get(question)
        topics = [about[place] if about else 0.0 for place in self._places]
        if question in self._meant or (self._is_pair and _is_about_one(parts, topics)):
            return True
        if self._topic is not None and parts[self._topic] >= AS_TEXT and topics[self._topic] > IN_STEM:
            return True
        if question in self._mentioning:
            return False
        whole = sum(part >= AS_TEXT for part in parts)
        share = sum(part * one.weight for one, part in zip(self._heavy, parts, strict=True)) / self._weight
        near = whole and sum(part >= IN_PART for part in parts)
        is_best = whole >= min(self._most_whole, self._wanted) or near >= self._wanted
        is_best = is_best or all(part >= EXPLAINED for part in parts)
        return is_best and not _is_mention(parts, topics) and self._is_much(parts, share)

    def _is_much(self, parts: Sequence[float], share: float) -> bool:
        pairs = list(zip(self._heavy, parts, strict=True))
        of_rarest = max((part for one, part in pairs if one.rarity == self._rarest), default=0.0)
        whole = sum(part >= AS_TEXT for part in parts)
        if len(parts) == 1:
            return min(share, of_rarest) >= ONE_WORD
        if (share >= ENOUGH and of_rarest >= RAREST_HELD) or (share >= MOSTLY and whole and of_rarest >= A_PART):
            return True
        is_lacking = any(not part and (one.term.is_name or self._is_nowhere(one)) for one, part in pairs)
        needed = SOME if len(parts) >= MANY else NEARLY_ALL if is_lacking else MOST_WORDS
        return whole > 1 and share >= needed

    def _is_nowhere(self, one: Held) -> bool:
        return not one.shares and one.rarity == self._rarest


def _naming(held: Sequence[Held]) -> list[int]:
    """The places of the terms that name what is wanted; of all of them where none does. A verb behind it
    that no question holds names only what is done with that."""
    content = [place for place, one in enumerate(held) if not one.term.is_light]
    known = next((place for place in content if is_held(held[place])), len(held))
    content = [place for place in content if place < known or not _is_unknown_verb(held[place])]
    naming = [place for place in content if not held[place].term.is_general]
    return naming or content or list(range(len(held)))


def _is_mention(parts: Sequence[float], topics: Sequence[float]) -> bool:
    """Is a single one of several words held, and but mentioned?"""
    touched = [topic for part, topic in zip(parts, topics, strict=True) if part >= A_PART]
    return len(touched) == 1 < len(parts) and touched[0] < ABOUT


def _is_about_one(parts: Sequence[float], topics: Sequence[float]) -> bool:
    return any(part >= AS_TEXT and topic >= ABOUT for part, topic in zip(parts, topics, strict=True))


def _is_unknown_verb(one: Held) -> bool:
    return one.term.is_predicate and not is_held(one)


def _mentioning(held: Sequence[Held], places: Sequence[int], about: Mapping[int, Sequence[float]]) -> frozenset[int]:
    """Who but mentions the only thing that is named, where others are about it: of all that hold it where something is
    asked of it (`촉매 역할`), else of those that hold it in a passage alone, which other questions share."""
    if len(places) != 1:
        return frozenset()
    one, topics = held[places[0]], {question: found[places[0]] for question, found in about.items()}
    if not any(topic >= ABOUT and one.shares.get(question, 0.0) >= AS_TEXT for question, topic in topics.items()):
        return frozenset()
    most = MENTIONED if any(each.term.is_general for each in held) else IN_PASSAGE
    return frozenset(question for question, topic in topics.items() if topic <= most)


def _topic_before_unknown(heavy: Sequence[Held]) -> int | None:
    """The place of a word that is followed by the only one that no question holds: of `매슬로우 비판`, Maslow is what
    some questions are about. Not where a name is unknown, which names just what is wanted (`RFC 5321`)."""
    if len(heavy) != 2:
        return None
    one, other = heavy
    is_topic = is_held(one) and not one.term.text.isdecimal()
    return 0 if is_topic and not is_held(other) and not other.term.is_name else None


def _naming_before_unknown(
    held: Sequence[Held], places: Sequence[int], rows: Sequence[frozenset[int]]
) -> frozenset[int]:
    """Who holds in a row the two words and more before the only one that no question holds: `earned value` of `earned
    value report`."""
    if len(places) < 3 or places[-2] - places[0] != len(places) - 2:
        return frozenset()
    *name, last = places
    if is_held(held[last]) or held[last].term.is_name:
        return frozenset()
    found = rows[name[0]]
    for place in name[1:-1]:
        found &= rows[place]
    return found


def _is_pair(held: Sequence[Held], heavy: Sequence[Held]) -> bool:
    """Are two things asked for, a question about either of which is meant: `A와 B`, `A B 차이`, `결합도 응집도`?"""
    if len(heavy) != 2:
        return False
    one, other = (each.term for each in heavy)
    return one.joins or _have_one_head(one, other) or any(each.term.text in COMPARING for each in held)


def _have_one_head(one: Term, other: Term) -> bool:
    is_long = min(len(one.text), len(other.text)) >= HEAD
    is_long = is_long and not (one.also or other.also)
    return is_long and one.script == other.script == "hangul" and one.text[-1] == other.text[-1]


def _ends_in_a_name(held: Sequence[Held]) -> bool:
    """Three English words and more: the last two of them say what is meant, where the bank holds them in a row, and the
    others which (`composite primary key`)."""
    return len(held) > 2 and all(one.term.script == "plain" and not one.term.is_general for one in held)
