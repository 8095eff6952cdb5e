"""Exams of several sessions and forms with a drawn key, whose tables are named in the picture: as documents, by a seed.

The forms print the same questions in another order; the key has a table for each session and form, in one of several
orders, and more or less of the names above them was read. What is right is known, and whether anything at hand shows
what is wrong with the key.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cgq.exam.model import Document, Key, KeyAnswer, Option, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTIONS = 5
COUNTS = (25, 40, 50, 75)
PERMUTATIONS = ("free", "free", "questions", "options", "mirrored", "rotated")
ORDERS = ("sessions", "sessions", "forms", "swapped", "one form", "shuffled")
NAMES = ("whole", "whole", "session", "some", "unread", "bare")
FAULTS = ("none", "none", "none", "misnamed", "another exam", "some cells", "another session")
AT_HAND = (("A",), ("B",), ("A", "B"), ("A", "B"))

Answers = dict[int, tuple[int, ...]]
"""The accepted options by number."""


@dataclass
class Exam:
    """The papers at hand (each with its path), their right answers, the key with its path, and what its tables are."""

    papers: list[tuple[str, Document]]
    truths: list[Answers]
    key: tuple[str, Document]
    labels: list[tuple[str, str]]
    case: Case

    @property
    def leaves_trace(self) -> bool:
        """Whether anything at hand contradicts what is wrong with the key: only another form's paper and table do.
        Forms that mirror each other fit their keys the other way round as well."""
        case = self.case
        if case.fault not in ("misnamed", "another exam"):
            return True
        both = len(case.at_hand) > 1 and case.order != "one form"
        return both and not (case.fault == "misnamed" and case.permutation == "mirrored")


@dataclass
class _Form:
    numbers: list[int]
    """For each number of form A, from 1, the number here."""
    orders: list[tuple[int, ...]]
    """For each number of form A, the number in form A of each option printed here."""


@dataclass
class _Session:
    name: str
    right: list[int]
    forms: dict[str, _Form] = field(default_factory=dict)

    def answers(self, form: str) -> Answers:
        made = self.forms[form]
        pairs = zip(made.numbers, made.orders, self.right, strict=True)
        return dict(sorted((number, (order.index(right) + 1,)) for number, order, right in pairs))

    def questions(self, form: str) -> tuple[Question, ...]:
        made = self.forms[form]
        found = [
            Question(
                number=number,
                stem=f"session {self.name}, what of {n}?",
                options=tuple(Option(n=at, text=f"{n} and {original}") for at, original in enumerate(order, 1)),
            )
            for n, (number, order) in enumerate(zip(made.numbers, made.orders, strict=True), 1)
        ]
        return tuple(sorted(found, key=lambda question: question.number))


@dataclass(frozen=True)
class Case:
    """What a seed decides: the order of the key's tables, how the forms turn questions and options, how much of the
    tables' names was read, what is wrong with the key, the forms whose papers are at hand, how many sessions."""

    order: str
    permutation: str
    names: str
    fault: str
    at_hand: tuple[str, ...]
    sessions: int


def case_of(chance: random.Random) -> Case:
    """A case by chance. Tables out of order with nothing drawn above them leave no trace of it, so these are not."""
    order, permutation = chance.choice(ORDERS), chance.choice(PERMUTATIONS)
    names, fault = chance.choice(NAMES), chance.choice(FAULTS)
    if names == "bare":
        order, fault = chance.choice(("sessions", "forms")), "none"
    return Case(order, permutation, names, fault, chance.choice(AT_HAND), chance.choice((1, 2, 3)))


def exam_of(seed: int, **wanted: Any) -> Exam:
    """The exam of a seed; `wanted` sets what the seed would decide of its case."""
    chance = random.Random(seed)
    case = replace(case_of(chance), **wanted)
    sessions = [_session(chance, str(n), case.permutation) for n in range(1, case.sessions + 1)]
    session = chance.choice(sessions)
    labels = _labels(chance, case.order, [s.name for s in sessions])
    if case.fault == "another session":
        labels = [label for label in labels if label[0] != session.name]
    tables = [_table(chance, sessions, label, case.fault) for label in labels]
    named = [_named(chance, table, label, case.names) for table, label in zip(tables, labels, strict=True)]
    key = Document(sha256="c" * 64, pages=2, keys=tuple(named))
    papers = [_paper(session, form, many=case.sessions > 1) for form in case.at_hand]
    truths = [session.answers(form) for form in case.at_hand]
    return Exam(papers, truths, ("/exams/sanrim-key.pdf", key), labels, case)


