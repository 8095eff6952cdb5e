"""What sentences tell of two terms: `X는 Y의 일종이다`, `X is a kind of Y`, `X는 Y를 전제로 한다`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.enrich.english import DETERMINERS
from cgq.enrich.latin import is_phrase, term
from cgq.enrich.runs import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.enrich.runs import Group

Relation = Literal["kind", "needs", "asks"]

MAX_QUOTE = 100
"""Characters of a quote at most (the table `statement` holds no more)."""

_SUBJECT = re.compile(r"(?:\([^()]*\))?(?:은|는|란|이란)\s")
_KIND = re.compile(r"(?:\([^()]*\))?(?:의 (?:일종|한 종류|한 유형|한 갈래|하나)(?:로|이|으로|인|다|에)|의 일종)")
_NEEDS = re.compile(
    r"(?:\([^()]*\))?"
    r"(?:[을를] (?:전제로|기초로|토대로|바탕으로|근거로|만족하고|만족하면서|선행|먼저 배)"
    r"|[에을를] (?:기초하|기초한|기초를 둔|기반하|기반한|기반을 둔)|[이가] (?:선행|전제)되어야)"
)
_SENTENCE = re.compile(r"[^.?!/]+(?:\.(?=\S)[^.?!/]*)*")
_WORDS = r"(?:[\w-]+ ){0,3}[\w-]+"
_ENGLISH_KIND = re.compile(
    rf"(?P<term>{_WORDS}) (?:is|are) (?:an?|one) (?:kind|type|form|variety|class)s? of (?P<other>{_WORDS})"
)
_ENGLISH_NEEDS = re.compile(
    rf"(?P<term>{_WORDS}) (?:builds on|is built on|is based on|presupposes|requires|depends on|relies on"
    rf"|is derived from) (?P<other>{_WORDS})"
)
_REACH = 30
"""Characters between a subject and what is told of it at most: longer sentences tell it of another clause's subject."""


class Statement(NamedTuple):
    """What a sentence tells of two terms: `term` is a kind of `other`, or `needs` it to be understood; or what a stem
    `asks` for by describing it (asking.py).

    `quote` is what was read, of at most 100 characters.
    """

    term: str
    relation: Relation
    other: str
    quote: str


def statements(text: str, chains: Sequence[Sequence[Group]]) -> Iterator[Statement]:
    """The statements of a normalised text whose runs of nouns are `chains`."""
    for sentence in _SENTENCE.finditer(text):
        within = [chain for chain in chains if sentence.start() <= chain[0].start and chain[-1].end <= sentence.end()]
        subject = next((chain for chain in within if _SUBJECT.match(text, chain[-1].end)), None)
        for chain in within if subject else ():
            if subject and chain[0].start > subject[-1].end and chain[0].start - subject[-1].end <= _REACH:
                yield from _told(text, subject, chain)
    yield from _english(text)


def _told(text: str, subject: Sequence[Group], chain: Sequence[Group]) -> Iterator[Statement]:
    relations: tuple[tuple[Relation, re.Pattern[str]], ...] = (("kind", _KIND), ("needs", _NEEDS))
    for relation, pattern in relations:
        match = pattern.match(text, chain[-1].end)
        if match and chain[-1].ends_term and subject[-1].ends_term:
            quote = text[subject[0].start : match.end()][:MAX_QUOTE]
            yield Statement(phrase(text, subject)[0], relation, phrase(text, chain)[0], quote)


def _english(text: str) -> Iterator[Statement]:
    relations: tuple[tuple[Relation, re.Pattern[str]], ...] = (("kind", _ENGLISH_KIND), ("needs", _ENGLISH_NEEDS))
    for relation, pattern in relations:
        for match in pattern.finditer(text):
            one, other = _bare(match["term"], last=True), _bare(match["other"], last=False)
            if one and other:
                yield Statement(term(one)[0], relation, term(other)[0], match.group()[:MAX_QUOTE])


def _bare(words: str, *, last: bool) -> str | None:
    """The phrase of nouns at the end or at the beginning of some words."""
    given = words.split(" ")
    if given[0].lower() in DETERMINERS:
        given = given[1:]
    for width in range(len(given), 0, -1):
        chosen = " ".join(given[-width:] if last else given[:width])
        if is_phrase(chosen):
            return chosen
    return None
