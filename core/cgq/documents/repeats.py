"""What repeats: groups of questions in a list, and one group with its places, answers and differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct, convert
from msgspec.structs import asdict

from cgq.documents import Document

if TYPE_CHECKING:
    from cgq.actions import repeats as actions

RepeatKind: TypeAlias = Literal["verbatim", "variant"]
RepeatWay: TypeAlias = Literal[
    "spacing", "case", "figure", "numbers", "turned", "options", "reworded", "asked", "answer"
]


class RepeatPlace(Struct, frozen=True, kw_only=True):
    """One place at which a question that repeats is printed."""

    question: int
    """The question's number in this bank."""
    material: int
    """The paper."""
    title: str
    """That paper's title."""
    form: str | None
    """The paper's form, such as A; null when it names none."""
    section: str | None
    """The section of the paper; null where it has none."""
    number: int
    """The printed number there."""
    page: int | None
    """The page there, from 1; null for a question that stands in a row of a file."""
    row: int | None
    """The row there, from 1; null for a question that stands on a page."""
    year: int | None
    """The year of the exam, by its row or its paper's title; null when neither gives one."""
    session: str | None
    """The session of that exam, where a row or a person names it; null elsewhere."""
    exam: int
    """Counts the exams of this answer from 1: the forms and files of one exam have one number."""
    answer: str | None
    """What counts as right there, as a person says it; null when nobody could read it."""


class RepeatedQuestion(Struct, frozen=True, kw_only=True):
    """A question that repeats another one."""

    question: int
    """Its number in this bank."""
    id: str
    """The hash of its content."""
    stem: str
    """What is asked."""
    kind: RepeatKind
    """Whether it is the same but for white space and look-alikes (`verbatim`), or varies it."""
    way: RepeatWay
    """How it differs."""
    likeness: float
    """How sure that is, from 0 to 1."""
    why: str
    """The difference in words, from the other question to this one."""
    group: int | None
    """The group that it stands in; null where it stands in none."""
    places: list[RepeatPlace]
    """Where it is printed, by year."""


class ListedRepeats(Struct, frozen=True, kw_only=True):
    """A group of questions of which every two repeat one another, or one question that several exams print."""

    group: int
    """Its number, which stays; of a group of the kind `concept` that of the concept."""
    question: int
    """Its oldest question, whose stem stands for it."""
    id: str
    """The hash of that question's content."""
    stem: str
    """What is asked."""
    exams: int
    """In how many exams it is asked, the forms and files of one counted once."""
    papers: int
    """How many papers print it."""
    appearances: int
    """At how many places it is printed in all."""
    questions: int
    """How many different questions it is."""
    years: list[int]
    """The years of these exams, as far as they are known, in order."""
    kinds: list[RepeatKind | Literal["concept"]]
    """The kinds of its repeats."""
    concept: str | None
    """What all of its questions ask for, in a group of the kind `concept`; null elsewhere."""


class RepeatGroups(Document, frozen=True, kw_only=True, tag="repeat_groups"):
    """The groups that `cgq repeats` was asked for, those asked in most exams first."""

    groups: list[ListedRepeats]
    """The groups."""
    more: bool
    """Whether there is another page."""
    total: int
    """How many groups there are on all pages."""
    within_one: int
    """How many more groups there are that one exam alone asks, listed with `--min 1`; 0 where they are listed."""
    uncompared: int
    """How many questions of the bank were not compared with the others yet."""
    crowded: int
    """How many questions share a mark with so many others that they were not compared with all of them."""

    @staticmethod
    def of(found: actions.Groups) -> RepeatGroups:
        """A page of the bank's groups."""
        return RepeatGroups(
            groups=convert(found.rows, list[ListedRepeats], from_attributes=True),
            more=found.more,
            total=found.total,
            within_one=found.within_one,
            uncompared=found.left,
            crowded=found.crowded,
        )


class AnswerConflict(Struct, frozen=True, kw_only=True):
    """Two places that print the same question and count another answer as right."""

    first: RepeatPlace
    """The earlier one."""
    other: RepeatPlace
    """The later one."""


class SameConcepts(Struct, frozen=True, kw_only=True):
    """A question that asks for the same concepts in other words: a hint, which is part of no group."""

    question: int
    """Its number in this bank."""
    stem: str
    """What is asked."""
    concepts: list[str]
    """The concepts that both ask for."""
    places: list[RepeatPlace]
    """Where it is printed, by year."""


class RepeatGroup(Document, ListedRepeats, frozen=True, kw_only=True, tag="repeat_group"):
    """One group in full: `cgq repeats GROUP`."""

    places: list[RepeatPlace]
    """Where its oldest question is printed, by year."""
    others: list[RepeatedQuestion]
    """Its other questions, as each differs from the oldest; verbatim ones first."""
    conflicts: list[AnswerConflict]
    """Where the same question has different answers: the first answer and each other one."""
    same_concepts: list[SameConcepts]
    """What asks for the same concepts in other words, what shares most of them first: at most 10, and all of a group of
    the kind `concept`."""

    @staticmethod
    def of_one(found: actions.OneGroup) -> RepeatGroup:
        """A group that somebody asked for."""
        row, group = found.group.row, found.group
        places = convert(group.places, list[RepeatPlace], from_attributes=True)
        others = convert(group.others, list[RepeatedQuestion], from_attributes=True)
        conflicts = [
            AnswerConflict(
                first=convert(first, RepeatPlace, from_attributes=True),
                other=convert(other, RepeatPlace, from_attributes=True),
            )
            for first, other in group.conflicts
        ]
        same = convert(found.concepts, list[SameConcepts], from_attributes=True)
        listed = asdict(convert(row, ListedRepeats, from_attributes=True))
        return RepeatGroup(**listed, places=places, others=others, conflicts=conflicts, same_concepts=same)
