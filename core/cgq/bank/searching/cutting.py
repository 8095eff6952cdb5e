"""A query is cut into the words that the bank holds, without the analyser: its words are known already.

Each Hangul word of a query is a row of words of the index with particles or endings behind it. Of all cuts the one with
the longest words wins; a syllable that no cut explains means that the word is another one, which the bank does not hold
by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from cgq.bank.searching.korean import (
    ASKED,
    ASKING,
    DOING,
    ENGLISH,
    GENERAL,
    JOINING,
    SURELY_VERBAL,
    TAIL,
    VERBAL,
    without_particle,
)
from cgq.plain_words import PLAIN_WORD, word_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

MOST_TERMS = 32
"""Words of a query that are looked for, the first of it: more than any sentence of a question has."""

MOST_SYLLABLES = 12
"""Syllables of the longest word that is looked up: of 4,000 words in the labelled bank the longest has 9."""

FEW_WORDS = 3
"""Words of a query that is no sentence: two syllables, of which the last may be a particle (물가), are a noun there."""

LEAST_NUMBER = 3
"""Characters of a number, or of a name with a digit, that says just what is wanted."""

MOST_GENERAL = 4  # syllables
"""Syllables of the longest Korean word that asks for something of a thing: 기출문제."""

LEAST_VERB = 4
"""Letters of an English word that may be a verb too; of shorter ones another word comes of it (`red` of `r`)."""

_HANGUL = r"[\uac00-\ud7a3\u4e00-\u9fff\u3400-\u4dbf]+"
_TOKEN = re.compile(rf"(?P<cut>{_HANGUL})|(?P<plain>{PLAIN_WORD.pattern})")

_DATE = re.compile(r"(1[0-2]|[1-9])[.·]([12][0-9]|3[01]|[1-9])")
_VERB = re.compile(rf"([a-z]{{{LEAST_VERB},}})(?:ing|ed)")
"""An English verb in its forms (after Porter 1980, step 1b): what it ends in stands behind LEAST_VERB letters."""

_OF_A_DATE = "년월일"

Script = Literal["hangul", "plain"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query as it is written, without its particles: `words` are those of the index that it consists of.

    `is_light`: it asks or joins, or looks like a verb, and says little of what is wanted. `is_name`: it is a number of
    three digits, a name with a digit in it, or a Latin name among Korean words. `joins`: the next word is asked for
    together with it (`A와 B`). `is_predicate`: it is made a verb (`부족하면`). `is_head`: one syllable behind a Latin
    word, which names the sort of thing it is (`HAVING 절`). `also`: the word of the bank, in the other script.
    `typed`: what was typed where no question holds that, and this is a word of the bank in another spelling.
    """

    text: str
    words: tuple[str, ...]
    script: Script
    is_light: bool = False
    is_name: bool = False
    joins: bool = False
    is_predicate: bool = False
    is_head: bool = False
    also: str = ""
    typed: str = ""

    @property
    def shown(self) -> str:
        """The word as a message names it."""
        return without_particle(self.text) if self.script == "hangul" else self.text

    @property
    def is_general(self) -> bool:
        """Does it ask for something of a thing, as `특징` does, more than name one?"""
        return self.is_head or self.text in GENERAL


def substrings(text: str) -> set[str]:
    """What may be a word of the index in a folded query: the parts of its Hangul words, and its plain words."""
    found: set[str] = set()
    for token in _tokens(text):
        if token.lastgroup == "plain":
            found |= {form for word in (token.group(), *word_parts(token.group())) for form in forms(word)}
        else:
            found |= _parts(token.group())
    for joined in _joined(text):
        found |= _parts(joined)
    return found


def cut(text: str, known: Container[str]) -> list[Term]:
    """The terms of a folded query, by the words that the index is `known` to hold."""
    terms: list[Term] = []
    tokens = list(_tokens(text))
    position = 0
    while position < len(tokens):
        token = tokens[position]
        word, taken = token.group(), 1
        if token.lastgroup == "plain":
            terms.append(_plain(word, known))
        elif terms and _is_particle_of_plain(text, token):
            terms[-1] = replace(terms[-1], joins=word in JOINING)
        else:
            word, taken = _longest_joined(text, tokens, position, known)
            word = _without_unit(text, token, word, known)
            word, general = _without_general(word, known)
            is_short = len(tokens) <= FEW_WORDS
            is_noun = is_short and _may_be_noun(word, known)
            terms.append(Term(word, (word,), "hangul") if is_noun else _hangul(word, known, is_short=is_short))
            terms += [Term(general, (general,), "hangul")] if general else []
        if terms and word in JOINING and terms[-1].text == word:
            terms.pop()
            terms[-1:] = [replace(last, joins=True) for last in terms[-1:]]
        position += taken
    heads = {place for place, (one, other) in enumerate(pairwise(terms), 1) if _is_head(one, other)}
    terms = [replace(term, is_head=place in heads) for place, term in enumerate(terms)]
    is_korean = any(term.script == "hangul" for term in terms)
    return [replace(term, is_name=True) if _is_name(term, is_korean=is_korean) else term for term in terms]


