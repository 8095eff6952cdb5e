"""What the stages of a paper's chain share: the text that is embedded of a question, what comes at the end (B3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cgq.bank.repeats.stored import answers_changed
from cgq.bank.stored_questions import hashes_of
from cgq.enrich.embedding import EmbeddingText, text_hash
from cgq.queue.books import SQL
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction
    from cgq.exam.model import QuestionText
    from cgq.queue.job import Job

TO_CONCEPTS = frozenset({"generate_embedding", "update_knowledge_graph", "suggest_concepts"})
"""The kinds through which a question gets its concepts."""

REFRESH_DELAY = 1.0
"""Seconds in which the questions of one paper gather before the glossary is made anew."""


def embedded(text: QuestionText) -> EmbeddingText:
    """What is embedded of a question: its stem, then boxes, passage and options, a line each.

    The options are sorted, so that the forms of an exam, which turn them round, share their vectors.
    """
    rest = (*text.boxes, text.passage or "", *sorted(option.text for option in text.options))
    return EmbeddingText(text.stem, "\n".join(filter(None, rest)))


def stored_text_hash(text: QuestionText) -> str:
    """What names the text that is embedded of a question: hex sha256."""
    return text_hash(embedded(text))


def following(tx: Transaction, texts: Iterable[int], *, removed: int, pattern: NewJob) -> list[NewJob]:
    """The jobs that bring search and concepts up to date after a change: called when all of it is stored.

    Questions with new `texts` that are still in the bank get a job each, as `pattern` is, whose chain ends with a
    refresh. Where questions were `removed` and no chain is left that would ask for one, the refresh comes by itself.
    Either way what repeats is looked for anew. Where answers changed alone, both are: what a question asks for is what
    its stem defines.
    """
    wanted = dict.fromkeys(texts)
    living = hashes_of(tx, wanted)
    jobs = [replace(pattern, args={"question": question}) for question in wanted if question in living]
    if not jobs and (removed or answers_changed(tx)):
        jobs.append(refresh())
    return [*jobs, find_repeats()] if jobs else []


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


def suggest_concepts(job: Job[Any]) -> NewJob:
    """The job that asks a chat model about the question of another one."""
    return NewJob(
        kind="suggest_concepts",
        args={"question": job.args.question},
        document=job.document,
        root=job.root or job.id,
        parent=job.id,
        priority="low",
    )


def is_on_its_way(tx: Transaction) -> bool:
    """Are questions on their way to a model that names their concepts? Each that arrives asks for a refresh."""
    return not TO_CONCEPTS.isdisjoint(kind for _, kind in tx.all(SQL["lanes_alive"]))


def suggest_prerequisites(delay: float = REFRESH_DELAY) -> NewJob:
    """The one job that asks a chat model what is learned before what, however many ask for it."""
    return NewJob(
        kind="suggest_prerequisites",
        args={},
        coalesce="suggest_prerequisites",
        mutex="suggest_prerequisites",
        priority="low",
        delay=delay,
    )


def find_repeats(delay: float = REFRESH_DELAY) -> NewJob:
    """The one job that compares what is new with the rest of the bank, however many ask for it."""
    return NewJob(
        kind="find_repeats",
        args={},
        coalesce="find_repeats",
        mutex="find_repeats",
        priority="low",
        delay=delay,
    )
