"""Groups of repeats as people see them: how often, in which years, and how one differs from another.

What is stored may be older than the bank for a second, until `find_repeats` has run; what left since is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cgq.bank.columns import decode_answer, to_json
from cgq.bank.repeats.differences import why
from cgq.bank.repeats.exams import exam_of, papers
from cgq.bank.repeats.shape import dense
from cgq.bank.stored_questions import texts
from cgq.bank.succession import printed_text
from cgq.db.queries import load
from cgq.errors import Missing
from cgq.exam.naming import answer_name, labels_of
from cgq.hints import argument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cgq.bank.repeats.compare import Kind, Way
    from cgq.bank.repeats.exams import Exam, Paper
    from cgq.db.connection import Transaction
    from cgq.exam.model import Answer, QuestionText

SQL = load("repeats")

AGAIN = 2  # exams
"""Exams that ask what comes again: what one exam prints twice is asked once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a question is printed; `exam` counts the exams of an answer from 1: forms and files of one exam are one.

    `answer` is what counts as right there as a person says it, None where that is not known; `means` are the texts of
    these options, by which answers are held against each other.
    """

    question: int
    material: int
    title: str
    form: str | None
    section: str | None
    number: int
    page: int | None
    row: int | None
    year: int | None
    session: str | None
    exam: int
    answer: str | None
    means: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A question that repeats another one: how, and where it is printed. `group` is the number that it stands under."""

    question: int
    id: str
    stem: str
    kind: Kind
    way: Way
    likeness: float
    why: str
    group: int | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """What repeats one question: its own places, and the questions that are a pair with it, verbatim ones first."""

    question: int
    group: int | None
    places: tuple[Place, ...]
    others: tuple[Other, ...]

    @property
    def exams(self) -> int:
        """In how many exams it is asked, verbatim or varied."""
        return len({place.exam for place in (*self.places, *(place for one in self.others for place in one.places))})


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group in a list. `question` is its oldest question, whose stem stands for it; `exams` counts exams and
    `papers` the files that print it; `kinds` are those of its repeats. `concept` is what all ask for, in groups of the
    kind `concept`, which have its number (asking.py)."""

    group: int
    question: int
    id: str
    stem: str
    exams: int
    papers: int
    appearances: int
    questions: int
    years: tuple[int, ...]
    kinds: tuple[Kind | Literal["concept"], ...]
    concept: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFilter:
    """Which groups are asked for: those with repeats of a kind, asked in at least `least` exams, in one of the years,
    printed in one of the papers."""

    kind: Kind | Literal["concept"] | None = None
    least: int = 1
    years: tuple[int, ...] = ()
    materials: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group with its questions: the oldest first, each other one as it differs from that."""

    row: GroupRow
    places: tuple[Place, ...]
    others: tuple[Other, ...]
    conflicts: tuple[tuple[Place, Place], ...]


def repeats_of(tx: Transaction, question: int) -> Repeats:
    """What repeats a question, by its number in the bank; without its own places where nothing does.

    One that is not there repeats nothing.
    """
    pairs = {
        (row[2] if row[0] == question else row[0]): row for row in tx.all(SQL["pairs_of"], {"ids": to_json([question])})
    }
    groups: dict[int, int] = dict(tx.all(SQL["groups_of"], (to_json([question, *pairs]),)))
    if not pairs:  # who only looks at a question does not load what reads the titles of papers: 0.5 s
        return Repeats(question=question, group=groups.get(question), places=(), others=())
    places = places_of(tx, {question, *pairs})
    stored = texts(tx, {question, *pairs})
    others: list[Other] = []
    for number, (first, first_hash, _, second_hash, kind, way, likeness) in pairs.items():
        others.append(
            Other(
                question=number,
                id=second_hash if first == question else first_hash,
                stem=stored[number].text.stem,
                kind=kind,
                way=way,
                likeness=likeness,
                why=why(stored[question].text, stored[number].text, way),
                group=groups.get(number),
                places=places.get(number, ()),
            )
        )
    others.sort(key=lambda one: (one.kind != "verbatim", -one.likeness, one.question))
    return Repeats(question=question, group=groups.get(question), places=places.get(question, ()), others=tuple(others))


def groups(tx: Transaction, wanted: GroupFilter | None = None) -> list[GroupRow]:
    """The groups that are asked for, those asked in most exams first."""
    wanted = wanted or GroupFilter()
    found = [row for row in _rows(tx) if _is_wanted(row[0], row[1], wanted)]
    return sorted((row for row, _ in found), key=lambda row: (-row.exams, -row.appearances, row.group))


def group_of(tx: Transaction, number: int) -> Group:
    """One group by its number. Raises Missing for one that is not there, or has nothing to show any more."""
    row = next((row for row, _ in _rows(tx, number)), None)
    if row is None:
        raise _no_such_group(tx, number)
    members = {question for (question,) in tx.all(SQL["members_of"], (number,))}
    found = repeats_of(tx, row.question)
    places = found.places or places_of(tx, [row.question]).get(row.question, ())
    others = tuple(one for one in found.others if one.question in members)
    same = (*places, *(place for one in others if one.kind == "verbatim" for place in one.places))
    return Group(row=row, places=places, others=others, conflicts=_conflicts(same))


def _no_such_group(tx: Transaction, number: int) -> Missing:
    """No group has this number; the group of the question that has it, where it is in one, is what may be meant."""
    groups = [group for _, group in tx.all(SQL["groups_of"], (to_json([number]),)) if _rows(tx, group)]
    message = f"There is no group {number} of repeats"
    if not groups:
        return Missing(message, code="no_such_group", hint="List them: `cgq repeats`")
    question, group = argument(number), argument(groups[0])
    meant = f"Question {question} is in group {group}: `cgq repeats {group}`"
    return Missing(message, code="no_such_group", hint=meant)


