"""One word in two subjects is two concepts: 사고 is an accident in one exam and thinking in another.

A word of one part is taken for two where the questions of two fields share no paper, no subject and no other concept.
The field with the most questions keeps the plain name; the other's carries its subject: 사고 (산업안전관리).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.enrich.latin import is_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.enrich.weighing import Form, Spread

MIN_COMPANIONS = 3
"""Other concepts that the questions of a field must have at least, or too little is known to tell two meanings."""


LONGEST = 2
"""Syllables of a Korean word that may have two meanings: longer ones are compounds or borrowed for one meaning."""
USUAL = 13.5
"""The rarity (text.rarity) from which a Korean word is a technical term of one meaning."""


def may_have_senses(form: Form, spread: Spread | None) -> bool:
    """Whether a term is a plain word that may mean two things; names, compounds, and what is printed with its original
    mean one. `spread` is None for a name that no question prints."""
    return not (spread and spread.original) and is_plain_word(form)


def is_plain_word(form: Form) -> bool:
    """Whether a term looks like a word that may mean two things, wherever it is printed."""
    if form.cuts or is_name(form.surface):
        return False
    return form.name.isascii() or (len(form.name) <= LONGEST and form.rarity < USUAL)


@dataclass(slots=True)
class _Sense:
    """The questions of one or more fields that mean the same by a word."""

    fields: set[str] = field(default_factory=set[str])
    questions: list[int] = field(default_factory=list[int])
    papers: set[int] = field(default_factory=set[int])
    companions: set[str] = field(default_factory=set[str])

    def is_another(self, other: _Sense) -> bool:
        known = min(len(self.companions), len(other.companions)) >= MIN_COMPANIONS
        return known and self.papers.isdisjoint(other.papers) and self.companions.isdisjoint(other.companions)

    def take(self, other: _Sense) -> None:
        self.fields |= other.fields
        self.questions += other.questions
        self.papers |= other.papers
        self.companions |= other.companions


def senses(
    name: str,
    chosen: Mapping[int, Sequence[str]],
    questions: Sequence[int],
    field_of: Mapping[int, str],
    subjects: Mapping[int, Sequence[str]],
    papers: Mapping[int, Sequence[int]],
) -> dict[str, str]:
    """By field the subject that a word's name must carry there; fields that keep the plain name are left out.

    `chosen` are the terms of each question, `questions` those that test this one.
    """
    by_field: dict[str, _Sense] = defaultdict(_Sense)
    for question in sorted(questions):
        sense = by_field[field_of[question]]
        sense.fields.add(field_of[question])
        sense.questions.append(question)
        sense.papers.update(papers.get(question, ()))
        sense.companions.update(other for other in chosen[question] if other != name)
    apart = _joined([by_field[each] for each in sorted(by_field)])
    named = [(sense, _subject(sense, subjects)) for sense in apart]
    named.sort(key=lambda pair: (-len(pair[0].questions), pair[1], min(pair[0].fields)))
    return {each: subject for sense, subject in named[1:] if subject for each in sense.fields}


def _joined(found: Sequence[_Sense]) -> list[_Sense]:
    """The senses, those that may be the same as one."""
    apart: list[_Sense] = []
    for sense in found:
        whole = _Sense()
        whole.take(sense)
        while same := [other for other in apart if not whole.is_another(other)]:
            apart = [other for other in apart if other not in same]
            for other in same:
                whole.take(other)
        apart.append(whole)
    return apart


def _subject(sense: _Sense, subjects: Mapping[int, Sequence[str]]) -> str:
    """The subject that most of its questions have."""
    counted = Counter(subject for question in sense.questions for subject in subjects.get(question, ()))
    return min(counted, key=lambda subject: (-counted[subject], subject), default="")
