"""Attempts as they are asked for: a page of them, all in turn, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.bank.attempts.store import Source
    from cgq.db.connection import Transaction
    from cgq.exam.model import Mode

SQL = load("attempts")

Verdict = Literal["correct", "wrong", "skipped", "unknown"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

WALKED = 1_000
"""Attempts that a walk through all holds at once: less than 1 MB."""


class Attempt(NamedTuple):
    """An attempt as it is judged now; the columns are those of the view `attempts` (docs/sql.md).

    `at` is in milliseconds since the epoch. `hash` and `stem` are of the question, None where it left the bank;
    `sha256` is of the paper that judges it, None where none does. `chosen`, `shown` and `accepted` are JSON arrays.
    """

    id: int
    learner: str
    at: int
    question: int
    hash: str | None
    stem: str | None
    sha256: str | None
    material: int | None
    section: str | None
    number: int | None
    chosen: str
    shown: str | None
    accepted: str | None
    mode: Mode | None
    verdict: Verdict
    ms: int | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which attempts are meant; None leaves all. `question` and `concept` are ids, `since` is in milliseconds."""

    learner: str | None = None
    question: int | None = None
    concept: int | None = None
    since: int | None = None
    wrong: bool = False

    def names(self) -> dict[str, object]:
        """What a statement takes."""
        return {
            "learner": self.learner,
            "question": self.question,
            "concept": self.concept,
            "since": self.since,
            "wrong": self.wrong,
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """How a learner stands: attempts by what came of them."""

    counts: Mapping[Verdict, int]

    @property
    def tries(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class LearnerCount:
    """What a bank holds of a learner: attempts, questions that they are at, the first and the last moment."""

    attempts: int
    questions: int
    first: int | None
    last: int | None


def page_of(tx: Transaction, which: Which, *, limit: int | None, page: int = 1) -> list[Attempt]:
    """A page of attempts, the last first; `limit` None means all."""
    if which.question is not None:
        statement = SQL["attempts_at_question"]
    else:
        statement = SQL["attempts_listed"] if which.learner is None else SQL["attempts_of_learner"]
    names = {**which.names(), "limit": -1 if limit is None else limit, "skip": (limit or 0) * (page - 1)}
    return [Attempt(*row) for row in tx.all(statement, names)]


def walk(tx: Transaction, which: Which) -> Iterator[Attempt]:
    """Every attempt that is meant, in the order in which they were stored; some at a time in memory."""
    names = {**which.names(), "after": 0, "limit": WALKED}
    while rows := tx.all(SQL["attempts_after"], names):
        yield from (Attempt(*row) for row in rows)
        names["after"] = rows[-1][0]


def count_all(tx: Transaction) -> int:
    """How many attempts there are."""
    count: int = tx.value(SQL["attempts_counted"])
    return count


def count_learner(tx: Transaction, learner: str) -> LearnerCount:
    """What the bank holds of a learner."""
    return LearnerCount(*tx.all(SQL["learner_counted"], (learner,))[0])


def learners(tx: Transaction) -> list[str]:
    """Every learner."""
    return [name for (name,) in tx.all(SQL["learners"])]


def count_at_paper(tx: Transaction, sha256: str) -> tuple[int, int]:
    """How many attempts were made at a paper's places, and of how many learners."""
    attempts, people = tx.all(SQL["attempts_at_paper"], (sha256,))[0]
    return attempts, people


def standing(tx: Transaction, learner: str, question: int) -> Standing:
    """How a learner stands with a question."""
    found: dict[Verdict, int] = dict(tx.all(SQL["standing_at_question"], {"learner": learner, "question": question}))
    return Standing({verdict: found.get(verdict, 0) for verdict in VERDICTS})


def last_attempt(tx: Transaction, learner: str, question: int) -> int:
    """The id of the last attempt of a learner at a question that was stored, 0 for none."""
    found: int = tx.value(SQL["last_attempt_at"], {"learner": learner, "question": question})
    return found


def numbers_of(text: str | None) -> list[int | None] | None:
    """A JSON array of numbers."""
    from msgspec.json import decode

    return None if text is None else decode(text, type=list[int | None])
