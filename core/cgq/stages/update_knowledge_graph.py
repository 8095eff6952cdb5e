"""One question becomes candidates: the terms that it holds, with the places where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from cgq.enrich.concepts import Candidate, QuestionText, candidates
from cgq.enrich.text import Analyser, version
from cgq.graph import store
from cgq.queue.job import NewJob
from cgq.stages.stage import Done, Gone, Host

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.queue.job import Job
    from cgq.stages.stage import Call

REFRESH_DELAY = 1.0
"""Seconds in which the questions of one paper gather before the glossary is made anew."""


class Arguments(msgspec.Struct, frozen=True):
    """The question's id."""

    question: int


class Option(msgspec.Struct, frozen=True):
    """An option as stored, as far as terms are looked for in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """The terms of one question; an empty list is an explicit none (R7)."""

    analyser: str
    rows: list[Candidate]


class UpdateKnowledgeGraph:
    """load the texts -> look for terms -> store them and ask for one refresh of the glossary."""

    kind = "update_knowledge_graph"
    host: Host = "analyser"
    given_type: Any = QuestionText
    result_type: Any = Candidates

    def prepare(self) -> None:
        """Load the analyser before the clock of the first call runs."""
        Analyser().prepare()

    def load(self, tx: Transaction, jobs: Sequence[Job]) -> Sequence[QuestionText | Gone]:
        """The texts of each job's question."""
        return [_texts(tx, _question(job)) for job in jobs]

    def compute(self, given: Sequence[QuestionText], call: Call) -> Sequence[Done[Candidates] | Failure]:
        """The candidates of each question."""
        analyser = version()
        found = [Done(Candidates(analyser, rows)) for rows in candidates(given, Analyser())]
        call.progress(len(found), len(given))
        return found

    def store(self, tx: Transaction, done: Sequence[tuple[Job, Candidates]]) -> Iterable[NewJob]:
        """Replace each question's candidates; one coalesced refresh for all of them."""
        for job, result in done:
            if store.texts(tx, _question(job)) is not None:  # it may have been deleted meanwhile
                store.replace_candidates(tx, _question(job), result.rows, result.analyser)
        return [refresh()] if done else []

    def summary(self, result: Candidates) -> dict[str, int]:
        """How many terms and originals were found."""
        originals = sum(row.place == "original" for row in result.rows)
        terms = len({row.term for row in result.rows})
        return {"terms": terms, "originals": originals}

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job, Failure]]) -> None:
        """Nothing: the question stays unanalysed, and `graph stats` counts it."""


def refresh() -> NewJob:
    """The one job that makes the glossary anew, however many ask for it."""
    return NewJob(
        kind="refresh_concepts",
        args={},
        coalesce="refresh_concepts",
        mutex="refresh_concepts",
        priority="low",
        delay=REFRESH_DELAY,
    )


def _question(job: Job) -> int:
    return msgspec.json.decode(job.args, type=Arguments).question


def _texts(tx: Transaction, question: int) -> QuestionText | Gone:
    row = store.texts(tx, question)
    if row is None:
        return Gone(f"Question {question} was deleted.")
    return QuestionText(
        stem=row.stem,
        passage=row.passage,
        boxes=tuple(msgspec.json.decode(row.boxes, type=list[str])),
        options=tuple(option.text for option in msgspec.json.decode(row.options, type=list[Option])),
    )
