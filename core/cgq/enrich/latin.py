"""Terms in Latin letters: names (`TCP/IP`), and English phrases of nouns cut out at the words of grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cgq.enrich.english import (
    AUXILIARIES,
    BREAKS,
    DETERMINERS,
    EXAM_NOUNS,
    PRONOUNS,
    QUESTION_WORDS,
    breaks,
    singular,
)
from cgq.enrich.lexicon import STOP_LATIN
from cgq.enrich.marks import KEYWORD, is_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_WORDS = 4
"""Words of an English term: of 230 labelled English names, 99 % have no more."""

_HANGUL = re.compile(r"[가-힣]")
_WORD = re.compile(r"(?<![A-Za-z0-9_./\-])[A-Za-z][A-Za-z0-9]*(?:[-/&_][A-Za-z0-9]+)*(?:\+\+|#)?")
_UNIT = re.compile(
    r"(?:[yzafpnuμmcdhkKMGTPE]|da)?(?:m|g|s|A|K|mol|Hz|N|Pa|J|W|C|V|F|Ω|S|T|H|L|l|bar|eV|B|b|bps|Bps|Bytes?|bits?|var|VA|Wh"
    r"|Ah|cal|ppm|rpm|dB|atm|mmHg|Hg|min|sec|ms|hr|h|aq|px|pt|Gal|tf|kgf|m2|m3|cm2|cm3)(?:/[a-zA-Z0-9]+)*"
)
"""SI units and others with their prefixes, as they stand behind a number or in brackets."""

_BEHIND_A_NUMBER = re.compile(r"(?:[\d)²³℃]|[\[(]) ?$")
_SINGULAR = frozenset({"a", "an", "one", "this", "each", "every", "another"})
_PORT = re.compile(r"/\d|^[A-Z](?:/[A-Z])+$")
_VARIABLE = re.compile(r"[A-Za-z]\d{1,2}|[A-Za-z]")


class LatinTerm(NamedTuple):
    """A term: its name in lower case and singular, how it is printed, where further words begin in the name."""

    name: str
    surface: str
    cuts: str


class _Token(NamedTuple):
    text: str
    start: int
    end: int


def is_name(word: str) -> bool:
    """Whether a Latin word looks like a name: two capitals, or a digit or a sign inside (no `m2`, `kJ/kg`)."""
    if not word.isascii() or is_identifier(word):
        return False
    if word.isalpha() or "/" in word:
        return sum(char.isupper() for char in word) >= 2 and not _PORT.search(word)
    return len(word) > 2 and not _VARIABLE.fullmatch(word)


def is_unit(text: str, start: int, end: int) -> bool:
    """Whether a word of a text is a unit: it looks like one and stands behind a number or in brackets."""
    return bool(_UNIT.fullmatch(text, start, end)) and bool(_BEHIND_A_NUMBER.search(text, 0, start))


def latin_terms(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[LatinTerm]:
    """The terms of a normalised text outside the places `taken`."""
    places = list(taken)
    for match in KEYWORD.finditer(text):
        if " " in match.group() or is_name(match.group()):
            places.append(match.span())
            yield term(match.group())
    korean = _HANGUL.search(text) is not None
    for chunk in _chunks(text, places):
        yield from _spans(chunk, korean=korean)


def term(surface: str) -> LatinTerm:
    """A phrase as a term."""
    *before, last = surface.split(" ")
    if last[:-1].isupper() and last.endswith("s"):
        last = last[:-1]
    kept = last.lower() if last.isupper() or is_name(last) else singular(last.lower())
    name = " ".join([*(word.lower() for word in before), kept])
    return LatinTerm(name, surface, ",".join(str(i + 1) for i, char in enumerate(name) if char == " "))


def is_phrase(text: str) -> bool:
    """Whether a text is one phrase of nouns in English, of up to four words."""
    words = text.split(" ")
    fits = len(words) <= MAX_WORDS and all(_WORD.fullmatch(word) for word in words)
    return fits and not any(_ends(_Token(word, 0, 0)) for word in words) and len(text) > 1


def _chunks(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[list[_Token]]:
    chunk: list[_Token] = []
    left = ""
    end = 0
    for match in _WORD.finditer(text):
        token = _Token(match.group(), *match.span())
        gap = text[end : token.start]
        end = token.end
        if chunk and gap != " ":
            yield _trimmed(chunk[:-1] if gap.startswith(("'s", "’s")) else chunk, left, "")
            chunk, left = [], ""
        if _ends(token) or _is_taken(token, taken) or is_unit(text, *token[1:]):
            word = token.text.lower()
            yield _trimmed(chunk, left, word)
            chunk, left = [], word
        else:
            chunk.append(token)
    yield _trimmed(chunk, left, "")


def _is_taken(token: _Token, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start < end for start, end in taken)


def _ends(token: _Token) -> bool:
    """Whether a word ends a phrase."""
    word = token.text.lower()
    if is_name(token.text) and word not in BREAKS:
        return False
    return breaks(word) or word in STOP_LATIN or is_identifier(word) or bool(_VARIABLE.fullmatch(token.text))


def _trimmed(chunk: list[_Token], left: str, right: str) -> list[_Token]:
    """A phrase without the verbs at its ends: after `it` or `to`, before `the`, in the singular (`a team estimates`),
    and participles at its end."""
    if chunk and (left in PRONOUNS or left in AUXILIARIES or left == "to") and chunk[0].text.islower():
        chunk = chunk[1:]
    if len(chunk) > 1 and (right in DETERMINERS or right in PRONOUNS) and chunk[-1].text.islower():
        chunk = chunk[:-1]
    if len(chunk) > 1 and left in _SINGULAR and chunk[-1].text.islower() and singular(chunk[-1].text) != chunk[-1].text:
        chunk = chunk[:-1]
    while chunk and chunk[-1].text.islower() and chunk[-1].text.endswith("ed"):
        chunk = chunk[:-1]
    while chunk and chunk[-1].text.lower() in EXAM_NOUNS:
        chunk = chunk[:-1]
    while chunk and singular(chunk[0].text.lower()) in QUESTION_WORDS:
        chunk = chunk[1:]
    return chunk


def _spans(chunk: Sequence[_Token], *, korean: bool) -> Iterator[LatinTerm]:
    """The names in a phrase, and its endings."""
    for token in chunk[:-1]:
        if is_name(token.text):
            yield term(token.text)
    for width in range(1, min(len(chunk), MAX_WORDS) + 1):
        if width > 1 or _is_single(chunk[-1].text, korean=korean):
            yield term(" ".join(token.text for token in chunk[-width:]))


def _is_single(word: str, *, korean: bool) -> bool:
    """Whether one word may be a term: a name, any word in a Korean text, an English noun of four letters or more."""
    lower = word.lower()
    if is_name(word):
        return True
    if singular(lower) in QUESTION_WORDS or lower in QUESTION_WORDS:
        return False
    return word.isalpha() and (len(word) >= 4 or (korean and len(word) >= 2))