def grouped_questions(tx: Transaction) -> dict[int, int]:
    """Question -> the number of its group, for all questions that exams ask again: those of the groups that `cgq
    repeats` lists. What one exam alone asks twice is none of them."""
    again = ((row, members) for row, members in _rows(tx) if row.exams >= AGAIN)
    return {question: row.group for row, members in again for question in members.questions}


@dataclass(frozen=True, slots=True)
class _Members:
    """Who is in a group, and where they are printed."""

    questions: frozenset[int]
    materials: frozenset[int]


def _rows(tx: Transaction, number: int | None = None) -> list[tuple[GroupRow, _Members]]:
    """Every group with something to show, or the one that is named."""
    known = papers(tx)
    printed: dict[int, dict[int, list[tuple[int, int | None, str | None]]]] = {}
    for group, question, material, year, session in tx.all(SQL["group_places"], {"group": number}):
        printed.setdefault(group, {}).setdefault(question, []).append((material, year, session))
    paired: dict[int, dict[int, set[Kind]]] = {}
    for group, first, second, kind in tx.all(SQL["group_pairs"], {"group": number}):
        for question in (first, second):
            paired.setdefault(group, {}).setdefault(question, set()).add(kind)
    rows = [_row(group, places, paired.get(group, {}), known) for group, places in printed.items()]
    shown = [row for row in rows if row is not None]
    heads = {row[0]: row[1:] for row in tx.all(SQL["group_heads"], (to_json([row.question for row, _ in shown]),))}
    return [(replace(row, id=heads[row.question][0], stem=heads[row.question][1]), members) for row, members in shown]


def _row(
    group: int,
    places: Mapping[int, Sequence[tuple[int, int | None, str | None]]],
    paired: Mapping[int, set[Kind]],
    known: Mapping[int, Paper],
) -> tuple[GroupRow, _Members] | None:
    """A group by what is left of it; None where nothing repeats any more."""
    exams = {
        question: {exam_of(known[paper], year, session) for paper, year, session in found if paper in known}
        for question, found in places.items()
    }
    kept = {question for question in places if question in paired} or {min(places)}
    if len(kept) == 1 and len(exams[min(kept)]) < 2:
        return None
    kinds: set[Kind] = {kind for question in kept for kind in paired.get(question, ())}
    if any(len(exams[question]) > 1 for question in kept):
        kinds.add("verbatim")
    appearances = [one for question in kept for one in places[question]]
    years = {year or known[paper].year for paper, year, _ in appearances if paper in known}
    row = GroupRow(
        group=group,
        question=min(kept),
        id="",
        stem="",
        exams=len({exam for question in kept for exam in exams[question]}),
        papers=len({paper for paper, _, _ in appearances}),
        appearances=len(appearances),
        questions=len(kept),
        years=tuple(sorted(year for year in years if year is not None)),
        kinds=tuple(kind for kind in ("verbatim", "variant") if kind in kinds),
    )
    return row, _Members(frozenset(kept), frozenset(paper for paper, _, _ in appearances))


def _is_wanted(row: GroupRow, members: _Members, wanted: GroupFilter) -> bool:
    return (
        (wanted.kind is None or wanted.kind in row.kinds)
        and row.exams >= wanted.least
        and (not wanted.years or bool(set(wanted.years) & set(row.years)))
        and (not wanted.materials or bool(set(wanted.materials) & members.materials))
    )


def places_of(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[Place, ...]]:
    """Where questions are printed, by year, title and number."""
    known = papers(tx)
    exams: dict[Exam, int] = {}
    found: dict[int, list[Place]] = {}
    for question, material, title, form, section, number, page, row, year, session, printed, answer in tx.all(
        SQL["places_of"], (to_json(sorted(ids)),)
    ):
        exam = exams.setdefault(exam_of(known[material], year, session), len(exams) + 1)
        text = printed_text(printed)
        right = None if answer is None else decode_answer(answer)
        found.setdefault(question, []).append(
            Place(
                question=question,
                material=material,
                title=title,
                form=form,
                section=section,
                number=number,
                page=page,
                row=row,
                year=year or known[material].year,
                session=session,
                exam=exam,
                answer=None if right is None else _said(right, text),
                means=None if right is None else _meaning(right, text),
            )
        )
    return {question: tuple(sorted(places, key=_in_time)) for question, places in found.items()}


def _in_time(place: Place) -> tuple[int, str, str, int]:
    return place.year or 0, place.title, place.section or "", place.number


def _said(answer: Answer, text: QuestionText) -> str:
    """`2`, `everyone is right`: an answer by the printed options."""
    return "everyone is right" if answer.mode == "void" else answer_name(answer, labels_of(text.options))


def _meaning(answer: Answer, text: QuestionText) -> frozenset[str]:
    """The right options by their texts, for their order differs from paper to paper."""
    if answer.mode == "void":
        return frozenset({"*"})
    by_number = {option.n: dense(option.text) or option.asset or str(option.n) for option in text.options}
    return frozenset(by_number.get(n, str(n)) for n in answer.accepted)


def _conflicts(places: Iterable[Place]) -> tuple[tuple[Place, Place], ...]:
    """The first place with each other answer than the first one that has any."""
    answered = [place for place in sorted(places, key=_in_time) if place.means is not None]
    seen: set[frozenset[str] | None] = {place.means for place in answered[:1]}
    found: list[tuple[Place, Place]] = []
    for place in answered:
        if place.means not in seen:
            seen.add(place.means)
            found.append((answered[0], place))
    return tuple(found)