def _is_particle_of_plain(text: str, token: re.Match[str]) -> bool:
    """`에서` of `SQL에서`."""
    before = text[token.start() - 1 : token.start()]
    return bool(before) and PLAIN_WORD.fullmatch(before) is not None and TAIL.fullmatch(token.group()) is not None


def _may_be_noun(word: str, known: Container[str]) -> bool:
    """Two syllables that the index does not hold, and that do not end in 적, which makes a noun an attribute."""
    return len(word) == 2 and word[1] != "적" and word not in known and word not in ASKING


def _is_head(before: Term, term: Term) -> bool:
    return before.script == "plain" and term.script == "hangul" and len(term.text) == 1


def _is_name(term: Term, *, is_korean: bool) -> bool:
    if term.script != "plain" or term.is_light:
        return False
    if any(char.isdigit() for char in term.text):
        return len(term.text) >= LEAST_NUMBER
    return is_korean and len(term.text) > 1


def forms(word: str) -> tuple[str, ...]:
    """An English word in its other forms: `hosts` of `host`, `policy` of `policies` (the S stemmer, Harman 1991),
    `paired` of `pairs`; a month and a day with either sign between them: `4.19` of `4·19`."""
    if date := _DATE.fullmatch(word):
        return tuple(dict.fromkeys((word, *(f"{date[1]}{sign}{date[2]}" for sign in "·."))))
    if not word.isascii() or not word.isalpha() or len(word) < 3:
        return (word,)
    bases = [base for base in (word, *_singulars(word), *_infinitives(word)) if len(base) > 2]
    others = [other for base in bases for other in _inflected(base)]
    others += [f"{base[:-1]}ies" for base in bases if base.endswith("y")]
    return tuple(dict.fromkeys((*bases, *others)))


def _singulars(word: str) -> tuple[str, ...]:
    if word.endswith("ies"):
        return (f"{word[:-3]}y", word[:-1])
    if word.endswith("s") and not word.endswith(("ss", "us")):
        return (word[:-1], word[:-2]) if word.endswith("es") else (word[:-1],)
    return ()


def _infinitives(word: str) -> tuple[str, ...]:
    """`pair` of `pairing` and `paired`, `cache` of `caching`, `map` of `mapping`."""
    found = _VERB.fullmatch(word)
    if not found:
        return ()
    base = found[1]
    return (base, f"{base}e", base[:-1]) if base[-1] == base[-2] else (base, f"{base}e")


def _inflected(base: str) -> tuple[str, ...]:
    silent = base.endswith("e")
    plural = (f"{base}s",) if silent else (f"{base}s", f"{base}es")
    if len(base) < LEAST_VERB or _VERB.fullmatch(base):
        return plural
    root = base.removesuffix("e")
    return (*plural, f"{root}ed", f"{root}ing")


def _tokens(text: str) -> Iterator[re.Match[str]]:
    for number, token in enumerate(_TOKEN.finditer(text)):
        if number == MOST_TERMS:
            return
        yield token


def _parts(word: str) -> set[str]:
    starts = range(len(word))
    return {word[start:end] for start in starts for end in range(start + 1, min(start + MOST_SYLLABLES, len(word)) + 1)}


def _joined(text: str) -> Iterator[str]:
    """Two Hangul words that only white space parts, as one: a paper may write them so."""
    tokens = list(_tokens(text))
    for one, other in pairwise(tokens):
        if _is_adjacent(text, one, other):
            yield one.group() + other.group()