def _paper(session: _Session, form: str, *, many: bool) -> tuple[str, Document]:
    of_session = f" {session.name}교시" if many else ""
    title = f"2024년도 산림기사 모의평가{of_session} {form}형"
    sha256 = hashlib.sha256(title.encode()).hexdigest()
    read = Document(sha256=sha256, pages=4, title=title, form=form, questions=session.questions(form))
    return f"/exams/sanrim-{session.name}{form.lower()}.pdf", read


def _session(chance: random.Random, name: str, permutation: str) -> _Session:
    count = chance.choice(COUNTS)
    session = _Session(name, [chance.randint(1, OPTIONS) for _ in range(count)])
    plain = tuple(range(1, OPTIONS + 1))
    session.forms["A"] = _Form(list(range(1, count + 1)), [plain] * count)
    numbers, orders = list(range(1, count + 1)), [plain] * count
    if permutation in ("free", "questions"):
        chance.shuffle(numbers)
    if permutation in ("free", "options"):
        orders = [tuple(chance.sample(plain, OPTIONS)) for _ in range(count)]
    if permutation == "mirrored":
        numbers, orders = numbers[::-1], [plain[::-1]] * count
    if permutation == "rotated":
        numbers, orders = [*numbers[1:], 1], [(*plain[1:], 1)] * count
    session.forms["B"] = _Form(numbers, orders)
    return session


def _labels(chance: random.Random, kind: str, sessions: Sequence[str]) -> list[tuple[str, str]]:
    """Session and form of each table, in the order of the key."""
    forms = ["A"] if kind == "one form" else ["B", "A"] if kind == "swapped" else ["A", "B"]
    labels = [(session, form) for session in sessions for form in forms]
    if kind == "forms":
        labels = [(session, form) for form in forms for session in sessions]
    if kind == "shuffled":
        chance.shuffle(labels)
    return labels


def _table(chance: random.Random, sessions: Sequence[_Session], label: tuple[str, str], fault: str) -> Answers:
    session = next(s for s in sessions if s.name == label[0])
    form = {"A": "B", "B": "A"}[label[1]] if fault == "misnamed" else label[1]
    answers = session.answers(form)
    if fault == "another exam":
        return {number: (chance.randint(1, OPTIONS),) for number in answers}
    if fault == "some cells":
        for number in chance.sample(sorted(answers), 1):
            answers[number] = (answers[number][0] % OPTIONS + 1,)
    return answers


def _named(chance: random.Random, answers: Answers, label: tuple[str, str], names: str) -> Key:
    """A table of the key as it is read: with all of its name, a part of it, or nothing."""
    session, form = label
    read = names in ("whole", "session") or (names == "some" and chance.random() < 0.7)
    whole = read and names != "session"
    cells = tuple(KeyAnswer(number=number, accepted=accepted, page=1) for number, accepted in answers.items())
    return Key(
        answers=cells,
        session=session if read else None,
        form=form if whole else None,
        read_from="picture",
        named_by_shape=("form", "session") if whole else ("session",) if read else (),
        name_unread=names != "bare",
    )


@dataclass
class Count:
    """What became of the papers: questions answered rightly, wrongly, and not at all; and refused papers."""

    right: int = 0
    wrong: int = 0
    unanswered: int = 0
    refused: int = 0


def counted(read: Sequence[Document], truths: Sequence[Answers]) -> Count:
    """How the answers of some papers compare with what is right. A conflict of two sources is no answer."""
    count = Count()
    for document, truth in zip(read, truths, strict=True):
        count.refused += any(f.code == "key_mismatch" and f.number is None for f in document.findings)
        for question in document.questions:
            if question.answer is None:
                count.unanswered += 1
            elif question.answer.accepted == truth[question.number]:
                count.right += 1
            else:
                count.wrong += 1
    return count
