"""What learners answered: a page of it, a file of it, and a learner who is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank.attempts.forget import forget_learner
from cgq.bank.attempts.read import Which, count_learner, learners, page_of, walk
from cgq.bank.attempts.store import check_learner
from cgq.bank.question_name import question_number
from cgq.config import nearest
from cgq.errors import Missing
from cgq.exchange.attempts.write import csv_lines, json_lines
from cgq.graph import read as graph
from cgq.hints import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.bank.attempts.read import Attempt, LearnerCount
    from cgq.bank.question_name import QuestionName
    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

Form = Literal["csv", "jsonl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which attempts are asked for, as a person names them; None leaves all. `since` is in milliseconds."""

    learner: str | None = None
    question: QuestionName | None = None
    concept: str | None = None
    since: int | None = None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Attempts:
    """A page of attempts, the last first; `more` tells whether there is another page."""

    attempts: tuple[Attempt, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is removed, or was, of a learner."""

    learner: str
    count: LearnerCount


def list_attempts(workspace: Workspace, wanted: Wanted, *, limit: int | None = None, page: int = 1) -> Attempts:
    """Attempts as they are judged now. Raises Missing for a question or a concept that is not there."""
    with workspace.database.read() as tx:
        which = _which(tx, wanted)
        found = page_of(tx, which, limit=limit, page=page)
        more = limit is not None and bool(page_of(tx, which, limit=1, page=limit * page + 1))
        return Attempts(tuple(found), more)


def export_attempts(workspace: Workspace, wanted: Wanted, form: Form) -> Iterator[str]:
    """The same, in the order in which they were stored, as the text of a file, line by line."""
    with workspace.database.read() as tx:
        found = walk(tx, _which(tx, wanted))
        yield from csv_lines(found) if form == "csv" else json_lines(found)


def would_forget(workspace: Workspace, learner: str) -> Forgotten:
    """What `forget` would remove. Raises Missing for somebody of whom there is nothing."""
    with workspace.database.read() as tx:
        count = count_learner(tx, check_learner(learner))
        if count.attempts:
            return Forgotten(learner, count)
        near = nearest(learner, learners(tx))
    meant = f"Did you mean {plain(near)}? " if near else ""
    raise Missing(f"There is no attempt of {learner}", hint=f"{meant}All that there are: `cgq attempts list`")


def forget(workspace: Workspace, learner: str) -> Forgotten:
    """Remove every attempt of a learner, and overwrite it. Raises as `would_forget` does."""
    found = would_forget(workspace, learner)
    forget_learner(workspace.database, learner)
    return found


def _which(tx: Transaction, wanted: Wanted) -> Which:
    return Which(
        learner=None if wanted.learner is None else check_learner(wanted.learner),
        question=None if wanted.question is None else question_number(tx, wanted.question),
        concept=None if wanted.concept is None else graph.find(tx, wanted.concept).id,
        since=wanted.since,
        wrong=wanted.wrong,
    )