def _is_adjacent(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return one.lastgroup == other.lastgroup == "cut" and text[one.end() : other.start()].isspace()


def _longest_joined(text: str, tokens: list[re.Match[str]], position: int, known: Container[str]) -> tuple[str, int]:
    """A Hangul word, with the next one where the index holds both as one word."""
    token = tokens[position]
    if position + 1 < len(tokens) and _is_adjacent(text, token, tokens[position + 1]):
        both = token.group() + tokens[position + 1].group()
        stem = _without_tail(both, lambda word: word in known)
        if len(stem) > len(token.group()) and stem in known:
            return both, 2
    return token.group(), 1


def _without_unit(text: str, token: re.Match[str], word: str, known: Container[str]) -> str:
    """A word behind the number of a year, month or day: 항쟁 of `6월항쟁`, where the index has no such word."""
    is_date = text[token.start() - 1 : token.start()].isdecimal() and word[0] in _OF_A_DATE
    return word[1:] if is_date and word not in known and _best_cut(word[1:], known) else word


def _without_general(word: str, known: Container[str]) -> tuple[str, str]:
    """A word, and what is asked of it where both are written as one word that the index does not hold: 부관 and 종류 of
    `부관종류`."""
    for length in range(min(MOST_GENERAL, len(word) - 2), 1, -1):
        name, general = word[:-length], word[-length:]
        if general in GENERAL | ASKED and word not in known and _best_cut(name, known) is not None:
            return name, general
    return word, ""


def _without_tail(word: str, is_known: Callable[[str], bool]) -> str:
    """The longest known beginning of a word whose rest is particles; the word itself where there is none."""
    for end in range(len(word), 1, -1):
        if is_known(word[:end]) and (end == len(word) or TAIL.fullmatch(word, end)):
            return word[:end]
    return word


def _plain(word: str, known: Container[str]) -> Term:
    parts = word_parts(word)
    if parts and not any(form in known for form in forms(word)):
        return Term(word, tuple(parts), "plain")
    return Term(word, (word,), "plain", is_light=word in ENGLISH)


def _hangul(word: str, known: Container[str], *, is_short: bool) -> Term:
    if word in ASKING:
        return Term(word, (word,), "hangul", is_light=True)
    found = _best_cut(word, known)
    if found is None:
        return _unknown(word, SURELY_VERBAL if is_short else VERBAL)
    pieces, tail = found
    stem = word[: len(word) - len(tail)]
    is_light = stem in ASKING or (len(stem) == 1 and tail not in ("", "적"))
    return Term(
        stem,
        tuple(pieces),
        "hangul",
        is_light=is_light,
        joins=tail in JOINING,
        is_predicate=DOING.match(tail) is not None,
    )


def _unknown(word: str, verbal: re.Pattern[str]) -> Term:
    """A word that the index does not hold: most likely a noun, unless it ends as verbs do or is but a syllable.

    What looks like a particle may belong to it (`매슬로`): `text` keeps it.
    """
    tails = (start for start in range(1, len(word)) if TAIL.fullmatch(word, start))
    stem = word[: next(tails, None)]
    is_light = len(stem) == 1 or stem in ASKING or verbal.fullmatch(word) is not None
    tail = word[len(stem) :]
    is_predicate = len(tail) > 1 and DOING.match(tail) is not None
    return Term(word, (stem,), "hangul", is_light=is_light, joins=tail in JOINING, is_predicate=is_predicate)


def _best_cut(word: str, known: Container[str]) -> tuple[list[str], str] | None:
    """The known words that make up a word, and the particles behind; None where syllables are left over."""
    best = _best_cuts(word, known)
    ends = [end for end in range(1, len(word) + 1) if best[end] and _is_tail(word, end)]
    cuts = [(score, pieces, word[end:]) for end in ends for score, pieces in [best[end] or _NONE]]
    if not cuts:
        return None
    _, pieces, tail = max(cuts, key=lambda cut: (cut[0], len(cut[2])))
    singles = sum(len(piece) == 1 for piece in pieces)
    if singles > 1 or (singles and len(pieces) == 1 and len(tail) > 1):
        return None
    return pieces, tail


_Cut = tuple[float, list[str]]
_NONE: _Cut = (0.0, [])


def _best_cuts(word: str, known: Container[str]) -> list[_Cut | None]:
    """For each beginning of a word, by its length, the best row of known words: its score, and the words."""
    best: list[_Cut | None] = [_NONE, *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - MOST_SYLLABLES), end):
            before, piece = best[start], word[start:end]
            if before is None or piece not in known:
                continue
            score = before[0] + _worth(piece)
            if best[end] is None or score > (best[end] or _NONE)[0]:
                best[end] = (score, [*before[1], piece])
    return best


def _worth(piece: str) -> float:
    """Longer words are better than more: the square of the syllables. One syllable explains less than a particle does,
    for almost every one is a word somewhere."""
    return len(piece) ** 2 if len(piece) > 1 else -0.5


def _is_tail(word: str, end: int) -> bool:
    return end == len(word) or TAIL.fullmatch(word, end) is not None
