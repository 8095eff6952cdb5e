"""Groups of questions that ask for the same concept in other words.

Computed when somebody looks, from what was compared and from what the questions test, so that it is as new as the
graph. That two questions merely test one concept shows too little: of one list of options many things are asked, and a
subject has many questions. What a question is after is its right answer, what its stem is about, and what the papers
name where they explain its answer; a wrong option is none of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.bank.columns import decode_options, to_json
from cgq.bank.repeats.shape import dense, term_of
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cgq.db.connection import Transaction

SQL = load("repeats")

MOST_ASKED = 50  # questions; chosen
"""Questions that are after one concept up to which they are a group: what more of them ask for is a subject."""

MOST_NAMED = 3  # questions for each; chosen
"""Questions that name a concept for each one that it is the answer of: what more of them name is a tool of the subject
(기본키), of which other things are asked."""

MOST_ABOUT = 5  # questions; chosen
"""The same where it is the answer of none of them."""

ABOUT = 0.9  # share of a question; by labelled pairs
"""Weight in a question from which it is about a concept, wherever that is named. Of the labelled pairs whose stems
share a concept of this weight or begin with it 7 ask for the same and none does not; of those that nobody labelled 17
of 20 did, by the same reader who made the rule. Lower weights share a word of the subject: 원소, 변압기, 릴레이션."""

_BEGINS = re.compile("(?:다음중|다음의|다음|우리나라의|아래의)?")
"""What stands before a concept that a stem begins with."""


@dataclass(slots=True)
class _After:
    """Who is after a concept: whose right answer it is, who is about it, and who else tests it in whatever way."""

    names: set[str] = field(default_factory=set[str])
    answered: set[int] = field(default_factory=set[int])
    about: set[int] = field(default_factory=set[int])
    unsure: set[int] = field(default_factory=set[int])


def same_concepts(tx: Transaction, concept: int | None = None) -> dict[int, tuple[int, ...]]:
    """Concept -> the questions that ask for it, in two wordings at least: none repeats all others. Of every concept, or
    of one alone."""
    found = _members(tx, _after_each(tx, concept))
    every = {question for members in found.values() for question in members}
    groups: dict[int, int] = dict(tx.all(SQL["groups_of"], (to_json(sorted(every)),)))
    return {
        number: tuple(sorted(members))
        for number, members in sorted(found.items())
        if len({groups.get(question, -question) for question in members}) > 1
    }


def concepts_of(tx: Transaction, question: int) -> dict[int, tuple[int, ...]]:
    """The same of the concepts that one question asks for."""
    tested = [number for (number,) in tx.all(SQL["own_concepts"], (question,))]
    found = (same_concepts(tx, number) for number in tested)
    return {number: members for one in found for number, members in one.items() if question in members}


def _after_each(tx: Transaction, concept: int | None) -> dict[int, _After]:
    found: dict[int, _After] = {}
    for number, name in tx.all(SQL["concept_names"], {"concept": concept, "most": MOST_ASKED}):
        found.setdefault(number, _After()).names |= {term_of(name), dense(name)} - {""}
    for number, question, weight, term in tx.all(SQL["who_tests"], {"concept": concept, "most": MOST_ASKED}):
        after = found[number]
        if term in after.names:
            after.answered.add(question)
        elif weight >= ABOUT:
            after.about.add(question)
        else:
            after.unsure.add(question)
    return found


def _members(tx: Transaction, found: Mapping[int, _After]) -> dict[int, set[int]]:
    """The questions of each concept that stand together."""
    asked = [after for after in found.values() if after.answered or len(after.about | after.unsure) <= MOST_ABOUT]
    unsure: set[int] = set()
    for after in asked:
        unsure |= after.unsure
        if not after.answered:
            unsure |= after.about
    texts = {
        question: (dense(stem), options)
        for question, stem, options in tx.all(SQL["asked_texts"], (to_json(sorted(unsure)),))
    }
    members: dict[int, set[int]] = {}
    for number, after in found.items():
        if after.answered:
            named = {question for question in after.unsure if _is_after(*texts[question], after.names)}
            is_general = len(named) > MOST_NAMED * len(after.answered)
            members[number] = after.answered | after.about | (set[int]() if is_general else named)
        elif len(after.about | after.unsure) <= MOST_ABOUT:
            begin = {question for question in after.unsure if _begins(texts[question][0], after.names)}
            members[number] = _with_other_options(after.about | begin, texts)
    return members


def _with_other_options(questions: set[int], texts: Mapping[int, tuple[str, str]]) -> set[int]:
    """The oldest question of each list of options: under one list siblings are asked for, or the same once more."""
    oldest: dict[frozenset[str], int] = {}
    for question in sorted(questions):
        options = decode_options(texts[question][1])
        oldest.setdefault(frozenset(dense(option.text) for option in options), question)
    return set(oldest.values())


def _begins(stem: str, names: Collection[str]) -> bool:
    """Does a stem begin with a concept?"""
    start = _BEGINS.match(stem)
    return stem[start.end() if start else 0 :].startswith(tuple(names))


def _is_after(stem: str, options: str, names: Collection[str]) -> bool:
    """Is a concept named by the stem, or by what is neither stem nor option: a box, or why the answer is right?"""
    return _names(stem, names) or not _names(dense(options), names)


def _names(text: str, names: Collection[str]) -> bool:
    return any(name in text for name in names)
